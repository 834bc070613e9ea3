"""JSON read piece by piece: the members of its outer object, and the items of one long list as a stream."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.files.encoding import by_mark, guess, legacy_inside
from layers.files.faults import megabytes
from layers.files.limits import Limits
from layers.problems import LayerError, Problem

_BLANK = " \t\r\n"
_SHOWN = 5


@dataclass
class JsonText:
    """A text of JSON with what was noticed on reading it; `repeated` holds names that an object has twice."""

    text: str
    encoding: str = "UTF-8"
    notes: list[Problem] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    repeated: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the decoder: it keeps the last of two values of one name, as most readers do, and says so."""
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, strict=False)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            self.repeated.update(dict.fromkeys(name for name in made if names.count(name) > 1))
        return made

    def items(self, *keys: str) -> Iterator[Any]:
        """The items of the list that the outer object has under one of `keys`; the other members go to `members`.

        Raises
        ------
        LayerError
            `json_broken` with line and column, `file_truncated`, `json_too_deep`.
        """
        at = self._expect(0, "{")
        if self._peek(at) == "}":
            return
        while True:
            start = at
            name, at = self._value(at)
            if not isinstance(name, str):
                raise LayerError(self._broken(self._skip(start)))
            at = self._expect(at, ":")
            if name in keys and self._peek(at) == "[":
                at = yield from self._list(self._skip(at) + 1)
                if name in self.members:
                    self.repeated.setdefault(name)
                self.members[name] = None
            else:
                self.members[name], at = self._value(at)
            if self._peek(at) != ",":
                break
            at = self._skip(at) + 1
        at = self._skip(self._expect(at, "}"))
        if at < len(self.text):
            raise LayerError(self._broken(at))

    def lines(self) -> Iterator[Any]:
        """The objects of a text that has one after the other, with or without record separators."""
        at = self._next(0)
        while at < len(self.text):
            item, at = self._value(at)
            yield item
            at = self._next(at)

    def _list(self, at: int) -> Generator[Any, None, int]:
        if self._peek(at) == "]":
            return self._skip(at) + 1
        while True:
            item, at = self._value(at)
            yield item
            if self._peek(at) != ",":
                return self._expect(at, "]")
            at = self._skip(at) + 1

    def _value(self, at: int) -> tuple[Any, int]:
        try:
            value, end = self._decoder.raw_decode(self.text, self._skip(at))
        except json.JSONDecodeError as fault:
            raise LayerError(self._broken(fault.pos, cut=fault.msg.startswith("Unterminated string"))) from None
        except RecursionError:
            raise LayerError(Problem(code="json_too_deep", found=self._place(at))) from None
        except ValueError:  # a number of more digits than Python converts
            raise LayerError(self._broken(at)) from None
        return value, end

    def _skip(self, at: int) -> int:
        text = self.text
        while at < len(text) and text[at] in _BLANK:
            at += 1
        return at

    def _next(self, at: int) -> int:
        text = self.text
        while at < len(text) and text[at] in "\x1e \t\r\n,":
            at += 1
        return at

    def _peek(self, at: int) -> str:
        at = self._skip(at)
        return self.text[at] if at < len(self.text) else ""

    def _expect(self, at: int, mark: str) -> int:
        at = self._skip(at)
        if not self.text.startswith(mark, at):
            raise LayerError(self._broken(at))
        return at + 1

    def _place(self, at: int) -> str:
        line = self.text.count("\n", 0, at) + 1
        return f"{line}:{at - self.text.rfind(chr(10), 0, at)}"

    def _broken(self, at: int, *, cut: bool = False) -> Problem:
        """The problem at a position: the file ends too early, or says something that is not JSON."""
        end = len(self.text.rstrip(_BLANK + "\x00"))
        if cut or at >= end:
            return Problem(code="file_truncated", found=self._place(min(at, end)))
        found = " ".join(self.text[at : at + 20].split())
        return Problem(code="json_broken", field=self._place(at), found=found)

    def all_notes(self) -> tuple[Problem, ...]:
        """Notes on the text, and on names that were repeated."""
        if not self.repeated:
            return tuple(self.notes)
        found = ", ".join(list(self.repeated)[:_SHOWN])
        return (
            *self.notes,
            Problem(code="json_names_repeated", severity="warning", count=len(self.repeated), found=found),
        )


def load(path: Path, limits: Limits) -> JsonText:
    """The text of a file.

    Raises
    ------
    LayerError
        `file_too_large` (JSON is held in memory whole), `encoding_legacy`.
    """
    size = path.stat().st_size
    if size > limits.text_bytes:
        raise LayerError(Problem(code="file_too_large", found=megabytes(size), allowed=megabytes(limits.text_bytes)))
    data = path.read_bytes()
    marked = by_mark(data[:1024])
    if marked:
        return JsonText(data.decode(marked, "replace"), "UTF-16" if "16" in marked else "UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.end >= len(data) - 3 and fault.reason == "unexpected end of data":
            return JsonText(data[: fault.start].decode("utf-8"))
        guessed = guess([data])
        return JsonText(data.decode(guessed.name, "replace"), guessed.name, list(guessed.notes))
    return JsonText(text, notes=list(legacy_inside(text)))
