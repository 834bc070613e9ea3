"""python -m planning."""

import sys

import planning.cli_ask  # noqa: F401 - registers its commands
from planning.cli import main

if __name__ == "__main__":
    sys.exit(main())
