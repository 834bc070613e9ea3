"""The census is that of the published total."""

from __future__ import annotations

from layers.plausibility.population import _censuses


def test_census_of_districts_adds_up_to_the_published_total():
    # Census of 1 April 2019: 1,486,918 people in Bình Định (General Statistics Office).
    units, districts = _censuses()
    assert sum(districts.values()) == 1_486_918
    assert len(units) == 58
    assert len(districts) == 11
