"""The command line of the ground floor: exit status, both languages, JSON, files out and in again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from planning import cli
from planning.i18n import translator

ROOT = Path(__file__).resolve().parents[2]


def features(path: Path, count=3, **columns) -> Path:
    shapes = [shapely.box(109.19 + 0.02 * n, 13.70, 109.21 + 0.02 * n, 13.82) for n in range(count)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    return path


@pytest.fixture
def units(tmp_path) -> Path:
    return features(
        tmp_path / "Đơn vị.geojson", ma=["21583", "21553", "21589"], ten=["Quy Nhơn", "Quy Nhơn Bắc", "Quy Nhơn Tây"]
    )


@pytest.fixture
def run(tmp_path, capsys):
    """Runs a command on a warehouse of the test; gives status, standard output and standard error."""

    def run(*arguments: object, warehouse: Path | None = None) -> tuple[int, str, str]:
        status = cli.main([*map(str, arguments), "-w", str(warehouse or tmp_path / "Kho dữ liệu")])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def rows(run, *arguments):
    status, out, _ = run(*arguments, "--json")
    assert status == 0
    return json.loads(out)


def test_import_then_layers_then_export(run, units, tmp_path):
    status, out, err = run(
        "import", units, "--as", "units", "--lang", "en", "--source", "Sở Xây dựng", "--licence", "CC BY 4.0"
    )
    assert (status, err.strip()) == (0, "Metric CRS of the warehouse: EPSG:9217.")
    assert out.strip() == 'Imported layer "units" (units), version 1, 3 features.'
    (row,) = rows(run, "layers")
    assert set(row) == {
        "layer",
        "type",
        "version",
        "features",
        "crs",
        "digest",
        "date",
        "source",
        "licence",
        "illustrative",
    }
    assert (row["layer"], row["features"], row["crs"], row["source"]) == ("units", 3, "EPSG:4326", "Sở Xây dựng")
    for suffix in ("gpkg", "geojson", "parquet", "csv", "xlsx", "fgb"):
        target = tmp_path / f"ra.{suffix}"
        assert run("export", "units", "-o", target)[0] == 0
        assert target.stat().st_size > 0
    again = tmp_path / "kho 2"
    for suffix in ("gpkg", "geojson", "parquet", "fgb"):
        file, source = tmp_path / f"ra.{suffix}", ("--source", "Sở Xây dựng", "--licence", "CC BY 4.0")
        assert run("import", file, "--as", "units", *source, warehouse=again)[0] == 0
    (copy,) = json.loads(run("layers", "--json", warehouse=again)[1])
    assert (copy["digest"], copy["version"]) == (row["digest"], 1)  # equal in every format, so nothing new was written


def test_versions_differ_and_come_back(run, units, tmp_path):
    run("import", units, "--as", "units")
    changed = features(tmp_path / "b.geojson", ma=["21583", "21553", "99999"], ten=["Quy Nhơn", "Bắc", "Mới"])
    assert run("import", changed, "--as", "units")[0] == 0
    assert [(r["version"], r["file"]) for r in rows(run, "history", "units")] == [
        (2, "b.geojson"),
        (1, "Đơn vị.geojson"),
    ]
    difference = rows(run, "diff", "units@1", "units@2")
    assert (difference["added"], difference["removed"], difference["changed"]) == (["99999"], ["21589"], ["21553"])
    assert "99999" in run("diff", "units@1", "units@2")[1]
    status, _, err = run("restore", "units@1", "--lang", "en")
    assert (status, err.strip()) == (0, 'Restored "units": version 1 is now version 3.')
    assert rows(run, "history", "units")[0]["restored_from"] == 1
    assert rows(run, "diff", "units@1", "units@3")["changed"] == []


def test_same_file_twice_is_one_version(run, units):
    for _ in range(2):
        assert run("import", units, "--as", "units")[0] == 0
    assert len(rows(run, "history", "units")) == 1


def test_check_tells_what_is_hard_to_believe(run, tmp_path):
    twice = features(tmp_path / "dat.geojson", code=["a", "b", "c"], area_ha=[1.0, 2.0, 3.0])
    assert run("import", twice, "--as", "landuse")[0] == 0
    problems = rows(run, "check")
    assert set(problems[0]) == {"code", "severity", "layer", "field", "ids", "count", "found", "allowed", "remedy"}
    assert "area_disagrees" in {p["code"] for p in problems}
    said = {language: run("check", "--lang", language)[1] for language in ("vi", "en")}
    assert "[Cảnh báo]" in said["vi"]
    assert "[Warning]" in said["en"]


def test_check_of_tables_alone(run, tmp_path):
    (tmp_path / "do.csv").write_text(
        "sensor,time,quantity,value,unit\na,2026-05-14T08:00:00Z,temp,30,µg/m3\n", encoding="utf-8"
    )
    assert run("import", tmp_path / "do.csv", "--as", "observations")[0] == 0
    assert [p["code"] for p in rows(run, "check")] == ["unit_implausible"]


def test_import_as_json(run, units):
    assert rows(run, "import", units, "--as", "units") == [
        {"layer": "units", "type": "units", "version": 1, "features": 3}
    ]


def test_import_that_fails_makes_no_warehouse(run, tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    status, out, err = run("import", tmp_path / "x.csv", "--as", "population")
    assert (status, out) == (1, "")
    assert err
    assert not (tmp_path / "Kho dữ liệu").exists()


def test_several_files_come_in_together_or_not_at_all(run, tmp_path):
    good = features(tmp_path / "school.geojson", name=["a", "b", "c"])
    bad = features(tmp_path / "bad.geojson", capacity=["x", "1", "-2"])
    status, _, err = run("import", good, bad, "--as", "facilities", "--kind", "market", "--lang", "en")
    assert status == 1
    assert "column of numbers" in err
    assert "bad.geojson" in err or "market" in err
    assert not (tmp_path / "Kho dữ liệu").exists()
    status, _, err = run("import", good, good, "--as", "facilities", "--kind", "market", "--lang", "en")
    assert (status, "Two files make the same layer" in err) == (1, True)


def test_chosen_metric_crs_is_kept(run, units, tmp_path):
    assert run("import", units, "--as", "units", "--metric-crs", "EPSG:32649")[0] == 0
    _, _, err = run("import", features(tmp_path / "b.geojson", code=["a", "b", "c"]), "--as", "landuse", "--lang", "en")
    assert "EPSG:32649" in err


@pytest.mark.parametrize(
    "command",
    [
        ("layers",),
        ("check",),
        ("history", "units"),
        ("diff", "a@1", "a@2"),
        ("restore", "a@1"),
        ("export", "a", "-o", "x.csv"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_warehouse_that_is_not_there(run, tmp_path, command, language):
    status, out, err = run(*command, "--lang", language, warehouse=tmp_path / "không có")
    assert (status, out) == (1, "")
    t = translator(language)
    assert t("problem.warehouse_missing.remedy")[:20] in err
    assert not (tmp_path / "không có").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("history", "nope"), "missing_layer"),
        (("export", "nope", "-o", "x.csv"), "missing_layer"),
        (("export", "units@7", "-o", "x.csv"), "version_unknown"),
        (("restore", "units@0"), "version_unknown"),
        (("diff", "units@1", "units@9"), "version_unknown"),
    ],
)
def test_what_the_warehouse_does_not_hold(run, units, arguments, code):
    run("import", units, "--as", "units")
    status, out, err = run(*arguments, "--lang", "en")
    assert (status, out) == (1, "")
    assert translator("en")(f"problem.{code}.what")[:25] in err


@pytest.mark.parametrize("target", ["không/có/ra.csv", "ra.xyz", "ra"])
def test_output_that_cannot_be_written(run, units, tmp_path, target):
    run("import", units, "--as", "units")
    status, _, err = run("export", "units", "-o", tmp_path / target, "--lang", "en")
    assert status == 1
    assert "What to do" in err
    assert not (tmp_path / target).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nope",),
        ("import",),
        ("import", "x.csv"),
        ("import", "--as", "units"),
        ("layers", "--lang", "fr"),
        ("layers", "--nope"),
        ("import", "x.csv", "--as", "units", "--map", "people"),
        ("import", "x.csv", "--as", "units", "--map", "=a"),
        ("import", "x.tif", "--as", "elevation", "--nodata", "many"),
        ("restore", "units"),
        ("history",),
        ("export", "units"),
        ("import", "x.zip", "--as", "gtfs"),
        ("import", "x.csv", "--as", "nonsense"),
        ("import", "x.csv", "--as", "units", "--on", "id"),
    ],
)
def test_wrong_flags_exit_with_two(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(list(arguments)) == 2
    said = capsys.readouterr()
    assert said.err or said.out
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_what_a_later_version_does_is_said_so(capsys):
    for language in ("vi", "en"):
        assert cli.main(["import", "x.zip", "--as", "gtfs", "--lang", language]) == 2
        assert "gtfs" in capsys.readouterr().err


def test_language_of_the_environment(run, monkeypatch):
    monkeypatch.setenv("QUYHOACH_LANG", "en")
    assert "What to do" in run("layers")[2]
    monkeypatch.setenv("QUYHOACH_LANG", "fr")
    assert run("layers")[0] == 2


def test_fault_of_the_program_is_told_without_its_inside(run, units, monkeypatch):
    def broken(*_):
        msg = "hỏng"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("planning.importing.read_all", broken)
    status, _, err = run("import", units, "--as", "units", "--lang", "en")
    assert status == 3
    assert "A fault of the program: ZeroDivisionError: hỏng" in err


def test_cancelled(run, units, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("planning.importing.read_all", stopped)
    status, _, err = run("import", units, "--as", "units", "--lang", "en")
    assert (status, "nothing was left half-written" in err) == (130, True)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
from planning.cli import main
sys.exit(main(sys.argv[1:]))
"""


def many(path: Path) -> Path:
    shapes = [shapely.Point(109.2 + 1e-5 * n, 13.75).buffer(1e-5) for n in range(3000)]
    gpd.GeoDataFrame({"code": ["ODT"] * 3000}, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    return path


def test_write_that_the_system_refuses_leaves_the_warehouse_as_it_was(run, units, tmp_path):
    # The kernel refuses every write past 60 kB of a file.
    run("import", units, "--as", "units")
    big, kho = many(tmp_path / "lon.gpkg"), tmp_path / "Kho dữ liệu"
    command = [sys.executable, "-c", LIMITED, "import", str(big), "--as", "landuse", "-w", str(kho), "--lang", "en"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 1, done.stderr
    assert "What to do: " in done.stderr
    assert "Traceback" not in done.stderr
    assert [row["layer"] for row in rows(run, "layers")] == ["units"]
    assert run("import", big, "--as", "landuse")[0] == 0  # and once there is room, it goes in


@pytest.mark.parametrize("language", ["vi", "en"])
def test_full_disk_is_told_in_words(run, units, tmp_path, monkeypatch, language):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    run("import", units, "--as", "units")
    monkeypatch.setattr("layers.warehouse.store.write_vector", no_room)
    land = features(tmp_path / "dat.geojson", code=["a", "b", "c"])
    status, out, err = run("import", land, "--as", "landuse", "--lang", language)
    assert (status, out) == (1, "")
    t = translator(language)
    for part in ("what", "remedy"):
        assert " ".join(t(f"problem.disk_full.{part}").split()) in " ".join(err.split())
    assert [row["layer"] for row in rows(run, "layers")] == ["units"]
