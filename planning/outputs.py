"""Answers written to files: beside and renamed, so that nobody meets half a file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from layers.problems import OptionError, Problem

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
ILLUSTRATIVE_PREFIX = "minh-hoa_"


def write_table(
    table: pd.DataFrame,
    path: Path,
    about: Mapping[str, str] | None = None,
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """The file written: CSV, XLSX or JSON by suffix, empty where there is no value.

    Parameters
    ----------
    table
        Columns as they are to appear; the index is not written.
    path
        `folder_missing` and `suffix_unknown` where it cannot be.
    about
        Lines of the sheet that says what the table is (XLSX only).
    more
        Tables of further sheets, by name (XLSX only).
    """
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": lambda p: _guarded(table).to_csv(p, index=False, encoding="utf-8", lineterminator="\n"),
        ".xlsx": lambda p: _xlsx({"data": table, **(more or {})}, p, about or {}),
        ".json": lambda p: _json(table, p),
    }
    return staged(path, writers)


def write_text(text: str, path: Path, suffix: str) -> Path:
    """The file written, as UTF-8; only with the suffix given."""

    def write(beside: Path) -> None:
        beside.write_text(text, encoding="utf-8", newline="\n")

    return staged(path, {suffix: write})


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], path: Path, about: Mapping[str, str] | None = None) -> Path:
    """The file written: a GeoPackage of layers with `about` as metadata, or a CSV of the first without shapes."""
    first = next(iter(layers.values()))
    writers: dict[str, Callable[[Path], None]] = {
        ".gpkg": lambda p: _gpkg(layers, p, about or {}),
        ".csv": lambda p: _guarded(pd.DataFrame(first.drop(columns=first.geometry.name))).to_csv(
            p, index=False, encoding="utf-8", lineterminator="\n"
        ),
    }
    return staged(path, writers)


def staged(path: Path, writers: Mapping[str, Callable[[Path], None]]) -> Path:
    """Writes to a file beside the target, then renames it."""
    path = Path(path)
    if path.suffix.lower() not in writers:
        raise OptionError(Problem(code="suffix_unknown", found=path.suffix or path.name, allowed=", ".join(writers)))
    if not path.parent.is_dir():
        raise OptionError(Problem(code="folder_missing", found=str(path.parent)))
    handle, name = tempfile.mkstemp(prefix=".new-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        beside.unlink()
        writers[path.suffix.lower()](beside)
        beside.replace(path)
    except OSError as error:
        raise OptionError(Problem(code="not_written", found=f"{path}: {error.strerror or error}")) from error
    finally:
        beside.unlink(missing_ok=True)
    return path


def _guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    result = table.copy()
    for name in result.columns:
        if result[name].dtype == object or isinstance(result[name].dtype, pd.StringDtype):
            result[name] = result[name].map(lambda v: f"'{v}" if isinstance(v, str) and v.startswith(_DANGEROUS) else v)
    return result


def _json(table: pd.DataFrame, path: Path) -> None:
    rows = [{k: None if pd.isna(v) else _plain(v) for k, v in row.items()} for row in table.to_dict("records")]
    text = json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _xlsx(sheets: Mapping[str, pd.DataFrame], path: Path, about: Mapping[str, str]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, table in sheets.items():
            _guarded(table).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name]
            for number, column in enumerate(table.columns, start=1):
                sheet.cell(1, number).font = Font(bold=True)
                widest = max([len(str(column)), *(len(str(v)) for v in table[column].head(200))])
                sheet.column_dimensions[get_column_letter(number)].width = min(60, widest + 2)
        if about:
            pd.DataFrame(list(about.items()), columns=["", " "]).to_excel(writer, sheet_name="about", index=False)


def _gpkg(layers: Mapping[str, gpd.GeoDataFrame], path: Path, about: Mapping[str, str]) -> None:
    for name, frame in layers.items():
        said = {key: value for key, value in about.items() if value}
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists(), layer_metadata=said)
