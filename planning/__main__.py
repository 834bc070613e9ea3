"""python -m planning."""

import sys

import planning.cli_ask
import planning.cli_fetch
import planning.cli_report  # noqa: F401 - these register their commands
from planning.cli import main

if __name__ == "__main__":
    sys.exit(main())
