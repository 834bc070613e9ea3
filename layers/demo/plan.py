"""What a surveyor of the made-up province would know by heart: towns, their main streets, bridges and through roads.

Names of streets are names of flowers and trees with the "Mẫu" that marks a sample.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.demo.frame import Array, drawn


@dataclass(frozen=True, eq=False)
class Street:
    """A main street of a town: `line` in metres from the corner of the frame."""

    name: str
    road_class: str
    line: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class Town:
    """A built-up area: limit, main streets, middle and reach; size of blocks (ha) in the middle and at the edge."""

    name: str
    limit: Array
    streets: tuple[Street, ...]
    middle: Array
    reach_m: float
    block_ha: tuple[float, float]


def _streets(*rows: tuple[str, str, str]) -> tuple[Street, ...]:
    return tuple(Street(name, road_class, drawn(line)) for name, road_class, line in rows)


CITY = Town(
    name="Minh Họa",
    limit=drawn(
        "31.5 34.5, 32.3 33.6, 33.6 33.8, 34.6 33.9, 35.9 34.2, 36.6 35.2, 36.3 36.4, 35.6 37.6, 35.2 38.6, 35.1 39.7, "
        "34.9 40.7, 33.6 40.35, 32.7 40.15, 31.6 40.35, 30.4 40.2, 29.2 39.75, 27.9 39.3, 27.5 38.5, 28.2 37.6, "
        "28.9 36.85, 29.8 36, 30.6 35.2, 31.1 34.8"
    ),
    streets=_streets(
        ("Đường Mẫu Sen", "primary", "27.5 38.5, 28.9 37.5, 30.6 36.85, 32.4 36.25, 34 35.65, 35.6 35.25"),
        ("Đường Bờ Đầm", "secondary", "30.75 35.35, 31.4 34.9, 32.3 34.62, 33.4 34.68, 34.6 34.86, 35.6 35.25"),
        ("Đường Bờ Biển", "primary", "35.6 35.25, 34.98 36.4, 34.62 37.5, 34.27 38.6, 34.17 39.6, 34.35 40.3"),
        ("Đường Mẫu Cúc", "secondary", "33.25 34.66, 33.2 35.95, 33.05 37.2, 32.95 38.5, 33.1 39.4, 34.17 39.6"),
        ("Đường Mẫu Đào", "tertiary", "32.1 34.66, 32 36.4, 31.95 37.4, 32.3 38.2, 32.95 38.5"),
        ("Đường Mẫu Mai", "secondary", "34.62 37.5, 33.05 37.2, 31.95 37.4, 30.4 37.85, 28.95 38.15, 27.5 38.5"),
        ("Đường Mẫu Lan", "secondary", "30.75 35.35, 30.6 36.85, 30.4 37.85, 30.1 39.1"),
        ("Đường Mẫu Ga", "tertiary", "28.95 37.48, 28.95 38.15, 28.7 39.35"),
        ("Đường Mẫu Cau", "tertiary", "34.25 34.79, 34 35.65, 33.95 36.5, 33.75 37.33"),
        ("Đường Mẫu Trúc", "tertiary", "33.13 36.45, 33.95 36.5, 34.9 36.6"),
        ("Đường Vành Đai", "secondary", "28.7 39.35, 30.1 39.1, 30.75 39.75, 31.9 39.8, 33.1 39.4"),
        ("Đường Mẫu Quế", "secondary", "31.9 39.8, 31.75 40.15, 31.6 40.52"),
        ("Đường Mẫu Tùng", "tertiary", "33 37.9, 33.7 38, 34.44 38.05"),
        ("Đường Mẫu Bách", "tertiary", "29.8 36.05, 29.75 37.2, 29.7 38"),
        ("Đường Mẫu Liễu", "tertiary", "31.35 34.93, 31.3 36.62, 31.2 37.62"),
    ),
    middle=drawn("33.6 35.9")[0],
    reach_m=4_600.0,
    block_ha=(1.3, 5.5),
)
TOWN = Town(
    name="Mẫu Thành",
    limit=drawn("21.6 28.8, 22.4 29.35, 23.3 29.2, 24 28.4, 24.25 27.7, 23.9 26.9, 23 26.6, 22 27, 21.4 27.9"),
    streets=_streets(
        ("Đường Mẫu Phượng", "primary", "23.85 28.55, 23.2 28.1, 22.3 28.05, 21.4 28"),
        ("Đường Mẫu Huệ", "secondary", "22.5 29.3, 22.75 28.05, 22.85 26.65"),
        ("Đường Mẫu Nhài", "tertiary", "21.85 27.2, 22.8 27.35, 23.95 27.2"),
        ("Đường Mẫu Dừa", "tertiary", "21.7 28.75, 22.63 28.72, 23.4 28.95"),
        ("Đường Mẫu Tre", "tertiary", "23.4 28.95, 23.2 28.1, 23.3 27.3, 23.35 26.75"),
    ),
    middle=drawn("22.9 28.1")[0],
    reach_m=1_700.0,
    block_ha=(1.5, 4.5),
)
MARKET_TOWN = Town(
    name="Mẫu Chợ",
    limit=drawn("23.4 33.5, 24.2 33.75, 25 33.6, 25.4 32.9, 25.1 32.2, 24.3 31.9, 23.5 32.2, 23.2 32.9"),
    streets=_streets(
        ("Đường Mẫu Gạo", "secondary", "23.2 32.9, 24.25 32.85, 25.4 32.8"),
        ("Đường Mẫu Lúa", "tertiary", "24.3 31.92, 24.25 32.85, 24.15 33.72"),
    ),
    middle=drawn("24.3 32.8")[0],
    reach_m=1_100.0,
    block_ha=(1.6, 3.8),
)
TOWNS = (CITY, TOWN, MARKET_TOWN)


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """One of the few places where a lowland river is bridged: river, and a point near the bridge (km)."""

    name: str
    river: str
    x_km: float
    y_km: float


CROSSINGS = tuple(
    Crossing(name=name, river=river, x_km=x, y_km=y)
    for name, river, x, y in (
        ("Cầu Bắc Mẫu", "Sông Bắc Mẫu", 26.3, 37.6),
        ("Cầu Mẫu Lan", "Sông Bắc Mẫu", 30.0, 35.2),
        ("Cầu Mẫu Tre", "Sông Bắc Mẫu", 22.6, 39.8),
        ("Cầu Mẫu Núi", "Sông Bắc Mẫu", 16.2, 41.6),
        ("Cầu Mẫu Đèo", "Sông Cả Mẫu", 8.9, 28.8),
        ("Cầu Mẫu Sông", "Sông Cả Mẫu", 15.8, 29.4),
        ("Cầu Cả Mẫu", "Sông Cả Mẫu", 24.7, 30.6),
        ("Cầu Mẫu Cồn", "Sông Cả Mẫu", 29.2, 32.4),
        ("Cầu Hạ Mẫu", "Sông Hạ Mẫu", 24.3, 28.5),
        ("Cầu Mẫu Đồng", "Sông Hạ Mẫu", 28.6, 26.1),
        ("Cầu Mẫu Gò", "Sông Gò Mẫu", 14.4, 23.3),
        ("Cầu Gò Mẫu", "Sông Gò Mẫu", 18.0, 27.8),
        ("Cầu Nam Mẫu", "Sông Nam Mẫu", 24.6, 10.2),
        ("Cầu Mẫu Bến", "Sông Nam Mẫu", 28.6, 9.2),
        ("Cầu Mẫu Rừng", "Sông Nam Mẫu", 14.2, 9.6),
    )
)
# The long bridge over the mouth of the lagoon, from the port to the head of the peninsula.
LONG_BRIDGE = Street("Cầu Cửa Mẫu", "primary", drawn("35.6 35.25, 36.4 34.9, 37.7 33.9, 38.2 33.3"))


@dataclass(frozen=True, kw_only=True)
class Link:
    """A road by way of places (names of units and crossings, or "x y" in km), found over the land at least cost."""

    name: str
    road_class: str
    by: tuple[str, ...]


LINKS = tuple(
    Link(name=name, road_class=road_class, by=tuple(by.split(" | ")))
    for name, road_class, by in (
        ("Quốc lộ M1", "trunk", "32.6 47.5 | Mẫu Vịnh | 31.6 40.52 | 27.5 38.5 | Cầu Bắc Mẫu | 24.15 33.72"),
        ("Quốc lộ M1", "trunk", "24.3 31.92 | Cầu Cả Mẫu | Cầu Hạ Mẫu | 23.85 28.55"),
        ("Quốc lộ M1", "trunk", "23.35 26.75 | 23.6 24 | 24.4 20.4 | Mẫu Cau | Cầu Nam Mẫu | 25.6 3"),
        ("Quốc lộ M2", "primary", "21.4 28 | Cầu Gò Mẫu | Mẫu Sông | Mẫu Đèo | 2.2 29.4"),
        ("Đường tỉnh M.01", "secondary", "27.5 38.5 | Mẫu Tre | Mẫu Núi"),
        ("Đường tỉnh M.01", "tertiary", "Mẫu Núi | Mẫu Suối"),
        ("Đường tỉnh M.02", "secondary", "22.85 26.65 | Mẫu Lúa | Mẫu Đầm | Mẫu Muối | Mẫu Dừa | Mẫu Bến | 27.2 4.8"),
        ("Đường tỉnh M.03", "secondary", "Mẫu Sông | Mẫu Gò"),
        ("Đường tỉnh M.03", "tertiary", "Mẫu Gò | Mẫu Đồi"),
        ("Đường tỉnh M.04", "secondary", "Mẫu Rừng | Mẫu Cau | Cầu Mẫu Bến | Mẫu Bến"),
        ("Đường tỉnh M.05", "secondary", "Mẫu Muối | 37 22.6 | Mẫu Bãi | 38.2 33.3"),
        ("Đường tỉnh M.06", "secondary", "25.4 32.8 | 28 33.6 | Cầu Mẫu Lan | 30.75 35.35"),
        ("Đường tỉnh M.07", "tertiary", "24.5 29.5 | Mẫu Đồng | Cầu Mẫu Đồng | Mẫu Đầm"),
        ("Đường tỉnh M.08", "tertiary", "28 33.6 | Cầu Mẫu Cồn | Mẫu Cồn"),
        ("Đường tỉnh M.09", "tertiary", "23.2 32.9 | 19 31.4 | Cầu Mẫu Sông | Mẫu Sông"),
        ("Đường tỉnh M.10", "tertiary", "24.4 20.4 | Mẫu Muối"),
        ("Đường tỉnh M.11", "tertiary", "Mẫu Gò | 19.5 24.6 | 23.6 24"),
        ("Đường tỉnh M.12", "tertiary", "22.5 29.3 | 21 28.9 | 18.4 28.2"),
        ("Đường tỉnh M.13", "tertiary", "34.35 40.3 | 34.9 41.6 | Mẫu Vịnh"),
        ("Đường tỉnh M.14", "tertiary", "29.8 36.05 | 28.4 35.9 | 27.2 37.6 | 27.5 38.5"),
        ("Đường huyện M.21", "unclassified", "Cầu Mẫu Tre | Mẫu Tre"),
        ("Đường huyện M.22", "unclassified", "Cầu Mẫu Núi | Mẫu Núi"),
        ("Đường huyện M.23", "unclassified", "Cầu Mẫu Đèo | Mẫu Đèo"),
        ("Đường huyện M.24", "unclassified", "Cầu Mẫu Rừng | Mẫu Rừng"),
        ("Đường huyện M.25", "unclassified", "Cầu Mẫu Gò | Mẫu Gò"),
    )
)
