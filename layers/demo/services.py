"""Which facilities the made-up province has: how many to a unit, how large, on how much land, and their names."""

from __future__ import annotations

from dataclasses import dataclass

from layers.demo.facts import UNITS, UNITS_WITHOUT_STATION, Unit
from layers.demo.frame import Array, drawn


@dataclass(frozen=True)
class Service:
    """A kind of facility that every unit has by its people.

    One for every `people_each` people (at least `least`); `places_per_1000` spread over them; `lot_m2` each on land of
    `code` (0: in a house, without land of its own); `title` stands before the name of the unit; `layer` is where it is
    kept.
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


SERVICES = tuple(
    Service(*row)
    for row in (
        ("school.upper_secondary", "schools", 21_000, 0, 38, "places", 15_000, "DGD", "Trường THPT"),
        ("school.lower_secondary", "schools", 8_500, 1, 53, "places", 8_500, "DGD", "Trường THCS"),
        ("school.primary", "schools", 3_300, 1, 64, "places", 6_500, "DGD", "Trường Tiểu học"),
        ("school.preschool", "schools", 2_600, 1, 46, "places", 3_500, "DGD", "Trường Mầm non"),
        ("market", "markets", 12_000, 1, 9, "stalls", 4_000, "DCH", "Chợ"),
        ("culture", "culture", 7_500, 1, 26, "seats", 2_000, "DVH", "Nhà văn hóa"),
        ("sport", "sport", 15_000, 1, 0, "", 9_000, "DTT", "Sân thể thao"),
        ("park", "parks", 3_000, 0, 0, "", 7_000, "DKV", "Công viên"),
        ("public_office", "offices", 60_000, 1, 0, "", 3_000, "TSC", "Trung tâm hành chính công"),
        ("police", "offices", 60_000, 1, 0, "", 1_200, "TSC", "Trụ sở trực ban"),
        ("health.pharmacy", "health", 5_200, 1, 0, "", 0, "", "Nhà thuốc"),
    )
)
_WARDS_ONLY = frozenset({"park"})


@dataclass(frozen=True)
class Single:
    """A facility with a place of its own: `at` is a point (metres from the corner of the frame)."""

    kind: str
    layer: str
    name: str
    at: Array
    capacity: float
    unit_of_capacity: str
    lot_m2: float
    code: str


# Stations that do not stand at the centre of their unit, and second ones.
_STATION_AT = {"Xã Mẫu Núi": "18.6 41.9", "Xã Mẫu Gò": "16.4 24.7"}
_SECOND_STATIONS = (
    ("Trạm Y tế Đảo Mẫu", "41.35 39.48"),
    ("Trạm Y tế Mẫu Chợ 2", "19.6 31.9"),
    ("Trạm Y tế Mẫu Bến 2", "26.6 5.4"),
    ("Trạm Y tế Mẫu Rừng 2", "17.6 9.6"),
    ("Trạm Y tế Mẫu Biển 2", "34.6 41.2"),
    ("Trạm Y tế Bắc Cầu Cồn", "29.1 33"),
)
_HOSPITALS = (
    ("Bệnh viện Đa khoa tỉnh Minh Họa", "32.8 36.6", 700, 42_000),
    ("Bệnh viện Sản – Nhi Minh Họa", "32.1 35.5", 160, 15_000),
    ("Bệnh viện Mẫu Ga", "30 37.7", 180, 18_000),
    ("Bệnh viện Mẫu Thành", "22.3 28.4", 220, 20_000),
    ("Trung tâm Y tế Mẫu Bắc", "23.6 40.2", 90, 9_000),
    ("Trung tâm Y tế Mẫu Đầm", "30 24.2", 110, 9_000),
    ("Trung tâm Y tế Mẫu Nam", "24.6 11.2", 120, 9_000),
    ("Trung tâm Y tế Mẫu Tây", "15.2 28.5", 100, 9_000),
)
_OTHERS: tuple[tuple[str, str, str, str, float, str, float, str], ...] = (
    ("fire_station", "fire_stations", "Đội chữa cháy Mẫu Phố", "31.6 36.9", 5, "vehicles", 4_000, "TSC"),
    ("fire_station", "fire_stations", "Đội chữa cháy Mẫu Cảng", "34.9 35.3", 3, "vehicles", 3_000, "TSC"),
    ("fire_station", "fire_stations", "Đội chữa cháy Mẫu Thành", "23.5 27.9", 3, "vehicles", 3_000, "TSC"),
    ("fire_station", "fire_stations", "Đội chữa cháy Mẫu Bến", "28.2 8.6", 2, "vehicles", 2_500, "TSC"),
    ("culture", "culture", "Thư viện tỉnh Minh Họa", "33.5 36.1", 400, "seats", 6_000, "DVH"),
    ("culture", "culture", "Bảo tàng Minh Họa", "33.8 36.9", 300, "seats", 8_000, "DVH"),
    ("sport", "sport", "Sân vận động Minh Họa", "31.7 37.1", 9_000, "seats", 32_000, "DTT"),
    ("park", "parks", "Công viên Trung tâm Minh Họa", "33.3 36.4", 0, "", 30_000, "DKV"),
    ("park", "parks", "Công viên Bờ Đầm", "33 34.4", 0, "", 26_000, "DKV"),
    ("park", "parks", "Công viên Bờ Biển", "34.8 37.9", 0, "", 24_000, "DKV"),
    ("park", "parks", "Công viên Mẫu Thành", "22.9 27.8", 0, "", 16_000, "DKV"),
    ("public_office", "offices", "Trung tâm Hành chính tỉnh Minh Họa", "33.6 35.9", 0, "", 24_000, "TSC"),
)


def _stations() -> list[tuple[str, str, float, float]]:
    """Name, place, beds and land of the health stations: one a unit, but for those that go without."""
    first = [
        (f"Trạm Y tế {unit.short}", _STATION_AT.get(unit.name, f"{unit.x_km} {unit.y_km}"), 6.0, 1_100.0)
        for unit in UNITS
        if unit.name not in UNITS_WITHOUT_STATION
    ]
    return first + [(name, at, 4.0, 700.0) for name, at in _SECOND_STATIONS]


SINGLES = (
    *(Single("health.hospital", "health", name, drawn(at)[0], n, "beds", m2, "DYT") for name, at, n, m2 in _HOSPITALS),
    *(Single("health.station", "health", name, drawn(at)[0], n, "beds", m2, "DYT") for name, at, n, m2 in _stations()),
    *(
        Single(kind, layer, name, drawn(at)[0], n, unit, m2, code)
        for kind, layer, name, at, n, unit, m2, code in _OTHERS
    ),
)


def count_for(service: Service, unit: Unit) -> int:
    """How many facilities of a service a unit has."""
    if service.kind in _WARDS_ONLY and unit.kind != "phường":
        return 0
    return max(service.least, round(unit.people / service.people_each))
