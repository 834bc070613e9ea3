"""Files that appear whole or not at all: written beside, settled on the disk, renamed; and what killed writers left."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = ".new-"
A_WHILE_S = 3_600
"""Age from which an unlisted file is taken for a leftover, seconds."""
A_DAY_S = 86_400
"""Age from which a leftover goes even if a process of its writer's number lives: numbers are given again, seconds."""

_BLOCK = 1 << 20
_STAGED = re.compile(r"\.new-(\d+)-[0-9a-f]+")


@contextmanager
def staged(folder: Path, suffix: str = "") -> Iterator[Path]:
    """A path beside the final one that is gone after the block unless it was renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PREFIX}{os.getpid()}-{secrets.token_hex(6)}{suffix}"
    try:
        yield path
    finally:
        # With what SQLite and GDAL lay beside a file that is not finished.
        for leftover in folder.glob(f"{path.name}*"):
            remove(leftover)


def remove(path: Path) -> None:
    """Remove a file or folder of ours, read-only or not, if it is there."""
    if os.name == "nt":
        for inner in (path, *path.rglob("*")):
            with suppress(OSError):
                inner.chmod(stat.S_IRWXU)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(FileNotFoundError):
        path.unlink()


def settle(path: Path) -> tuple[int, str]:
    """Bring a file to the disk and make it read-only.

    Returns
    -------
    size, sha256
        Bytes, and 64 hexadecimal digits of the content.
    """
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    return path.stat().st_size, sha256


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(path: Path, target: Path) -> None:
    """Give a settled file or folder its final name, in one step, in place of whatever unlisted leftover has it."""
    if path.is_dir() or os.name == "nt":  # Windows puts nothing in place of a folder or of a read-only file
        remove(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    settle_folder(target.parent)


def copy_settled(source: Path, target: Path) -> str:
    """Copy a file, bring it to the disk read-only, and return the SHA-256 of what was copied."""
    hashing = hashlib.sha256()
    with source.open("rb") as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            hashing.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    target.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    return hashing.hexdigest()


def is_leftover(path: Path, now_s: float | None = None) -> bool:
    """Whether a file that no catalogue lists was left by a writer that is no longer at work."""
    try:
        age_s = (time.time() if now_s is None else now_s) - path.lstat().st_mtime
    except OSError:
        return False
    if age_s < A_WHILE_S:
        return False
    writer = _STAGED.match(path.name)
    return writer is None or age_s > A_DAY_S or not _lives(int(writer[1]))


def _lives(pid: int) -> bool:
    """Whether a process of that number runs here; where asking is not possible, yes."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
