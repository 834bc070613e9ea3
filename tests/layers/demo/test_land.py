"""Outlines, relief, flood and land use of the built province."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from data import table
from layers.demo.assembly import Demo
from layers.demo.facts import FORMER_DISTRICTS
from layers.grid import Grid

pytestmark = pytest.mark.slow


def depth_of(demo: Demo) -> Grid:
    return demo.grids["flood_depth"]


def cells_inside(grid: Grid, shape: shapely.Geometry) -> np.ndarray:
    rows, columns = np.indices(grid.values.shape)
    x, y = grid.transform @ (columns + 0.5, rows + 0.5)
    shapely.prepare(shape)
    return shapely.contains_xy(shape, x, y)


def test_units_share_out_the_area_without_gaps_or_overlaps(demo: Demo):
    units, area = demo.layers["units"].frame, demo.layers["area"].frame.geometry.iloc[0]
    assert len(units) == 24
    assert units.is_valid.all()
    assert shapely.coverage_is_valid(units.geometry.to_numpy())
    whole = shapely.union_all(units.geometry.to_numpy())
    assert units.area.sum() - whole.area == pytest.approx(0.0, abs=1.0)
    assert shapely.symmetric_difference(whole, area).area < 1.0
    assert 1_000e6 < area.area < 1_400e6


def test_units_are_of_one_piece_but_for_islands(demo: Demo):
    for name, shape in demo.layers["units"].frame.set_index("name").geometry.items():
        parts = sorted(shapely.area(shapely.get_parts(shape)))
        assert sum(parts[:-1]) < 2.5e6, name  # the inhabited island has some two km2


def test_borders_wind_as_those_of_real_units_do(demo: Demo):
    # The 58 units of a real province are 1.3 to 2.1 times as long around as circles of their area.
    units = demo.layers["units"].frame
    around = units.length / (2 * np.sqrt(np.pi * units.area))
    assert around.median() > 1.25
    assert around.max() < 2.6


def test_former_districts_hang_together(demo: Demo):
    units = demo.layers["units"].frame
    for parent in FORMER_DISTRICTS:
        whole = shapely.union_all(units[units["parent"] == parent].geometry.to_numpy())
        largest = max(shapely.area(shapely.get_parts(whole)))
        assert largest > 0.95 * whole.area, parent


def test_mountains_plain_and_water(demo: Demo):
    grid = demo.grids["elevation"]
    height = grid.filled
    assert np.nanmax(height) > 600
    assert -3.0 < np.nanmin(height) < 0
    land = height[height > 0]
    assert 0.2 < (land < 15).mean() < 0.6
    lagoon = demo.layers["water"].frame.query("kind == 'lagoon'").geometry.iloc[0].buffer(-100.0)
    assert (height[cells_inside(grid, lagoon)] < 0).all()
    assert not np.isnan(height[cells_inside(grid, demo.layers["area"].frame.geometry.iloc[0].buffer(-60.0))]).any()


def test_rivers_run_downhill(demo: Demo):
    grid = demo.grids["elevation"]
    rivers = demo.layers["water"].frame.query("kind == 'river'").set_index("name").geometry
    bed = cells_inside(grid, rivers["Sông Cả Mẫu"])
    _, columns = np.indices(grid.values.shape)
    x = columns[bed] * grid.transform.a
    mean = [grid.values[bed][(x >= low) & (x < low + 4_000)].mean() for low in range(6_000, 30_000, 4_000)]
    assert (np.diff(mean) < 0).all()


def test_flood_lies_within_its_limits(demo: Demo):
    grid = depth_of(demo)
    depth = grid.values[~grid.mask]
    assert depth.min() >= 0.05
    assert depth.max() <= 4.0
    assert 100e6 < depth.size * 2_500.0 < 400e6
    water = shapely.union_all(demo.layers["water"].frame.query("kind == 'lagoon'").geometry.to_numpy())
    assert grid.mask[cells_inside(grid, water.buffer(-60.0))].all()
    heights = demo.grids["elevation"].values
    assert heights[~grid.mask].max() < 100.0


def test_flood_follows_the_rivers(demo: Demo):
    grid = depth_of(demo)
    rivers = shapely.union_all(demo.layers["water"].frame.query("kind == 'river'").geometry.to_numpy())
    away = ndimage.distance_transform_edt(~cells_inside(grid, rivers)) * 50.0
    low = (demo.grids["elevation"].filled > 0) & (demo.grids["elevation"].filled < 25)
    depth = np.where(grid.mask, 0.0, grid.values)
    rings = [depth[low & (away > a) & (away <= b)].mean() for a, b in ((50, 500), (500, 1_500), (1_500, 4_000))]
    assert rings[0] > 1.4 * rings[1] > 1.4 * 1.4 * rings[2]


@pytest.mark.parametrize("name", ["landuse", "zoning"])
def test_lots_cover_the_area_once(demo: Demo, name: str):
    frame, area = demo.layers[name].frame, demo.layers["area"].frame.geometry.iloc[0]
    shapes = frame.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(area.area, abs=200.0)  # 0.02 ha of 116,000
    assert (frame.area > 1.0).all()


@pytest.mark.parametrize("name", ["landuse", "zoning"])
def test_codes_are_those_of_the_circular(demo: Demo, name: str):
    codes = table("landuse_codes")
    official = set(codes[codes["circular"] == "tt08_2024"]["code"])
    leaves = official - set(codes[codes["circular"] == "tt08_2024"]["parent"])
    used = set(demo.layers[name].frame["code"])
    assert used <= leaves
    assert {"ONT", "ODT", "LUC", "RSX", "RPH", "DGT", "DGD", "DYT", "DKV", "SKK", "TMD"} <= used
    assert not used & set(codes[codes["secret"].astype(str) == "1"]["code"])


def test_town_land_lies_in_wards_and_village_land_in_communes(demo: Demo):
    frame, units = demo.layers["landuse"].frame, demo.layers["units"].frame
    wards = shapely.union_all(units[units["kind"] == "phường"].geometry.to_numpy())
    for code, inside in (("ODT", True), ("ONT", False)):
        homes = frame[frame["code"] == code]
        share = shapely.area(shapely.intersection(homes.geometry.to_numpy(), wards)).sum() / homes.area.sum()
        assert share > 0.98 if inside else share < 0.02


def test_plan_takes_farmland_for_homes_and_industry(demo: Demo):
    today, plan = (
        demo.layers[name].frame.pipe(lambda f: f.area.groupby(f["code"]).sum()) for name in ("landuse", "zoning")
    )
    assert plan["ODT"] > today["ODT"]
    assert plan["SKK"] > 2 * today["SKK"]
    assert plan["LUC"] < today["LUC"]
    assert plan["SON"] == pytest.approx(today["SON"], rel=1e-4)
    farm = demo.layers["zoning"].frame
    assert farm["far"].notna().any()
    assert (farm["status"] == "planned").all()
