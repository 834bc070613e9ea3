"""Typst source made into a PDF or pictures of its pages: our own fonts, no network, the same bytes again."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unicodedata import category

from layers.problems import PlanningError, Problem
from planning.report import fonts, press

ROOT = Path(__file__).resolve().parents[2]
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
    with tempfile.TemporaryDirectory(prefix="quyhoach-") as name:
        folder = Path(name)
        root = folder / press.DOCUMENT
        for path, content in document.files.items():
            _place(root, path).write_bytes(content)
        _place(root, press.MAIN).write_text(document.source, encoding="utf-8", newline="\n")
        request = {"fonts": str(fonts.FOLDER), "moment": _moment(document.day).isoformat(), "options": options}
        (folder / press.REQUEST).write_text(json.dumps(request), encoding="utf-8")
        answer = _pressed(folder, document)
        if answer["error"]:
            LOG.error("Typst refused %s: %s", document.name, answer["diagnostic"])
            raise PlanningError(Problem(code="typesetting_failed", found=answer["error"][:200]))
        for warning in answer["warnings"]:
            LOG.warning("Typst on %s: %s", document.name, warning)
        pages = sorted((folder / press.PAGES).iterdir(), key=lambda page: int(page.name))
        return tuple(page.read_bytes() for page in pages)


def _pressed(folder: Path, document: Document) -> dict[str, Any]:
    command = [sys.executable, "-m", press.__name__, str(folder)]
    # Output is UTF-8 on every system, and this very package is found wherever the server was started.
    surroundings = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, encoding="utf-8", errors="replace",
        check=False,
    )  # fmt: skip
    answer = folder / press.ANSWER
    if done.returncode or not answer.is_file():
        LOG.error("Typst broke off on %s: %s", document.name, done.stderr)
        raise PlanningError(Problem(code="typesetting_failed", found=str(done.returncode)))
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _place(root: Path, name: str) -> Path:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise ValueError(f"{name} lies outside the document")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _moment(day: str) -> datetime:
    try:
        return datetime.fromisoformat(day[:10]).replace(tzinfo=UTC)
    except ValueError:
        return NO_DAY
