"""Requests that cannot be meant are refused before any file is opened."""

from __future__ import annotations

import pytest

from layers.problems import OptionError
from planning.import_options import WRONG_FLAGS, ImportOptions, check_options

GOOD = {"type": "units"}


@pytest.mark.parametrize(
    ("options", "files", "expected"),
    [
        ({"type": "nonsense"}, 1, {"unknown_type"}),
        ({"type": "facilities", "kind": "zoo"}, 1, {"unknown_kind"}),
        ({"type": "osm", "only": ("zoo", "streets")}, 1, {"osm_unknown_layer"}),
        ({**GOOD, "layer": "a/b"}, 1, {"layer_name"}),
        ({**GOOD, "layer": "ab"}, 2, {"one_name_many_files"}),
        ({"type": "attributes"}, 1, {"attributes_need_target"}),
        ({"type": "attributes", "to": "units"}, 1, {"attributes_need_target"}),
        ({**GOOD, "metric_crs": "EPSG:4326"}, 1, {"crs_not_metric"}),
        ({**GOOD, "metric_crs": "nonsense"}, 1, {"crs_unknown"}),
        ({**GOOD, "crs": "EPSG:6956"}, 1, {"crs_deprecated"}),
        ({**GOOD, "timezone": "Mars"}, 1, {"time_zone_unknown"}),
        ({**GOOD, "unit": "m"}, 1, {"flag_not_used"}),
        ({"type": "elevation", "columns": {"a": "b"}}, 1, {"flag_not_used"}),
        (
            {"type": "nonsense", "layer": "a/b", "crs": "x", "timezone": "y"},
            2,
            {"unknown_type", "layer_name", "one_name_many_files", "crs_unknown", "time_zone_unknown"},
        ),
    ],
)
def test_request_that_cannot_be_meant(options, files, expected):
    with pytest.raises(OptionError) as caught:
        check_options(ImportOptions(**options), files)
    assert {p.code for p in caught.value.problems} == expected


@pytest.mark.parametrize(
    "options",
    [
        GOOD,
        {"type": "elevation", "unit": "m", "nodata": (-9999.0, 999.0)},
        {"type": "osm", "only": ("streets",)},
        {"type": "attributes", "to": "units", "on": ("id", "ma")},
        {"type": "facilities", "kind": "school", "columns": {"capacity": "x"}},
        {
            "type": "population",
            "crs": "EPSG:9217",
            "metric_crs": "EPSG:9217",
            "timezone": "Asia/Ho_Chi_Minh",
            "layer": "dan_cu",
        },
    ],
)
def test_request_that_can_be_meant(options):
    check_options(ImportOptions(**options), 1)


def test_wrong_flags_are_flags_alone():
    of_import = {"unknown_type", "unknown_kind", "osm_unknown_layer", "flag_not_used"}
    of_fetch = {"fetch_one_area", "unknown_area", "box_not_a_box", "endpoint_address"}
    assert of_import | of_fetch == WRONG_FLAGS
