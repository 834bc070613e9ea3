"""A job at work, on the page: how long already, and the button that ends it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from planning.i18n import Translator
from planning.ui import state, worker
from planning.ui.worker import Outcome, Request

Settle = Callable[[Request, Outcome], None]
Told = Callable[[Request], tuple[float, str] | None]
FOLDER = "work.folder"


def folder(*, fresh: bool = False) -> str:
    """The folder of this session for files on their way; a fresh one makes the old one go."""
    kept = state.get(FOLDER, "")
    if fresh and kept:
        shutil.rmtree(kept, ignore_errors=True)
    if fresh or not Path(kept or "/").is_dir() or not kept:
        state.put(FOLDER, tempfile.mkdtemp(prefix="quyhoach-"))
    return str(state.get(FOLDER))


def start(key: str, request: Request) -> None:
    """Begins a job under a name; the page then shows `running`."""
    state.put(key, (worker.start(request), request, time.monotonic()))


def running(key: str, t: Translator, settle: Settle, told: Told | None = None) -> bool:
    """Whether a job of that name is at work; shows it, and hands its outcome to `settle` when it is there.

    `told` reads how far the job says it is: a share and words; without it the time that has passed is shown.
    """
    if not state.get(key):
        return False
    _shown(key, t, settle, told)
    return True


@st.fragment(run_every=0.5)
def _shown(key: str, t: Translator, settle: Settle, told: Told | None) -> None:
    kept = state.get(key)
    if not kept:
        return
    job, request, since = kept
    outcome = job.result()
    if outcome is not None:
        state.drop(key)
        settle(request, outcome)
        st.rerun(scope="app")
    seconds = int(time.monotonic() - since)
    share, text = min(0.95, 1 - 1 / (1 + seconds / 8)), t("work.running", seconds=t.number(seconds))
    if told is not None:
        share, text = told(request) or (0.0, text)
    st.progress(share, text=text)
    if st.button(t("work.stop"), key=f"{key}.stop", icon=":material/stop_circle:"):
        job.stop()
        state.drop(key)
        st.rerun(scope="app")
