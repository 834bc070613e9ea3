"""What is served, with which type, and what is not."""

import asyncio
import re
import tomllib
from urllib.parse import urljoin

import pytest
from starlette.requests import Request

from planning.api import assets
from planning.api.content import STORE

FRAME = "/component/streamlit_folium.st_folium/index.html"  # where a map lives


def get(path: str, base: str = "") -> tuple[int, dict[str, str]]:
    """Status and headers of an address, asked as a server asks."""
    route = next(r for r in assets.routes(base) if r.path_regex.match(path))
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    _, child = route.matches(scope)
    response = asyncio.run(route.endpoint(Request({**scope, **child})))
    return response.status_code, dict(response.headers)


@pytest.mark.skipif(not assets.installed(), reason="the web assets are not installed: python3 run.py setup")
@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/vendor/leaflet/dist/leaflet.js", "text/javascript"),
        ("/vendor/leaflet/dist/leaflet.css", "text/css"),
        ("/vendor/leaflet/dist/images/marker-icon.png", "image/png"),
        ("/vendor/@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2", "font/woff2"),
    ],
)
def test_packages_are_served_with_their_types(path, type_):
    status, headers = get(path)
    assert status == 200
    assert headers["content-type"].startswith(type_)


def test_own_files_are_served():
    assert get("/assets/map.js")[1]["content-type"].startswith("text/javascript")
    assert get("/assets/map.css")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/vendor/leaflet/none.js",
        "/vendor/acorn/package.json",
        "/vendor/leaflet/../../pyproject.toml",
        "/vendor/leaflet/../../planning/ui/assets/map.js",
        "/assets/../shell.py",
        "/assets/%2e%2e/shell.py",
        "/vendor/",
        "/content/unknown.json",
    ],
)
def test_anything_else_is_not_found(path):
    assert get(path)[0] == 404


def test_contents_are_kept_for_ever():
    address = urljoin(FRAME, STORE.put(b'{"x":1}', "json"))
    status, headers = get(address)
    assert status == 200
    assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("base", ["", "quyhoach", "/so/quyhoach/"])
def test_the_frame_of_a_map_finds_its_contents_under_any_path_of_a_proxy(base):
    path = f"/{base.strip('/')}".rstrip("/")
    address = urljoin(path + FRAME, STORE.put(b"{}", "json"))
    assert address.startswith(path + "/content/")
    assert get(address, base)[0] == 200


def test_under_a_path_nothing_is_answered_outside_it():
    assert not any(r.path_regex.match("/vendor/leaflet/dist/leaflet.js") for r in assets.routes("quyhoach"))


def test_styles_reach_the_typeface_from_where_they_lie():
    css = (assets.OWN / "map.css").read_text("utf-8")
    fonts = re.findall(r'url\("([^"]+woff2)"\)', css)
    assert fonts
    if not assets.installed():
        pytest.skip("the web assets are not installed: python3 run.py setup")
    for base in ("", "quyhoach"):
        path = f"/{base}".rstrip("/")
        assert {get(urljoin(f"{path}/assets/map.css", font), base)[0] for font in fonts} == {200}


def test_the_theme_names_its_typeface_from_the_page_itself(root):
    """Pages lie side by side, one step beneath the application, so one relative address serves all of them."""
    theme = tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for face in theme["fontFaces"]:
        assert urljoin("/quyhoach/access", face["url"]).startswith("/quyhoach/vendor/@fontsource/")
        assert urljoin("/", face["url"]).startswith("/vendor/@fontsource/")
