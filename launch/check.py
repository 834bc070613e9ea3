"""Whether a packed folder is whole and made for this system; asked before anything is installed from it.

    python3 launch/check.py      exit status 0: whole and fit for this machine; 1: what is wrong, on standard error

Needs nothing but Python, and takes its words from no catalogue: it runs where nothing is installed yet.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "bundle"
ABOUT = "about.json"
SUMS = "SHA256SUMS"
WHEELS = "wheels"
_MOST_SHOWN = 10


def here() -> tuple[str, str, str]:
    """System, processor and Python of this machine, as `about.json` names them."""
    return sys.platform, platform.machine(), f"{sys.version_info[0]}.{sys.version_info[1]}"


def misfits(root: Path, machine: tuple[str, str, str]) -> list[str]:
    """Why the packages of the folder cannot be installed on a machine of that kind; empty if they can."""
    about = json.loads((root / FOLDER / ABOUT).read_text("utf-8"))
    sys_platform, processor, python = machine
    wanted = (about["sys_platform"], about["machine"].lower())
    if wanted != (sys_platform, processor.lower()):
        words = f"Gói này dành cho {about['system']}, máy này là {sys_platform} {processor}"
        return [f"{words} / packed for {about['system']}, this machine is {sys_platform} {processor}"]
    if python not in about["pythons"]:
        fit = ", ".join(about["pythons"])
        return [f"Gói này cần Python {fit}, đây là {python} / packed for Python {fit}, this is {python}"]
    return []


def damage(root: Path) -> list[str]:
    """One line for each file that is missing or not what was packed."""
    found = []
    for line in (root / FOLDER / SUMS).read_text("utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        file = root / name
        if not file.is_file():
            found.append(f"thiếu / missing: {name}")
        elif sha256_of(file) != sha256:
            found.append(f"hỏng / damaged: {name}")
    return found


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's content, 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main(root: Path = ROOT, machine: tuple[str, str, str] | None = None) -> int:
    """The exit status, after every fault was told."""
    try:
        wrong = misfits(root, machine or here()) or damage(root)
    except (OSError, ValueError, KeyError) as error:
        wrong = [f"hỏng / damaged: {FOLDER} ({error})"]
    _tell(wrong)
    return 1 if wrong else 0


def _tell(lines: Sequence[str]) -> None:
    for line in lines[:_MOST_SHOWN]:
        sys.stderr.write(f"  {line}\n")
    if len(lines) > _MOST_SHOWN:
        sys.stderr.write(f"  … {len(lines)}\n")


if __name__ == "__main__":
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    raise SystemExit(main())
