"""The web application: the pages of `planning.ui` and what the browser fetches besides.

    streamlit run app.py

The warehouse is the one of QUYHOACH_WAREHOUSE, by default the folder `warehouse` beside this file.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from planning.api.assets import routes

app = st.App(
    Path(__file__).parent / "planning" / "ui" / "entry" / "script.py",
    routes=routes(st.get_option("server.baseUrlPath") or ""),
)
