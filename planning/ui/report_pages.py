"""The pages of a report as pictures, and its files: made when asked for, kept as long as nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from layers.digest import digest
from planning.i18n import Translator
from planning.report import map_sheets, papers
from planning.report.grounds import today
from planning.report.material import Material
from planning.report.typeset import Document
from planning.ui import show, state

T = TypeVar("T")
MADE, PAGE = "report.made", "report.page"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_KEPT = 6
PREVIEW_PPI, PRINT_PPI = 144.0, 200.0


def key_of(material: Material) -> str:
    """Changes with the data, the recipe, the name of the area and, for legal grounds, the day."""
    return digest("paper", state.address(), material.code, material.recipe.digest, today())


def ask(key: str, t: Translator) -> None:
    """The button that makes the report."""
    if st.button(
        t("report.preview"), key="report.preview", icon=":material/visibility:", type="primary", width="stretch"
    ):
        state.put(MADE, key)
        state.drop(PAGE)


def document(key: str, material: Material, t: Translator) -> Document | None:
    """The report as it was asked for; `None` where it was not, or where something has changed since."""
    if state.get(MADE) != key:
        return None
    try:
        return _kept(key, _absent)
    except LookupError:
        bar = st.progress(0.0, text=t("report.working"))
        made = papers.document(material, lambda what, share: _moved(bar, what, share, t))
        bar.progress(0.97, text=t("report.typesetting"))
        _kept(f"{key}.pictures", lambda: made.pictures(PREVIEW_PPI))
        bar.empty()
        return _kept(key, lambda: made)


def _moved(bar: object, what: str, share: float, t: Translator) -> None:
    bar.progress(0.95 * share, text=t("report.making", part=what))  # type: ignore[attr-defined]


def pages(key: str, made: Document, material: Material, t: Translator) -> None:
    """One page at a time."""
    pictures = pictures_of(key, made)
    count = len(pictures)
    number = turned(count, t) if count > 1 else 1
    words = t("report.page", number=t.number(number), count=t.number(count))
    with st.container(border=True):
        st.image(pictures[number - 1], width="stretch", alt=words)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(show.plain(words))
        st.download_button(
            t("report.picture"),
            data=lambda: made.pictures(PRINT_PPI)[number - 1],
            file_name=f"{made.name}-{number:02d}.png",
            key="report.picture",
            icon=":material/image:",
            type="tertiary",
            mime="image/png",
            on_click="ignore",
        )
        if material.recipe.paper == "sheets":
            st.download_button(
                t("report.web"),
                data=lambda: map_sheets.web_pages(material, papers.nobody, only=(number,))[0],
                file_name=f"{made.name}-{number:02d}.html",
                key="report.web",
                icon=":material/public:",
                help=t("report.web.help"),
                type="tertiary",
                mime="text/html",
                on_click="ignore",
            )


def turned(count: int, t: Translator) -> int:
    """The page that is open: one on, one back, or any of them."""
    if state.get(PAGE) not in range(1, count + 1):
        state.put(PAGE, 1)
    open_ = int(state.get(PAGE))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("report.back"),
            icon=":material/chevron_left:",
            key="report.back",
            type="tertiary",
            disabled=open_ == 1,
            on_click=lambda: state.put(PAGE, open_ - 1),
        )
        st.selectbox(
            t("report.pages"),
            range(1, count + 1),
            key=PAGE,
            format_func=lambda number: t("report.page", number=t.number(number), count=t.number(count)),
            label_visibility="collapsed",
            filter_mode=None,
            width=170,
        )
        st.button(
            t("report.on"),
            icon=":material/chevron_right:",
            key="report.on",
            type="tertiary",
            disabled=open_ == count,
            on_click=lambda: state.put(PAGE, open_ + 1),
        )
    return open_


def pictures_of(key: str, made: Document) -> tuple[bytes, ...]:
    """PNG of each page."""
    return _kept(f"{key}.pictures", lambda: made.pictures(PREVIEW_PPI))


def files(made: Document, material: Material, t: Translator) -> None:
    """PDF, Word where the paper is a letter, Excel: each is written when it is asked for."""
    with st.container(horizontal=True):
        st.download_button(
            t("report.pdf"),
            data=made.pdf,
            file_name=f"{made.name}.pdf",
            key="report.pdf",
            icon=":material/picture_as_pdf:",
            type="primary",
            mime="application/pdf",
            on_click="ignore",
        )
        if material.recipe.paper == "administrative":
            st.download_button(
                t("report.word"),
                data=lambda: papers.word(material),
                file_name=f"{made.name}.docx",
                key="report.word",
                icon=":material/description:",
                mime=DOCX,
                on_click="ignore",
            )
        excel(material, t)


def excel(material: Material, t: Translator, *, primary: bool = False) -> None:
    """The tables as one file."""
    st.download_button(
        t("report.excel"),
        data=lambda: papers.excel(material),
        file_name=f"{papers.excel_name(material, t)}.xlsx",
        key="report.excel",
        icon=":material/table_view:",
        type="primary" if primary else "secondary",
        mime=XLSX,
        on_click="ignore",
    )


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False)
def _store(key: str, _make: Callable[[], object]) -> object:
    del key
    return _make()


def _kept(key: str, make: Callable[[], T]) -> T:
    """What was made for a key; nothing is drawn while it is made."""
    found: T = _store(key, make)  # type: ignore[assignment]
    return found


def _absent() -> Document:
    """Made nowhere else than where its progress shows."""
    raise LookupError
