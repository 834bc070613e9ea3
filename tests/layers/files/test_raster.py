"""GeoTIFFs as grids: small ones made by hand, with the answer in the making."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from layers.files import read_grid
from layers.files.limits import Limits
from layers.files.raster import read_grid as read_limited
from layers.files.raster import undeclared_codes
from layers.grid import Grid
from layers.problems import LayerError

NORTH_UP = Affine(100, 0, 600_000, 0, -100, 1_520_000)


def tif(tmp_path: Path, values: Any, **options: Any) -> Path:
    values = np.atleast_3d(np.asarray(values)).transpose(2, 0, 1) if np.ndim(values) == 2 else np.asarray(values)
    path = tmp_path / "lưới.tif"
    units, scales = options.pop("units", None), options.pop("scales", None)
    profile: dict[str, Any] = {
        "driver": "GTiff", "count": values.shape[0], "height": values.shape[1], "width": values.shape[2],
        "dtype": values.dtype, "crs": "EPSG:9217", "transform": NORTH_UP,
    } | options  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", **profile) as file:
            file.write(values)
            if units:
                file.units = (units,)
            if scales:
                file.scales, file.offsets = (scales[0],), (scales[1],)
    return path


def grid(tmp_path: Path, values: Any, *, type_: str = "elevation", nodata_given: Any = None, **options: Any) -> Grid:
    asked = {name: options.pop(name) for name in ("unit",) if name in options}
    return read_grid(tif(tmp_path, values, **options), type_=type_, name="lớp", nodata=nodata_given, **asked)


def codes(*args: Any, **options: Any) -> list[str]:
    with pytest.raises(LayerError) as raised:
        grid(*args, **options)
    assert all(p.layer for p in raised.value.problems)
    return [p.code for p in raised.value.problems if p.severity == "error"]


def test_values_place_and_what_is_missing(tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[1.5, -9999], [np.nan, 4]], dtype="float32"), nodata=-9999)
    assert found.values.dtype == np.float32
    assert found.mask.tolist() == [[False, True], [True, False]]
    assert (found.crs, found.unit, found.transform) == ("EPSG:9217", "m", NORTH_UP)
    assert found.bounds == (600_000, 1_519_800, 600_200, 1_520_000)
    assert found.provenance.file == "lưới.tif"
    assert len(found.provenance.sha256) == 64


def test_rows_from_south_to_north_are_turned(tmp_path: Path) -> None:
    upward = Affine(100, 0, 600_000, 0, 100, 1_519_800)
    found = grid(tmp_path, np.array([[3, 4], [1, 2]], dtype="int16"), transform=upward, nodata=-1)
    assert found.values.tolist() == [[1, 2], [3, 4]]
    assert found.transform == NORTH_UP
    assert [note.code for note in found.notes] == ["raster_turned"]


@pytest.mark.parametrize(
    ("unit", "tag", "factor"),
    [("", "", 1), ("m", "", 1), ("cm", "", 0.01), ("", "metre", 1), ("", "feet", 0.3048), ("dm", "feet", 0.1)],
)
def test_heights_come_out_in_metres(unit: str, tag: str, factor: float, tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[100.0, 250.0]]), unit=unit, units=tag, nodata=-1.0)
    assert found.unit == "m"
    assert found.values.tolist() == [[100 * factor, 250 * factor]]


def test_scale_and_offset_of_the_file_are_applied(tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[100, 200]], dtype="int16"), scales=(0.1, -5), nodata=-1)
    assert found.values.tolist() == pytest.approx(np.array([[5.0, 15.0]]))
    assert "raster_scaled" in [note.code for note in found.notes]


def test_people_may_be_counts_or_densities(tmp_path: Path) -> None:
    values = np.array([[1.0, 2.0]])
    assert grid(tmp_path, values, type_="population_grid", nodata=-1.0).unit == "people"
    assert grid(tmp_path, values, type_="population_grid", unit="people_per_km2", nodata=-1.0).unit == "people_per_km2"
    assert codes(tmp_path, values, type_="population_grid", unit="m") == ["raster_unit"]


def test_several_codes_may_mean_missing(tmp_path: Path) -> None:
    values = np.array([[0.5, 2.0, -9999, 999, 1.0]], dtype="float32")
    with pytest.raises(LayerError) as raised:
        grid(tmp_path, values, type_="flood_depth")
    (problem,) = raised.value.problems
    assert (problem.code, problem.count) == ("undeclared_nodata", 2)
    assert set(problem.found.split(", ")) == {"-9999 (1)", "999 (1)"}
    assert set(problem.allowed.split(" --nodata ")) >= {"999"}
    assert codes(tmp_path, values, type_="flood_depth", nodata_given=-9999) == ["undeclared_nodata"]
    found = grid(tmp_path, values, type_="flood_depth", nodata_given=(-9999, 999))
    assert found.mask.tolist() == [[False, False, True, True, False]]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 5, 10, -9999], {-9999}),
        ([0.0, 5, 10, 999], {999}),
        ([0.0, 400, 998, 999], set()),
        ([0.0, 120, 255], {255}),
        ([0.0, 128, 200, 255], set()),
        ([1.0, 2, 3.4e38], {float(np.float32(3.4e38))}),
        ([1.0, 2, np.inf], {np.inf}),
        ([-9999.0, -9999], set()),
        ([5.0, 5, -9999], {-9999}),
        ([-3.0, 1061, 700], set()),
    ],
)
def test_codes_are_customary_numbers_far_from_all_others(values: list[float], expected: set[float]) -> None:
    assert {code for code, _ in undeclared_codes(np.array(values, dtype="float32"))} == expected


def test_a_file_that_states_its_code_is_believed_in_the_rest(tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[1, 2, 255, 3]], dtype="int16"), nodata=-1)
    assert not found.mask.any()


def test_no_code_stated_is_said(tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[0, 0, 1, 3]], dtype="uint8"))
    (note,) = found.notes
    assert (note.code, note.severity, note.found) == ("nodata_not_stated", "warning", "0: 50.0 %")
    assert not found.mask.any()


def test_a_code_that_is_in_no_cell_is_said(tmp_path: Path) -> None:
    found = grid(tmp_path, np.array([[1.0, 2.0]]), nodata_given=-1)
    assert [(note.code, note.found) for note in found.notes] == [("nodata_not_found", "-1")]


def test_what_is_refused(tmp_path: Path) -> None:
    one = np.array([[1.0, 2.0]])
    assert codes(tmp_path, np.ones((3, 2, 2))) == ["raster_bands"]
    assert codes(tmp_path, one, crs=None) == ["crs_missing"]
    assert codes(tmp_path, one, crs=None, transform=Affine.identity()) == ["raster_not_placed", "crs_missing"]
    assert codes(tmp_path, one, transform=NORTH_UP @ Affine.rotation(30)) == ["raster_rotated"]
    assert codes(tmp_path, one.astype("complex64")) == ["raster_values"]
    assert codes(tmp_path, one * np.nan) == ["no_values"]
    assert codes(tmp_path, -one, type_="flood_depth", nodata=-5.0) == ["out_of_range"]
    assert codes(tmp_path, one, transform=Affine(0.1, 0, 109, 0, -0.1, 14)) == ["degrees_as_metres"]
    with pytest.raises(LayerError) as raised:
        read_limited(tif(tmp_path, one), type_="elevation", name="a", limits=Limits(cells=1))
    assert raised.value.problems[0].code == "raster_too_large"


def test_a_crs_can_be_given(tmp_path: Path) -> None:
    path = tif(tmp_path, np.array([[1.0, 2.0]]), crs=None)
    assert read_grid(path, type_="elevation", name="a", crs="EPSG:32649").crs == "EPSG:32649"


def test_other_files_are_no_rasters(tmp_path: Path) -> None:
    for name, content in (
        ("a.tif", b"%PDF-1.4"),
        ("b.tif", b""),
        ("c.vrt", b"<VRTDataset><SourceFilename>/etc/x</SourceFilename>"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(LayerError) as raised:
            read_grid(tmp_path / name, type_="elevation", name="a")
        assert raised.value.problems[0].code in {"wrong_file_kind", "file_empty"}


def test_files_beside_the_raster_are_not_looked_at(tmp_path: Path) -> None:
    path = tif(tmp_path, np.array([[1.0, 2.0]]))
    path.with_name(path.name + ".aux.xml").write_text(
        '<PAMDataset><PAMRasterBand band="1"><NoDataValue>1</NoDataValue></PAMRasterBand></PAMDataset>'
    )
    assert not read_grid(path, type_="elevation", name="a").mask.any()


def test_damage_gives_a_problem_or_a_grid_and_no_fault(tmp_path: Path) -> None:
    whole = tif(tmp_path, np.random.default_rng(3).random((64, 64)), compress="deflate").read_bytes()
    chance = np.random.default_rng(4)
    refused = 0
    for _ in range(25):
        content = bytearray(whole)
        for place in chance.integers(0, len(whole), 30):
            content[place] = chance.integers(256)
        path = tmp_path / "damaged.tif"
        path.write_bytes(content[: chance.integers(len(whole) // 2, len(whole))])
        try:
            read_grid(path, type_="elevation", name="a")
        except LayerError:
            refused += 1
    assert refused > 0
