"""What is served, with which type, and what is not."""

import asyncio

import pytest
from starlette.requests import Request

from planning.api import assets
from planning.api.content import STORE


def get(path: str) -> tuple[int, dict[str, str]]:
    """Status and headers of an address, asked as a server asks."""
    route = next(r for r in assets.ROUTES if r.path_regex.match(path))
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
    status, headers = get(STORE.put(b'{"x":1}', "json"))
    assert status == 200
    assert "immutable" in headers["cache-control"]
