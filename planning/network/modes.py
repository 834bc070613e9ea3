"""Modes of travel: which streets they may use, in which direction, and how fast."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import table
from layers.problems import OptionError, Problem, concerning, raise_errors

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

FORBIDDING = ("no", "private", "use_sidepath")
ALLOWING = ("yes", "designated", "permissive", "official")

# The columns that speak about a mode, from the general to the particular: the most particular one that says
# something decides. `access` alone never opens a class that the table closes (a motorway with access=yes is not
# a footway), so it is only asked whether it forbids.
ACCESS_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "walk": ("foot",),
        "bicycle": ("bicycle",),
        "motorbike": ("motor_vehicle", "motorcycle"),
        "car": ("motor_vehicle",),
    }
)
UNCLASSED = "residential"


@dataclass(frozen=True, kw_only=True)
class Mode:
    """A way of travelling: speeds by street class, and the rules it obeys.

    `speeds_kmh` holds the classes whose speed is known, `allowed` those it may use without a particular sign,
    `known` those the table names at all (allowed or not).
    `access_columns` are the columns of the streets that can forbid or allow it, the most particular last.
    A mode that is `motorised` takes `speed_kmh` of a street before the speed of its class, never faster than
    `top_kmh`; a bicycle takes the lower of the two; who walks ignores it. `obeys_oneway` is False for who walks.
    """

    name: str
    speeds_kmh: Mapping[str, float]
    allowed: frozenset[str]
    known: frozenset[str] = frozenset()
    access_columns: tuple[str, ...] = ()
    motorised: bool = False
    obeys_oneway: bool = True

    def __post_init__(self) -> None:
        problems = []
        if not self.allowed:
            problems.append(Problem(code="mode_without_streets", found=self.name))
        bad = [name for name, speed in self.speeds_kmh.items() if not 0 < speed < np.inf]
        if bad:
            problems.append(concerning("mode_speed_not_positive", bad, found=self.name, allowed="> 0"))
        missing = sorted(self.allowed - set(self.speeds_kmh))
        if missing:
            problems.append(concerning("mode_speed_missing", missing, found=self.name))
        raise_errors(problems, OptionError)
        object.__setattr__(self, "speeds_kmh", MappingProxyType(dict(sorted(self.speeds_kmh.items()))))

    @property
    def top_kmh(self) -> float:
        """The highest speed of an allowed class: no sign on a street makes the mode faster."""
        return max(self.speeds_kmh[name] for name in self.allowed)

    @property
    def slow_kmh(self) -> float:
        """The lowest speed of an allowed class: taken where a sign opens a class without a speed."""
        return min(self.speeds_kmh[name] for name in self.allowed)


def mode(name: str, speeds: pd.DataFrame | None = None) -> Mode:
    """The mode of that name, with speeds from a table.

    Parameters
    ----------
    name
        `walk`, `bicycle`, `motorbike`, `car`, or another mode of the table (it obeys the rules of a car).
    speeds
        Columns `mode`, `class`, `allowed` (0 or 1), `speed_kmh`; without it, the table `speeds` of `data`.

    Raises
    ------
    OptionError
        `unknown_mode`, `mode_speed_missing`, `mode_speed_not_positive`, `mode_without_streets`.
    """
    rows = table("speeds") if speeds is None else speeds
    mine = rows[rows["mode"].astype(str) == name]
    if mine.empty:
        known = ", ".join(sorted(set(rows["mode"].astype(str))))
        raise OptionError(Problem(code="unknown_mode", found=name, allowed=known))
    kmh = pd.to_numeric(mine["speed_kmh"], errors="coerce")
    classes = mine["class"].astype(str)
    return Mode(
        name=name,
        speeds_kmh=dict(zip(classes[kmh.notna()], kmh[kmh.notna()].astype(float), strict=True)),
        allowed=frozenset(classes[pd.to_numeric(mine["allowed"]).eq(1)]),
        known=frozenset(classes),
        access_columns=ACCESS_COLUMNS.get(name, ("motor_vehicle",)),
        motorised=name not in ("walk", "bicycle"),
        obeys_oneway=name != "walk",
    )


def modes(speeds: pd.DataFrame | None = None) -> tuple[str, ...]:
    """The names of the modes of a table, in its order."""
    rows = table("speeds") if speeds is None else speeds
    return tuple(dict.fromkeys(rows["mode"].astype(str)))


class Coded(NamedTuple):
    """A text column by codes: `names[codes]` are the values, the last name is the empty one (missing)."""

    codes: npt.NDArray[np.int64]
    names: tuple[str, ...]

    def numbers(self, answers: Mapping[str, float], default: float) -> Numbers:
        """The answer for each value."""
        return np.array([answers.get(name, default) for name in self.names], dtype=np.float64)[self.codes]

    def among(self, wanted: Collection[str]) -> Flags:
        """Which values are among the wanted ones."""
        return np.array([name in wanted for name in self.names], dtype=np.bool_)[self.codes]


def coded(streets: pd.DataFrame, name: str) -> Coded:
    """A column of the streets by codes; all empty where there is no such column."""
    if name not in streets.columns:
        return Coded(np.full(len(streets), -1), ("",))
    codes, names = pd.factorize(streets[name])
    return Coded(codes.astype(np.int64), (*(str(value).strip().lower() for value in names), ""))


def usable(streets: pd.DataFrame, mode: Mode) -> Flags:
    """Which streets a mode may use, from class and access signs; one flag a street."""
    classes = mode.allowed | {""} if UNCLASSED in mode.allowed else mode.allowed
    allowed = coded(streets, "class").among(classes) & ~coded(streets, "access").among(FORBIDDING)
    for name in mode.access_columns:
        sign = coded(streets, name)
        allowed = (allowed | sign.among(ALLOWING)) & ~sign.among(FORBIDDING)
    return allowed


def speeds_kmh(streets: pd.DataFrame, mode: Mode) -> Numbers:
    """The speed of a mode on each street, in km/h.

    A street without class counts as `residential`. `speed_kmh` of a street (missing: NaN) goes before the speed
    of its class for motorised modes, at most `Mode.top_kmh`; it only slows a bicycle; who walks ignores it.
    """
    of_class = {"": mode.speeds_kmh.get(UNCLASSED, mode.slow_kmh), **mode.speeds_kmh}
    by_class = coded(streets, "class").numbers(of_class, mode.slow_kmh)
    if "speed_kmh" not in streets.columns or not mode.obeys_oneway:
        return by_class
    own = pd.to_numeric(streets["speed_kmh"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    most = mode.top_kmh if mode.motorised else by_class
    return np.where(np.isnan(own), by_class, np.minimum(own, most))


_FORWARD = ("yes", "true", "1")
_BACKWARD = ("-1", "reverse")
_BOTH = ("no", "false", "0")


def directions(streets: pd.DataFrame, mode: Mode) -> tuple[Flags, Flags]:
    """Whether a mode may travel each street along, and against, the direction in which it is drawn.

    Motorways and roundabouts are one-way unless `oneway` says no; `oneway_bicycle` goes before both for bicycles.
    """
    both = np.ones(len(streets), dtype=np.bool_)
    if not mode.obeys_oneway:
        return both, both.copy()
    sign = coded(streets, "oneway")
    implied = coded(streets, "class").among(("motorway",)) | coded(streets, "junction").among(("roundabout",))
    along = sign.among(_FORWARD) | (implied & ~sign.among(_BOTH) & ~sign.among(_BACKWARD))
    against = sign.among(_BACKWARD)
    if mode.name == "bicycle":
        own = coded(streets, "oneway_bicycle")
        free = own.among(_BOTH)
        along = (along & ~free & ~own.among(_BACKWARD)) | own.among(_FORWARD)
        against = (against & ~free & ~own.among(_FORWARD)) | own.among(_BACKWARD)
    return ~against, ~along
