"""The web application: the pages of `planning.ui` and what the browser fetches besides.

    streamlit run app.py

The warehouse is the one of QUYHOACH_WAREHOUSE, by default the folder `warehouse` beside this file.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import net_util

from planning.api.assets import routes
from planning.api.hosts import KnownHosts, known_hosts
from planning.ui import preload

# Streamlit compares the origin of a foreign page with this machine's address outside, and asks the internet for it.
net_util.get_external_ip = net_util.get_internal_ip = lambda: None

app = st.App(
    Path(__file__).parent / "planning" / "ui" / "entry" / "script.py",
    routes=routes(st.get_option("server.baseUrlPath") or ""),
    middleware=[Middleware(KnownHosts, known=known_hosts())],
)
preload.begin()
