"""The annex whole: the words that the numbers make, in both languages, on any city, and the same bytes again."""

import io
import re

import pytest
from pypdf import PdfReader

from layers.problems import OptionError
from planning.i18n import translator
from planning.report.annex import annex
from planning.report.material import Material
from planning.report.recipe import DEFAULT_PARTS, PARTS, Recipe
from scenarios import actions
from scenarios.scenario import Scenario
from tests.planning.hand_city import point
from tests.planning.report.cities import MARKUP, by_hand, put, row_of_units

WITHOUT_MAPS = ("cover", "contents", "findings", "norms", "sources", "methods", "verification")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = by_hand(tmp_path_factory.mktemp("kho"))
    city = made.city()
    at = city.lonlat(point(7000))
    opened = actions.add_facility(city, "health.station", (at.x, at.y), name="Trạm C")
    made.save_scenario(Scenario("Trạm ở C", (opened,), "Mở trạm ở cuối phố."))
    return made


@pytest.fixture(scope="module")
def pages(workspace):
    """The text of each page of the whole annex in both languages."""
    recipe = Recipe(language="both", scenarios=("Trạm ở C",), parts=PARTS)
    return read(annex(Material(workspace, recipe)))


def read(document):
    reader = PdfReader(io.BytesIO(document.pdf()))
    return [flat(page.extract_text()) for page in reader.pages]


def flat(text):
    return " ".join(text.split())


def halves(pages):
    start = next(n for n, page in enumerate(pages) if n and "Annex of maps and figures" in page)
    return " ".join(pages[:start]), " ".join(pages[start:])


# Motors and walkers make 80 m a minute on this street, so 15 minutes are 1,200 m: from the station at 100 m that is up
# to 1,300 m, and the 100 + 300 people of A are within; the 600 of B at 1,500 m and the 1,000 of C are not.
@pytest.mark.parametrize(
    "sentence",
    [
        (
            "20% người dân (400 người) đến được trạm y tế trong 15 phút bằng xe máy; 1.600 người chưa đến được, "
            "nhiều nhất ở Xã C (1.000) và Xã B (600)."
        ),
        "900 người (45%) sống ở nơi ngập sâu từ 0,5 m.",
        "1.000 người được lợi, 0 người bất lợi; 1.000 người không đổi.",
        "Mở trạm ở cuối phố.",
        "số liệu đến 31/10/2026",
        "Theo QCVN 01:2021/BXD (áp dụng từ 05/07/2021 đến 31/12/2026)",
    ],
)
def test_what_the_numbers_say_in_vietnamese(pages, sentence):
    assert sentence in halves(pages)[0]


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "20% of residents (400) reach a health station within 15 minutes by motorbike; 1,600 do not, "
            "the largest numbers in Xã C (1,000) and Xã B (600)."
        ),
        "900 people (45%) live where water reaches 0.5 m.",
        "data to 31 October 2026",
        "By QCVN 01:2021/BXD (in force from 5 July 2021 to 31 December 2026)",
    ],
)
def test_what_the_numbers_say_in_english(pages, sentence):
    assert sentence in halves(pages)[1]


def test_no_key_of_a_catalogue_shows(pages):
    found = {word for page in pages for word in re.findall(r"\b(?:annex|finding|hazards|points|sheet)\.[a-z_.]+", page)}
    assert found == set()


def test_every_page_says_code_day_and_its_number(pages, workspace):
    code = Material(workspace, Recipe(language="both", scenarios=("Trạm ở C",), parts=PARTS)).code
    for number, page in enumerate(pages, start=1):
        assert code in page
        assert f"{number}/{len(pages)}" in page
        assert "31/10/2026" in page or "31 October 2026" in page


def test_parts_are_numbered_and_listed(pages):
    vi, _ = halves(pages)
    contents = pages[1]
    titles = re.findall(r"Phụ lục \d+\. [^.]+", contents)
    assert [re.findall(r"\d+", title)[0] for title in titles] == [str(n) for n in range(1, len(titles) + 1)]
    assert "Tờ 01" in contents
    for form in ("01", "02", "03", "06", "07"):
        assert vi.count(f"Biểu {form}") >= 2  # in the contents and at its place


def test_the_contents_point_at_the_right_pages(pages):
    listed = dict(re.findall(r"(Tờ \d\d) .*? (\d+) (?=Tờ|Danh)", pages[1]))
    assert listed
    for sheet, page in listed.items():
        assert f" {sheet} " in f" {pages[int(page) - 1]} "


def test_the_same_data_and_recipe_give_the_same_bytes(workspace):
    recipe = Recipe(parts=WITHOUT_MAPS)
    assert annex(Material(workspace, recipe)).pdf() == annex(Material(workspace, recipe)).pdf()


def test_properties_and_bookmarks(workspace):
    made = annex(Material(workspace, Recipe(parts=WITHOUT_MAPS)))
    reader = PdfReader(io.BytesIO(made.pdf()))
    assert reader.metadata.title == "Phụ lục bản đồ và số liệu – Phố thử"
    assert made.code in reader.metadata["/Keywords"]
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)][:2] == [
        "Kết quả chính",
        "Phụ lục 1. Nhu cầu theo quy chuẩn",
    ]


def test_all_letters_are_embedded(workspace):
    reader = PdfReader(io.BytesIO(annex(Material(workspace, Recipe(parts=("cover", "maps", "methods")))).pdf()))
    names = set()
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            whole = font.get_object()
            one = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
            inner = one["/FontDescriptor"].get_object()
            assert any(key.startswith("/FontFile") for key in inner)
            names.add(str(inner["/FontName"]).partition("+")[2])
    assert names
    assert all(name.startswith(("BeVietnamPro", "NewCMMath")) for name in names)


# -- made-up data


def test_made_up_data_are_marked_on_every_page(tmp_path):
    made = annex(Material(by_hand(tmp_path, illustrative=True), Recipe(parts=("cover", "findings", "maps", "sources"))))
    pages = read(made)
    assert made.name.startswith("minh-hoa_")
    assert made.illustrative
    assert all("DỮ LIỆU MINH HỌA" in page for page in pages)
    assert not any("Phụ lục kèm theo Báo cáo" in page for page in pages)
    assert all(
        "[Minh họa]" in line
        for page in pages
        for line in re.findall(r"Bảng \d+ .{0,14}", page)
        if "Danh mục" not in page
    )


def test_real_data_are_not_marked_and_never_have_an_emblem_line(pages):
    assert not any("MINH HỌA" in page for page in pages)
    assert not any("CỘNG HÒA XÃ HỘI" in page for page in pages)


# -- any city


@pytest.mark.parametrize("count", [0, 1, 24, 58])
def test_any_number_of_units(tmp_path, count):
    workspace = row_of_units(tmp_path, count)
    said = " ".join(read(annex(Material(workspace, Recipe()))))
    people = f"{100 * max(count, 1):,}".replace(",", ".")
    assert f"{people} người" in said
    if count > 1:
        assert f"Xã Thử nghiệm {count - 1}" in said
    else:
        assert "Cần ít nhất hai đơn vị hành chính để xếp thứ tự." in said


def test_units_that_are_points_only(tmp_path):
    workspace = row_of_units(tmp_path, 5, points=True, streets=False, facilities=False)
    said = " ".join(read(annex(Material(workspace, Recipe()))))
    assert "Xã Thử nghiệm 4" in said
    assert "Chưa có số liệu về công trình hạ tầng xã hội." in said


@pytest.mark.parametrize("gone", ["people", "streets", "facilities"])
def test_what_is_missing_is_said_where_it_is_missed(tmp_path, gone):
    said = " ".join(read(annex(Material(row_of_units(tmp_path, 3, **{gone: False}), Recipe()))))
    assert "Chưa" in said
    for part in ("findings", "access", "ranking", "sources", "methods"):
        assert translator("vi")(f"annex.part.{part}") in said


def test_an_empty_layer_is_no_layer(tmp_path):
    workspace = row_of_units(tmp_path, 3)
    put(workspace, "market", "facilities", {"kind": []}, [])
    assert "Phụ lục" in " ".join(read(annex(Material(workspace, Recipe()))))


def test_values_that_are_missing_are_a_dash(tmp_path):
    workspace = row_of_units(tmp_path, 3)
    frame = workspace.city()["population"].frame
    frame.loc[frame.index[1], "people"] = 0.0
    workspace.warehouse.put(workspace.city()["population"].with_frame(frame))
    said = " ".join(read(annex(Material(workspace, Recipe(parts=("maps", "access", "norms"))))))
    assert "nan" not in said.casefold().replace("nang", "")


def test_markup_in_names_prints_as_text(tmp_path):
    workspace = row_of_units(tmp_path, 3, names=MARKUP)
    workspace.warehouse.set_setting("name", MARKUP)
    workspace.save_scenario(Scenario(MARKUP, (), MARKUP))
    recipe = Recipe(scenarios=(MARKUP,), parts=PARTS, texts={"findings": MARKUP}, organisation=MARKUP)
    made = annex(Material(workspace, recipe))
    said = " ".join(read(made))
    bare = "".join(MARKUP.split())
    assert "".join(said.split()).count(bare) > 20
    assert "/" not in made.name


def test_very_long_names_are_not_cut(tmp_path):
    name = "Phường Nguyễn Thị Minh Khai Đông Bắc Thượng Hạ Trung Tâm Thành phố Hồ Chí Minh mở rộng"
    said = "".join(
        "".join(read(annex(Material(row_of_units(tmp_path, 3, names=name), Recipe(parts=("access",)))))).split()
    )
    assert "".join(f"{name} 2".split()) in said


def test_a_recipe_of_another_warehouse_is_refused(workspace):
    wrong = Recipe(units="xa", scenario="không", services=("airport",), weights={"x": 1.0})
    with pytest.raises(OptionError) as caught:
        Material(workspace, wrong)
    assert [p.field for p in caught.value.problems] == ["units", "scenario", "services", "weights"]


def test_the_code_follows_data_scenarios_and_choices(workspace):
    one = Material(workspace, Recipe()).code
    assert re.fullmatch(r"[0-9A-F]{8}", one)
    assert Material(workspace, Recipe(name="khác")).code == one
    assert Material(workspace, Recipe(limit_min=10)).code != one
    assert Material(workspace, Recipe(scenarios=("Trạm ở C",))).code != one


def test_who_looks_on_is_told_every_part(workspace):
    told = []
    annex(Material(workspace, Recipe(parts=WITHOUT_MAPS)), tell=lambda part, share: told.append((part, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert len(told) == len(WITHOUT_MAPS)
    assert set(WITHOUT_MAPS) < set(DEFAULT_PARTS)
