"""Norms: worked by hand, and in order."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from data import table


def needed(norm_set: str, service: str, people: int) -> tuple[float, float]:
    """Places (or facilities, or square metres) and land that people need, in the slow obvious way."""
    norms = table("norms_services")
    row = norms[(norms["norm_set"] == norm_set) & (norms["service_id"] == service)].iloc[0]
    by = {"1000_people": people / 1000, "person": people, "unit": 1}[row["per"]]
    places = row["rate"] * by
    return places, places if row["rate_unit"] == "m2" else places * row["unit_land_m2"]


@pytest.mark.parametrize(
    ("service", "places", "land_m2"),
    [
        ("kindergarten", 500, 6_000),
        ("primary", 650, 6_500),
        ("lower_secondary", 550, 5_500),
        ("health_station", 1, 500),
        ("practice_ground", 5_000, 5_000),
        ("culture_sport_unit", 1, 5_000),
        ("market_unit", 1, 2_000),
        ("unit_green", 20_000, 20_000),
    ],
)
def test_a_unit_of_10_000_people_by_the_norms_of_2021(service, places, land_m2):
    assert needed("qcvn01_2021", service, 10_000) == pytest.approx((places, land_m2))


def test_land_for_1000_people_is_rate_by_unit_land():
    norms = table("norms_services")
    by_people = norms[norms["per"].isin(["person", "1000_people"]) & norms["land_m2_per_1000"].notna()]
    assert len(by_people) > 20
    for row in by_people.itertuples():
        _, land = needed(row.norm_set, row.service_id, 1000)
        assert land == pytest.approx(row.land_m2_per_1000), row.service_id


def test_the_edition_of_2026_keeps_the_land_of_schools_and_doubles_their_radius():
    norms = table("norms_services").set_index(["norm_set", "service_id"])
    schools = ["kindergarten", "primary", "lower_secondary"]
    for norm_set, radius in (("qcvn01_2021", 500), ("qcvn01_2026", 1000)):
        mine = norms.loc[[(norm_set, school) for school in schools]]
        assert mine["land_m2_per_1000"].sum() == pytest.approx(1800)
        assert mine["max_radius_m"].eq(radius).all()
    services = norms.loc["qcvn01_2026"].query("level == 'unit' and kind != 'park'")["rate"].sum()
    total = table("norms_other").query("key == 'unit_services_total'")["value_min"].item()
    assert services == pytest.approx(total)


def test_the_two_norm_sets_meet_without_gap():
    sets = table("norm_sets").sort_values("valid_from")
    ends = pd.to_datetime(sets["valid_to"].iloc[0]) + pd.Timedelta(days=1)
    assert ends == pd.to_datetime(sets["valid_from"].iloc[1])


def test_conditions_can_be_read():
    term = r"[a-z_]+=(?:[\w|]+|\d*\.\.\d*)"
    for text in table("norms_other")["condition"]:
        assert re.fullmatch(rf"(?:{term}(?:; {term})*)?", text), text
    other = table("norms_other")
    assert (other["value_min"].notna() | other["value_max"].notna()).all()


def test_roads_of_a_lower_class_lie_closer_and_add_to_the_density():
    roads = table("norms_roads").sort_values("rank").dropna(subset=["spacing_min_m"])
    assert len(roads) == 7
    assert roads["spacing_min_m"].is_monotonic_decreasing
    assert roads["density_max_km_km2"].is_monotonic_increasing
    assert roads["density_min_km_km2"].is_monotonic_increasing
    # A square grid of streets S km apart has 2 / S km in a square kilometre; the source rounds by up to a tenth.
    assert (2000 / roads["spacing_min_m"]).tolist() == pytest.approx(roads["density_max_km_km2"].tolist(), rel=0.12)


def test_denser_building_is_allowed_only_on_smaller_lots_and_lower_houses():
    density = table("norms_density")
    tall = density["height_m"].fillna(1000)
    grid = density[density["building"] == "apartment"].assign(height_m=tall).pivot_table(
        index="height_m", columns="lot_m2", values="density_max_pct"
    )  # fmt: skip
    assert grid.shape == (12, 4)
    assert grid.notna().all(axis=None)
    assert (grid.diff().iloc[1:] <= 0).all(axis=None)
    assert (grid.T.diff().iloc[1:] < 0).all(axis=None)
