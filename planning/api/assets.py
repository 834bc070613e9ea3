"""Routes of the browser's own files: packages of `node_modules`, scripts and styles of the pages, contents of maps.

An unknown address is answered with 404 here, not with Streamlit's page, and nothing outside the named packages is
served.
"""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from planning.api.content import ROUTE, STORE

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "node_modules"
OWN = ROOT / "planning" / "ui" / "assets"
PACKAGES = frozenset({
    "@fontsource/be-vietnam-pro", "@fortawesome/fontawesome-free", "beautifymarker", "bootstrap", "jquery", "leaflet",
    "leaflet-draw", "leaflet-groupedlayercontrol", "leaflet-measure", "leaflet-minimap", "leaflet-mouse-position",
    "leaflet.awesome-markers", "leaflet.control.layers.tree", "leaflet.fullscreen", "leaflet.markercluster",
    "leaflet.pattern", "leaflet.sync",
})  # fmt: skip
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
}
_HOUR = {"Cache-Control": "max-age=3600"}
_FOR_EVER = {"Cache-Control": "max-age=31536000, immutable"}


def installed(folder: Path = VENDOR) -> bool:
    """Whether the packages that maps need are there."""
    return (folder / "leaflet" / "dist" / "leaflet.js").is_file()


def package_of(path: str) -> str:
    """The package of a path inside `node_modules`: "@scope/name" or "name"."""
    parts = path.split("/")
    return "/".join(parts[:2]) if path.startswith("@") else parts[0]


def find(folder: Path, path: str) -> Path | None:
    """The file of a path beneath a folder; `None` where there is none, it is of no known type, or it lies elsewhere."""
    file = (folder / path).resolve()
    inside = file.is_relative_to(folder.resolve())
    return file if inside and file.suffix in TYPES and file.is_file() else None


async def vendor(request: Request) -> Response:
    """A file of a package."""
    path = request.path_params["path"]
    return _file(find(VENDOR, path) if package_of(path) in PACKAGES else None)


async def own(request: Request) -> Response:
    """A script or style of the pages."""
    return _file(find(OWN, request.path_params["path"]))


async def content(request: Request) -> Response:
    """A content of a map."""
    name = request.path_params["name"]
    kept = await run_in_threadpool(STORE.get, name)
    if kept is None:
        return PlainTextResponse("not found", 404)
    body, encoding = kept
    headers = {**_FOR_EVER, **({"Content-Encoding": encoding} if encoding else {})}
    return Response(body, media_type=TYPES["." + name.rpartition(".")[2]], headers=headers)


def _file(file: Path | None) -> Response:
    if file is None:
        return PlainTextResponse("not found", 404)
    return FileResponse(file, media_type=TYPES[file.suffix], headers=_HOUR)


def routes(base: str = "") -> tuple[Route, ...]:
    """The routes, beneath the path that a proxy gives the application ("" for none, else "name" or "name/name")."""
    under = f"/{base.strip('/')}" if base.strip("/") else ""
    return (
        Route(under + "/vendor/{path:path}", vendor),
        Route(under + "/assets/{path:path}", own),
        Route(under + ROUTE + "{name}", content),
    )
