"""Maps by folium, without anything from the internet.

The base of a map (frame, controls, words, base map) never changes while a page is shown, so its frame in the browser
stays; what changes travels as a feature group. Both are a few lines of script that name contents by address.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.plugins import Draw
from folium.template import Template

from planning.api import encode
from planning.api.content import UP
from planning.i18n import Translator
from planning.present.views import Bounds, MapView

VENDOR = UP + "vendor/"
OWN = UP + "assets/"
_NPM = re.compile(r"https?://[^/]+/(?:npm/)?((?:@[^/]+/)?[^@/]+)(?:@[^/]+)?/(.+)")
# Files of folium's own links that lie elsewhere in the packages; "" leaves a link out.
ODD = {
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "leaflet.draw.js": "leaflet-draw/dist/leaflet.draw.js",
    "leaflet.draw.css": "leaflet-draw/dist/leaflet.draw.css",
    "bootstrap-glyphicons.css": "",
    "leaflet.awesome.rotate.min.css": "",
}
# What this map does without: our own signs and panel need neither jQuery nor Bootstrap.
NEEDLESS = ("jquery", "bootstrap", "awesome-markers", "glyphicons", "awesome.rotate")
DRAW_KINDS = {"point": "marker", "line": "polyline", "area": "polygon"}
DRAW_WORDS = (
    "draw.toolbar.actions.title", "draw.toolbar.actions.text", "draw.toolbar.finish.title",
    "draw.toolbar.finish.text", "draw.toolbar.undo.title", "draw.toolbar.undo.text",
    "draw.toolbar.buttons.polyline", "draw.toolbar.buttons.polygon", "draw.toolbar.buttons.rectangle",
    "draw.toolbar.buttons.circle", "draw.toolbar.buttons.marker", "draw.toolbar.buttons.circlemarker",
    "draw.handlers.marker.tooltip.start", "draw.handlers.polygon.tooltip.start",
    "draw.handlers.polygon.tooltip.cont", "draw.handlers.polygon.tooltip.end", "draw.handlers.polyline.error",
    "draw.handlers.polyline.tooltip.start", "draw.handlers.polyline.tooltip.cont",
    "draw.handlers.polyline.tooltip.end", "draw.handlers.simpleshape.tooltip.end",
    "edit.toolbar.actions.save.title", "edit.toolbar.actions.save.text", "edit.toolbar.actions.cancel.title",
    "edit.toolbar.actions.cancel.text", "edit.toolbar.actions.clearAll.title",
    "edit.toolbar.actions.clearAll.text", "edit.toolbar.buttons.edit", "edit.toolbar.buttons.editDisabled",
    "edit.toolbar.buttons.remove", "edit.toolbar.buttons.removeDisabled", "edit.handlers.edit.tooltip.text",
    "edit.handlers.edit.tooltip.subtext", "edit.handlers.remove.tooltip.text",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MapOptions:
    """How a map behaves: height in pixels, shapes that can be drawn, maps that move together, what the panel offers.

    With `draw_once` a drawing leaves the map when the next view comes: that view shows what was made of it.
    """

    height: int = 560
    draw: tuple[str, ...] = ()
    draw_once: bool = False
    together: str = ""
    search: bool = False
    opacity: bool = True


def local(link: str) -> str:
    """The address on this server of a link of folium; "" for one that is not needed."""
    if any(word in link for word in NEEDLESS):
        return ""
    name = link.rpartition("/")[2]
    if name in ODD:
        return VENDOR + ODD[name]
    found = _NPM.fullmatch(link)
    return VENDOR + "/".join(found.groups()) if found else link


def localise(*elements: Any) -> None:
    """Brings every link of the elements, and of all beneath them, to this server.

    Set on the elements themselves: the lists of folium's classes are shared by everything.
    """
    todo = list(elements)
    while todo:
        element = todo.pop()
        if isinstance(element, JSCSSMixin):
            for kind in ("default_js", "default_css"):
                links = [(name, local(link)) for name, link in getattr(element, kind)]
                setattr(element, kind, [(name, link) for name, link in links if link])
        todo += element._children.values()  # noqa: SLF001 - folium has no other way to walk its tree


class _Frame(JSCSSMixin, folium.MacroElement):
    """Sets up the map; its script names the base layers by address."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Quyhoach.setup({{ this._parent.get_name() }}, {{ this.options }});{% endmacro %}"
    )
    default_js = [  # noqa: RUF012 - as folium declares them
        ("quyhoach_map", OWN + "map.js")
    ]
    default_css = [  # noqa: RUF012
        ("quyhoach_map_css", OWN + "map.css"),
        ("fontawesome_solid", VENDOR + "@fortawesome/fontawesome-free/css/solid.min.css"),
    ]

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "QuyhoachFrame"
        self.options = script_json(options)


class _View(folium.FeatureGroup):
    """The layers of a view as what streamlit-folium takes for a feature group."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = "
        "Quyhoach.view({{ this._parent.get_name() }}, {{ this.layers }}, {{ this.focus }});{% endmacro %}"
    )

    def __init__(self, layers: list[dict[str, Any]], focus: Bounds | None = None) -> None:
        super().__init__()
        self.layers = script_json(layers)
        self.focus = script_json(focus and [[focus[1], focus[0]], [focus[3], focus[2]]])


def script_json(value: object) -> str:
    """JSON that can stand in a script: nothing ends the script, no `_name` passes for a variable of folium's."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("_", "\\u005f")
        .replace("{{", "{ {")
    )


def base(view: MapView, key: str, t: Translator, options: MapOptions) -> folium.Map:
    """The map without its view: equal for equal bounds, base layers, words and options."""
    west, south, east, north = view.bounds
    made = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        zoom_start=10,
        max_zoom=19,
        maxZoom=19,
        zoomSnap=0.25,
        zoomDelta=1,
        maxBoundsViscosity=1.0,
        prefer_canvas=False,
        attributionControl=True,
    )
    settings: dict[str, Any] = {
        **encode.frame(view, t),
        "key": options.together or key,
        "together": options.together,
        "drawOnce": options.draw_once,
        "search": options.search,
        "opacity": options.opacity,
    }
    if options.draw:
        settings["draw"] = {path: t(f"draw.{path}") for path in DRAW_WORDS}
    made.add_child(_Frame(settings))
    if options.draw:
        made.add_child(drawing(options.draw, once=options.draw_once))
    localise(made)
    return made


def drawing(kinds: tuple[str, ...], *, once: bool = False) -> Draw:
    """The toolbar that draws shapes of some kinds; what is drawn once needs no tools to change it."""
    chosen = {DRAW_KINDS[kind] for kind in kinds}
    offered = {
        name: name in chosen for name in ("marker", "polyline", "polygon", "rectangle", "circle", "circlemarker")
    }
    return Draw(  # type: ignore[no-untyped-call]
        export=False,
        position="topleft",
        draw_options=offered,
        edit_options={"edit": False, "remove": False} if once else {"poly": {"allowIntersection": False}},
    )


def group(view: MapView) -> folium.FeatureGroup:
    """What changes: the layers of the view."""
    made = _View([encode.layer(item) for item in view.layers], view.focus)
    localise(made)
    return made
