"""What a person sees: maps without the internet, Vietnamese without English, choices that stay, pages for everybody."""

import re
import unicodedata

import pytest

from layers.warehouse import open_warehouse
from planning.i18n.translator import catalogue
from planning.ui.shell import PAGES
from planning.ui.show import bare
from planning.workspace import Workspace
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
OPEN = [row.name for row in PAGES if (ROOT / "planning" / "ui" / "pages" / f"{row.name}.py").is_file()]
WORD = re.compile(r"[^\W\d_]{4,}")
# Names that stand on Vietnamese pages as they are: programs, formats, the two languages' switch.
NAMES = {
    "excel",
    "openstreetmap",
    "geojson",
    "parquet",
    "quyhoach",
    "shapefile",
    "word",
    "topsis",
    "vikor",
    "promethee",
}
# Words that Streamlit and Leaflet would show by themselves.
THEIRS = {
    "search", "download", "fullscreen", "upload", "browse", "files", "drag", "drop", "limit", "running", "stop",
    "rerun", "deploy", "settings", "choose", "options", "results", "select", "zoom", "draw", "layers", "cancel",
    "view", "less", "more", "open", "close", "sort", "ascending", "descending", "hide", "column", "show", "clear",
    "leaflet", "press", "enter", "apply", "loading",
}  # fmt: skip
ALL_TEXT = """() => {
  const seen = [];
  const hidden = e => { const s = getComputedStyle(e); return s.display === 'none' || s.visibility === 'hidden'; };
  const walk = e => {
    if (e.nodeType === 3) { seen.push(e.textContent); return; }
    if (e.nodeType !== 1 || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE'].includes(e.tagName) || hidden(e)) return;
    if (e.getAttribute('translate') === 'no' || e.dataset.testid === 'stIconMaterial') return;
    for (const a of ['title', 'alt']) if (e.getAttribute(a)) seen.push(e.getAttribute(a));
    if (e.placeholder && !e.value) seen.push(e.placeholder);
    if (parseFloat(getComputedStyle(e).fontSize) === 0) { for (const c of e.children) walk(c); return; }
    for (const c of e.childNodes) walk(c);
  };
  walk(document.body);
  return seen.join('\\n');
}"""


def tokens(text: str) -> set[str]:
    return {unicodedata.normalize("NFC", word).casefold() for word in WORD.findall(text)}


def catalogue_words(language: str) -> set[str]:
    return set().union(*(tokens(text) for text in catalogue(language).values()))


def english_on(text: str) -> set[str]:
    """English words that stand on a page: those of our own English texts and of the parts we build on."""
    ours = catalogue_words("en") - catalogue_words("vi")
    return tokens(text) & (ours | THEIRS) - NAMES


def test_the_map_is_there_without_the_internet(open_browser):
    watched = open_browser()
    watched.map_drawn()
    watched.map.locator("path.leaflet-interactive").first.wait_for(state="visible", timeout=30_000)
    assert watched.map.locator("path.leaflet-interactive").count() == 24
    assert "Mẫu" in watched.map.locator(".qh-label").first.inner_text()


def test_layers_are_switched_without_running_the_page_again(open_browser):
    watched = open_browser()
    watched.map_drawn()
    before = watched.map.locator("[data-drawn]").get_attribute("data-drawn")
    watched.map.get_by_text("Vùng ngập", exact=True).click()
    watched.map.locator("img.qh-image").wait_for(state="visible")
    watched.map.get_by_text("Điểm dừng xe buýt", exact=True).click()
    watched.page.wait_for_timeout(500)
    assert watched.map.locator("[data-drawn]").get_attribute("data-drawn") == before


def test_a_place_of_a_layer_that_is_off_is_found_by_its_name_without_diacritics(open_browser, demo):
    frame = Workspace(open_warehouse(demo)).city().facilities("market")
    name = str(frame["name"].iloc[0])
    watched = open_browser()
    watched.map_drawn()
    watched.map.get_by_role("searchbox").press_sequentially(bare(name))
    watched.map.locator(".qh-find").get_by_role("button", name=name, exact=True).first.click()
    watched.map.locator(".qh-tip").get_by_text(name, exact=True).wait_for(timeout=30_000)
    assert watched.map.get_by_role("checkbox", name="Chợ", exact=True).is_checked()


def test_a_click_on_a_unit_opens_its_sheet_and_the_map_stays(open_browser):
    watched = open_browser(height=1200)
    watched.map_drawn()
    watched.settled()
    box = watched.map.locator("path.leaflet-interactive").nth(20).bounding_box()
    watched.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.page.get_by_text("Phiếu thông tin:").first.wait_for(timeout=60_000)
    assert watched.map.locator("path.leaflet-interactive").count() == 24


@pytest.mark.parametrize("name", OPEN)
def test_a_vietnamese_page_holds_no_english(open_browser, name):
    watched = open_browser("" if name == "overview" else name)
    watched.settled()
    watched.page.wait_for_timeout(1000)
    text = watched.page.evaluate(ALL_TEXT)
    for frame in watched.page.frames[1:]:
        if "st_folium" in frame.url:
            text += "\n" + frame.evaluate(ALL_TEXT)
    assert len(text) > 200
    assert not english_on(text)


def test_the_language_changes_and_what_was_chosen_stays(open_browser):
    watched = open_browser()
    watched.map_drawn()
    watched.page.get_by_role("button", name="EN", exact=True).or_(
        watched.page.get_by_role("radio", name="EN")
    ).first.click()
    watched.page.get_by_role("heading", name="Overview").wait_for(timeout=60_000)
    assert "lang=en" in watched.page.url
    watched.page.get_by_role("link", name="Data warehouse").first.click()
    watched.page.get_by_role("heading", name="Data warehouse").wait_for(timeout=60_000)


@pytest.mark.parametrize("name", OPEN)
def test_every_page_fits_a_narrow_screen(open_browser, name):
    watched = open_browser("" if name == "overview" else name, width=400, height=900)
    watched.settled()
    wide = watched.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 400


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", OPEN)
def test_pages_are_for_everybody(open_browser, root, name, dark):
    axe = root / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("axe-core is not installed: python3 run.py setup")
    watched = open_browser("" if name == "overview" else name, dark=dark)
    watched.settled()
    watched.page.wait_for_timeout(1000)
    watched.page.evaluate(axe.read_text(encoding="utf-8"))
    # the list of pages is Streamlit's own, of which we can change nothing
    found = watched.page.evaluate(
        "async () => (await axe.run({exclude: [['[data-testid=stSidebarNavItems]']]})).violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160)).join(' | '))"
    )
    assert not found


def test_one_map_view_is_small(open_browser):
    watched = open_browser()
    sizes = []
    watched.page.on(
        "response", lambda r: sizes.append(int(r.headers.get("content-length") or 0)) if "/content/" in r.url else None
    )
    watched.page.reload()
    watched.map_drawn()
    watched.page.wait_for_timeout(1500)
    assert 0 < sum(sizes) < 3_000_000
