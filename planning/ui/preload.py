"""What the first visitor would wait for, made while the server starts: modules, the usual answers, contents of maps.

Everything goes through the memory that all sessions share, under the keys by which the pages ask; a visitor who is
faster waits for the same making. The heavy imports are left to the thread, so that the server answers at once.
"""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.util import find_spec
from threading import Thread

from layers.problems import PlanningError

_LOG = logging.getLogger("quyhoach")


def begin() -> Thread:
    """The thread in which it is made; it ends by itself."""
    made = Thread(target=_run, name="preload", daemon=True)
    made.start()
    return made


def _run() -> None:
    try:
        modules()
        import_module("planning.ui.first_answers").ask()
    except PlanningError:
        return  # a warehouse that cannot answer yet: its pages say what is missing
    except Exception:  # noqa: BLE001 - the pages meet the same fault, and say so where somebody sees it
        _LOG.exception("fault while preparing the first pages")


def modules() -> None:
    """Imports every page."""
    for row in import_module("planning.ui.shell").PAGES:
        if find_spec(f"planning.ui.pages.{row.name}"):
            import_module(f"planning.ui.pages.{row.name}")
