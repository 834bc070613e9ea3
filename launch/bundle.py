"""One folder that installs with no network: source, packages, web assets, study areas, and what to check them by.

    python3 run.py bundle [--to FOLDER] [--platform NAME] [--python X.Y ...] [--without-areas]

Runs in the project's own environment. The folder appears whole or not at all. It is made of the files of the project
alone: no warehouse of the user's, and study areas made anew, for those that are there may hold somebody's own layers.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch.check import ABOUT, FOLDER, SUMS, WHEELS, sha256_of
from launch.locks import TARGETS, Target, here, narrowed
from planning.api.assets import PACKAGES, TYPES
from run import AREAS

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements-uv.lock", "requirements.lock")
# What runs; all else of the project is for those who work on it.
SHIPPED = (
    ".streamlit", "CHANGELOG.md", "LICENSE", "README.md", "README.vi.md", "app.py", "chay.bat", "data", "docs",
    "launch", "layers", "package-lock.json", "package.json", "planning", "pyproject.toml", "requirements-uv.lock",
    "requirements.lock", "run.py", "scenarios",
)  # fmt: skip
PYTHONS = ("3.11", "3.12", "3.13")
_NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc", "*.nbi", "*.nbc", ".DS_Store")
_LICENCES = ("licen", "copying", "notice", "ofl")
LETTER = "CAI-DAT.txt"
WORDS = """\
QUYHOACH {version}: cài đặt không cần mạng / installation without a network

Tiếng Việt
  1. Máy cần có Python {pythons} bản 64 bit (hệ thống: {system}). Thư mục này không kèm Python.
  2. Chép cả thư mục này vào máy, nơi có quyền ghi và còn 3 GB trống.
  3. Windows: nhấp đúp chay.bat. Hệ thống khác: python3 run.py
  4. Lần đầu mất một đến hai phút, sau đó mở http://127.0.0.1:8501
  Mọi tệp được kiểm tra theo bundle/SHA256SUMS trước khi cài. Xem thêm docs/installing.md.

English
  1. The machine needs Python {pythons}, 64 bit (system: {system}). This folder does not bring Python.
  2. Copy the whole folder to the machine, to a place you may write to with 3 GB free.
  3. Windows: double-click chay.bat. Other systems: python3 run.py
  4. The first start takes a minute or two, then open http://127.0.0.1:8501
  Every file is checked against bundle/SHA256SUMS before anything is installed. Read on in docs/installing.md.
"""


class BundleError(Exception):
    """A folder that could not be packed; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be packed: to which folder, for which system and Pythons, with the areas of a first start or not."""

    to: Path
    target: Target
    pythons: tuple[str, ...]
    areas: bool = True


def say(text: str) -> None:
    """Show one line of progress on standard error."""
    sys.stderr.write(f"» {text}\n")
    sys.stderr.flush()


def pack(wish: Wish, root: Path = ROOT) -> Path:
    """The folder, complete.

    Raises
    ------
    BundleError
        It exists already, a package cannot be had for that system, or web assets are missing.
    """
    if wish.to.exists() and (not wish.to.is_dir() or any(wish.to.iterdir())):
        raise BundleError(f"Đã có, không trống / is there and not empty: {wish.to}")
    wish.to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=wish.to.parent) as made:
        beside = Path(made) / "made"
        beside.mkdir()
        source(root, beside)
        assets(root, beside)
        for python in wish.pythons:
            say(f"Gói Python cho / packages for {wish.target.name}, Python {python}")
            wheels(root, beside / FOLDER / WHEELS, wish.target, python)
        for folder, area, _, text in AREAS if wish.areas else ():
            say(text)
            study_area(root, beside / folder, area)
        describe(beside, wish, version(root))
        if wish.to.exists():
            wish.to.rmdir()
        beside.rename(wish.to)
    return wish.to


def source(root: Path, to: Path) -> None:
    """Copy what runs, without compiled leftovers."""
    for name in SHIPPED:
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name, ignore=_NOT_SOURCE, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(root / name, to / name)


def assets(root: Path, to: Path) -> None:
    """Copy the files of web packages that the server answers with, and their licences, stamped as installed."""
    packages = root / "node_modules"
    missing = sorted(name for name in PACKAGES if not (packages / name / "package.json").is_file())
    stamps = [file for file in packages.glob(".assets-*") if file.is_file()]
    if missing or len(stamps) != 1:
        raise BundleError(f"Thiếu tài nguyên web / web assets are missing: {', '.join(missing)}. python3 run.py setup")
    for name in sorted(PACKAGES):
        for file in served(packages / name):
            copy = to / file.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    (to / "node_modules" / stamps[0].name).touch()


def served(package: Path) -> Iterator[Path]:
    """Files of a web package that go along, in a fixed order."""
    for file in sorted(package.rglob("*")):
        inner = file.relative_to(package).parts
        wanted = file.suffix in TYPES or file.name.lower().startswith(_LICENCES)
        if file.is_file() and wanted and "node_modules" not in inner:
            yield file


def wheels(root: Path, to: Path, target: Target, python: str) -> None:
    """Gather the locked packages of a system and a Python, each checked against its hash."""
    to.mkdir(parents=True, exist_ok=True)
    wanted = "".join(narrowed((root / lock).read_text("utf-8"), target, python) for lock in LOCKS)
    tags = [word for tag in target.tags for word in ("--platform", tag)]
    kind = ["--implementation", "cp", "--python-version", python, *tags]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "narrowed.lock"
        lock.write_text(wanted, "utf-8")
        checked = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-qq"]
        done = subprocess.run([*pip, "--dest", str(to), *kind, *checked], cwd=root, check=False)
    if done.returncode != 0:
        raise BundleError(
            f"Không lấy đủ gói cho {target.name}, Python {python} / not every package could be had for it. "
            "Kiểm tra mạng, hoặc chọn --python khác / check the network, or choose another --python."
        )


def study_area(root: Path, to: Path, area: str) -> None:
    """Make one of the study areas of a first start."""
    command = [sys.executable, "-m", "planning", "demo", str(to), "--area", area]
    if subprocess.run(command, cwd=root, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        raise BundleError(f"Không dựng được khu vực {area} / could not make the study area {area}")


def describe(made: Path, wish: Wish, version: str) -> None:
    """Write what this is, how to install it, and the sum of every file: `sha256sum -c bundle/SHA256SUMS` reads it."""
    folder = made / FOLDER
    about = {
        "name": "quyhoach",
        "version": version,
        "system": wish.target.name,
        "sys_platform": wish.target.sys_platform,
        "machine": wish.target.machine,
        "pythons": list(wish.pythons),
        "packages": len(list((folder / WHEELS).iterdir())),
    }
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8", newline="\n")
    pythons = " / ".join(wish.pythons)
    letter = WORDS.format(version=version, pythons=pythons, system=wish.target.name)
    (made / LETTER).write_text(letter, "utf-8-sig", newline="\r\n")
    files = sorted(file for file in made.rglob("*") if file.is_file())
    sums = "".join(f"{sha256_of(file)}  {file.relative_to(made).as_posix()}\n" for file in files)
    (folder / SUMS).write_text(sums, "utf-8", newline="\n")


def version(root: Path) -> str:
    """The project's version."""
    text = (root / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def wish_of(arguments: Sequence[str], root: Path = ROOT) -> Wish:
    """What the flags ask for; by default this system, this Python, and a folder of that name in `dist`."""
    own = here(sys.platform, platform.machine())
    parser = argparse.ArgumentParser(prog="run.py bundle", description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, help="folder to write (default: dist/quyhoach-VERSION-SYSTEM)")
    parser.add_argument("--platform", choices=sorted(TARGETS), default=own and own.name, required=own is None)
    parser.add_argument("--python", action="append", choices=PYTHONS, help="may be given several times")
    parser.add_argument("--without-areas", action="store_true", help="the study areas are made where it is installed")
    given = parser.parse_args(arguments)
    target = TARGETS[given.platform]
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Wish(
        to=(given.to or root / "dist" / f"quyhoach-{version(root)}-{target.name}").resolve(),
        target=target,
        pythons=tuple(dict.fromkeys(given.python or [python])),
        areas=not given.without_areas,
    )


def main(arguments: Sequence[str]) -> int:
    """The exit status of one call."""
    wish = wish_of(arguments)
    started = time.monotonic()
    try:
        made = pack(wish)
    except BundleError as failure:
        say(str(failure))
        return 1
    size_mb = sum(file.stat().st_size for file in made.rglob("*") if file.is_file()) / 1e6
    say(f"Đã đóng gói / packed: {made} ({size_mb:.0f} MB, {time.monotonic() - started:.0f} s)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
