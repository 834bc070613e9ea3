"""Legal grounds: the dated list, their state of force on a day, and how a report cites them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from data import is_unverified, table
from layers.problems import OptionError, Problem, raise_errors
from planning.i18n import Translator

State = Literal["coming", "in_force", "ended", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """An instrument a report may rest on; days are ISO 8601, "" where they were not found or there is no end."""

    id: str
    subject: str
    number: str
    vi: str
    en: str
    issued: str
    valid_from: str
    valid_to: str
    replaced_by: str
    usual: bool
    note: str
    confidence: str

    @property
    def unverified(self) -> bool:
        """Whether it has to be shown as not verified."""
        return is_unverified(self.confidence)

    def words(self, t: Translator) -> str:
        """Kind, number, day, issuer and title as they are cited."""
        return self.vi if t.language == "vi" else self.en


@lru_cache(maxsize=1)
def grounds() -> tuple[Ground, ...]:
    """All instruments of the list, by subject as the list has them."""
    rows = table("grounds").to_dict("records")
    names = Ground.__dataclass_fields__
    return tuple(Ground(**{k: bool(v) if k == "usual" else v for k, v in row.items() if k in names}) for row in rows)  # type: ignore[arg-type]


def state(ground: Ground, day: str) -> State:
    """Its state of force on an ISO day; "unknown" where its first day was not found and it has not ended."""
    if ground.valid_to and day > ground.valid_to:
        return "ended"
    if not ground.valid_from:
        return "unknown"
    return "coming" if day < ground.valid_from else "in_force"


def state_words(ground: Ground, day: str, t: Translator) -> str:
    """Its state of force with the day that matters."""
    found = state(ground, day)
    values = {"start": _day(ground.valid_from, t), "end": _day(ground.valid_to, t)}
    key = f"letter.force.{found}" + (".until" if found == "in_force" and ground.valid_to else "")
    return t(key, **values)


def cited(ground: Ground, day: str, t: Translator) -> str:
    """The words of a ground, with a remark where its force ends, has ended or is yet to begin."""
    found = state(ground, day)
    quiet = found == "unknown" or (found == "in_force" and not ground.valid_to)
    words = ground.words(t)
    return words if quiet else f"{words}, {state_words(ground, day, t)}"


def usual(day: str) -> tuple[str, ...]:
    """Ids of the grounds that are ticked at first: the usual ones that are in force on the day."""
    return tuple(ground.id for ground in grounds() if ground.usual and state(ground, day) == "in_force")


def chosen(ids: Sequence[str], day: str) -> tuple[Ground, ...]:
    """The grounds of some ids in the order of the list, the usual ones where there are none.

    Raises
    ------
    OptionError
        `recipe_value` for ids that the list does not have.
    """
    known = {ground.id: ground for ground in grounds()}
    unknown = [one for one in ids if one not in known]
    problem = Problem(code="recipe_value", field="grounds", found=", ".join(unknown)[:60], allowed=", ".join(known))
    raise_errors([problem] if unknown else [], OptionError)
    wanted = set(ids or usual(day))
    return tuple(ground for ground in grounds() if ground.id in wanted)


def today() -> str:
    """The day on which papers are made, where a recipe names none."""
    return date.today().isoformat()  # noqa: DTZ011 - the day of the office, in its own time zone


def _day(text: str, t: Translator) -> str:
    return t.date(text) if text else ""
