"""The command that copies a warehouse."""

from pathlib import Path

import pytest

from layers.town import grid_town
from layers.warehouse import open_warehouse
from planning import cli
from planning.i18n import translator

import planning.cli_warehouse  # noqa: F401  isort: skip - registers the command


@pytest.fixture
def kho(tmp_path) -> Path:
    folder = tmp_path / "Kho dữ liệu"
    open_warehouse(folder, create=True).put(grid_town()["streets"])
    return folder


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_warehouse_is_copied(kho, tmp_path, capsys, lang):
    target = tmp_path / "Bản sao"
    assert cli.main(["warehouse", "copy", str(kho), str(target), "--lang", lang]) == 0
    assert open_warehouse(target, create=False).entries() == open_warehouse(kho, create=False).entries()
    assert str(target) in capsys.readouterr().err.replace("\n", "")


@pytest.mark.usefixtures("kho")
@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("không có", "bản sao", "warehouse_missing"),
        ("Kho dữ liệu", "Kho dữ liệu/trong", "folder_within"),
        ("Kho dữ liệu", ".", "folder_not_empty"),
        ("Kho dữ liệu", "postgresql://localhost/x", "warehouse_not_supported"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, monkeypatch, capsys, source, target, code):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["warehouse", "copy", source, target]) == 1
    assert translator("vi")(f"problem.{code}.remedy") in capsys.readouterr().err


def test_other_words_are_wrong(kho, tmp_path):
    assert cli.main(["warehouse", "move", str(kho), str(tmp_path / "x")]) == 2
    assert not (tmp_path / "x").exists()
