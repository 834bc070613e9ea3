"""Class breaks, their colours, and the class of each value: the same wherever two maps stand side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from planning.i18n import Translator
from planning.present.views import Mark

CLASSES = 5
CROWD = 0.3
"""Where more than this share of the values is the smallest one (nobody beyond a limit), it is a class of its own."""
_LEAST = 1e-300  # what is smaller cannot be divided by a power of ten
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)

# cividis (Nunez, Anderton and Renslow 2018) from light to dark, read at equal steps between 0.96 and 0.06.
SEQUENTIAL = {
    1: ("#948e77",),
    2: ("#f6dd3f", "#002d68"),
    3: ("#f6dd3f", "#7e7d78", "#002d68"),
    4: ("#f6dd3f", "#a39a74", "#5e626e", "#002d68"),
    5: ("#f6dd3f", "#b8aa6e", "#7e7d78", "#4b546c", "#002d68"),
    6: ("#f6dd3f", "#c3b369", "#948e77", "#6b6d72", "#404c6c", "#002d68"),
    7: ("#f6dd3f", "#ccba64", "#a39a74", "#7e7d78", "#5e626e", "#38476c", "#002d68"),
}
WORSE, SAME, BETTER = ("#b35806", "#f1a340", "#fee0b6"), "#f7f7f7", ("#d1e5f0", "#67a9cf", "#2166ac")
UNREACHED, NOT_JOINED, NO_DATA = "#4a4a4a", "#7a5195", "#a8b0b3"
SPECIAL = {"unreached": UNREACHED, "not_joined": NOT_JOINED, "no_data": NO_DATA}


@dataclass(frozen=True)
class Scale:
    """Classes of a number.

    `breaks` are the inner limits, rising; a value on a limit belongs to the class below it (15 minutes are "within
    15"). `colours` has one more; `unit` is a word of the legend; `special` names classes beside the scale
    ("unreached", "not_joined", "no_data"), hatched and last. With `whole`, classes are of whole numbers ("0", "1 to
    3").
    """

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    unit: str = ""
    special: tuple[str, ...] = ("no_data",)
    digits: int = 0

    def __post_init__(self) -> None:
        """Refuse breaks that do not rise, or colours that do not fit: a fault of the program."""
        if len(self.colours) != len(self.breaks) + 1 or any(b <= a for a, b in pairwise(self.breaks)):
            msg = f"{len(self.colours)} colours, breaks {self.breaks}"
            raise ValueError(msg)

    def classify(self, values: ArrayLike, status: Sequence[str] | pd.Series | None = None) -> NDArray[np.int16]:
        """The class of each value.

        Parameters
        ----------
        values
            NaN is "no_data", infinity "unreached", unless `status` says otherwise.
        status
            Word of each value; where it is one of `special` that class is taken.

        Returns
        -------
        classes
            Number of the class in `marks`; -1 where the special class is not one of this scale.
        """
        array = np.asarray(values, dtype="float64")
        inner = np.searchsorted(np.asarray(self.breaks), array, side="left").astype("int16")
        words = np.where(np.isnan(array), "no_data", np.where(np.isinf(array), "unreached", ""))
        if status is not None:
            given = np.asarray(pd.Series(status).astype(str).to_numpy(), dtype=object)
            words = np.where(np.isin(given, list(SPECIAL)), given, words)
        for number, name in enumerate(self.special):
            inner[words == name] = len(self.colours) + number
        for name in set(SPECIAL) - set(self.special):
            inner[words == name] = -1
        return inner

    def marks(self, t: Translator, *, outline: str = "", width: float = 0.0) -> tuple[Mark, ...]:
        """One mark a class with its words: "5 – 10 phút", "over 60 min", and the special ones hatched."""
        limits = [-math.inf, *self.breaks, math.inf]
        marks = [
            Mark(label=self.label(low, high, t), colour=colour, outline=outline, width=width)
            for (low, high), colour in zip(pairwise(limits), self.colours, strict=True)
        ]
        special = [
            Mark(
                label=t(f"scale.{name}"), colour=SPECIAL[name], hatch=True, outline=SPECIAL[name], width=max(width, 0.6)
            )
            for name in self.special
        ]
        return (*marks, *special)

    def label(self, low: float, high: float, t: Translator) -> str:
        """The words of one class."""
        if not self.breaks:
            return self.unit
        ends = [t.number(value, self.digits) for value in (low, high) if math.isfinite(value)]
        key = "scale.to" if math.isinf(low) else "scale.over" if math.isinf(high) else "scale.between"
        return t(key, low=ends[0], high=ends[-1], unit=self.unit).strip().replace(" %", "%")


def nice(value: float) -> float:
    """The round number nearest to a value: 1, 2, 2.5 or 5 times a power of ten."""
    if abs(value) < _LEAST or not math.isfinite(value):
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    return math.copysign(min(_NICE, key=lambda n: abs(n - abs(value) / power)) * power, value)


def shared(
    columns: Iterable[ArrayLike], *, classes: int = CLASSES, unit: str = "", special: tuple[str, ...] = ("no_data",)
) -> Scale:
    """One scale for several maps: limits at round numbers near equal shares of all values together.

    Where many values are the smallest one (0 % beyond a limit), that is a class of its own.

    Parameters
    ----------
    columns
        Values of each map; NaN and infinity do not count.
    classes
        Most classes, 3 to 6; fewer where round limits fall together.
    """
    parts = [np.asarray(column, dtype="float64").ravel() for column in columns]
    values = np.concatenate(parts) if parts else np.empty(0)
    values = values[np.isfinite(values)]
    breaks: list[float] = []
    if values.size:
        least = values == values.min()
        crowded = least.mean() > CROWD and not least.all()
        limits = [0.5 * (values.min() + values[~least].min())] if crowded else []
        rest, count = (values[~least], classes - 1) if crowded else (values, classes)
        for limit in (*limits, *np.quantile(rest, np.linspace(0, 1, count + 1)[1:-1])):
            rounded = nice(float(limit))
            if values.min() < rounded < values.max() and rounded not in breaks:
                breaks.append(rounded)
    breaks.sort()
    return Scale(tuple(breaks), sequential(len(breaks) + 1), unit, special, digits_of(breaks))


def fixed(breaks: Sequence[float], *, unit: str = "", special: tuple[str, ...] = ("unreached", "not_joined")) -> Scale:
    """A scale with given limits: minutes at 5, 10, 15, 30."""
    return Scale(tuple(breaks), sequential(len(breaks) + 1), unit, special, digits_of(breaks))


def diverging(columns: Iterable[ArrayLike], *, better: str = "less", neutral: float = 0.0, unit: str = "") -> Scale:
    """A scale of differences: white in the middle at zero, blue where it got better, orange where worse.

    `neutral` is the difference that still counts as none, on both sides.
    """
    parts = [np.abs(np.asarray(column, dtype="float64").ravel()) for column in columns]
    sizes = np.concatenate(parts) if parts else np.empty(0)
    sizes = sizes[np.isfinite(sizes) & (sizes > neutral)]
    one = nice(float(np.quantile(sizes, 1 / 3))) if sizes.size else 1.0
    two = nice(float(np.quantile(sizes, 2 / 3))) if sizes.size else 2.0
    zero = neutral if neutral > 0 else one / 1000
    one = max(one, zero * 2)
    two = two if two > one else one * 2
    breaks = (-two, -one, -zero, zero, one, two)
    low, high = (BETTER[::-1], WORSE[::-1]) if better == "less" else (WORSE, BETTER)
    return Scale(breaks, (*low, SAME, *high), unit, ("no_data",), digits_of([one, two]))


def sequential(classes: int) -> tuple[str, ...]:
    """Colours for so many classes, light to dark; beyond seven the last ones repeat."""
    colours = SEQUENTIAL[min(max(classes, 1), max(SEQUENTIAL))]
    return (*colours, *colours[-1:] * (classes - len(colours)))


def digits_of(breaks: Sequence[float]) -> int:
    """Decimals needed to tell the limits apart, at most three."""
    return next((d for d in range(3) if all(math.isclose(round(b, d), b, abs_tol=1e-9) for b in breaks)), 3)


def reversed_scale(scale: Scale) -> Scale:
    """The same limits with the colours turned round: for numbers of which more is better."""
    return replace(scale, colours=scale.colours[::-1])


def counts(
    classes: NDArray[np.integer], marks: Sequence[Mark], weights: ArrayLike | None = None
) -> Mapping[str, float]:
    """Sum of weights (people) in each class by its words; drawn as bars beside the map."""
    heavy = np.ones(len(classes)) if weights is None else np.asarray(weights, dtype="float64")
    return {mark.label: float(heavy[np.asarray(classes) == number].sum()) for number, mark in enumerate(marks)}
