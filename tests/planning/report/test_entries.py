"""What the legend says, and in which order."""

import shapely

from planning.i18n import translator
from planning.present.views import Mark
from planning.report.drawables import Drawable
from planning.report.entries import legend
from planning.report.frame import MapFrame, window
from tests.planning.report import maps
from tests.planning.report.maps import CRS, SOUTH, WEST

VI = translator("vi")
SHOWN = window(MapFrame(width_mm=186, height_mm=200), (WEST, SOUTH, WEST + 20_000, SOUTH + 20_000), CRS)


def layer(id_, labels, title, group):
    at = [shapely.Point(WEST + 1000 * n, SOUTH + 1000) for n in range(1, len(labels) + 1)]
    marks = tuple(Mark(label=label, colour="#123456") for label in labels)
    made = maps.layer("point", at, *marks, id=id_, title=title, group=group, classes=list(range(len(labels))))
    return Drawable(made, SHOWN)


def test_results_come_first_then_layers_of_classes_then_the_rest_under_their_groups():
    layers = [
        layer("one", ("",), "Chợ", "Hạ tầng xã hội"),
        layer("result", ("đến 5 phút", "đến 10 phút"), "Thời gian", VI("tree.result")),
        layer("two", ("",), "Trạm y tế", "Hạ tầng xã hội"),
        layer("classes", ("sông", "mưa"), "Trạm quan trắc", "Giám sát"),
    ]
    found = [(group.title, [entry.words for entry in group.entries]) for group in legend((), layers, VI)]
    assert found == [
        ("Thời gian", ["đến 5 phút", "đến 10 phút"]),
        ("Trạm quan trắc", ["sông", "mưa"]),
        ("Hạ tầng xã hội", ["Trạm y tế", "Chợ"]),
    ]


def test_a_layer_without_a_title_says_nothing():
    assert legend((), [layer("quiet", ("x",), "", "Nhóm")], VI) == ()
