"""Land: what the norms ask for, from the people of each unit."""

from planning.land.norms import (
    LEVELS,
    NORM_SETS,
    SCHOOLS,
    deficits,
    needs,
    places_short_per_1000,
    services,
    side_by_side,
)

__all__ = [
    "LEVELS",
    "NORM_SETS",
    "SCHOOLS",
    "deficits",
    "needs",
    "places_short_per_1000",
    "services",
    "side_by_side",
]
