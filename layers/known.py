"""The types of layers that the tool understands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layers.spec import Field, LayerSpec

FACILITY_KINDS = (
    "school.preschool",
    "school.primary",
    "school.lower_secondary",
    "school.upper_secondary",
    "health.station",
    "health.hospital",
    "health.pharmacy",
    "market",
    "park",
    "bus_stop",
    "fire_station",
    "police",
    "public_office",
    "culture",
    "sport",
    "shelter",
    "job",
)

STREET_CLASSES = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "track", "road",
    "pedestrian", "footway", "path", "steps", "cycleway", "bridleway", "corridor", "busway", "escape", "raceway",
)  # fmt: skip
DEFAULT_STREET_CLASS = "residential"
OSM_SOURCE = "© những người đóng góp OpenStreetMap"


def matches_kind(kind: str, prefix: str) -> bool:
    """Whether a facility kind is the given one or lies below it: "school" holds "school.primary"."""
    return kind == prefix or kind.startswith(prefix + ".")


def kinds_below(prefix: str) -> tuple[str, ...]:
    """The kinds that a prefix selects; empty where there is no such kind."""
    return tuple(kind for kind in FACILITY_KINDS if matches_kind(kind, prefix))


_NAME = Field(name="name", synonyms=("ten", "ten goi", "ho_ten", "title", "label", "nom", "nome", "ten_vi"))
_ID_SYNONYMS = ("ma", "code", "ma so", "fid", "objectid", "gid", "osm_id", "globalid")
_ID = Field(name="id", synonyms=_ID_SYNONYMS)
_PEOPLE = ("dan so", "population", "pop", "total", "so dan", "nguoi", "total pop", "pop2019", "popn total", "persons")


def _count(name: str, *synonyms: str) -> Field:
    return Field(name=name, kind="number", unit="people", minimum=0, synonyms=synonyms)


def _number(name: str, unit: str, minimum: float | None, *synonyms: str, maximum: float | None = None) -> Field:
    return Field(name=name, kind="number", unit=unit, minimum=minimum, maximum=maximum, synonyms=synonyms)


_AREA = LayerSpec(type="area", geometry=("polygon",), fields=(_NAME,))

_UNITS = LayerSpec(
    type="units",
    geometry=("polygon", "point"),
    fields=(
        Field(
            name="id", required=True,
            synonyms=("ma", "code", "ma xa", "ma dvhc", "ma huyen", "ward code", "geoid", "unit code", "id",
                      "n hood", "ma_xa"),
        ),
        Field(
            name="name", required=True,
            synonyms=("ten", "ten xa", "ten dvhc", "ten huyen", "ward name", "fullname", "full name",
                      "name vi", "unit name", "municipality"),
        ),
        Field(name="name_en", synonyms=("english name", "ten tieng anh")),
        Field(name="level", synonyms=("cap",)),
        Field(name="kind", synonyms=("loai", "type", "administrative unit")),
        Field(name="parent", synonyms=("thuoc", "truc thuoc", "former district", "huyen cu",
                                       "province code", "ma tinh")),
        Field(name="valid_from", kind="date", synonyms=("hieu luc tu",)),
        Field(name="valid_to", kind="date", synonyms=("het hieu luc",)),
        _number("area_km2", "km2", 0, "dien tich km2"),
    ),
)  # fmt: skip

_POPULATION = LayerSpec(
    type="population",
    geometry=("point", "polygon"),
    fields=(
        Field(name="people", kind="number", required=True, unit="people", minimum=0, synonyms=_PEOPLE),
        _ID,
        _count("children_0_5", "tre 0 5", "tre em 0 5 tuoi"),
        _count("children_6_10", "tre 6 10", "hoc sinh tieu hoc"),
        _count("children_11_14", "tre 11 14"),
        _count("elderly_60", "nguoi cao tuoi", "tu 60 tuoi"),
        _number("income", "", None, "thu nhap"),
        Field(name="urban", kind="boolean", synonyms=("do thi", "thanh thi")),
        # by which people are summed, wherever the point lies that stands for them
        Field(name="unit_code", synonyms=("ma xa", "ma dvhc", "ma don vi", "ward code")),
        Field(name="parent_code", synonyms=("ma huyen", "ma don vi cap tren")),
    ),
)

_STREETS = LayerSpec(
    type="streets",
    geometry=("line",),
    fields=(
        _ID,
        Field(name="class", synonyms=("highway", "fclass", "loai duong", "cap duong", "road class")),
        Field(name="oneway", choices=("yes", "no", "-1"), synonyms=("mot chieu", "one way")),
        _number("speed_kmh", "km/h", 0, "maxspeed", "speed", "toc do", "speed limit", maximum=200),
        Field(name="name", synonyms=("ten duong", "ten", "street", "street name", "road name")),
        _number("width_m", "m", 0, "be rong", "width", "chieu rong"),
        _number("lanes", "", 0, "so lan", "lan xe"),
        Field(name="bridge", synonyms=("cau",)),
        Field(name="tunnel", synonyms=("ham",)),
        _number("layer", "", None),
        Field(name="access"),
        Field(name="surface", synonyms=("mat duong",)),
        Field(name="u", synonyms=("from node", "nut dau")),
        Field(name="v", synonyms=("to node", "nut cuoi")),
    ),
)

_FACILITIES = LayerSpec(
    type="facilities",
    geometry=("point", "polygon"),
    fields=(
        Field(name="kind", required=True, choices=FACILITY_KINDS, synonyms=("loai", "loai hinh", "facility type")),
        _ID,
        _NAME,
        _number("capacity", "", 0, "suc chua", "quy mo", "cong suat", "so cho", "so giuong", "beds", "seats", "places"),
        Field(name="unit_of_capacity", synonyms=("don vi suc chua",)),
        Field(name="opened", kind="date", synonyms=("ngay mo",)),
        Field(name="closed", kind="date", synonyms=("ngay dong",)),
    ),
)


def _land(type_: str) -> LayerSpec:
    return LayerSpec(
        type=type_,
        geometry=("polygon",),
        fields=(
            Field(
                name="code", required=True,
                synonyms=("ma dat", "loai dat", "ky hieu", "zcode", "zone type", "land use", "ma loai dat",
                          "zone", "muc dich su dung"),
            ),
            _ID,
            Field(name="status", choices=("existing", "planned"), synonyms=("tinh trang", "hien trang quy hoach")),
            _number("year", "", 1900, "nam", maximum=2200),
            _number("far", "", 0, "he so su dung dat", "hssdd"),
            _number("coverage_pct", "%", 0, "mat do xay dung", "mdxd", maximum=100),
            _number("floors_max", "", 0, "tang cao toi da", "tang cao", "so tang toi da"),
            _number("density", "", 0, "mat do"),
        ),
    )  # fmt: skip


def _cover(type_: str) -> LayerSpec:
    fields = (
        _ID,
        _NAME,
        Field(name="kind", synonyms=("loai", "type")),
        _number("floors", "", 0, "so tang", "tang", "building levels", "levels"),
        Field(name="public", kind="boolean", synonyms=("cong cong",)),
    )
    return LayerSpec(type=type_, geometry=("polygon",), fields=fields)


_SENSORS = LayerSpec(
    type="sensors",
    geometry=("point",),
    fields=(
        Field(name="id", required=True, synonyms=("station id", "ma tram", "sensor", "station", "code", "ma")),
        Field(name="quantity", required=True, synonyms=("dai luong", "parameter", "thong so")),
        Field(name="name", synonyms=("ten tram", "ten", "station name")),
        _number("height_m", "m", None, "do cao"),
        Field(name="owner", synonyms=("chu quan", "don vi quan ly")),
    ),
)

_OBSERVATIONS = LayerSpec(
    type="observations",
    fields=(
        Field(name="sensor", required=True, synonyms=("station id", "ma tram", "station", "location",
                                                      "sensor id", "station name", "tram")),
        Field(name="time", kind="time", required=True, synonyms=("thoi gian", "timestamp", "datetime",
                                                                 "timestamp utc", "date time", "measured at")),
        Field(name="quantity", required=True, synonyms=("parameter", "dai luong", "thong so", "pollutant", "chi tieu")),
        Field(name="value", kind="number", required=True, synonyms=("gia tri", "so do", "concentration")),
        Field(name="unit", required=True, synonyms=("don vi", "units")),
        Field(name="flag", synonyms=("co", "quality flag", "danh dau")),
    ),
)  # fmt: skip

_REPORTS = LayerSpec(
    type="reports",
    geometry=("point",),
    geometry_optional=True,
    fields=(
        Field(name="id", required=True, synonyms=("requestid", "request id", "ma phan anh", "ma")),
        Field(name="time", kind="time", required=True, synonyms=("thoi gian", "datetimeinit", "created",
                                                                 "requested datetime", "ngay gui")),
        Field(name="category", required=True, synonyms=("linh vuc", "problemcode", "service name", "loai")),
        Field(name="status", synonyms=("trang thai",)),
        Field(name="closed", kind="time", synonyms=("dateclosed", "datetimeclosed", "ngay dong")),
        Field(name="text", synonyms=("noi dung", "description")),
    ),
)  # fmt: skip

_TYPES = (
    _AREA,
    _UNITS,
    _POPULATION,
    LayerSpec(type="population_grid", raster=True),
    _STREETS,
    _FACILITIES,
    _land("landuse"),
    _land("zoning"),
    _cover("green"),
    _cover("water"),
    _cover("buildings"),
    LayerSpec(type="elevation", raster=True),
    LayerSpec(type="flood_depth", raster=True),
    LayerSpec(
        type="flood_zone",
        geometry=("polygon",),
        fields=(_ID, _NAME, _number("depth_m", "m", 0, "do sau", "depth", "do sau ngap")),
    ),
    _SENSORS,
    _OBSERVATIONS,
    _REPORTS,
    LayerSpec(type="attributes"),
    LayerSpec(type="other", geometry=("point", "line", "polygon"), geometry_optional=True),
)

KNOWN: Mapping[str, LayerSpec] = MappingProxyType({spec.type: spec for spec in _TYPES})

# Types of `import --as` that are not one layer each but a file of several.
COMPOUND_TYPES = ("osm",)
