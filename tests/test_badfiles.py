"""Bad files end in words a person can act on, with status 1, and leave the warehouse as it was."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.problems import Problem
from planning import cli
from planning.i18n import translator
from tests.badfiles import CASES, Bad

LANGUAGES = ("vi", "en")
FEWEST = 200
RAW_KEY = re.compile(r"problem\.[a-z_]+\.(what|remedy)|\bcli\.[a-z_]+")
PLACEHOLDER = re.compile(r"\{(count|found|allowed|field|layer|ids)\}")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    """A warehouse that holds three units, so that there is a study area."""
    folder = tmp_path_factory.mktemp("kho")
    shapes = [shapely.box(lon, 13.70, lon + 0.02, 13.82) for lon in (109.19, 109.21, 109.23)]
    columns = {"ma": ["21583", "21553", "21589"], "ten": ["Quy Nhơn", "Quy Nhơn Bắc", "Quy Nhơn Tây"]}
    units = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    units.to_file(folder / "units.geojson", engine="pyogrio")
    assert cli.main(["import", str(folder / "units.geojson"), "--as", "units", "-w", str(folder / "w")]) == 0
    return folder / "w"


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder by its bytes; what SQLite keeps beside an open database is left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def told(monkeypatch) -> list[Problem]:
    """The problems that were put into words."""
    problems: list[Problem] = []
    say = cli.say

    def listen(t, items):
        kept = list(items)
        problems.extend(kept)
        say(t, kept)

    monkeypatch.setattr(cli, "say", listen)
    return problems


def test_there_are_two_hundred_bad_files_of_every_kind():
    assert len(CASES) >= FEWEST
    twice = [name for name, count in Counter(case.name for case in CASES).items() if count > 1]
    assert twice == []
    assert len({code for case in CASES for code in case.codes}) > 60


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_file_is_refused_in_words_and_leaves_nothing_behind(case: Bad, tmp_path, warehouse, told, capsys):
    (tmp_path / "tep").mkdir()
    path = case.make(tmp_path / "tep")
    before, beside = content(warehouse), content(warehouse.parent)
    first, second = LANGUAGES if CASES.index(case) % 2 else LANGUAGES[::-1]
    status = cli.main(["import", str(path), *case.arguments, "-w", str(warehouse), "--lang", first])
    words = capsys.readouterr()
    problems = tuple(told)
    found = {p.code for p in problems if p.severity == "error"}
    assert found & case.codes, (found, words.err)
    assert status == case.status, words.err
    assert words.out == ""
    check_words(words.err, problems, first)
    cli.say(translator(second), problems)  # the same answer in the other language, without reading the file again
    check_words(capsys.readouterr().err, problems, second)
    assert content(warehouse) == before
    assert content(warehouse.parent) == beside


def check_words(text: str, problems: tuple[Problem, ...], language: str) -> None:
    """What, found and remedy of each error, in the language, and nothing of the program's inside."""
    assert "Traceback" not in text
    assert not RAW_KEY.search(text)
    t = translator(language)
    for problem in [p for p in problems if p.severity == "error"][:10]:
        assert t.has(f"problem.{problem.code}.what"), problem.code
        assert t.has(f"problem.{problem.code}.remedy"), problem.code
        where = problem.layer if problem.code.startswith("file_") else ""
        assert problem.found or problem.ids or problem.count or problem.field or where, problem.code
        assert squeezed(t.remedy(problem)) in squeezed(text)
    for sentence in (t(f"problem.{p.code}.{part}") for p in problems for part in ("what", "remedy")):
        bare = PLACEHOLDER.findall(sentence)
        assert not bare or sentence not in text


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_both_languages_say_different_things(tmp_path, warehouse, capsys):
    case = next(case for case in CASES if case.name == "csv: 'abc' for people")
    path = case.make(tmp_path)
    said = []
    for language in LANGUAGES:
        cli.main(["import", str(path), *case.arguments, "-w", str(warehouse), "--lang", language])
        said.append(capsys.readouterr().err)
    assert "cột số" in said[0]
    assert "column of numbers" in said[1]
