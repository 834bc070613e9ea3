"""A view as a picture: what is shown, where, in which colours, with which words."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from affine import Affine

from layers.grid import Grid
from planning.i18n import translator
from planning.present.scale import SPECIAL, WORSE, Scale, sequential
from planning.present.views import ImageLayer, Mark, ShapeLayer
from planning.report.drawing import crs_words, draw_map
from planning.report.frame import MapFrame, metric_box
from tests.planning.report import maps
from tests.planning.report.maps import CRS, SIDE, SOUTH, WEST

VI, EN = translator("vi"), translator("en")
RED = Mark(label="Đỏ", colour="#ff0000", width=3)


def legend_words(made):
    return [entry.words for group in made.legend for entry in group.entries]


def test_coordinates_on_the_edge_are_right_to_a_metre():
    table = pd.read_csv("data/crs_fixtures.csv").set_index("id")
    row = table.loc["point_1"]  # published in degrees and in VN-2000, 108°15′
    series = maps.layer(
        "point", [shapely.Point(row["east_9217_m"], row["north_9217_m"])], Mark(colour="#ff0000", icon="bus")
    )
    degrees = ShapeLayer(
        id="here", kind="point", shapes=series.shapes.set_crs(CRS).to_crs(4326), marks=series.marks, title="Ở đây"
    )
    frame = MapFrame(width_mm=186, height_mm=200, bounds=(109.2, 13.77, 109.225, 13.785))
    made = maps.drawn(maps.view(degrees, base=()), VI, frame)
    x, y = map(float, re.search(r"translate\((\S+) (\S+)\)", made.svg.decode()).groups())
    east, north = maps.read_off(x, y, made)
    assert made.shown.scale <= 20_000  # a hundredth of a millimetre is at most 0.2 m
    assert east == pytest.approx(row["east_9217_m"], abs=1)
    assert north == pytest.approx(row["north_9217_m"], abs=1)


@pytest.mark.parametrize(("t", "first"), [(VI, "605.000"), (EN, "605,000")])
def test_grid_numbers_follow_the_language(t, first):
    assert first in maps.printed(maps.drawn(maps.view(), t).svg)


def test_a_known_distance_measures_right_on_paper():
    start, length_m = (WEST + 3000, SOUTH + 3000), 10_000
    line = shapely.LineString([start, (start[0] + length_m, start[1])])
    made = maps.drawn(maps.view(maps.layer("line", [line], RED)), VI)
    steps = int(re.search(r'd="M\d+ \d+l(\d+) 0" fill="none" stroke="#ff0000"', made.svg.decode()).group(1))
    width, view_wide = (float(v) for v in re.search(rb'width="([\d.]+)mm".*?viewBox="\S+ \S+ (\S+)', made.svg).groups())
    paper_mm = steps * width / view_wide
    assert paper_mm * made.shown.scale / 1000 == pytest.approx(length_m, rel=0.005)


def test_everything_of_the_area_is_in_the_frame_an_island_too():
    island = shapely.box(WEST + 34_000, SOUTH + 1000, WEST + 34_500, SOUTH + 1500)
    main = maps.land()
    both = replace(main, shapes=gpd.GeoSeries([main.shapes.iloc[0], island], crs=CRS))
    made = maps.drawn(maps.view(base=(both,)), VI)
    assert shapely.box(*made.shown.ground).contains(island)
    assert shapely.box(*made.shown.ground).contains(main.shapes.iloc[0])


def test_only_layers_that_are_shown_and_classes_that_are_seen_are_in_the_legend():
    here, far = shapely.Point(WEST + 1000, SOUTH + 1000), shapely.Point(WEST + 900_000, SOUTH)
    marks = (Mark(label="Ở trong", colour="#111111"), Mark(label="Ở ngoài", colour="#222222"))
    things = maps.layer("point", [here, far], *marks, classes=np.array([0, 1]))
    hidden = maps.layer("point", [here], Mark(label="Tắt", colour="#333333"), id="off", shown=False)
    nothing = maps.layer("point", [here], Mark(label="Không vẽ", colour="#444444"), id="none", classes=np.array([-1]))
    made = maps.drawn(maps.view(things, hidden, nothing), VI)
    assert legend_words(made) == ["Ở trong"]
    assert b"#333333" not in made.svg
    assert b"#222222" not in made.svg


def test_the_base_map_shows_what_suits_the_scale_and_says_what_it_is():
    line = [shapely.LineString([(WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE)])]
    roads = tuple(
        maps.layer(
            "line", line, Mark(colour=colour, casing="#777777", width=2), id=f"base.streets.{name}", from_zoom=zoom
        )
        for name, colour, zoom in (("alley", "#aaaaa1", 14.0), ("national", "#aaaaa2", 0.0))
    )
    water = maps.layer(
        "area", [shapely.box(WEST, SOUTH, WEST + 5000, SOUTH + 5000)], Mark(colour="#b5d3e3"), id="base.water"
    )
    made = maps.drawn(maps.view(base=(maps.land(), water, *roads)), VI)
    assert legend_words(made) == ["Quốc lộ, cao tốc", "Mặt nước"]
    assert b"#aaaaa1" not in made.svg
    near = MapFrame(width_mm=186, height_mm=200, bounds=(109.2, 13.77, 109.21, 13.78))
    assert "Ngõ, hẻm, đường mòn" in legend_words(maps.drawn(maps.view(base=(maps.land(), *roads)), VI, near))


def test_what_covers_all_land_hides_water_and_green_below_it():
    water = maps.layer(
        "area", [shapely.box(WEST, SOUTH, WEST + 5000, SOUTH + 5000)], Mark(colour="#b5d3e3"), id="base.water"
    )
    lots = maps.layer("area", [maps.land().shapes.iloc[0]], Mark(label="LUC", colour="#ffff96"))
    assert legend_words(maps.drawn(maps.view(lots, base=(maps.land(), water)), VI)) == ["LUC"]


def test_streets_drawn_by_the_view_are_not_drawn_below_it_too():
    line = [shapely.LineString([(WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE)])]
    below = maps.layer("line", line, Mark(colour="#aaaaa2"), id="base.streets.national")
    own = maps.layer("line", line, Mark(label="Quốc lộ", colour="#a3420f"), id="streets")
    made = maps.drawn(maps.view(own, base=(maps.land(), below)), VI)
    assert legend_words(made) == ["Quốc lộ"]
    assert b"#aaaaa2" not in made.svg


def test_unreached_and_unknown_are_hatched_apart():
    boxes = [shapely.box(WEST + i * 5000, SOUTH, WEST + i * 5000 + 4000, SOUTH + 4000) for i in range(3)]
    marks = Scale((15.0,), sequential(2), "phút", ("unreached", "no_data")).marks(VI)
    made = maps.drawn(maps.view(maps.layer("area", boxes, *marks, classes=np.array([0, 2, 3]))), VI)
    patterns = re.findall(r'<pattern id="(hatch\S+)".*?rotate\((-?\d+)\)', made.svg.decode())
    assert len({angle for _, angle in patterns}) == 2
    for name, _ in patterns:
        assert f'fill="url(#{name})"' in made.svg.decode()
    assert legend_words(made) == ["đến 15 phút", VI("scale.unreached"), VI("scale.no_data")]
    swatches = [entry.picture.decode() for group in made.legend for entry in group.entries]
    assert ["pattern" in swatch for swatch in swatches] == [False, True, True]
    assert SPECIAL["unreached"] in swatches[1]


def test_worse_differs_from_better_without_colour():
    marks = (Mark(label="xấu đi", colour=WORSE[0]), Mark(label="tốt lên", colour="#2166ac"))
    boxes = [
        shapely.box(WEST, SOUTH, WEST + 4000, SOUTH + 4000),
        shapely.box(WEST + 9000, SOUTH, WEST + 12_000, SOUTH + 4000),
    ]
    made = maps.drawn(maps.view(maps.layer("area", boxes, *marks, classes=np.array([0, 1]))), VI)
    assert made.svg.decode().count('fill="url(#dots)"') == 1
    assert ["dots" in entry.picture.decode() for group in made.legend for entry in group.entries] == [True, False]


def test_signs_are_told_apart_by_their_shape():
    at = [shapely.Point(WEST + 5000, SOUTH + 5000)]
    icons = ("house-medical", "hospital", "school", "store", "bus")
    drawings = {maps.drawn(maps.view(maps.layer("point", at, Mark(colour="#123456", icon=i))), VI).svg for i in icons}
    assert len(drawings) == len(icons)


def test_names_print_as_they_are():
    names = ('<b>Xã</b> & "A"', "#panic() *đậm* $x$")
    made = maps.drawn(maps.view(maps.units(names)), VI)
    assert set(names) <= set(maps.printed(made.svg))
    assert b"<b>" not in made.svg


def test_a_rank_comes_with_the_name():
    ranked = maps.layer(
        "area", [maps.land().shapes.iloc[0]], Mark(label="Nhóm I", colour="#00204c"), label_class="qh-rank",
        labels=("2",), tooltips=("Xã Mẫu\nHạng 2",),
    )  # fmt: skip
    assert "2.\u00a0Xã Mẫu" in maps.printed(maps.drawn(maps.view(ranked), VI).svg)


def test_made_up_data_say_so_on_the_map_itself():
    assert VI("illustrative.badge") in maps.printed(maps.drawn(maps.view(illustrative=True), VI).svg)
    assert VI("illustrative.badge") not in maps.printed(maps.drawn(maps.view(), VI).svg)


def test_a_picture_lies_where_its_cells_lie():
    depth = np.zeros((20, 20))
    depth[0, 0] = 3.0  # one kilometre of deep water in the north-west
    grid = Grid(
        "flood", "flood_depth", depth, Affine(1000, 0, WEST, 0, -1000, SOUTH + SIDE), CRS, "m", np.zeros((20, 20), bool)
    )
    classes = np.where(depth > 0, 0, -1)
    water = ImageLayer(
        id="flood", grid=grid, classes=classes, marks=(Mark(label="sâu", colour="#0b3f78"),), title="Ngập"
    )
    made = maps.drawn(maps.view(water), VI)
    assert legend_words(made) == ["sâu"]
    import base64
    from io import BytesIO

    from PIL import Image

    found = re.search(r'<image width="(\S+)" height="(\S+)".*?base64,([^"]+)', made.svg.decode())
    picture = np.asarray(Image.open(BytesIO(base64.b64decode(found.group(3)))).convert("RGBA"))
    step = float(found.group(1)) / picture.shape[1]
    rows, columns = np.nonzero(picture[:, :, 3])
    west, north = (
        made.shown.x + columns.min() * step * made.shown.step_m,
        made.shown.y - rows.min() * step * made.shown.step_m,
    )
    cell = step * made.shown.step_m
    assert west == pytest.approx(WEST, abs=cell)
    assert north == pytest.approx(SOUTH + SIDE, abs=cell)
    assert (columns.max() + 1 - columns.min()) * cell == pytest.approx(1000, abs=cell)


@pytest.mark.parametrize("count", [0, 1, 24, 58])
def test_any_number_of_units_is_drawn_with_all_their_names(count):
    names = tuple(f"Xã Mỹ Thạnh Tây Trung {n}" for n in range(count))
    layers = (maps.units(names),) if count else ()
    made = maps.drawn(maps.view(*layers), VI)
    written = " ".join(maps.printed(made.svg))
    beside = {name for _, name in made.numbered}
    assert all(name in written or name in beside for name in names)


def test_a_view_goes_to_its_focus_else_to_its_land_else_to_its_bounds():
    west, south, east, north = metric_box(maps.view().bounds, CRS)
    by_land = maps.drawn(maps.view(), VI).shown
    by_bounds = maps.drawn(maps.view(base=()), VI).shown
    assert by_land.box.contains(maps.land().shapes.iloc[0])
    assert by_bounds.box.contains(shapely.box(west, south, east, north))
    focused = maps.drawn(maps.view(focus=(109.2, 13.77, 109.21, 13.78)), VI).shown
    assert focused.scale < by_land.scale / 5


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        ("EPSG:9217", "108°15′"),  # EPSG registry: VN-2000 / TM-3 Da Nang zone, 108°15'E... zone of 3 degrees
        ("EPSG:5899", "107°45′"),
        ("EPSG:3406", "111°00′"),
    ],
)
def test_the_frame_of_viet_nam_is_named_by_its_meridian(crs, words):
    text = crs_words(crs, VI)
    assert words in text
    assert "VN-2000" in text
    assert ("6°" if crs == "EPSG:3406" else "3°") in text


def test_another_frame_keeps_its_own_name():
    assert "WGS 84 / UTM zone 22S" in crs_words("EPSG:32722", EN)


def test_equal_views_give_equal_bytes():
    names = tuple(f"Xã {n}" for n in range(24))
    first, second = (draw_map(maps.view(maps.units(names)), maps.A4, CRS, VI).svg for _ in range(2))
    assert first == second


def test_circles_by_size_have_their_sizes_in_the_legend():
    points = [shapely.Point(WEST + 5000 * i, SOUTH + 5000) for i in (1, 2)]
    sizes = (
        Mark(label="100.000 người", outline="#5d7581", radius=24.0),
        Mark(label="5.000 người", outline="#5d7581", radius=5.5),
    )
    drawn = (Mark(colour="#2b6f8a", radius=24.0), Mark(colour="#2b6f8a", radius=5.0))
    made = maps.drawn(maps.view(maps.layer("point", points, *sizes, *drawn, classes=np.array([2, 3]))), VI)
    assert legend_words(made) == ["100.000 người", "5.000 người"]
    on_map = [float(r) for r in re.findall(r'<circle cx="\d{3,}" cy="\d{3,}" r="(\d+)"', made.svg.decode())]
    swatch = made.legend[0].entries[0].picture.decode()
    shown = float(re.search(r'r="(\d+)"', swatch).group(1))
    assert on_map == [408, 85]  # 24 and 5 pixels of 0.17 mm
    assert shown == 408
    width, view_wide = map(float, re.search(r'width="([\d.]+)mm".*viewBox="0 0 (\d+)', swatch).groups())
    assert made.legend[0].entries[0].size_mm(0.7)[0] == pytest.approx(width) == pytest.approx(view_wide / 100)
