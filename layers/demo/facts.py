"""What is known of the made-up province before it is built: units, people, bridges, and the answers that follow.

Names are made up and say so ("Mẫu" is a sample); the codes 90001 to 90024 stand in no register.
"""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE = "Tỉnh Minh Họa"
PROVINCE_EN = "Sample Province"
SOURCE = "Dữ liệu minh họa"
LICENCE = "CC0-1.0"
DATE = "2026-10-31"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A ward or commune: where its centre lies (km from the frame's corner), its former district, its people."""

    code: str
    name: str
    name_en: str
    parent: str
    x_km: float
    y_km: float
    people: int

    @property
    def kind(self) -> str:
        """The kind of unit: "phường" or "xã"."""
        return "phường" if self.name.startswith("Phường") else "xã"

    @property
    def short(self) -> str:
        """The name without the word for its kind."""
        return self.name.split(" ", 1)[1]


_CITY, _TOWN = "Thành phố Minh Họa", "Thị xã Mẫu Thành"
_LAGOON, _SOUTH, _WEST, _NORTH = "Huyện Mẫu Đầm", "Huyện Mẫu Nam", "Huyện Mẫu Tây", "Huyện Mẫu Bắc"
FORMER_DISTRICTS = (_CITY, _TOWN, _NORTH, _LAGOON, _SOUTH, _WEST)

_ROWS = (
    ("Phường Mẫu Cảng", "Mau Cang Ward", _CITY, 34.6, 35.5, 38_450),
    ("Phường Mẫu Phố", "Mau Pho Ward", _CITY, 32.5, 36.2, 31_260),
    ("Phường Mẫu Biển", "Mau Bien Ward", _CITY, 33.6, 38.6, 24_180),
    ("Phường Mẫu Ga", "Mau Ga Ward", _CITY, 29.3, 36.9, 18_730),
    ("Xã Mẫu Bãi", "Mau Bai Commune", _CITY, 38.1, 29.4, 7_960),
    ("Phường Mẫu Thành", "Mau Thanh Ward", _TOWN, 22.9, 28.2, 21_340),
    ("Phường Mẫu Chợ", "Mau Cho Ward", _TOWN, 24.3, 32.8, 16_870),
    ("Xã Mẫu Đồng", "Mau Dong Commune", _TOWN, 26.9, 28.9, 14_520),
    ("Xã Mẫu Cồn", "Mau Con Commune", _TOWN, 30.2, 30.5, 6_480),
    ("Xã Mẫu Tre", "Mau Tre Commune", _NORTH, 23.4, 40.3, 8_870),
    ("Xã Mẫu Núi", "Mau Nui Commune", _NORTH, 16.9, 42.3, 4_910),
    ("Xã Mẫu Suối", "Mau Suoi Commune", _NORTH, 9.8, 43.4, 4_730),
    ("Xã Mẫu Vịnh", "Mau Vinh Commune", _NORTH, 32.4, 45.4, 5_930),
    ("Xã Mẫu Đầm", "Mau Dam Commune", _LAGOON, 30.3, 23.9, 12_380),
    ("Xã Mẫu Muối", "Mau Muoi Commune", _LAGOON, 33.9, 20.7, 9_140),
    ("Xã Mẫu Lúa", "Mau Lua Commune", _LAGOON, 25.2, 24.4, 11_760),
    ("Xã Mẫu Dừa", "Mau Dua Commune", _LAGOON, 33.0, 17.2, 8_420),
    ("Xã Mẫu Bến", "Mau Ben Commune", _SOUTH, 28.4, 8.2, 13_610),
    ("Xã Mẫu Cau", "Mau Cau Commune", _SOUTH, 23.4, 11.0, 9_850),
    ("Xã Mẫu Rừng", "Mau Rung Commune", _SOUTH, 13.6, 10.3, 4_260),
    ("Xã Mẫu Sông", "Mau Song Commune", _WEST, 15.4, 28.6, 12_900),
    ("Xã Mẫu Gò", "Mau Go Commune", _WEST, 15.3, 23.2, 7_340),
    ("Xã Mẫu Đèo", "Mau Deo Commune", _WEST, 6.9, 29.7, 3_410),
    ("Xã Mẫu Đồi", "Mau Doi Commune", _WEST, 10.0, 18.6, 5_280),
)
UNITS = tuple(
    Unit(code=str(90_001 + number), name=name, name_en=english, parent=parent, x_km=x, y_km=y, people=people)
    for number, (name, english, parent, x, y, people) in enumerate(_ROWS)
)

# Known by construction, so that answers of the tool can be checked against them.
TOTAL_PEOPLE = sum(unit.people for unit in UNITS)
CUT_OFF_UNIT = "Xã Mẫu Cồn"
CUT_OFF_BRIDGE = "Cầu Mẫu Cồn"
CUT_OFF_PEOPLE = next(unit.people for unit in UNITS if unit.name == CUT_OFF_UNIT)
ISLAND_UNIT = "Xã Mẫu Bãi"
ISLAND_PEOPLE = 1_140
# A hamlet in the hills of this unit lies a kilometre and more from any street: it cannot be joined to the network.
FAR_UNIT = "Xã Mẫu Đèo"
FAR_PEOPLE = 86
UNITS_WITHOUT_STATION = ("Xã Mẫu Đồi", "Xã Mẫu Suối", CUT_OFF_UNIT)
