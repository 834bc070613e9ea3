"""What is to be printed, and how: a recipe, as TOML both ways, with every problem of it at once."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from layers.digest import digest
from layers.problems import OptionError, Problem, raise_errors
from planning.present.access import LIMIT_MIN, MODES

Paper = Literal["annex", "administrative", "sheets"]
PAPERS: tuple[Paper, ...] = ("annex", "administrative", "sheets")
LANGUAGES = ("vi", "en", "both")
PAPER_SIZES = ("A4", "A3", "A2", "A1", "A0")
PARTS = (
    "cover",
    "contents",
    "findings",
    "maps",
    "access",
    "norms",
    "hazards",
    "links",
    "scenarios",
    "ranking",
    "units",
    "sources",
    "methods",
    "verification",
)
"""The parts of the annex in their order."""
DEFAULT_PARTS = tuple(part for part in PARTS if part != "units")
"""Without the sheets of the units, which are a page each."""
LONGEST_LIMIT_MIN = 240.0
LONGEST_TEXT = 20_000


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A report to be made. What is empty is left to the data: the usual units, today, the services there are.

    Parameters
    ----------
    name
        What it is saved under.
    paper
        The annex of maps and figures, the administrative report, or map sheets alone.
    language
        "vi", "en", or "both": one after the other.
    units
        Layer of units; "" for the usual one.
    scenario
        Whose city is mapped; "" for today.
    scenarios
        Compared with today.
    parts
        Of `PARTS`; () for all but the sheets of the units.
    services
        Kinds of facilities; () for those there are, as many as fit.
    mode, limit_min
        How people go, and within how many minutes.
    weights
        Criterion to weight of the ranking; empty for the proposed ones.
    norm_set
        Edition of the norms; "" for the one in force at the date of the paper.
    paper_size
        Of map sheets; the annex is A4.
    signature_boxes
        Whether map sheets leave empty boxes to sign in.
    organisation, higher_organisation, place, date, recipients, proposals_to
        Words of the administrative report; `date` is ISO 8601.
    grounds
        Ids of the table of legal grounds.
    texts
        Words written by the user, by part; kept through regeneration.
    """

    name: str = ""
    paper: Paper = "annex"
    language: str = "vi"
    units: str = ""
    scenario: str = ""
    scenarios: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    mode: str = "motorbike"
    limit_min: float = float(LIMIT_MIN)
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    norm_set: str = ""
    paper_size: str = "A4"
    signature_boxes: bool = False
    organisation: str = ""
    higher_organisation: str = ""
    place: str = ""
    date: str = ""
    recipients: tuple[str, ...] = ()
    proposals_to: str = ""
    grounds: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def digest(self) -> str:
        """The content key of all but the name: what is printed does not depend on what it is saved under."""
        return digest("recipe", *(getattr(self, f.name) for f in fields(self) if f.name != "name"))

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts to be made, in their order."""
        return tuple(part for part in PARTS if part in (self.parts or DEFAULT_PARTS))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in the order in which they are printed."""
        return ("vi", "en") if self.language == "both" else (self.language,)

    def text(self, part: str, first: str = "") -> str:
        """What the user wrote for a part, else a first wording."""
        return self.texts.get(part, first)


def check(recipe: Recipe) -> tuple[Problem, ...]:
    """Every value of a recipe that is not allowed, whatever the warehouse holds."""
    return tuple(
        Problem(code="recipe_value", field=name, found=found[:60], allowed=allowed)
        for name, found, allowed in _wrong(recipe)
    )


def checked(recipe: Recipe) -> Recipe:
    """The recipe; `recipe_value` for everything in it that is not allowed."""
    raise_errors(check(recipe), OptionError)
    return recipe


def _wrong(recipe: Recipe) -> Iterable[tuple[str, str, str]]:
    """Field, what was found, what is allowed."""
    choices: dict[str, Sequence[str]] = {
        "paper": PAPERS,
        "language": LANGUAGES,
        "mode": MODES,
        "paper_size": PAPER_SIZES,
    }
    for name, allowed in choices.items():
        if getattr(recipe, name) not in allowed:
            yield name, str(getattr(recipe, name)), ", ".join(allowed)
    unknown = [part for part in recipe.parts if part not in PARTS]
    if unknown:
        yield "parts", ", ".join(unknown), ", ".join(PARTS)
    if not 0 < recipe.limit_min <= LONGEST_LIMIT_MIN:
        yield "limit_min", f"{recipe.limit_min:g}", f"1 - {LONGEST_LIMIT_MIN:g}"
    bad = [name for name, weight in recipe.weights.items() if not 0 <= weight < float("inf")]
    if bad:
        yield "weights", ", ".join(bad), ">= 0"
    if recipe.weights and not bad and not sum(recipe.weights.values()) > 0:
        yield "weights", "0", "> 0"
    if recipe.date and not _is_day(recipe.date):
        yield "date", recipe.date, "2026-12-31"
    long = [name for name, text in recipe.texts.items() if len(text) > LONGEST_TEXT]
    if long:
        yield "texts", ", ".join(long), f"<= {LONGEST_TEXT}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# -- TOML


def to_toml(recipe: Recipe) -> str:
    """The recipe as TOML: only what differs from the defaults, in the order of the fields."""
    plain, tables = [], []
    for item in fields(recipe):
        value = getattr(recipe, item.name)
        default = item.default if item.default_factory is MISSING else item.default_factory()
        if value == default:
            continue
        if isinstance(value, Mapping):
            rows = "".join(f"{_quoted(key)} = {_written(inner)}\n" for key, inner in value.items())
            tables.append(f"\n[{item.name}]\n{rows}")
        else:
            plain.append(f"{item.name} = {_written(value)}\n")
    return "".join([*plain, *tables])


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    # JSON's escapes are a part of TOML's, but for one character that JSON lets through.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def from_toml(text: str) -> Recipe:
    """The recipe of a TOML text.

    Raises
    ------
    OptionError
        `recipe_unreadable`, or `recipe_field` for each unknown name and `recipe_value` for each value of the wrong kind
        or that is not allowed: all of them.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionError(Problem(code="recipe_unreadable", found=str(error)[:200], allowed="TOML")) from None
    readers = _readers()
    problems = [
        Problem(code="recipe_field", field=name[:60], allowed=", ".join(readers))
        for name in document
        if name not in readers
    ]
    values: dict[str, Any] = {}
    for name, value in document.items():
        if name in readers:
            kind, read = readers[name]
            try:
                values[name] = read(value)
            except TypeError:
                problems.append(Problem(code="recipe_value", field=name, found=str(value)[:60], allowed=kind))
    made = replace(Recipe(), **values)
    raise_errors([*problems, *check(made)], OptionError)
    return made


def _readers() -> dict[str, tuple[str, Callable[[Any], Any]]]:
    """How each field is read, and what it may be in words."""
    kinds: dict[type, tuple[str, Callable[[Any], Any]]] = {
        str: ("text", _text),
        float: ("number", _number),
        bool: ("true, false", _flag),
        tuple: ('["text", "text"]', _texts),
    }
    named: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "weights": ("criterion = number", lambda value: _table(value, _number)),
        "texts": ('part = "text"', lambda value: _table(value, _text)),
    }
    return {item.name: named.get(item.name) or kinds[type(item.default)] for item in fields(Recipe)}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _table(value: Any, read: Callable[[Any], Any]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return MappingProxyType({str(key): read(item) for key, item in value.items()})
