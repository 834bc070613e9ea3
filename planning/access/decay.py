"""How the worth of a facility falls with the cost to reach it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from layers.problems import OptionError, Problem, raise_errors

Numbers = npt.NDArray[np.float64]

NAMES = ("exponential", "gaussian", "power", "linear", "inclusive")
RINGS: Mapping[float, float] = MappingProxyType({10.0: 1.0, 20.0: 0.68, 30.0: 0.22})
"""Weights by travel-time ring of Luo and Qi (2009), E2SFCA."""


@dataclass(frozen=True, kw_only=True)
class Decay:
    """A curve from 1 at no cost towards 0; in [0, 1], never rising.

    `exponential`: exp(-b d); `gaussian`: exp(-d^2 / (2 b^2)); `power`: d^-b from d = 1 on; `linear`: 1 - d / b;
    `inclusive`: 1 up to b. `b` is `parameter`, in the unit of the costs. Hansen (1959); Kwan (1998).
    """

    name: str
    parameter: float

    def __post_init__(self) -> None:
        problems = []
        if self.name not in NAMES:
            problems.append(Problem(code="unknown_decay", field="decay", found=self.name, allowed=", ".join(NAMES)))
        if not 0 < self.parameter < np.inf:
            found = f"{self.parameter:g}"
            problems.append(Problem(code="decay_not_positive", field="decay", found=found, allowed="> 0"))
        raise_errors(problems, OptionError)

    def __call__(self, cost: Numbers) -> Numbers:
        """Weights of costs; 0 where the cost is `inf`."""
        return np.where(np.isfinite(cost), _CURVES[self.name](np.where(np.isfinite(cost), cost, 0), self.parameter), 0)


@dataclass(frozen=True)
class Rings:
    """Weights by ring: up to the first limit (included) the first weight, and so on; 0 beyond the last."""

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        falls = all(a >= b for a, b in zip(self.weights, self.weights[1:], strict=False))
        rises = all(a < b for a, b in zip((0.0, *self.limits), self.limits, strict=False))
        if not (self.limits and len(self.limits) == len(self.weights) and rises and falls and min(self.weights) >= 0):
            found = ",".join(f"{a:g}:{b:g}" for a, b in zip(self.limits, self.weights, strict=False))
            raise OptionError(Problem(code="rings_not_falling", field="weights", found=found))

    def __call__(self, cost: Numbers) -> Numbers:
        """Weights of costs; 0 beyond the last ring."""
        edges = np.array(self.limits) * (1 + 1e-9)
        return np.array([*self.weights, 0.0])[np.searchsorted(edges, cost, side="left")]


def parse_decay(text: str) -> Decay:
    """The decay that a text such as `exponential:0.05` means."""
    name, _, number = text.partition(":")
    try:
        parameter = float(number)
    except ValueError:
        allowed = "NAME:PARAMETER"
        raise OptionError(Problem(code="decay_not_positive", field="decay", found=text, allowed=allowed)) from None
    return Decay(name=name.strip(), parameter=parameter)


def parse_rings(text: str) -> Rings:
    """The rings that a text such as `10:1,20:0.68,30:0.22` means."""
    try:
        pairs = sorted((float(a), float(b)) for a, b in (part.split(":") for part in text.split(",")))
    except ValueError:
        raise OptionError(Problem(code="rings_not_falling", field="weights", found=text)) from None
    return Rings(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))


_CURVES: Mapping[str, Callable[[Numbers, float], Numbers]] = MappingProxyType(
    {
        "exponential": lambda d, b: np.exp(-b * d),
        "gaussian": lambda d, b: np.exp(-(d**2) / (2 * b**2)),
        "power": lambda d, b: np.maximum(d, 1.0) ** -b,
        "linear": lambda d, b: np.clip(1 - d / b, 0, 1),
        "inclusive": lambda d, b: (d <= b * (1 + 1e-9)).astype(np.float64),
    }
)
