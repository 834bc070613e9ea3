"""How a version comes into a warehouse: staged, published and listed, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.known import KNOWN
from layers.names import is_layer_name
from layers.problems import CatalogError, Problem, raise_errors
from layers.warehouse import catalogue
from layers.warehouse.faults import faults_told
from layers.warehouse.staging import remove
from layers.warehouse.store import Arrival

if TYPE_CHECKING:
    import sqlite3

    from layers.grid import Grid
    from layers.layer import Layer
    from layers.warehouse.base import Version
    from layers.warehouse.catalogue import Entry
    from layers.warehouse.schema import Database
    from layers.warehouse.store import Store


@dataclass(frozen=True)
class Writer:
    """The only one that adds versions to a catalogue and files to a folder."""

    database: Database
    store: Store

    def put_all(self, items: Iterable[tuple[Layer | Grid, Path | None]]) -> tuple[Version, ...]:
        """The versions of several layers and grids, each with its original: all of them are put in, or none.

        Files are written before the catalogue is locked, and published and listed while it is: others wait for a
        rename, not for a write.
        """
        pairs = list(items)
        raise_errors((problem for item, _ in pairs for problem in _refused(item)), CatalogError)
        with faults_told(self.store.root), ExitStack() as stack:
            copies: dict[str, Path] = {}
            arrivals = [self._staged(stack, item, original, copies) for item, original in pairs]
            return self._list(arrivals)

    def restore(self, name: str, version: int) -> Version:
        """The new version that holds what an older one held; the current one where that is the same."""
        with self.database.writing() as db:
            entry = catalogue.find(db, name, version)
            self.store.present(catalogue.file_row(db, entry), name)
            same = catalogue.same_as_current(db, entry)
            if same is not None:
                return same
            again = replace(entry, version=replace(entry.version, restored_from=version))
            return catalogue.append(db, again, catalogue.next_number(db, name)).version

    def sweep(self) -> tuple[Path, ...]:
        """Remove what killed writers left behind an hour ago or more, and return it."""
        with self.database.reading() as db:
            candidates = self.store.leftovers(catalogue.listed(db))
        return self._remove_unlisted(candidates) if candidates else ()

    def _staged(self, stack: ExitStack, item: Layer | Grid, original: Path | None, copies: dict[str, Path]) -> Arrival:
        """What has to be listed of an item, its files written under staging names until the stack is closed.

        `copies` are the originals staged so far by SHA-256: layers of one file share one copy.
        """
        entry = catalogue.described(item)
        with self.database.reading() as db:
            _check_type(db, entry)
            same = catalogue.same_as_current(db, entry)
            row = catalogue.file_of(db, entry.version.digest)
        if same is not None:
            return Arrival(entry=entry)
        fresh = None if self.store.intact(row) else stack.enter_context(self.store.written(item))
        kept = stack.enter_context(
            self.store.kept(item.name, original, lambda key: copies.get(key) or self._copy_of(key))
        )
        if kept is not None:
            copies.setdefault(kept.sha256, kept.folder / kept.name)
        return Arrival(entry=entry, fresh=fresh, kept=kept)

    def _copy_of(self, sha256: str) -> Path | None:
        """An original of that content that is here already."""
        with self.database.reading() as db:
            path = catalogue.original_of(db, sha256)
        return None if path is None else self.store.resolve(path)

    def _list(self, arrivals: Iterable[Arrival]) -> tuple[Version, ...]:
        """Publish the files of the arrivals and list their versions, while nobody else may."""
        published: list[Path] = []
        try:
            with self.database.writing() as db:
                return tuple(self._list_one(db, arrival, published) for arrival in arrivals)
        except BaseException:
            # Not left to the sweep: on a full disk room is needed now.
            with suppress(CatalogError):
                self._remove_unlisted(published)
            raise

    def _list_one(self, db: sqlite3.Connection, arrival: Arrival, published: list[Path]) -> Version:
        entry, fresh, kept = arrival.entry, arrival.fresh, arrival.kept
        _check_type(db, entry)
        same = catalogue.same_as_current(db, entry)
        if same is not None:
            return same
        number = catalogue.next_number(db, entry.version.layer)
        if fresh is None:
            # It was there when the work began; whoever took it away is told so.
            self.store.present(catalogue.file_row(db, entry), entry.version.layer)
        elif not self.store.intact(catalogue.file_of(db, entry.version.digest)):
            self.store.publish(fresh, published)
            catalogue.keep_file(db, fresh.row)
        if kept is not None:
            path = self.store.publish_original(kept, (entry.version.layer, number), published)
            entry = replace(entry, original=path, original_sha256=kept.sha256)
        return catalogue.append(db, entry, number).version

    def _remove_unlisted(self, candidates: Iterable[Path]) -> tuple[Path, ...]:
        """Remove those of some paths that the catalogue does not list, while nobody else can list them."""
        with self.database.writing() as db, faults_told(self.store.root):
            listed = catalogue.listed(db)
            gone = tuple(path for path in candidates if path.relative_to(self.store.root).as_posix() not in listed)
            for path in gone:
                remove(path)
        return gone


def _refused(item: Layer | Grid) -> tuple[Problem, ...]:
    """A name that could leave the folder, a type that could not be read back."""
    problems = []
    if not is_layer_name(item.name):
        problems.append(
            Problem(code="layer_name", layer=item.name[:60], found=item.name[:60], allowed="a-z 0-9 _ (60)")
        )
    if item.type not in KNOWN:
        allowed = ", ".join(KNOWN)
        problems.append(Problem(code="unknown_type", layer=item.name[:60], found=item.type, allowed=allowed))
    return tuple(problems)


def _check_type(db: sqlite3.Connection, entry: Entry) -> None:
    """Refuse a version of another type than the layer has: whatever asks for the layer would no longer find it."""
    for newest in catalogue.current(db, entry.version.layer):
        if newest.version.type != entry.version.type:
            found, allowed = entry.version.type, newest.version.type
            raise CatalogError(
                Problem(code="layer_other_type", layer=entry.version.layer, found=found, allowed=allowed)
            )
