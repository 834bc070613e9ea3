"""The real area that is there from the first start: the former Bình Định, in facts and figures only.

Everything comes from the tables of `data`, each row with its source, date and confidence. There are points with the
accuracy of their positions, and nothing that nobody gave us: no outline, road, school or reading. It is a warehouse
like any other: layers that a user imports take the place of these or join them.
"""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd

from data import is_unverified, table
from layers.crs import WGS84
from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import Problem
from layers.warehouse import Warehouse

AREA_ID = "binh-dinh"
"""Its row in the table `study_areas`: the box that a download fills."""
NAME = "Bình Định (cũ), tỉnh Gia Lai"
NAME_EN = "Former Bình Định, Gia Lai Province"
METRIC_CRS = "EPSG:9217"
STUDY_AREA = "study_area"
"""The setting of a warehouse that names a row of `study_areas`."""

# How far a position may be off, metres: a point in the unit to 0.01 degrees; seats and gauges from general knowledge.
UNIT_ACCURACY_M = 1_000.0
SEAT_ACCURACY_M = 3_000.0
GAUGE_ACCURACY_M = 3_000.0

_KINDS = {"ward": "phường", "commune": "xã"}
_FORMER_KINDS = {"city": "thành phố", "town": "thị xã", "district": "huyện"}
_FACTS = ["source", "date", "confidence"]
_LIST = "Danh mục xã, phường từ 01/7/2025"
_CENSUS = "Tổng điều tra dân số 01/4/2019"
_ALARMS = "Quyết định 05/2020/QĐ-TTg, qua bản tin thủy văn"


def _silent(_share: float) -> None:
    """Say nothing."""


def binh_dinh() -> dict[str, Layer]:
    """The layers of the area by name: `units`, `districts_2019`, `population`, `composition_2025`, `gauges`.

    None of them is illustrative. The people of the 58 units are those counted in 2019 in the old communes that they
    were formed from; they are placed at the point of their unit and carry its code (`unit_code`) and that of the
    former district (`parent_code`), by which they are counted in either set of units.
    """
    made = (_units(), _districts(), _population(), _composition(), _gauges())
    return {layer.name: layer for layer in made}


def write_binh_dinh(warehouse: Warehouse, progress: Callable[[float], None] = _silent) -> dict[str, Layer]:
    """The area, put into a warehouse: all of its layers, or none of them where that fails."""
    layers = binh_dinh()
    warehouse.set_setting("metric_crs", METRIC_CRS)
    warehouse.set_setting("name", NAME)
    warehouse.set_setting("name_en", NAME_EN)
    warehouse.set_setting(STUDY_AREA, AREA_ID)
    progress(0.3)
    warehouse.put_all((layer, None) for layer in layers.values())
    progress(1.0)
    return layers


def _units() -> Layer:
    rows = table("units_2025")
    districts = table("districts_2019").set_index("code")["name_vi"]
    columns = {
        "name": rows["name_vi"],
        "name_en": rows["name_en"],
        "level": "commune",
        "kind": rows["kind"].map(_KINDS),
        "parent": rows["district"].map(districts),
        "valid_from": rows["valid_from"],
        "area_km2": rows["area_km2"],
        "composition": rows["code"].map(_formed_from()),
        "position_accuracy_m": UNIT_ACCURACY_M,
        **{name: rows[name] for name in _FACTS},
    }
    note = Problem(code="facts_unit_points", severity="note", count=len(rows))
    return _placed("units", "units", rows, columns, Provenance(source=_LIST, date="2025-07-01"), (note,))


def _formed_from() -> pd.Series[str]:
    """The old communes of each unit in words, with the share of those that were divided."""
    rows = table("composition_2025")
    parts = rows["share_pct"] < 100  # noqa: PLR2004 - per cent
    share = rows["share_pct"].map("{:.0f}%".format)
    words = rows["old_name"].where(~parts, rows["old_name"] + " (" + share + ")")
    made: pd.Series[str] = words.groupby(rows["unit_code"], sort=False).agg(", ".join)
    return made


def _districts() -> Layer:
    rows = table("districts_2019")
    columns = {
        "name": rows["name_vi"],
        "name_en": rows["name_en"],
        "level": "district",
        "kind": rows["kind"].map(_FORMER_KINDS),
        "valid_to": rows["valid_to"],
        "area_km2": rows["area_km2"],
        "area_confidence": rows["area_confidence"],
        "seat": rows["seat"],
        "position_accuracy_m": SEAT_ACCURACY_M,
        "position_confidence": rows["position_confidence"],
        **{name: rows[name] for name in _FACTS},
    }
    note = Problem(code="facts_seat_points", severity="note", count=len(rows))
    source = Provenance(source=_CENSUS, date="2019-04-01")
    return _placed("districts_2019", "units", rows, columns, source, (note,))


def _population() -> Layer:
    rows = table("units_2025")
    columns = {
        "people": rows["population_2019"].astype("float64"),
        "unit_code": rows["code"],
        "parent_code": rows["district"],
        "estimated": rows["estimated"] == 1,
        "position_accuracy_m": UNIT_ACCURACY_M,
        "source": rows["source"],
        "date": "2019-04-01",
        "confidence": rows["confidence"],
    }
    estimated = tuple(rows["code"][rows["estimated"] == 1])
    notes = (
        Problem(code="facts_derived_people", severity="note", count=len(rows)),
        Problem(code="facts_estimated_people", severity="note", count=len(estimated), ids=estimated),
    )
    source = Provenance(source=f"{_CENSUS}, cộng từ xã, phường cũ", date="2019-04-01")
    return _placed("population", "population", rows, columns, source, notes)


def _composition() -> Layer:
    rows = table("composition_2025")
    numbers = rows.groupby("unit_code").cumcount() + 1
    frame = rows.assign(id=rows["unit_code"] + "." + numbers.astype(str)).set_index("id")
    source = Provenance(source=_LIST, date="2025-07-01")
    return Layer("composition_2025", KNOWN["other"], frame, source)


def _gauges() -> Layer:
    rows = table("alarm_levels")
    alarms = [f"alarm_{level}_m" for level in (1, 2, 3)]
    sure = [f"confidence_{level}" for level in (1, 2, 3)]
    columns = {
        "name": rows["name_vi"],
        "quantity": "water_level",
        "river": rows["river"],
        **{name: rows[name] for name in (*alarms, *sure, "record_m", "record_time")},
        "position_accuracy_m": GAUGE_ACCURACY_M,
        "position_confidence": rows["position_confidence"],
        **{name: rows[name] for name in _FACTS},
    }
    unverified = int(sum(rows[name].map(is_unverified).sum() for name in sure))
    notes = (
        Problem(code="facts_gauge_points", severity="note", count=len(rows)),
        Problem(code="facts_alarm_unverified", severity="note", count=unverified),
    )
    source = Provenance(source=_ALARMS, date="2020")
    return _placed("gauges", "sensors", rows.rename(columns={"station": "code"}), columns, source, notes)


def _placed(
    name: str,
    type_: str,
    rows: pd.DataFrame,
    columns: dict[str, object],
    source: Provenance,
    notes: tuple[Problem, ...],
) -> Layer:
    """A layer of points at `lon`, `lat`, with `code` as ids."""
    frame = gpd.GeoDataFrame(
        pd.DataFrame(columns, index=rows.index), geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=WGS84
    ).set_axis(pd.Index(rows["code"].astype("object"), name="id"))
    return Layer(name, KNOWN[type_], frame, source, notes)
