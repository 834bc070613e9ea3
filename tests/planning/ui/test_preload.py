"""What is made while the server starts is what the first pages ask."""

from types import SimpleNamespace

import pytest

from layers.digest import digest
from planning.remember import Memory
from planning.ui import cache, first_answers, preload
from planning.workspace import Workspace


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The keys of everything that had to be made."""
    memory, keys = Memory(1000), []

    def remember(key, make):
        return memory(key, lambda: (keys.append(key), make())[1])

    monkeypatch.setattr(cache, "remember", remember)
    return keys


def test_the_first_page_finds_everything_made(kho, open_page, made, monkeypatch):
    monkeypatch.setenv("QUYHOACH_WAREHOUSE", kho.address)
    first_answers.ask()
    assert made
    before = len(made)
    page = open_page(kho)
    assert not page.exception
    norms = digest("norm needs", Workspace(kho).baseline_key, "units", "vi")  # quick, and folded
    assert set(made[before:]) <= {norms}


def test_an_empty_warehouse_is_no_fault(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("QUYHOACH_WAREHOUSE", str(tmp_path / "kho"))
    registered = SimpleNamespace(component_registry=SimpleNamespace(register_component=[].append))
    monkeypatch.setattr(preload.runtime, "exists", lambda: True)
    monkeypatch.setattr(preload.runtime, "get_instance", lambda: registered)
    preload.begin().join(60)
    assert not caplog.records


def test_nothing_is_made_before_the_server_is_there(monkeypatch):
    monkeypatch.setattr(preload, "PATIENCE_S", 0.2)
    monkeypatch.setattr(preload, "modules", lambda: pytest.fail("too early"))
    monkeypatch.setattr(preload.runtime, "exists", lambda: False)
    preload.begin().join(60)
