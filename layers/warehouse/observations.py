"""Time series of sensors: appended, the same ones any number of times, each with the batch it came in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layers.known import KNOWN
from layers.layer import Layer, Provenance
from layers.problems import CatalogError, Problem
from layers.warehouse.base import Appended
from layers.warehouse.catalogue import now
from layers.warehouse.schema import OBSERVATIONS, Database

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

NAME = "observations"
_NEEDED = ("sensor", "time", "quantity", "value", "unit")
_MOST_NAMES = 30_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Two values are the same if both are missing: hence IS NOT rather than <>.
_DIFFERS = "(o.value IS NOT i.value OR o.unit <> i.unit OR o.flag <> i.flag)"
_SAME_MOMENT = "JOIN observations AS o ON o.series = i.series AND o.time_us = i.time_us"


class Observations:
    """The observations of a warehouse, in a database of their own beside the catalogue."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = Database(path, OBSERVATIONS)

    def append(self, table: Layer) -> Appended:
        """Append a table of observations; where a moment is known with another value, the new one counts from now on.

        The value that no longer counts is kept apart. Of several rows for one moment in the table the last one counts.
        """
        rows = _rows(table)
        self._database.create()
        with self._database.writing() as db:
            batch = _new_batch(db, table.provenance)
            db.execute(
                "CREATE TEMP TABLE incoming (series INTEGER, time_us INTEGER, value REAL, unit TEXT, flag TEXT,"
                " PRIMARY KEY (series, time_us)) WITHOUT ROWID"
            )
            numbers = _series_numbers(db, rows)
            values = rows[["value", "unit", "flag"]].astype(object).where(rows[["value", "unit", "flag"]].notna(), None)
            db.executemany(
                "INSERT OR REPLACE INTO incoming VALUES (?, ?, ?, ?, ?)",
                zip(numbers, rows["time_us"].tolist(), *(values[c].tolist() for c in values), strict=True),
            )
            return _merge(db, batch)

    def read(
        self,
        sensors: Iterable[str] | None,
        quantities: Iterable[str] | None,
        start: datetime | None,
        end: datetime | None,
    ) -> Layer:
        """The observations of some sensors and quantities, from `start` (included) to `end` (not included), by time."""
        provenance = Provenance()
        columns: list[tuple[Any, ...]] = []
        if self._path.exists():
            self._database.check()
            where, values = _where({"s.sensor": sensors, "s.quantity": quantities}, start, end)
            query = (
                "SELECT s.sensor, o.time_us, s.quantity, o.value, o.unit, o.flag, o.batch"  # noqa: S608 - no text of others
                f" FROM series AS s CROSS JOIN observations AS o USING (series){where}"
                " ORDER BY o.time_us, s.sensor, s.quantity"
            )
            with self._database.reading() as db:
                db.row_factory = None
                columns = list(zip(*db.execute(query, values), strict=True))
                provenance = _provenance(db, set(columns[6]) if columns else set())
        return Layer(NAME, KNOWN[NAME], _frame(columns[:6]), provenance)

    def series(self) -> pd.DataFrame:
        """One row for each sensor and quantity, by sensor and quantity, with the unit used last."""
        rows: list[dict[str, Any]] = []
        if self._path.exists():
            self._database.check()
            # The unit comes from the row that holds the maximum (sqlite.org/lang_select.html, bare columns).
            query = (
                "SELECT sensor, quantity, o.unit AS unit, count(*) AS count, first, max(o.time_us) AS last"
                " FROM (SELECT series, sensor, quantity, "
                "(SELECT min(time_us) FROM observations AS f WHERE f.series = s.series) AS first"
                " FROM series AS s) JOIN observations AS o USING (series) GROUP BY series ORDER BY sensor, quantity"
            )
            with self._database.reading() as db:
                rows = [dict(row) for row in db.execute(query)]
        frame = pd.DataFrame(rows, columns=["sensor", "quantity", "unit", "count", "first", "last"])
        for name in ("first", "last"):
            frame[name] = _times(frame[name].tolist())
        return frame


def _rows(table: Layer) -> pd.DataFrame:
    """The columns that are kept; problems with them all at once."""
    frame = pd.DataFrame(table.frame)
    absent = [
        Problem(code="missing_column", layer=table.name, field=name) for name in _NEEDED if name not in frame.columns
    ]
    if absent:
        raise CatalogError(absent)
    times = pd.to_datetime(frame["time"], utc=True)
    empty = [
        Problem(code="missing_value", layer=table.name, field=name, count=int(frame[name].isna().sum()))
        for name in ("sensor", "time", "quantity")
        if frame[name].isna().any()
    ]
    if empty:
        raise CatalogError(empty)
    flags = frame["flag"].astype(object).where(frame["flag"].notna(), "") if "flag" in frame.columns else ""
    return pd.DataFrame({
        "sensor": frame["sensor"].astype(str).to_numpy(),
        "quantity": frame["quantity"].astype(str).to_numpy(),
        "time_us": times.dt.as_unit("us").astype("int64").to_numpy(),
        "value": frame["value"].astype("float64").to_numpy(),
        "unit": frame["unit"].astype(object).where(frame["unit"].notna(), "").to_numpy(),
        "flag": flags if isinstance(flags, str) else flags.to_numpy(),
    })  # fmt: skip


def _new_batch(db: sqlite3.Connection, provenance: Provenance) -> int:
    cursor = db.execute(
        "INSERT INTO batches (date, source, data_date, licence, illustrative, file, sha256)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            now(), provenance.source, provenance.date, provenance.licence, int(provenance.illustrative),
            provenance.file, provenance.sha256,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def _series_numbers(db: sqlite3.Connection, rows: pd.DataFrame) -> list[int]:
    """The number of the series of each row; new series are given one."""
    pairs = pd.MultiIndex.from_frame(rows[["sensor", "quantity"]])
    codes, known = pairs.factorize()
    db.executemany("INSERT OR IGNORE INTO series (sensor, quantity) VALUES (?, ?)", list(known))
    find = "SELECT series FROM series WHERE sensor = ? AND quantity = ?"
    numbers = [int(db.execute(find, pair).fetchone()[0]) for pair in known]
    return list(map(int, np.asarray(numbers, dtype="int64")[codes])) if numbers else []


def _merge(db: sqlite3.Connection, batch: int) -> Appended:
    """Bring the incoming rows in."""
    (total,) = db.execute("SELECT count(*) FROM incoming").fetchone()
    (known,) = db.execute(f"SELECT count(*) FROM incoming AS i {_SAME_MOMENT}").fetchone()  # noqa: S608
    changed = db.execute(
        f"INSERT INTO superseded SELECT o.* FROM incoming AS i {_SAME_MOMENT} WHERE {_DIFFERS}"  # noqa: S608
    ).rowcount
    if total > known or changed:
        db.execute(
            "INSERT INTO observations SELECT series, time_us, value, unit, flag, ? FROM incoming WHERE true"
            " ON CONFLICT (series, time_us) DO UPDATE SET value = excluded.value, unit = excluded.unit,"
            " flag = excluded.flag, batch = excluded.batch WHERE observations.value IS NOT excluded.value"
            " OR observations.unit <> excluded.unit OR observations.flag <> excluded.flag",
            (batch,),
        )
    else:
        db.execute("DELETE FROM batches WHERE batch = ?", (batch,))
    return Appended(added=total - known, unchanged=known - changed, changed=changed)


def _where(
    names: dict[str, Iterable[str] | None], start: datetime | None, end: datetime | None
) -> tuple[str, list[str | int]]:
    """The condition and its values; names are passed as values."""
    conditions: list[str] = []
    values: list[str | int] = []
    for column, wanted in names.items():
        if wanted is None:
            continue
        listed = [wanted] if isinstance(wanted, str) else list(wanted)
        if len(listed) > _MOST_NAMES:
            raise CatalogError(
                Problem(code="too_many_names", field=column, found=str(len(listed)), allowed=f"<= {_MOST_NAMES}")
            )
        conditions.append(f"{column} IN ({', '.join('?' * len(listed))})")
        values += listed
    for sign, moment in ((">=", start), ("<", end)):
        if moment is not None:
            conditions.append(f"o.time_us {sign} ?")
            values.append(_microseconds(moment))
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), values


def _microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC; a moment without a zone is taken as UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    since = aware - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _times(microseconds: list[int]) -> pd.Series[Any]:
    return pd.to_datetime(pd.Series(microseconds, dtype="int64"), unit="us", utc=True).dt.as_unit("us")


def _frame(columns: list[tuple[Any, ...]]) -> pd.DataFrame:
    sensor, time_us, quantity, value, unit, flag = columns or [()] * 6
    frame = pd.DataFrame({
        "sensor": pd.Series(sensor, dtype="str"),
        "time": _times(list(time_us)),
        "quantity": pd.Series(quantity, dtype="str"),
        "value": pd.Series(value, dtype="float64"),
        "unit": pd.Series(unit, dtype="str"),
        "flag": pd.Series(flag, dtype="str"),
    })  # fmt: skip
    ids = [f"{s} {q} {t}" for s, q, t in zip(sensor, quantity, time_us, strict=True)]
    frame.index = pd.Index(ids, dtype="str", name="id")
    return frame


def _provenance(db: sqlite3.Connection, batches: set[int]) -> Provenance:
    """Where the rows come from: every source once; illustrative if any of it is."""
    rows = [
        row
        for row in db.execute("SELECT batch, source, data_date, licence, illustrative, file FROM batches")
        if row[0] in batches
    ]

    def joined(position: int) -> str:
        return "; ".join(dict.fromkeys(str(row[position]) for row in rows if row[position]))

    return Provenance(
        source=joined(1),
        date=max((str(row[2]) for row in rows), default=""),
        licence=joined(3),
        illustrative=any(row[4] for row in rows),
        file=joined(5),
    )
