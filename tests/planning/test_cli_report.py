"""The command `report`: files by their suffix, recipes with every problem at once, exit statuses."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

import planning.cli_report
from layers.warehouse import open_warehouse
from planning.cli import main
from planning.report.html_map import LEAFLET
from scenarios.files import to_json
from tests.planning.hand_city import hand_city
from tests.planning.hand_city import layer as made_layer
from tests.planning.present.test_compare import ADD


def made(folder: Path) -> str:
    warehouse = open_warehouse(folder, create=True)
    warehouse.put_all([(layer, None) for layer in hand_city().layers.values()])
    warehouse.set_setting("name", "Thị trấn Thử")
    return str(folder)


@pytest.fixture(scope="module")
def w(tmp_path_factory):
    return made(tmp_path_factory.mktemp("w") / "Kho dữ liệu")


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "Công thức.toml"
    path.write_text(
        'paper = "administrative"\norganisation = "Sở Xây dựng"\nservices = ["health.station"]\ndate = "2026-11-24"\n'
        'parts = ["access"]\n[texts]\n"letter.signer" = "GIÁM ĐỐC"\n',
        encoding="utf-8",
    )
    return path


def run(*arguments, lang="vi"):
    return main(["report", *map(str, arguments), "--lang", lang])


def test_the_command_is_registered():
    assert planning.cli_report.app is planning.cli.app


def test_a_word_file_needs_no_recipe(w, tmp_path, capsys):
    assert run("-w", w, "-o", tmp_path / "báo cáo.docx") == 0
    said = [p.text for p in Document(BytesIO((tmp_path / "báo cáo.docx").read_bytes())).paragraphs]
    assert "BÁO CÁO" in said
    assert "Đã ghi" in capsys.readouterr().err


def test_a_recipe_says_what_is_written_and_in_which_words(w, recipe, tmp_path):
    assert run("--recipe", recipe, "-w", w, "-o", tmp_path / "r.pdf") == 0
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages)
    assert "SỞ XÂY DỰNG" in text
    assert text.strip().endswith("GIÁM ĐỐC")


def test_the_language_of_a_paper_without_a_recipe_is_that_of_the_flag(w, tmp_path):
    assert run("-w", w, "-o", tmp_path / "r.docx", lang="en") == 0
    assert "REPORT" in [p.text for p in Document(str(tmp_path / "r.docx")).paragraphs]


def test_tables_and_scenarios_of_files(w, tmp_path):
    (tmp_path / "pa1.json").write_text(to_json(ADD), encoding="utf-8")
    assert run("--scenario", tmp_path / "pa1.json", "-w", w, "-o", tmp_path / "b.xlsx") == 0
    titles = [sheet["A1"].value for sheet in openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets]
    assert "Thay đổi của phương án" in titles
    assert titles[-1] == "Nguồn dữ liệu"


def test_pictures_are_one_a_page(w, tmp_path):
    sheets = tmp_path / "tờ.toml"
    sheets.write_text('paper = "sheets"\nparts = ["maps"]\n', encoding="utf-8")
    assert run("--recipe", sheets, "-w", w, "-o", tmp_path / "m.png") == 0
    made_ = sorted(tmp_path.glob("m*.png"))
    assert made_
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made_)


def test_maps_come_as_pages_that_work_alone(w, tmp_path):
    if not LEAFLET.is_dir():
        pytest.skip("Leaflet is not installed: python3 run.py setup")
    recipe = tmp_path / "tờ.toml"
    recipe.write_text('paper = "sheets"\nparts = ["maps"]\nlanguage = "both"\n', encoding="utf-8")
    assert run("--recipe", recipe, "-w", w, "-o", tmp_path / "m.html") == 0
    made_ = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("m-*.html"))]
    assert len(made_) >= 2
    assert {re.search('<html lang="(..)">', text)[1] for text in made_} == {"vi", "en"}
    assert all("Thị trấn Thử" in text for text in made_)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('paper = "poster"\nlimit_min = -1\nweight = 3\n', ["poster", "limit_min", "weight"]),
        ("paper = \n", ["Không đọc được"]),
        ('units = "khong_co"\n', ["khong_co"]),
        ('paper = "administrative"\ngrounds = ["luat_x"]\n', ["luat_x"]),
    ],
)
def test_every_problem_of_a_recipe_is_said(w, tmp_path, capsys, text, words):
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    assert run("--recipe", path, "-w", w, "-o", tmp_path / "r.pdf") == 1
    said = capsys.readouterr().err
    assert all(word in said for word in words), said
    assert not (tmp_path / "r.pdf").exists()


def test_what_cannot_be_written_is_refused(w, tmp_path, capsys):
    assert run("-w", w, "-o", tmp_path / "r.odt") == 1
    assert run("-w", w, "-o", tmp_path / "không có" / "r.pdf") == 1
    assert run("-w", w, "--recipe", tmp_path / "không có.toml", "-o", tmp_path / "r.pdf") == 1
    assert run("-w", tmp_path / "trống", "-o", tmp_path / "r.pdf") == 1
    assert run("-w", w) == 2
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in capsys.readouterr().err


def test_made_up_data_make_no_letter_and_say_so_on_all_else(tmp_path, capsys):
    folder = made(tmp_path / "kho")
    city = hand_city()
    open_warehouse(folder).put(made_layer("other", "other", [{"id": "o", "geometry": city.area}], illustrative=True))
    assert run("-w", folder, "-o", tmp_path / "r.docx") == 1
    assert "Không lập báo cáo hành chính từ số liệu minh họa" in capsys.readouterr().err
    assert not (tmp_path / "r.docx").exists()
    assert run("-w", folder, "-o", tmp_path / "b.xlsx") == 0
    assert "không dùng để ra quyết định" in capsys.readouterr().err
