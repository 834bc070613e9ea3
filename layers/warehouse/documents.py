"""Small texts (scenarios, recipes) and settings in the catalogue."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from layers.digest import digest
from layers.names import is_layer_name
from layers.problems import CatalogError, Problem
from layers.warehouse.base import Document
from layers.warehouse.catalogue import now

if TYPE_CHECKING:
    import sqlite3

LONGEST_NAME = 200
LONGEST_TEXT = 20_000_000
REMOVED = ""  # stands for the digest of a text that was removed
_NEWEST = (
    "SELECT kind, name, max(version) AS version, date, digest FROM documents"
    " WHERE kind = ?{more} GROUP BY kind, name ORDER BY name"
)


def checked_names(kind: str, name: str) -> str:
    """The name in its one form.

    Raises
    ------
    CatalogError
        `document_name` where the kind is not a-z, 0-9 and underscores, or the name is empty, too long or holds
        characters that cannot be seen.
    """
    clean = unicodedata.normalize("NFC", name).strip()
    if not is_layer_name(kind):
        raise CatalogError(Problem(code="document_name", found=kind[:60], allowed="a-z 0-9 _"))
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise CatalogError(Problem(code="document_name", found=repr(clean[:60]), allowed=f"1 - {LONGEST_NAME}"))
    return clean


def put(db: sqlite3.Connection, kind: str, name: str, text: str) -> Document:
    """The new version of a text; the current one where the text is the same."""
    if len(text) > LONGEST_TEXT:
        raise CatalogError(
            Problem(code="document_too_long", layer=name[:60], found=str(len(text)), allowed=f"<= {LONGEST_TEXT}")
        )
    newest = _newest(db, kind, name)
    key = digest(text)
    if newest is not None and newest.digest == key:
        return newest
    document = Document(kind=kind, name=name, version=newest.version + 1 if newest else 1, date=now(), digest=key)
    db.execute(
        "INSERT INTO documents (kind, name, version, date, digest, text) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, name, document.version, document.date, key, text),
    )
    return document


def remove(db: sqlite3.Connection, kind: str, name: str) -> Document:
    """The last version of a text that is listed no more; as a version without a digest, so that all before it stay.

    Raises
    ------
    CatalogError
        `document_unknown`.
    """
    newest = _present(db, kind, name)
    gone = Document(kind=kind, name=name, version=newest.version + 1, date=now(), digest=REMOVED)
    db.execute(
        "INSERT INTO documents (kind, name, version, date, digest, text) VALUES (?, ?, ?, ?, ?, '')",
        (kind, name, gone.version, gone.date, gone.digest),
    )
    return newest


def text_of(db: sqlite3.Connection, kind: str, name: str, version: int | None) -> str:
    """The text of a version, by default the newest; that of a removed text only by its version.

    Raises
    ------
    CatalogError
        `document_unknown` with the names there are, or `version_unknown`.
    """
    newest = _present(db, kind, name) if version is None else _newest(db, kind, name) or _present(db, kind, name)
    row = db.execute(
        "SELECT text FROM documents WHERE kind = ? AND name = ? AND version = ?",
        (kind, name, newest.version if version is None else version),
    ).fetchone()
    if row is None:
        raise CatalogError(
            Problem(code="version_unknown", layer=name, found=str(version), allowed=f"1 - {newest.version}")
        )
    return str(row["text"])


def listed(db: sqlite3.Connection, kind: str) -> tuple[Document, ...]:
    """The newest version of each text of a kind, by name."""
    # SQLite takes the other columns from the row that holds the maximum (sqlite.org/lang_select.html, bare columns).
    newest = (Document(**dict(row)) for row in db.execute(_NEWEST.format(more=""), (kind,)))
    return tuple(document for document in newest if document.digest != REMOVED)


def _present(db: sqlite3.Connection, kind: str, name: str) -> Document:
    newest = _newest(db, kind, name)
    if newest is None or newest.digest == REMOVED:
        names = ", ".join(d.name for d in listed(db, kind)[:20])
        raise CatalogError(Problem(code="document_unknown", field=kind, found=name[:60], allowed=names))
    return newest


def _newest(db: sqlite3.Connection, kind: str, name: str) -> Document | None:
    row = db.execute(_NEWEST.format(more=" AND name = ?"), (kind, name)).fetchone()
    return None if row is None else Document(**dict(row))


def setting(db: sqlite3.Connection, name: str, default: str = "") -> str:
    """The value of a setting."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return default if row is None else str(row["value"])


def keep_setting(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep the value of a setting."""
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def keep_first(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep the value of a setting that has none yet."""
    db.execute("INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)", (name, value))
