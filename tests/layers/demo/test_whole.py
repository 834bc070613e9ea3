"""The Sample Province as a whole: the same each time, marked as made up, accepted by all checks, kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from data import table
from layers.crs import WGS84
from layers.demo import PROVINCE, write_demo
from layers.demo.assembly import Demo
from layers.files.raw import Raw
from layers.intake import Intake, take_in
from layers.plausibility import plausible
from layers.warehouse import open_warehouse

pytestmark = pytest.mark.slow

ASK = "from layers.demo import sample_province; print(sample_province().digest)"


def test_same_digest_in_two_processes(demo: Demo, root: Path):
    found = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", ASK], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        found.append(done.stdout.strip())
    assert found == [demo.digest, demo.digest]


def test_everything_says_that_it_is_made_up(demo: Demo):
    items = [*demo.layers.values(), *demo.grids.values(), demo.observations]
    assert all(item.illustrative for item in items)
    assert {(item.provenance.source, item.provenance.licence) for item in items} == {("Dữ liệu minh họa", "CC0-1.0")}
    city = demo.city()
    assert city.illustrative
    assert (city.name, city.crs) == (PROVINCE, "EPSG:9217")


def test_one_layer_of_each_type_that_a_question_asks_for(demo: Demo):
    city = demo.city()
    for type_ in (
        "area",
        "units",
        "streets",
        "population",
        "landuse",
        "zoning",
        "green",
        "water",
        "sensors",
        "reports",
    ):
        assert city.one(type_).name == type_
    assert set(city.grids) == {"elevation", "flood_depth"}


def test_everything_lies_inside_the_area(demo: Demo):
    area = demo.layers["area"].frame.geometry.iloc[0].buffer(0.05)
    shapely.prepare(area)
    for layer in demo.layers.values():
        outside = layer.frame.index[~shapely.covers(area, layer.frame.geometry.to_numpy())]
        assert outside.tolist() == [], layer.name


def test_no_real_unit_is_near(demo: Demo):
    units = table("units_2025")
    real = shapely.points(units["lon"].astype(float), units["lat"].astype(float))
    here = demo.layers["area"].frame.to_crs(WGS84).geometry.iloc[0]
    assert shapely.distance(here, real).min() > 0.4  # degrees: over 40 km


@pytest.mark.parametrize(
    "name",
    [
        "area",
        "units",
        "streets",
        "population",
        "schools",
        "health",
        "landuse",
        "zoning",
        "green",
        "water",
        "sensors",
        "reports",
    ],
)
def test_a_file_of_the_layer_would_be_taken_in_as_it_is(demo: Demo, name: str):
    layer = demo.layers[name]
    raw = Raw(frame=layer.frame.reset_index(), crs=layer.crs, file=name)
    taken = take_in(raw, Intake(type=layer.type, name=name))
    assert taken.notes == ()
    assert len(taken) == len(layer)


def test_nothing_in_it_is_hard_to_believe_but_the_gap_made_on_purpose(demo: Demo):
    found = [(problem.code, problem.ids) for problem in plausible(demo.city(), demo.observations)]
    assert found == [("series_gaps", ("MN03",))]


def test_warehouse_gives_back_what_was_put_in(demo: Demo, tmp_path: Path):
    warehouse = open_warehouse(tmp_path / "Đà Nẵng")
    told: list[float] = []
    written = write_demo(warehouse, told.append)
    assert written.digest == demo.digest
    assert told == sorted(told)
    assert told[-1] == 1.0
    kept = {version.layer: version.digest for version in warehouse.entries()}
    items = {**demo.layers, **demo.grids}
    assert {name: kept[name] for name in items} == {name: item.digest for name, item in items.items()}
    assert len(warehouse.observations()) == len(demo.observations)
    city = warehouse.city()
    assert city.illustrative
    assert (city.name, city.crs) == (PROVINCE, "EPSG:9217")
