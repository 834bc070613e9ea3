"""Tables: text where numbers belong, wrong encodings, wrong columns, times without a zone, spreadsheets that bite."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd

from tests.badfiles.case import LAT, LON, PASSWD, bad, bytes_file, cut, good, text_file

POPULATION = "--as population"
OBSERVATIONS = "--as observations"
AT = f"{LON},{LAT}"


def csv(name: str, text: str, arguments: str, codes: str):
    return bad(f"csv: {name}", text_file("bang.csv", text), arguments, codes)


def people(*rows: str, header: str = "id,people,lon,lat") -> str:
    return "\n".join([header, *rows]) + "\n"


NUMBERS = [
    csv(f"{word!r} for people", people(f"a,5,{AT}", f"b,{word},{AT}"), POPULATION, codes)
    for word, codes in (
        ("abc", "not_a_number"),
        ("12 nguoi", "not_a_number"),
        ("1;2", "not_a_number"),
        ("inf", "not_a_number"),
        ("-inf", "not_a_number"),
        ("1e999", "not_a_number"),
        ("=1+1", "not_a_number"),
        ("0x10", "not_a_number"),
        ("-1", "out_of_range"),
        ("-0.5", "out_of_range"),
        ("", "missing_value"),
        ("NA", "missing_value"),
        ("#N/A", "missing_value"),
        ("<script>alert(1)</script>", "not_a_number"),
        ("١٢", "not_a_number"),
        ("5{count}", "not_a_number"),
        ("[bold]5[/bold]", "not_a_number"),
    )
]

COORDINATES = [
    csv(f"{lon!r}, {lat!r} as a position", people(f"a,5,{AT}", f"b,5,{lon},{lat}"), POPULATION, codes)
    for lon, lat, codes in (
        ("east", "13.7", "not_a_number"),
        ("109.2", "north", "not_a_number"),
        ("inf", "13.7", "not_a_number"),
        ("nan", "13.7", "without_position"),
        ("", "", "without_position"),
        ("109.2", "", "without_position"),
        ("1e300", "13.7", "metres_as_degrees"),
        ("109.2", "1e9", "metres_as_degrees"),
        ("604660", "1523790", "metres_as_degrees"),
        ("13.7", "109.2", "axes_swapped outside_area"),
        ("109°12'", "13°45'", "not_a_number"),
    )
]

ELSEWHERE = [
    csv("in Hà Nội", people("a,5,105.85,21.02"), POPULATION, "outside_area"),
    csv("at 0, 0", people("a,5,0,0"), POPULATION, "outside_area"),
    csv("latitude first", people(f"a,5,{LAT},{LON}"), POPULATION, "axes_swapped"),
    csv("metres without a CRS", people("a,5,604660,1523790", header="id,people,x,y"), POPULATION, "crs_missing"),
    csv(
        "X as northing",
        people("a,5,1523790,604660", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:9217",
        "axes_swapped",
    ),
    csv(
        "zone 108-30 read as 108-15",
        people("a,5,577626,1523695", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:9217",
        "vn2000_wrong_zone outside_area",
    ),
    csv(
        "UTM 49 read as 108-15",
        people("a,5,305200,1520870", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:9217",
        "vn2000_wrong_zone",
    ),
    csv(
        "degrees read as metres",
        people(f"a,5,{AT}", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:9217",
        "degrees_as_metres",
    ),
    csv(
        "CRS in feet",
        people("a,5,875854,998434", header="id,people,x,y"),
        f"{POPULATION} --crs ESRI:102696",
        "outside_area",
    ),
    csv(
        "withdrawn CRS",
        people("a,5,604660,1523790", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:6956",
        "crs_deprecated",
    ),
    csv(
        "CRS that is not one",
        people("a,5,604660,1523790", header="id,people,x,y"),
        f"{POPULATION} --crs EPSG:999999",
        "crs_unknown",
    ),
    csv(
        "CRS by a name",
        people("a,5,604660,1523790", header="id,people,x,y"),
        f"{POPULATION} --crs VN-2000",
        "crs_unknown",
    ),
    csv("broken WKT", 'id,people,wkt\na,5,"POINT (109.2 13.75"\n', f"{POPULATION} --crs EPSG:4326", "bad_wkt"),
    csv("WKT without a CRS", 'id,people,wkt\na,5,"POINT (109.2 13.75)"\n', POPULATION, "crs_missing"),
    csv(
        "WKT of a line",
        'id,people,wkt\na,5,"LINESTRING (109.2 13.75, 109.21 13.76)"\n',
        f"{POPULATION} --crs EPSG:4326",
        "wrong_geometry",
    ),
    csv(
        "WKT of a bow-tie",
        'id,people,wkt\na,5,"POLYGON ((109.2 13.7, 109.3 13.8, 109.3 13.7, 109.2 13.8, 109.2 13.7))"\n',
        f"{POPULATION} --crs EPSG:4326",
        "self_crossing",
    ),
]

COLUMNS = [
    csv("no column of people", "id,lon,lat\na,109.2,13.75\n", POPULATION, "missing_column"),
    csv("no position", "id,people\na,5\n", POPULATION, "no_geometry"),
    csv("only a header", "id,people,lon,lat\n", POPULATION, "no_features file_empty"),
    csv("only blanks", "   \n\n  \n", POPULATION, "no_features file_empty header_missing"),
    csv("no header", f"1,5,{AT}\n2,6,{AT}\n", POPULATION, "missing_column header_missing"),
    csv(
        "SQL in a column name",
        people(f"a,5,{AT},1", header="id,people,lon,lat,x'); DROP TABLE layers; --"),
        POPULATION,
        "bad_column_name",
    ),
    csv("quote in a column name", 'id,people,lon,lat,"a""b"\na,5,109.2,13.75,1\n', POPULATION, "bad_column_name"),
    csv(
        "backtick in a column name",
        people(f"a,5,{AT},1", header="id,people,lon,lat,a`b"),
        POPULATION,
        "bad_column_name",
    ),
    csv(
        "column name of 200 letters",
        people(f"a,5,{AT},1", header="id,people,lon,lat," + "x" * 200),
        POPULATION,
        "bad_column_name",
    ),
    csv("mapped column that is not there", people(f"a,5,{AT}"), f"{POPULATION} --map people=dan_so", "unknown_column"),
    csv("mapped field that is not one", people(f"a,5,{AT}"), f"{POPULATION} --map nguoi=people", "unknown_field"),
    csv(
        "mapped position that is not there",
        people(f"a,5,{AT}"),
        f"{POPULATION} --map lon=x --map lat=y",
        "unknown_column",
    ),
    csv(
        "ragged rows",
        f"id,people,lon,lat\na,5,{AT}\nb,5,{AT},9,9,9\nc\n",
        POPULATION,
        "ragged_rows missing_value without_position",
    ),
    csv(
        "unclosed quote",
        f'id,people,lon,lat\n"a,5,{AT}\nb,5,{AT}\n',
        POPULATION,
        "csv_quotes file_unreadable missing_value no_features",
    ),
    csv(
        "a thousand and one columns",
        ",".join(f"c{n}" for n in range(1001)) + "\n" + ",".join("1" * 1001) + "\n",
        "--as other",
        "too_many_columns",
    ),
]

FACILITIES = [
    csv("unknown kind in a row", f"kind,lon,lat\nzoo,{AT}\n", "--as facilities", "not_a_choice"),
    csv("kind in Vietnamese words", f"kind,lon,lat\nTrường học,{AT}\n", "--as facilities", "not_a_choice"),
    csv("no kind", f"name,lon,lat\nA,{AT}\n", "--as facilities", "missing_column"),
    csv("capacity in words", f"kind,capacity,lon,lat\nmarket,many,{AT}\n", "--as facilities", "not_a_number"),
    csv("negative capacity", f"kind,capacity,lon,lat\nmarket,-5,{AT}\n", "--as facilities", "out_of_range"),
    csv("31 February", f"kind,opened,lon,lat\nmarket,31/02/2020,{AT}\n", "--as facilities", "not_a_date"),
    csv("opened soon", f"kind,opened,lon,lat\nmarket,soon,{AT}\n", "--as facilities", "not_a_date"),
    csv("urban perhaps", f"people,urban,lon,lat\n5,perhaps,{AT}\n", POPULATION, "not_yes_or_no"),
    csv("everything at once", f"people,urban,lon,lat\nx,perhaps,{AT}\n-1,yes,east,13\n", POPULATION, "not_a_number"),
]


def readings(*rows: str, header: str = "sensor,time,quantity,value,unit") -> str:
    return "\n".join([header, *rows]) + "\n"


SERIES = [
    csv("time without a zone", readings("a,2026-05-14 08:00,pm25,5,µg/m3"), OBSERVATIONS, "time_zone_missing"),
    csv("time of no kind", readings("a,noon,pm25,5,µg/m3"), OBSERVATIONS, "not_a_time"),
    csv("month 13", readings("a,2026-13-01T00:00:00Z,pm25,5,µg/m3"), OBSERVATIONS, "not_a_time"),
    csv(
        "zone that is not one",
        readings("a,2026-05-14 08:00,pm25,5,µg/m3"),
        f"{OBSERVATIONS} --timezone Mars/Olympus",
        "time_zone_unknown",
    ),
    csv(
        "zone that is a path",
        readings("a,2026-05-14 08:00,pm25,5,µg/m3"),
        f"{OBSERVATIONS} --timezone ../../etc/passwd",
        "time_zone_unknown",
    ),
    csv("value in words", readings("a,2026-05-14T08:00:00Z,pm25,high,µg/m3"), OBSERVATIONS, "not_a_number"),
    csv("infinite value", readings("a,2026-05-14T08:00:00Z,pm25,inf,µg/m3"), OBSERVATIONS, "not_a_number"),
    csv(
        "no unit",
        readings("a,2026-05-14T08:00:00Z,pm25,5", header="sensor,time,quantity,value"),
        OBSERVATIONS,
        "missing_column",
    ),
    csv("empty sensor", readings(",2026-05-14T08:00:00Z,pm25,5,µg/m3"), OBSERVATIONS, "missing_value"),
    csv("empty value", readings("a,2026-05-14T08:00:00Z,pm25,,µg/m3"), OBSERVATIONS, "missing_value"),
    csv("report without a category", "id,time\n1,2026-05-14T08:00:00Z\n", "--as reports", "missing_column"),
    csv(
        "report closed never",
        "id,time,category,closed\n1,2026-05-14T08:00:00Z,rác,never\n",
        "--as reports",
        "not_a_time",
    ),
    csv("sensor without a quantity", f"id,lon,lat\na,{AT}\n", "--as sensors", "missing_column"),
]

VIETNAMESE = "Mã,Tên,people,lon,lat\n" + "".join(
    f"{n},Phường Đống Đa số {n} quận Bình Thạnh,5,{AT}\n" for n in range(5)
)
# TCVN3 writes ư as \xad, ờ as \xea, Đ as \xa7, ố as \xe8 and so on.
TCVN3 = b"id,ten,people,lon,lat\n" + b"".join(
    b"%d,Ph\xad\xeang Nguy\xd4n Tr\xb7i huy\xd6n Ph\xef M\xfc t\xc9nh B\xd7nh \xae\xd4nh,5,109.2,13.75\n" % n
    for n in range(20)
)
ENCODINGS = [
    bad("csv: old Vietnamese encoding", bytes_file("bang.csv", TCVN3), POPULATION, "encoding_legacy"),
    bad(
        "csv: bytes of nothing",
        bytes_file("bang.csv", bytes(range(256)) * 40),
        POPULATION,
        "wrong_file_kind file_unreadable nul_bytes bad_bytes missing_column file_kind_unknown",
    ),
    bad(
        "csv: UTF-16 cut in a letter",
        bytes_file("bang.csv", ("\ufeff" + VIETNAMESE).encode("utf-16-le")[:-1]),
        POPULATION,
        "bad_bytes file_truncated file_unreadable not_a_number",
    ),
    bad(
        "csv: nothing but zeros",
        bytes_file("bang.csv", bytes(4096)),
        POPULATION,
        "wrong_file_kind nul_bytes file_unreadable missing_column file_kind_unknown",
    ),
    bad(
        "csv: UTF-32",
        bytes_file("bang.csv", VIETNAMESE.encode("utf-32")),
        POPULATION,
        "wrong_file_kind nul_bytes bad_bytes file_unreadable missing_column file_kind_unknown",
    ),
]


def sheet(rows: list[list[object]], name: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_member(content: bytes, name: str, text: bytes) -> bytes:
    """A packed file with one member replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            target.writestr(member, text if member == name else source.read(member))
    return stream.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b"]>"
)
SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["id", "people", "lon", "lat"], ["a", 5, LON, LAT]]


def two_sheets(folder: Path) -> Path:
    with pd.ExcelWriter(folder / "bang.xlsx") as writer:
        for name in ("A", "B"):
            pd.DataFrame([[1, 5, LON, LAT]], columns=ROWS[0]).to_excel(writer, sheet_name=name, index=False)
    return folder / "bang.xlsx"


def xlsx(name: str, content: bytes, arguments: str, codes: str):
    return bad(f"xlsx: {name}", bytes_file("bang.xlsx", content), arguments, codes)


SPREADSHEETS = [
    xlsx("text for people", sheet([ROWS[0], ["a", "năm", LON, LAT]]), POPULATION, "not_a_number"),
    xlsx("empty sheet", sheet([]), POPULATION, "no_features header_missing no_sublayers file_empty"),
    xlsx("only a header", sheet(ROWS[:1]), POPULATION, "no_features header_missing"),
    xlsx(
        "error in a cell",
        sheet([ROWS[0], ["a", "#DIV/0!", LON, LAT]]),
        POPULATION,
        "not_a_number missing_value cell_errors",
    ),
    xlsx(
        "billion laughs",
        with_member(sheet(ROWS), SHEET, LAUGHS + b"<worksheet>&j;</worksheet>"),
        POPULATION,
        "xml_entities file_unreadable",
    ),
    xlsx(
        "billion laughs in the book",
        with_member(sheet(ROWS), "xl/workbook.xml", LAUGHS + b"<workbook>&j;</workbook>"),
        POPULATION,
        "xml_entities file_unreadable wrong_file_kind",
    ),
    xlsx(
        "entity that reads a file",
        with_member(
            sheet(ROWS),
            SHEET,
            f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{PASSWD}">]><worksheet>&e;</worksheet>'.encode(),
        ),
        POPULATION,
        "xml_entities file_unreadable",
    ),
    xlsx(
        "broken sheet",
        with_member(sheet(ROWS), SHEET, b"<worksheet><sheetData><row>"),
        POPULATION,
        "file_unreadable file_truncated",
    ),
    bad("xlsx: two sheets", two_sheets, POPULATION, "several_sublayers"),
    bad(
        "xlsx: sheet that is not there", lambda folder: Path(f"{two_sheets(folder)}::C"), POPULATION, "sublayer_missing"
    ),
    *(
        xlsx(
            f"cut at {share:.0%}",
            cut(good(".xlsx"), share),
            POPULATION,
            "file_unreadable file_truncated archive_broken wrong_file_kind",
        )
        for share in (0.02, 0.3, 0.6, 0.9, 0.99)
    ),
]

ATTRIBUTES = [
    csv("table without a target", "code,a\n21583,1\n", "--as attributes", "attributes_need_target"),
    csv("target that is not there", "code,a\n21583,1\n", "--as attributes --to nope --on id=code", "missing_layer"),
    csv("key that is not there", "code,a\n21583,1\n", "--as attributes --to units --on id=ma", "unknown_column"),
    csv("field that is not there", "code,a\n21583,1\n", "--as attributes --to units --on ma=code", "unknown_field"),
    csv("nothing in common", "code,a\n99999,1\n", "--as attributes --to units --on id=code", "nothing_matched"),
    csv("a unit twice", "code,a\n21583,1\n21583,2\n", "--as attributes --to units --on id=code", "rows_repeated"),
    csv(
        "a name twice",
        "ten,a\nQuy Nhơn,1\nTP Quy Nhon,2\n",
        "--as attributes --to units --on name=ten",
        "rows_repeated",
    ),
    csv(
        "SQL in a joined column", "code,a'; --\n21583,1\n", "--as attributes --to units --on id=code", "bad_column_name"
    ),
]

CASES = [
    *NUMBERS,
    *COORDINATES,
    *ELSEWHERE,
    *COLUMNS,
    *FACILITIES,
    *SERIES,
    *ENCODINGS,
    *SPREADSHEETS,
    *ATTRIBUTES,
]
