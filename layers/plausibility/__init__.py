"""What is allowed and yet hard to believe: warnings and notes on layers, one by one and together."""

from __future__ import annotations

from layers.city import City
from layers.layer import Layer
from layers.plausibility.areas import area_problems, overlap_problems
from layers.plausibility.places import place_problems
from layers.plausibility.population import census_problems
from layers.plausibility.rasters import raster_problems
from layers.plausibility.register import register_problems
from layers.plausibility.series import series_problems
from layers.plausibility.texts import text_problems
from layers.problems import Problem

__all__ = ["plausible"]


def plausible(city: City | None, observations: Layer | None = None) -> tuple[Problem, ...]:
    """Everything in the data that a person should look at before believing a result.

    Parameters
    ----------
    city
        Layers in a metric frame, and grids; `None` where nothing has a place.
    observations
        The time series, as one layer of the type `observations`.

    Returns
    -------
    problems
        Warnings and notes, never errors: layers by name first, then grids, then series. Each says in `found` what was
        met (numbers with units, places in degrees) and in `allowed` against what it was held.
    """
    problems: list[Problem] = []
    for _, layer in sorted(city.layers.items()) if city is not None else ():
        problems += [
            problem.within(layer.name)
            for kind in (overlap_problems, area_problems, text_problems, register_problems, census_problems)
            for problem in kind(layer)
        ]
    if city is not None:
        problems += place_problems(city)
        for _, grid in sorted(city.grids.items()):
            problems += [problem.within(grid.name) for problem in raster_problems(grid)]
    if observations is not None:
        problems += [problem.within(observations.name) for problem in series_problems(observations)]
        problems += [problem.within(observations.name) for problem in text_problems(observations)]
    return tuple(problems)
