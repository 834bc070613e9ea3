"""Texts and looks that Streamlit brings along, brought into the language of the page by style rules."""

from __future__ import annotations

import json

import streamlit as st

from planning.i18n import Translator

# Streamlit's own menus and notices are English in every browser; what they offer stands on our pages in words of ours.
_HIDDEN = (
    '[data-testid="stElementToolbar"]',
    '[data-testid="stDataFrameColumnMenu"]',
    '[data-testid="stMainMenu"]',
    '[data-testid="stStatusWidget"]',
    '[data-testid="stToolbarActions"]',
    '[data-testid="stHeaderActionElements"]',
    '[data-testid="InputInstructions"]',
    '[data-testid="stAppDeployButton"]',
    '[data-testid="stDecoration"]',
)

_LOOKS = """
.block-container, [data-testid="stMainBlockContainer"] { padding: 2.6rem 2rem 3rem; max-width: 1500px; }
@media (max-width: 700px) { [data-testid="stMainBlockContainer"] { padding: 4.2rem .9rem 2rem; } }
h1 { font-size: 1.65rem !important; line-height: 1.4 !important; padding: .2rem 0 .3rem !important; }
.st-key-answer p { font-size: 1.12rem; line-height: 1.55; margin-bottom: .2rem; }
[data-testid="stMetricValue"] { font-size: 1.4rem; }
[data-testid="stMetricValue"] *, [data-testid="stMetricLabel"] * { white-space: normal; overflow: visible; }
[data-testid="stAlertContainer"] { padding: .55rem .8rem; }
.st-key-overview-tour ol { margin-bottom: 0; }
[data-testid="stMetricLabel"] p { white-space: normal; }
[data-testid="stCaptionContainer"] { color: inherit !important; opacity: 1 !important; }
[data-testid="stCaptionContainer"] p { color: inherit !important; opacity: .82; }
@media (max-width: 700px) { [data-testid="stMetricValue"] { font-size: 1.08rem; } }
iframe[title^="streamlit_folium"] { border-radius: 6px; }
button[role="radio"][data-selected="true"] p, button[aria-checked="true"] p, button[aria-pressed="true"] p,
[data-testid="stSliderThumbValue"] p,
[data-testid="stSliderThumbValue"] { color: light-dark(#14505a, #9fd8e0) !important; }
"""

_TEXTS = """
[data-testid="stSkipToContent"] { font-size: 0; }
[data-testid="stSkipToContent"]::after { font-size: 1rem; content: %(skip)s; }
[data-testid="stFileUploaderDropzone"] button { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button > * { display: none; }
[data-testid="stFileUploaderDropzone"] button::after { font-size: .95rem; content: %(browse)s; }
[data-testid="stFileUploaderDropzoneInstructions"] * { font-size: 0 !important; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { font-size: .85rem; content: %(limit)s; }
"""


def style(t: Translator) -> None:
    """The rules of every page, in the language of the page."""
    words = {name: json.dumps(t(f"upload.{name}"), ensure_ascii=False) for name in ("browse", "limit", "skip")}
    rules = ", ".join(_HIDDEN) + " { display: none !important; }" + _LOOKS + _TEXTS % words
    st.html(f"<style>{rules}</style>")
