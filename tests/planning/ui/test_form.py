"""Widgets from a class of options."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    from dataclasses import dataclass, field
    from typing import Literal

    import streamlit as st

    from planning.i18n import translator
    from planning.ui import form

    @dataclass(frozen=True, kw_only=True)
    class Few:
        way: Literal["a", "b"] = "b"
        limit_min: float = field(default=15.0, metadata={"unit": "min", "min": 5, "max": 60, "step": 5})
        count: int = field(default=1, metadata={"min": 1, "max": 10, "step": 1})
        on: bool = True
        deep: float = 2.0

    made = form.ask(Few, key="thử", t=translator("vi"), only=("way", "limit_min", "count", "on"), advanced=("deep",))
    st.text(repr(made))


def test_defaults_then_choices():
    page = AppTest.from_function(script).run()
    assert not page.exception
    assert "Few(way='b', limit_min=15.0, count=1, on=True, deep=2.0)" in page.text[0].value
    page.slider(key="thử.limit_min").set_value(30.0)
    page.segmented_control(key="thử.way").set_value("a").run()
    assert "way='a', limit_min=30.0" in page.text[0].value
    assert page.slider(key="thử.limit_min").label.endswith("(phút)")
