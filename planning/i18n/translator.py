"""A translator is a value made for one session or one run; there is no language of the process."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Literal, get_args

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from layers.problems import MOST_SHOWN, Problem

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries
_SEPARATORS = str.maketrans(",.", ".,")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> Mapping[str, str]:
    """All texts of a language by key, joined from its catalogue files."""
    texts: dict[str, str] = {}
    for file in sorted(resources.files(__package__).joinpath(language).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                texts.update({str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string})
    return texts


class _Blank(Formatter):
    """Formats with what there is: a placeholder without a value stays out of the sentence."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        del args
        return kwargs.get(str(key), "")


@dataclass(frozen=True)
class Translator:
    """Texts, numbers and dates in one language."""

    language: Language = "vi"

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key; the key itself where there is none, so that a gap shows."""
        text = catalogue(self.language).get(key)
        return key if text is None else _Blank().vformat(text, (), values)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the key."""
        return key in catalogue(self.language)

    def number(self, value: float, digits: int = 0) -> str:
        """A number: 1.234,5 in Vietnamese, 1,234.5 in English; a dash where there is none."""
        if value is None or value != value:  # noqa: PLR0124 - NaN
            return "–"
        if value in (float("inf"), float("-inf")):
            return format_decimal(value, locale=self.language)
        text = f"{round(value, digits) + 0.0:,.{digits}f}"  # as Babel would, which takes twenty times as long
        return text.translate(_SEPARATORS) if self.language == "vi" else text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share of 1 as per cent: 41%, 12,5%."""
        return f"{self.number(share * 100, digits)}%"

    def quantity(self, value: float, unit: str, digits: int = 0) -> str:
        """A number with its unit, held together by a no-break space."""
        return f"{self.number(value, digits)}\u00a0{unit}"

    def date(self, value: date | datetime | str) -> str:
        """A day: 31/12/2026 in Vietnamese, 31 December 2026 in English."""
        day = datetime.fromisoformat(value) if isinstance(value, str) else value
        return format_date(day, "dd/MM/yyyy" if self.language == "vi" else "d MMMM yyyy", locale=self.language)

    def time(self, value: datetime) -> str:
        """A day and a time of day."""
        pattern = "HH:mm dd/MM/yyyy" if self.language == "vi" else "d MMMM yyyy, HH:mm"
        return format_datetime(value, pattern, locale=self.language)

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Names in dictionary order: Đ after D, tones after letters."""
        return sorted(names, key=collation_key)

    def problem(self, problem: Problem) -> str:
        """A problem as a person reads it: what, found, allowed, remedy."""
        values = self._problem_values(problem)
        key = f"problem.{problem.code}"
        parts = [self(f"{key}.what", **values)]
        place = ", ".join(filter(None, (self._place(problem), self._ids(problem))))
        if place:
            parts[0] = f"{place}: {parts[0]}"
        if problem.found:
            parts.append(self("problem.found", value=problem.found))
        if problem.allowed:
            parts.append(self("problem.allowed", value=problem.allowed))
        if self.has(f"{key}.remedy"):
            parts.append(self("problem.remedy", value=self(f"{key}.remedy", **values)))
        return " ".join(parts)

    def remedy(self, problem: Problem) -> str:
        """What the person can do about a problem."""
        return self(f"problem.{problem.code}.remedy", **self._problem_values(problem))

    def problems(self, problems: Iterable[Problem]) -> list[str]:
        """Problems as lines; beyond a handful only their number."""
        items = list(problems)
        lines = [self.problem(item) for item in items[:MOST_SHOWN]]
        return (
            lines
            if len(items) <= MOST_SHOWN
            else [*lines, self("problem.more", count=self.number(len(items) - MOST_SHOWN))]
        )

    def _problem_values(self, problem: Problem) -> dict[str, str]:
        return {
            "layer": problem.layer,
            "field": problem.field,
            "found": problem.found,
            "allowed": problem.allowed,
            "count": self.number(problem.count),
            "ids": ", ".join(problem.ids[:5]),
        }

    def _place(self, problem: Problem) -> str:
        layer = self("problem.layer", value=problem.layer) if problem.layer else ""
        field = self("problem.field", value=problem.field) if problem.field else ""
        return ", ".join(filter(None, (layer, field)))

    def _ids(self, problem: Problem) -> str:
        if not problem.ids:
            return ""
        rest = problem.count - len(problem.ids[:5])
        ids = ", ".join(problem.ids[:5])
        return self("problem.ids_more", ids=ids, count=self.number(rest)) if rest > 0 else self("problem.ids", ids=ids)


@lru_cache(maxsize=4096)
def collation_key(name: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """A key that sorts names as a Vietnamese dictionary does; English names keep their order."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", name).casefold():
        base, tone = _without_tone(character)
        place = _ALPHABET.find(base)
        letters.append(100 + place if place >= 0 else min(ord(base), 99) if base.isascii() else 1000 + ord(base))
        tones.append(tone)
    return tuple(letters), tuple(tones), name


def _without_tone(character: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONES.index(mark) + 1 for mark in parts if mark in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES)), tone


def translator(language: str) -> Translator:
    """The translator of a language; Vietnamese for an unknown one."""
    return Translator(language if language in LANGUAGES else "vi")
