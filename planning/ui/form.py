"""Options as widgets: what can be chosen is read from the frozen class, so form, flags and documentation agree.

    options = form.ask(AccessOptions, key="access", t=t, only=("mode", "limit_min"))

A field becomes a slider (numbers with `min` and `max` in its metadata), a number box, a switch, or a choice
(`Literal`, or `choices` in its metadata). Words are `option.CLASS.FIELD.label` and `.help`; values are worded by
`option.CLASS.FIELD.VALUE`. What is chosen outlives page and language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import streamlit as st

from planning.i18n import Translator

T = TypeVar("T")
FEW = 4  # so many choices stand side by side, more go into a list
KEEP: dict[str, Any] = {"persist_state": "session"}


def ask(cls: type[T], *, key: str, t: Translator, only: Sequence[str] = (), advanced: Sequence[str] = ()) -> T:
    """The options chosen by widgets, those of `advanced` behind *Advanced*; the others keep their defaults.

    Parameters
    ----------
    cls
        A frozen dataclass with defaults.
    key
        The page: widgets get the keys "key.field".
    only, advanced
        Names of fields; by default all fields that are not advanced.
    """
    hints = get_type_hints(cls)
    chosen: dict[str, Any] = {}
    by_name = {item.name: item for item in fields(cls)}  # type: ignore[arg-type]
    for name in only or [n for n in by_name if n not in advanced]:
        chosen[name] = widget(cls.__name__, by_name[name], hints[name], key, t)
    if advanced:
        with st.expander(t("form.advanced")):
            for name in advanced:
                chosen[name] = widget(cls.__name__, by_name[name], hints[name], key, t)
    return cls(**chosen)


def widget(owner: str, item: Field[Any], hint: Any, key: str, t: Translator) -> Any:
    """The value of one field."""
    words = f"option.{owner}.{item.name}"
    label, meta = t(f"{words}.label"), item.metadata
    unit = f" ({t('unit.' + meta['unit'])})" if meta.get("unit") and t.has("unit." + meta["unit"]) else ""
    common = {"key": f"{key}.{item.name}", "help": t(f"{words}.help") if t.has(f"{words}.help") else None, **KEEP}
    default = item.default if item.default is not MISSING else None
    options = choices(hint, meta)
    if options:
        return choice(label, options, default, lambda value: t(f"{words}.{value}"), common)
    if hint is bool:
        return st.toggle(label, value=bool(default), **common)
    if meta.get("min") is not None and meta.get("max") is not None:
        kind = int if isinstance(default, int) else float
        low, high, step = (kind(meta[name]) for name in ("min", "max", "step"))
        return slider(label + unit, low, high, kind(default), step, common)  # type: ignore[arg-type]
    if hint in (int, float):
        return st.number_input(label + unit, value=default, **common)
    return st.text_input(label, value=default or "", **common)


def choices(hint: Any, meta: Any) -> tuple[Any, ...]:
    """The values a field can have; empty where there is no such list."""
    if meta.get("choices"):
        return tuple(meta["choices"])
    return get_args(hint) if get_origin(hint) is Literal else ()


def choice(label: str, options: Sequence[Any], default: Any, words: Any, common: dict[str, Any]) -> Any:
    """One of some values: side by side where they are few."""
    if len(options) <= FEW:
        return st.segmented_control(label, options, default=default, required=True, format_func=words, **common)
    start = options.index(default) if default in options else 0
    return st.selectbox(label, options, index=start, format_func=words, **common)


def slider(label: str, low: float, high: float, value: float, step: float, common: dict[str, Any]) -> float:
    """A number between two."""
    return st.slider(label, min_value=low, max_value=high, value=value, step=step, **common)
