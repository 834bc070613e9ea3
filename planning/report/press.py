"""Typst at work in a process of its own: what it keeps in memory, some 200 MB a document, goes with the process.

    python -m planning.report.press FOLDER

reads FOLDER/request.json and the source in FOLDER/document, writes FOLDER/pages/1, 2, ... and FOLDER/answer.json.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

DOCUMENT, MAIN, PAGES, REQUEST, ANSWER = "document", "main.typ", "pages", "request.json", "answer.json"


def press(folder: Path) -> None:
    """Sets the document of a folder; what Typst says against it stands in the answer."""
    import typst

    request: dict[str, Any] = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    root = folder / DOCUMENT
    # Our fonts, and those within Typst for formulas; never the machine's.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[request["fonts"]])
    compiler = typst.Compiler(
        str(root / MAIN), root=str(root), font_paths=fonts, ignore_system_fonts=True, package_path=str(root),
        package_cache_path=str(root),
    )  # fmt: skip
    answer: dict[str, Any] = {"error": "", "diagnostic": "", "warnings": []}
    try:
        moment = datetime.fromisoformat(request["moment"])
        made, warnings = compiler.compile_with_warnings(timestamp=moment, **request["options"])
    except typst.TypstError as error:
        answer |= {"error": error.message or "?", "diagnostic": str(error.diagnostic)}
    else:
        (folder / PAGES).mkdir()
        for number, page in enumerate(made if isinstance(made, list) else [made or b""], start=1):
            (folder / PAGES / str(number)).write_bytes(page)
        answer["warnings"] = [warning.message for warning in warnings]
    (folder / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    press(Path(sys.argv[1]))
