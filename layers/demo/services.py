"""Which facilities a made-up province has: how many to a unit, how large, on how much land, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from layers.demo.facts import UNITS, UNITS_WITHOUT_STATION, Unit


@dataclass(frozen=True, kw_only=True)
class Service:
    """A kind of facility that every unit has by its people.

    One for every `people_each` people (at least `least`); `places_per_1000` spread over them; `lot_m2` each on land of
    `code`; `title` is the name before that of the unit. `layer` is where it is kept.
    """

    kind: str
    layer: str
    people_each: float
    least: int
    places_per_1000: float
    unit_of_capacity: str
    lot_m2: float
    code: str
    title: str
    wards_only: bool = False


SERVICES = (
    Service(kind="school.upper_secondary", layer="schools", people_each=21_000, least=0, places_per_1000=38, unit_of_capacity="places", lot_m2=15_000, code="DGD", title="Trường THPT"),
    Service(kind="school.lower_secondary", layer="schools", people_each=8_500, least=1, places_per_1000=53, unit_of_capacity="places", lot_m2=8_500, code="DGD", title="Trường THCS"),
    Service(kind="school.primary", layer="schools", people_each=4_400, least=1, places_per_1000=64, unit_of_capacity="places", lot_m2=6_500, code="DGD", title="Trường Tiểu học"),
    Service(kind="school.preschool", layer="schools", people_each=3_700, least=1, places_per_1000=46, unit_of_capacity="places", lot_m2=3_500, code="DGD", title="Trường Mầm non"),
    Service(kind="market", layer="markets", people_each=12_000, least=1, places_per_1000=9, unit_of_capacity="stalls", lot_m2=4_000, code="DCH", title="Chợ"),
    Service(kind="culture", layer="culture", people_each=7_500, least=1, places_per_1000=26, unit_of_capacity="seats", lot_m2=2_000, code="DVH", title="Nhà văn hóa"),
    Service(kind="sport", layer="sport", people_each=15_000, least=1, places_per_1000=0, unit_of_capacity="", lot_m2=9_000, code="DTT", title="Sân thể thao"),
    Service(kind="park", layer="parks", people_each=4_600, least=0, places_per_1000=0, unit_of_capacity="", lot_m2=9_000, code="DKV", title="Công viên", wards_only=True),
    Service(kind="public_office", layer="offices", people_each=60_000, least=1, places_per_1000=0, unit_of_capacity="", lot_m2=3_000, code="TSC", title="Trung tâm hành chính công"),
    Service(kind="police", layer="offices", people_each=60_000, least=1, places_per_1000=0, unit_of_capacity="", lot_m2=1_200, code="TSC", title="Trụ sở trực ban"),
    Service(kind="health.pharmacy", layer="health", people_each=5_200, least=1, places_per_1000=0, unit_of_capacity="", lot_m2=0, code="", title="Nhà thuốc"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Single:
    """A facility with a place of its own (km from the frame's corner)."""

    kind: str
    layer: str
    name: str
    x_km: float
    y_km: float
    capacity: float
    unit_of_capacity: str
    lot_m2: float
    code: str


# Stations that do not stand at the centre of their unit (km).
_STATION_AT = {"Xã Mẫu Núi": (18.6, 41.9), "Xã Mẫu Gò": (16.4, 24.7)}
_SECOND_STATIONS = (("Trạm Y tế Đảo Mẫu", 41.35, 39.48), ("Trạm Y tế Mẫu Chợ 2", 19.6, 31.9), ("Trạm Y tế Mẫu Bến 2", 26.6, 5.4), ("Trạm Y tế Mẫu Rừng 2", 17.6, 9.6), ("Trạm Y tế Mẫu Biển 2", 34.6, 41.2))  # fmt: skip


def _station(unit: Unit) -> Single:
    x, y = _STATION_AT.get(unit.name, (unit.x_km, unit.y_km))
    return Single(kind="health.station", layer="health", name=f"Trạm Y tế {unit.short}", x_km=x, y_km=y, capacity=6.0, unit_of_capacity="beds", lot_m2=1_100, code="DYT")


def _hospital(name: str, at: tuple[float, float], beds: float, lot_m2: float) -> Single:
    return Single(kind="health.hospital", layer="health", name=name, x_km=at[0], y_km=at[1], capacity=beds, unit_of_capacity="beds", lot_m2=lot_m2, code="DYT")


def _plain(kind: str, layer: str, name: str, at: tuple[float, float], size: tuple[float, str, float, str]) -> Single:
    capacity, unit, lot_m2, code = size
    return Single(kind=kind, layer=layer, name=name, x_km=at[0], y_km=at[1], capacity=capacity, unit_of_capacity=unit, lot_m2=lot_m2, code=code)


SINGLES = (
    _hospital("Bệnh viện Đa khoa tỉnh Minh Họa", (32.8, 36.6), 700, 42_000),
    _hospital("Bệnh viện Sản – Nhi Minh Họa", (32.1, 35.5), 160, 15_000),
    _hospital("Bệnh viện Mẫu Ga", (30.0, 37.7), 180, 18_000),
    _hospital("Bệnh viện Mẫu Thành", (22.3, 28.4), 220, 20_000),
    _hospital("Trung tâm Y tế Mẫu Bắc", (23.6, 40.2), 90, 9_000),
    _hospital("Trung tâm Y tế Mẫu Đầm", (30.0, 24.2), 110, 9_000),
    _hospital("Trung tâm Y tế Mẫu Nam", (24.6, 11.2), 120, 9_000),
    _hospital("Trung tâm Y tế Mẫu Tây", (15.2, 28.5), 100, 9_000),
    *(_station(unit) for unit in UNITS if unit.name not in UNITS_WITHOUT_STATION),
    *(Single(kind="health.station", layer="health", name=name, x_km=x, y_km=y, capacity=4.0, unit_of_capacity="beds", lot_m2=700, code="DYT") for name, x, y in _SECOND_STATIONS),
    _plain("fire_station", "fire_stations", "Đội chữa cháy Mẫu Phố", (31.6, 36.9), (5, "vehicles", 4_000, "TSC")),
    _plain("fire_station", "fire_stations", "Đội chữa cháy Mẫu Cảng", (34.9, 35.3), (3, "vehicles", 3_000, "TSC")),
    _plain("fire_station", "fire_stations", "Đội chữa cháy Mẫu Thành", (23.5, 27.9), (3, "vehicles", 3_000, "TSC")),
    _plain("fire_station", "fire_stations", "Đội chữa cháy Mẫu Bến", (28.2, 8.6), (2, "vehicles", 2_500, "TSC")),
    _plain("culture", "culture", "Thư viện tỉnh Minh Họa", (33.5, 36.1), (400, "seats", 6_000, "DVH")),
    _plain("culture", "culture", "Bảo tàng Minh Họa", (33.8, 36.9), (300, "seats", 8_000, "DVH")),
    _plain("sport", "sport", "Sân vận động Minh Họa", (31.7, 37.1), (9_000, "seats", 32_000, "DTT")),
    _plain("park", "parks", "Công viên Trung tâm Minh Họa", (33.3, 36.4), (0, "", 30_000, "DKV")),
    _plain("park", "parks", "Công viên Bờ Đầm", (33.0, 34.4), (0, "", 26_000, "DKV")),
    _plain("park", "parks", "Công viên Bờ Biển", (34.8, 37.9), (0, "", 24_000, "DKV")),
    _plain("park", "parks", "Công viên Mẫu Thành", (22.9, 27.8), (0, "", 16_000, "DKV")),
    _plain("public_office", "offices", "Trung tâm Hành chính tỉnh Minh Họa", (33.6, 35.9), (0, "", 24_000, "TSC")),
)  # fmt: skip


def count_for(service: Service, unit: Unit) -> int:
    """How many facilities of a service a unit has."""
    if service.wards_only and unit.kind != "phường":
        return 0
    return max(service.least, round(unit.people / service.people_each))


STATIONS = sum(single.kind == "health.station" for single in SINGLES)
HOSPITAL_BEDS = sum(single.capacity for single in SINGLES if single.kind == "health.hospital")
