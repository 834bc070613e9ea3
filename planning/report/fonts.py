"""The typefaces of printed papers, and how wide a text is in them: our own files, so that paper is alike everywhere."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent / "fonts"
SANS = "Be Vietnam Pro"
SERIF = "Tinos"
SIGNS = "≤≥≈←→↑↓⁄×′″°–…²³₂₃−·•"
"""Signs beyond letters and figures that both typefaces have."""
_FILES = {
    (SANS, "regular"): "BeVietnamPro-Regular.ttf",
    (SANS, "semibold"): "BeVietnamPro-SemiBold.ttf",
    (SANS, "bold"): "BeVietnamPro-Bold.ttf",
    (SANS, "italic"): "BeVietnamPro-Italic.ttf",
    (SERIF, "regular"): "Tinos-Regular.ttf",
    (SERIF, "bold"): "Tinos-Bold.ttf",
    (SERIF, "italic"): "Tinos-Italic.ttf",
}
_UNITS = 1000  # size at which widths are measured


def width(text: str, size: float, style: str = "regular", family: str = SANS) -> float:
    """The width of one line of text, in the unit of its size."""
    return _measured(text, style, family) * size / _UNITS


@lru_cache(maxsize=20_000)
def _measured(text: str, style: str, family: str) -> float:
    return float(_font(family, style).getlength(text))


@lru_cache(maxsize=len(_FILES))
def _font(family: str, style: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / _FILES[family, style], _UNITS, layout_engine=ImageFont.Layout.BASIC)
