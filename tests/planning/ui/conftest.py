"""Pages over the straight street of `hand_city`, on which every answer can be read off."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from layers.warehouse import Warehouse, open_warehouse
from tests.planning.hand_city import hand_city


def kho_at(folder) -> Warehouse:
    warehouse = open_warehouse(folder, create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return warehouse


@pytest.fixture
def kho(tmp_path) -> Warehouse:
    """A warehouse with the hand city."""
    return kho_at(tmp_path / "Kho dữ liệu")


@pytest.fixture
def open_page(monkeypatch, root):
    """Opens a page of a warehouse, in a language, with more of the address."""

    def opened(warehouse, name: str = "overview", **address: str) -> AppTest:
        monkeypatch.setenv("QUYHOACH_WAREHOUSE", warehouse.address)
        page = AppTest.from_file(root / "planning" / "ui" / "entry" / "script.py", default_timeout=60)
        for key, value in address.items():
            page.query_params[key.replace("__", ".")] = value
        page._page_hash = "" if name == "overview" else calc_hash(name)
        return page.run()

    return opened


def shared(page: AppTest, key: str):
    """The box of the sidebar that shows a shared choice."""
    return next(box for box in page.selectbox if str(box.key).startswith(f"{key}.box."))


def words(page: AppTest) -> str:
    """Everything that a page says, in one text."""
    kinds = (page.title, page.markdown, page.caption, page.error, page.warning, page.info, page.success, page.metric)
    values = [f"{getattr(e, 'label', '')} {e.value}" for kind in kinds for e in kind]
    return "\n".join([*values, *(f"{e.label}" for e in (*page.button, *page.selectbox, *page.text_input))])
