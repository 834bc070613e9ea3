"""python -m planning."""

import io
import os
import sys
from typing import TextIO

import planning.cli_ask
import planning.cli_fetch
import planning.cli_report
import planning.cli_warehouse  # noqa: F401 - these register their commands
from planning.cli import main


def in_utf8(stream: TextIO) -> None:
    """Let a stream write every letter: into a file or a pipe as UTF-8, where Windows would take an encoding of old.

    A console keeps its own, and shows a question mark for what it lacks; so does an encoding that somebody asked for.
    """
    asked = stream.isatty() or "PYTHONIOENCODING" in os.environ
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if asked else "utf-8", errors="replace")


if __name__ == "__main__":
    in_utf8(sys.stdout)
    in_utf8(sys.stderr)
    sys.exit(main())
