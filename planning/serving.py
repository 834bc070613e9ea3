"""The web application started: where it listens, under which path, and what is said of who can reach it."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from layers.problems import OptionError, Problem

ROOT = Path(__file__).resolve().parents[1]
LOCAL = "127.0.0.1"
AREAS = ("demo", "binh-dinh")  # what the set-up makes beside the program
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_TAKEN = frozenset({"vendor", "assets", "content", "component", "media", "static", "_stcore"})


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """Where the application listens: `base_path` is what stands before every address behind a proxy, "" for nothing."""

    address: str = LOCAL
    port: int = 8501
    base_path: str = ""


def base_path(text: str) -> str:
    """The path of a proxy without slashes at its ends: "/qh/" is "qh".

    Raises
    ------
    OptionError
        `base_path_unfit`: other letters than those an address holds unchanged, or a name the application uses itself.
    """
    path = text.strip("/")
    parts = path.split("/") if path else []
    if not all(_PART.fullmatch(part) for part in parts) or (parts and parts[0] in _TAKEN):
        raise OptionError(Problem(code="base_path_unfit", found=text, allowed="quyhoach, so/quyhoach"))
    return path


def is_local(address: str) -> bool:
    """Whether what listens there is reached from this machine alone."""
    if address == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def shown(options: ServeOptions) -> str:
    """The address to open in a browser: a machine that listens on every address is called by its name."""
    host = named(options.address)
    path = f"/{options.base_path}/" if options.base_path else "/"
    return f"http://{f'[{host}]' if ':' in host.strip('[]') else host}:{options.port}{path}"


def named(address: str) -> str:
    """The name under which browsers reach an address."""
    return socket.gethostname() if address in {"0.0.0.0", "::", "[::]"} else address.strip("[]")  # noqa: S104 - compared


def check_free(options: ServeOptions) -> None:
    """Refuse a place where the server cannot listen, before anything is started.

    Raises
    ------
    OptionError
        `port_taken`, most often by another start of this program; `address_unfit` for one that is not this machine's.
    """
    host = options.address.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        if os.name != "nt":  # there it would let two servers share a port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, options.port))
        except OSError as error:
            taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
            found = shown(options) if taken else options.address
            raise OptionError(Problem(code="port_taken" if taken else "address_unfit", found=found)) from error


def command(options: ServeOptions) -> list[str]:
    """The words that start the server.

    The browser's name of the machine is given, since the server would ask the internet for it otherwise.
    """
    flags = [
        f"--server.address={options.address.strip('[]')}",
        f"--server.port={options.port}",
        f"--server.baseUrlPath={options.base_path}",
    ]
    if not is_local(options.address):
        flags.append(f"--browser.serverAddress={named(options.address)}")
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *flags]


def offered(root: Path = ROOT, own: Path = Path("warehouse")) -> str:
    """The study areas of a first start: those that were made with the installation, and a warehouse of one's own."""
    if not own.is_dir():
        from layers.warehouse import open_warehouse  # slow, and needed once

        open_warehouse(own.resolve(), create=True)
    folders = (*(root / name for name in AREAS), own.resolve())
    return os.pathsep.join(str(folder) for folder in folders if folder.is_dir())


def start(options: ServeOptions, warehouse: str, language: str) -> int:
    """The exit status of the server; where the system can, this process turns into it, so that signals reach it."""
    words = command(options)
    ours = {"PYTHONUTF8": "1", "QUYHOACH_WAREHOUSE": warehouse or offered(), "QUYHOACH_LANG": language}
    environment = {**os.environ, **ours}
    if os.name == "nt":
        return subprocess.call(words, env=environment, cwd=ROOT)
    os.chdir(ROOT)
    os.execve(words[0], words, environment)  # noqa: S606 - a list of words, no shell
    return 0
