"""One legend for several maps that share their classes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from planning.present.views import Mark

_STYLE = """<style>
.qh-shared { display: flex !important; flex-wrap: wrap; gap: .2rem 1rem; font-size: .82rem; list-style: none;
  margin: -.2rem 0 .2rem !important; padding: 0 !important; }
.qh-shared li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.qh-shared b { font-weight: 600; }
.qh-shared i { width: 20px; height: 13px; border: 1px solid #7b888c; flex: none; }
</style>"""


def legend(title: str, marks: Sequence[Mark]) -> None:
    """The classes in a row: colour or hatching, and words."""
    items = "".join(
        f'<li><i style="background:{paint(mark)}"></i>{escape(mark.label)}</li>' for mark in marks if mark.label
    )
    st.html(f'{_STYLE}<ul class="qh-shared"><li><b>{escape(title)}</b></li>{items}</ul>')


def paint(mark: Mark) -> str:
    """The filling of a class as CSS; colours come from our own scales."""
    if mark.hatch:
        return f"repeating-linear-gradient(135deg, {mark.colour} 0 2px, #fff 2px 5px)"
    return mark.colour or "transparent"
