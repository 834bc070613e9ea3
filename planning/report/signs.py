"""Signs, hatching and swatches of maps on paper: drawn by ourselves, told apart without colour."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from planning.present.scale import WORSE
from planning.present.views import Mark, ShapeKind

PX_MM = 0.17
"""What a pixel of a mark's width is on paper, millimetres."""
SIGN_MM, SMALL_SIGN_MM = 3.5, 2.5
PLAIN_RADIUS_PX = Mark().radius
SWATCH_MM = (7.0, 3.9)
"""Width and height of a swatch."""
# Within a circle of radius 100, white; simple enough to be told apart at 2.5 mm.
_DOT = '<circle r="36"/>'
_GLYPHS = {
    "house-medical": '<path d="M-20-58h40v38h38v40h-38v38h-40v-38h-38v-40h38z"/>',
    "hospital": '<path d="M-52-56h30v40h44v-40h30v112h-30v-44h-44v44h-30z"/>',
    "prescription-bottle-medical": '<path d="M-44-60h88v22h-88zM-36-28h72v86h-72zM-7-8v17h-17v14h17v17h14v-17h17v-14'
    'h-17v-17z" fill-rule="evenodd"/>',
    "child-reaching": '<circle cy="-44" r="17"/><path d="M-58-34l12-12 34 24h24l34-24 12 12-42 36v62h-12v-32h-8v32h-12'
    'v-62z"/>',
    "school": '<path d="M-60 52v-48h34v-20l26-20 26 20v20h34v48h-48v-26h-24v26zM-4-36v-30h34v16h-26v14z"/>',
    "book-open": '<path d="M-5-30c-16-12-36-14-57-12v76c21-2 41 0 57 14zM5-30c16-12 36-14 57-12v76c-21-2-41 0-57 '
    '14z"/>',
    "graduation-cap": '<path d="M0-46l72 32-72 32-72-32zM-42 12v24c20 18 64 18 84 0v-24l-42 19z"/>',
    "store": '<path d="M-54-52h108l12 36h-132zM-52-6h104v58h-52v-40h-30v40h-22z"/>',
    "tree": '<path d="M0-64c30 0 48 24 40 44 16 18 2 48-29 46v34h-22v-34c-31 2-45-28-29-46-8-20 10-44 40-44z"/>',
    "bus": '<path d="M-40-54h80q12 0 12 12v78h-12v16h-18v-16h-44v16h-18v-16h-12v-78q0-12 12-12zM-38-38v36h76v-36z" '
    'fill-rule="evenodd"/>',
    "fire-extinguisher": '<path d="M4-64c6 26 40 42 36 78-2 26-20 42-40 42-22 0-42-16-42-42 0-20 12-30 20-42 2 14 8 18 '
    '16 20-8-20-2-40 10-56z"/>',
    "shield-halved": '<path d="M0-60l50 18v38c0 32-24 52-50 62-26-10-50-30-50-62v-38zM0-40v78c18-8 32-22 32-42v-26z" '
    'fill-rule="evenodd"/>',
    "building-columns": '<path d="M0-60l60 30v12h-120v-12zM-50-10h20v42h-20zM-10-10h20v42h-20zM30-10h20v42h-20zM-60 40'
    'h120v16h-120z"/>',
    "masks-theater": '<path d="M0-64l15 44h47l-38 28 14 46-38-28-38 28 14-46-38-28h47z"/>',
    "futbol": '<path d="M0-58a58 58 0 1 1-1 0zM0-28l27 20-10 31h-34l-10-31z" fill-rule="evenodd"/>',
    "person-shelter": '<path d="M0-66l68 40-10 14-58-34-58 34-10-14z"/><circle cy="-18" r="14"/><path d="M-20 2h40v54'
    'h-40z"/>',
    "briefcase": '<path d="M-58-26h32v-22h52v22h32v76h-116zM-12-34v8h24v-8z" fill-rule="evenodd"/>',
    "tower-broadcast": '<circle cy="-22" r="14"/><path d="M-6-4h12l16 62h-16l-6-28-6 28h-16z"/><path d="M-26-4a32 32 0 '
    '0 1 0-38M26-4a32 32 0 0 0 0-38M-44 12a58 58 0 0 1 0-70M44 12a58 58 0 0 0 0-70" fill="none" stroke="#fff" '
    'stroke-width="11"/>',
    "bridge": '<path d="M-64-16h128v18h-16v34h-18c0-30-60-30-60 0h-18v-34h-16z"/>',
    "plus": '<path d="M-12-56h24v44h44v24h-44v44h-24v-44h-44v-24h44z"/>',
    "xmark": '<path d="M-56-38l18-18 38 38 38-38 18 18-38 38 38 38-18 18-38-38-38 38-18-18 38-38z"/>',
    "pen": '<path d="M-54 54l10-38 66-66 28 28-66 66z"/>',
}


def sign(mark: Mark) -> str:
    """A sign of radius 100 round the origin."""
    box = '<rect x="-98" y="-98" width="196" height="196" rx="24"' if mark.shape else '<circle r="100"'
    drawn = glyph(mark.icon)
    return f'{box} fill="{colour(mark.colour)}" stroke="#fff" stroke-width="20"/><g fill="#fff">{drawn}</g>'


def glyph(icon: str) -> str:
    """What stands within a sign, white, within a circle of radius 100; a dot where we have none."""
    return _GLYPHS.get(icon, _DOT)


def colour(text: str) -> str:
    """A colour as an attribute's value; "none" for none."""
    return escape(text or "none", quote=True)


def hatch_id(mark: Mark, turn: int) -> str:
    """The name of the pattern of a hatched mark; `turn` tells the hatchings of one layer apart."""
    return f"hatch-{turn}-{''.join(c for c in mark.colour if c.isalnum())}"


def hatch(mark: Mark, turn: int) -> str:
    """A pattern of stripes on white: the first hatching of a layer leans right, the next left, then level."""
    angle = (45, -45, 0, 90)[turn % 4]
    gap, line = ((130, 46), (130, 34), (100, 30), (100, 30))[turn % 4]
    return (
        f'<pattern id="{hatch_id(mark, turn)}" width="{gap}" height="{gap}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><rect width="{gap}" height="{gap}" fill="#fff"/>'
        f'<path d="M0 {gap // 2}H{gap}" stroke="{colour(mark.colour)}" stroke-width="{line}"/></pattern>'
    )


def is_worse(mark: Mark) -> bool:
    """Whether a class says "worse than before": it gets dots, since in grey it looks like "better"."""
    return mark.colour in WORSE and not mark.hatch


DOTS = (
    '<pattern id="dots" width="110" height="110" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<circle cx="55" cy="55" r="17" fill="#3d1d00"/></pattern>'
)


def numbered(marks: tuple[Mark, ...]) -> dict[int, int]:
    """Which hatching of its layer each hatched mark is."""
    hatched = [number for number, mark in enumerate(marks) if mark.hatch]
    return {number: turn for turn, number in enumerate(hatched)}


def width_mm(mark: Mark) -> float:
    """The width of a line on paper."""
    return mark.width * PX_MM


def dashes(mark: Mark) -> str:
    """The dashes of a mark in hundredths of a millimetre."""
    return " ".join(str(round(float(part) * PX_MM * 100)) for part in mark.dash.replace(",", " ").split())


def is_sized(mark: Mark, kind: ShapeKind) -> bool:
    """Whether a circle's size says something, so that it must be the same wherever it is drawn."""
    return kind == "point" and not mark.icon and mark.radius != PLAIN_RADIUS_PX


def swatch_mm(mark: Mark, kind: ShapeKind) -> tuple[float, float]:
    """Width and height of the picture of a mark."""
    room = 2 * mark.radius * PX_MM + 0.4 if is_sized(mark, kind) else 0.0
    return max(SWATCH_MM[0], room), max(SWATCH_MM[1], room)


def swatch(mark: Mark, kind: ShapeKind, opacity: float, turn: int) -> bytes:
    """A picture of a mark for the legend."""
    wide, high = (side * 100 for side in swatch_mm(mark, kind))
    if mark.icon:
        scale = min(SIGN_MM, SWATCH_MM[1] * 0.97) / 2 * 0.9
        inner = f'<g transform="translate({wide / 2:.0f} {high / 2:.0f}) scale({scale:.2f})">{sign(mark)}</g>'
    elif kind == "line":
        inner = _line(mark, wide, high)
    elif kind == "point":
        fill, defs = _filling(mark, turn)
        radius = mark.radius * PX_MM * 100 if is_sized(mark, kind) else 130
        ink, seen = colour(mark.outline or "#ffffff"), 1.0 if mark.hatch else opacity
        inner = (
            f'{defs}<circle cx="{wide / 2:.0f}" cy="{high / 2:.0f}" r="{radius:.0f}" fill="{fill}" '
            f'fill-opacity="{seen:g}" stroke="{ink}" stroke-width="12"/>'
        )
    else:
        inner = _area(mark, opacity, turn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide / 100:g}mm" height="{high / 100:g}mm" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}">{inner}</svg>'
    ).encode()


def _line(mark: Mark, wide: float, high: float) -> str:
    middle = f"M20 {high / 2:.0f}H{wide - 20:.0f}"
    drawn = []
    if mark.casing:
        cased = replace(mark, width=mark.width + 1.6, colour=mark.casing)
        drawn.append(f'<path d="{middle}" stroke="{colour(cased.colour)}" stroke-width="{width_mm(cased) * 100:.0f}"/>')
    dash = f' stroke-dasharray="{dashes(mark)}"' if mark.dash else ""
    ink, wide = colour(mark.outline or mark.colour), width_mm(mark) * 100
    drawn.append(f'<path d="{middle}" stroke="{ink}" stroke-width="{wide:.0f}"{dash}/>')
    return "".join(drawn)


def _filling(mark: Mark, turn: int) -> tuple[str, str]:
    """A filling, and the definition that it needs."""
    if mark.hatch:
        return f"url(#{hatch_id(mark, turn)})", f"<defs>{hatch(mark, turn)}</defs>"
    return colour(mark.colour), ""


def _area(mark: Mark, opacity: float, turn: int) -> str:
    box = 'x="12" y="12" width="676" height="366"'
    edge = mark.outline if mark.outline and mark.outline.lower() != "#ffffff" else "#6b7376"
    wide = max(12, round(width_mm(mark) * 100)) if mark.outline and mark.outline.lower() != "#ffffff" else 12
    fill, defs = _filling(mark, turn)
    seen = 1.0 if mark.hatch else opacity
    dots = f'<defs>{DOTS}</defs><rect {box} fill="url(#dots)"/>' if is_worse(mark) else ""
    return (
        f'{defs}<rect {box} fill="{fill}" fill-opacity="{seen}"/>{dots}'
        f'<rect {box} fill="none" stroke="{colour(edge)}" stroke-width="{wide}"/>'
    )
