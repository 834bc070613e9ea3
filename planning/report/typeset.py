"""Typst source made into a PDF or pictures of its pages: our own fonts, no network, the same bytes again."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from layers.problems import PlanningError, Problem
from planning.report import fonts

if TYPE_CHECKING:
    import typst

LOG = logging.getLogger(__name__)
STANDARD = "ua-1"
"""PDF/UA-1: tagged, every picture with words for it, every font embedded."""
PREVIEW_PPI = 96.0
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = frozenset("\n\t\u00ad\u200c\u200d\u2060")


def escape(text: object) -> str:
    """Markup that prints a text as it is, whatever stands in it, and runs nothing.

    It goes in as a string of Typst's code: within a string there is no markup.
    """
    return f"#{string(text)};" if str(text) else ""


def string(text: object) -> str:
    """A text as a string of Typst's code; characters that only steer (of text direction, say) are left out."""
    return f'"{"".join(_ESCAPED.get(c, c) for c in printable(text))}"'


def printable(text: object) -> str:
    """A text without characters that only steer: they cannot be printed, and XML refuses most of them."""
    return "".join(c for c in str(text) if c in _KEPT or category(c) not in _INVISIBLE)


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """Something typeset.

    Parameters
    ----------
    source
        Typst source; title and language are set in it as well.
    files
        Pictures by the path that the source calls them, relative and without "..".
    title, language, name
        Title, "vi" or "en", and file name without suffix.
    illustrative, code
        Whether it rests on made-up data, and its verification code.
    day
        ISO day of the data: the moment that the file says it was made, so that the same data give the same bytes.
    """

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    title: str
    language: str
    name: str
    illustrative: bool
    code: str
    day: str = ""

    def pdf(self, standard: str = STANDARD) -> bytes:
        """The document as PDF; `typesetting_failed` where Typst refuses the source."""
        made = _compiled(self, format="pdf", pdf_standards=[standard] if standard else [])
        return made[0]

    def pictures(self, ppi: float = PREVIEW_PPI) -> tuple[bytes, ...]:
        """PNG of each page."""
        return _compiled(self, format="png", ppi=ppi)


def _compiled(document: Document, **options: Any) -> tuple[bytes, ...]:
    import typst

    with tempfile.TemporaryDirectory(prefix="quyhoach-") as folder:
        root = Path(folder)
        for name, content in document.files.items():
            _place(root, name).write_bytes(content)
        main = _place(root, "main.typ")
        main.write_text(document.source, encoding="utf-8", newline="\n")
        compiler = typst.Compiler(
            str(main), root=str(root), font_paths=_fonts(), ignore_system_fonts=True, package_path=folder,
            package_cache_path=folder,
        )  # fmt: skip
        try:
            made, warnings = compiler.compile_with_warnings(timestamp=_moment(document.day), **options)
        except typst.TypstError as error:
            LOG.exception("Typst refused %s: %s", document.name, error.diagnostic)
            raise PlanningError(Problem(code="typesetting_failed", found=error.message[:200])) from error
    for warning in warnings:
        LOG.warning("Typst on %s: %s", document.name, warning.message)
    return tuple(made) if isinstance(made, list) else (bytes(made or b""),)


def _place(root: Path, name: str) -> Path:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"{name} lies outside the document")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our fonts, and those within Typst for formulas; never the machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts.FOLDER)])


def _moment(day: str) -> datetime:
    try:
        return datetime.fromisoformat(day[:10]).replace(tzinfo=UTC)
    except ValueError:
        return NO_DAY
