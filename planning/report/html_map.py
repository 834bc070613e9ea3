"""A map as one HTML file that works without a network: the map of the pages, with all it needs within.

The script of the pages draws it; what that script fetches by address on a page lies in the file here. Nothing is run
but the scripts named by their digest, nothing is fetched, and the words of data are never read as HTML.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from typing import Any
from urllib.parse import quote

from layers.problems import PlanningError, Problem
from planning.api import encode
from planning.api.assets import OWN, VENDOR
from planning.api.content import PREFIX, STORE
from planning.i18n import Translator
from planning.present.views import ImageLayer, MapView
from planning.report.signs import glyph

LEAFLET = VENDOR / "leaflet" / "dist"
_FETCHED = re.compile(r"url\([^)]*\)")
_STYLE = """
html, body { height: 100%; }
body { margin: 0; display: flex; flex-direction: column; font: 14px/1.45 "Be Vietnam Pro", system-ui, sans-serif;
  color: #1f2a2e; background: #fff; }
header, footer { padding: 8px 14px; }
h1 { font-size: 19px; margin: 0; line-height: 1.3; }
header p { margin: 2px 0 0; }
.made-up { display: inline-block; margin-top: 4px; border: 1.5px solid #a33b20; color: #a33b20; border-radius: 4px;
  padding: 1px 8px; font-weight: 600; }
footer { font-size: 12px; color: #46545a; }
#map { flex: 1; min-height: 300px; margin: 0 10px; }
.qh-badge i::before { content: ""; width: 78%; height: 78%; background: var(--sign) center / contain no-repeat; }
"""
# On a page contents come by address; here they stand in the file. Leaflet is told before it makes the map.
_BEFORE = """
"use strict";
const contents = JSON.parse(document.getElementById("contents").textContent);
window.fetch = url => Promise.resolve(new Response(contents[url] || "null", { status: url in contents ? 200 : 404 }));
"""
_AFTER = """
"use strict";
const told = JSON.parse(document.getElementById("view").textContent);
const map = L.map("map", { zoomControl: true, zoomSnap: 0.25, maxZoom: 19, maxBoundsViscosity: 1 });
Quyhoach.setup(map, told.frame);
Quyhoach.view(map, told.layers, told.focus).addTo(map);
"""


def html_map(view: MapView, t: Translator, *, note: str = "") -> bytes:
    """A stand-alone page of a map.

    Parameters
    ----------
    note
        A line below the title: area, date of the data, scenario.

    Raises
    ------
    PlanningError
        `no_web_assets` where the packages of the browser's map are not installed.
    """
    scripts = (_BEFORE, _read("leaflet.js"), _own("map.js"), _AFTER)
    styles = (_FETCHED.sub("none", _read("leaflet.css")), _without_faces(_own("map.css")), _STYLE, _signs(view))
    told = _told(view, t)
    contents = _contents(told)
    data = "".join(
        f'<script type="application/json" id="{name}">{_json(value)}</script>'
        for name, value in (("contents", contents), ("view", told))
    )
    page = (
        f'<!doctype html><html lang="{t.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(scripts))}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(view.title)}</title>'
        f"<style>{''.join(styles)}</style></head><body>{_words(view, t, note)}{data}"
        f"{''.join(f'<script>{script}</script>' for script in scripts)}</body></html>"
    )
    return page.encode()


def _words(view: MapView, t: Translator, note: str) -> str:
    """Title, what is to be known of the data, and the place of the map."""
    made_up = f'<p class="made-up">{escape(t("illustrative.sentence"))}</p>' if view.illustrative else ""
    below = f"<p>{escape(note)}</p>" if note else ""
    return (
        f"<header><h1>{escape(view.title)}</h1>{below}{made_up}</header>"
        f'<div id="map"></div><footer>{escape(t("map.notice"))}</footer>'
    )


def _told(view: MapView, t: Translator) -> dict[str, Any]:
    """What the script is told: the frame of the map, its layers, where it goes to."""
    layers = [encode.layer(item) for item in view.layers]
    for item, made in zip(view.layers, layers, strict=True):
        if isinstance(item, ImageLayer):
            text = base64.b64encode(encode.picture(item)).decode()
            made["image"] = {**made["image"], "url": f"data:image/png;base64,{text}"}
    focus = view.focus and [[view.focus[1], view.focus[0]], [view.focus[3], view.focus[2]]]
    frame = {**encode.frame(view, t), "key": "map", "together": "", "drawOnce": False, "search": True, "opacity": True}
    return {"frame": frame, "layers": layers, "focus": focus}


def _contents(told: dict[str, Any]) -> dict[str, str]:
    """The shapes and texts of all layers by the addresses under which the script asks for them."""
    wanted = [
        made[name] for made in (*told["frame"]["base"], *told["layers"]) for name in ("shapes", "extra") if name in made
    ]
    return {address: _content(address) for address in wanted if address}


def _content(address: str) -> str:
    import gzip

    found = STORE.get(address.removeprefix(PREFIX))
    if found is None:
        raise LookupError(address)
    content, encoding = found
    return (gzip.decompress(content) if encoding else content).decode()


def _json(value: object) -> str:
    """JSON that can stand in a page: nothing in it ends the script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(scripts: tuple[str, ...]) -> str:
    """Only these scripts run, only pictures within the file are shown, nothing is fetched."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    named = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {named}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def _signs(view: MapView) -> str:
    """Our own signs for the icons of the view, as pictures in its style."""
    icons = {mark.icon for item in (*view.base, *view.layers) for mark in item.marks if mark.icon}
    made = []
    for icon in sorted(icons):
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-75 -75 150 150"><g fill="#fff">{glyph(icon)}</g></svg>'
        )
        made.append(f'.fa-{icon} {{ --sign: url("data:image/svg+xml,{quote(svg)}"); }}')
    return "".join(made)


def _without_faces(style: str) -> str:
    """A style without the typefaces that lie on the server: the reader's own are used."""
    return re.sub(r"@font-face\s*{[^}]*}", "", style)


def _own(name: str) -> str:
    return (OWN / name).read_text("utf-8")


def _read(name: str) -> str:
    """A file of Leaflet."""
    path = LEAFLET / name
    if not path.is_file():
        raise PlanningError(Problem(code="no_web_assets", found=name))
    # A comment that names a map of the source would make browsers look for it.
    return re.sub(r"//# sourceMappingURL=.*", "", path.read_text("utf-8")).replace("</script", "<\\/script")
