"""What the first visitor would wait for, made while the server starts: modules, the usual answers, contents of maps.

Everything goes through the memory that all sessions share, under the keys by which the pages ask; a visitor who is
faster waits for the same making. The heavy imports are left to the thread, so that the server answers at once.
"""

from __future__ import annotations

import logging
import time
from importlib import import_module
from importlib.util import find_spec
from threading import Thread

from streamlit import runtime

from layers.problems import PlanningError

_LOG = logging.getLogger("quyhoach")
NAME = "preload"
PATIENCE_S, LOOK_S = 60.0, 0.05


def begin() -> Thread:
    """The thread in which it is made; it ends by itself."""
    made = Thread(target=_run, name=NAME, daemon=True)
    made.start()
    return made


def _run() -> None:
    if not server_there():
        return
    contexts = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    contexts.addFilter(lambda record: record.threadName != NAME)  # that no session is served here is as it should be
    try:
        modules()
        import_module("planning.ui.first_answers").ask()
    except PlanningError:
        return  # a warehouse that cannot answer yet: its pages say what is missing
    except Exception:  # noqa: BLE001 - the pages meet the same fault, and say so where somebody sees it
        _LOG.exception("fault while preparing the first pages")


def server_there() -> bool:
    """Whether the server came up."""
    end = time.monotonic() + PATIENCE_S
    while not runtime.exists() and time.monotonic() < end:
        time.sleep(LOOK_S)
    return runtime.exists()


def modules() -> None:
    """Imports every page.

    A component that is imported outside a session is not served unless the server is told of it, and nothing draws a
    map before: whoever needs the module waits for its import here.
    """
    component = import_module("streamlit_folium")._component_func  # noqa: SLF001 - it has no other name
    runtime.get_instance().component_registry.register_component(component)
    for row in import_module("planning.ui.shell").PAGES:
        if find_spec(f"planning.ui.pages.{row.name}"):
            import_module(f"planning.ui.pages.{row.name}")
