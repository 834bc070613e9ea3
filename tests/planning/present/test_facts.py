"""Figures of an area of which little is known, against what is published."""

import numpy as np
import pandas as pd
import pytest

from layers.binh_dinh import binh_dinh
from layers.city import City
from planning.i18n import translator
from planning.present.facts import doubts, figures
from planning.present.overview import figures as usual
from tests.planning.hand_city import hand_city

VI, EN = translator("vi"), translator("en")


@pytest.fixture(scope="module")
def city():
    return City.of(binh_dinh().values(), crs="EPSG:9217")


def test_units_by_kind_gauges_and_density(city):
    density, units, gauges = figures(city, "units", pd.Series({"density": 245.1}), EN)
    assert density.value.startswith("245")
    assert (units.value, units.note) == ("58", "17 urban, 41 rural")  # 17 wards and 41 communes, by the resolution
    assert gauges.value == "7"


def test_what_is_not_known_is_left_out():
    assert [figure.label for figure in figures(hand_city(), "units", pd.Series(dtype=float), EN)] == [EN("facts.units")]
    assert figures(hand_city(), "", pd.Series({"density": np.nan}), EN) == ()


def test_four_figures_the_unknown_ones_last(city):
    whole = pd.Series({"people": 1_486_918.0, "density": 245.1})
    shown = usual(whole, VI, figures(city, "units", whole, VI)).figures
    assert [figure.value for figure in shown] == ["1.486.918\u00a0người", "245\u00a0người/km²", "58", "7"]
    plain = usual(whole, VI).figures
    assert [figure.value for figure in plain[1:]] == [VI("overview.figure.none")] * 3


def test_derived_people_are_called_so(city):
    assert len(doubts(city, VI)) == 1
    assert "01/4/2019" in doubts(city, VI)[0]
    assert doubts(hand_city(), VI) == ()
