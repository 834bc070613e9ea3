"""What the norms ask for from the people of each unit alone, edition beside edition, and what is missing.

Values come from the tables `norms_services`, `norms_other` and `norm_sets`; each result carries clause, source and
confidence, as most values are not verified against the gazette.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import is_unverified, table
from layers.problems import OptionError, Problem, concerning, raise_errors

NORM_SETS = ("qcvn01_2021", "qcvn01_2026")
"""The edition to 31 December 2026, and the one from 1 January 2027."""
LEVELS = ("unit", "city", "rural")
"""Residential unit, town, rural commune."""
SCHOOLS = ("school.preschool", "school.primary", "school.lower_secondary")
FEWEST_PEOPLE: Mapping[str, float] = MappingProxyType({"r_upper_secondary": 20_000})
"""Services that only communes with so many people have to have (found2: S10)."""
URBAN_KINDS = frozenset({"phường", "thị trấn", "thị xã", "thành phố", "ward", "township", "town", "city"})
_KIND_OF_NAME = r"^((?i:phường|thị trấn|xã|huyện|thị xã|thành phố))\s"
RURAL_KINDS = frozenset({"xã", "huyện", "commune", "district"})
_ABOUT = [
    "vi",
    "en",
    "kind",
    "min_lot_m2",
    "max_radius_m",
    "clause",
    "note",
    "source",
    "date",
    "confidence",
    "kind_shared",
]


def services(norm_sets: Sequence[str] = NORM_SETS, norms: pd.DataFrame | None = None) -> pd.DataFrame:
    """The services of some editions that need something of their people, one row a service in an edition.

    Services of which the norm states only a radius or a smallest lot are left out. The column `kind_shared` is added:
    whether another service of the edition and level has the same facility kind.

    Raises
    ------
    OptionError
        For an edition that is not there.
    """
    rows = table("norms_services") if norms is None else norms
    known = list(dict.fromkeys(rows["norm_set"]))
    raise_errors(
        (
            Problem(code="norm_set_unknown", found=name, allowed=", ".join(known))
            for name in norm_sets
            if name not in known
        ),
        OptionError,
    )
    kinds = rows.groupby(["norm_set", "level", "kind"])["service_id"].transform("nunique")
    rows = rows.assign(kind_shared=((kinds > 1) | (rows["kind"] == "")).astype(bool))
    chosen = rows[rows["norm_set"].isin(list(norm_sets)) & rows["rate"].notna()]
    return chosen.reset_index(drop=True)


def urban_of(units: pd.DataFrame) -> pd.Series[bool] | None:
    """Whether each unit is urban, by its kind (ward, commune ...); `None` where the kind of any is not known.

    The kind is that of the column `kind`, or else the first words of its name ("Phường Quy Nhơn").
    """
    blank = pd.Series("", index=units.index)
    stated, names = (units[name].fillna("") if name in units.columns else blank for name in ("kind", "name"))
    named = names.astype(str).str.extract(_KIND_OF_NAME, expand=False).fillna("")
    kinds = stated.astype(str).str.strip().where(stated != "", named).str.casefold()
    urban, rural = kinds.isin(URBAN_KINDS), kinds.isin(RURAL_KINDS)
    return urban if bool((urban | rural).all()) else None


def needs(
    people: pd.Series[float],
    *,
    norm_sets: Sequence[str] = NORM_SETS,
    urban: pd.Series[bool] | None = None,
    norms: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each unit needs of each service under each edition.

    Parameters
    ----------
    people
        People by unit id. NaN: not known, and so are the needs.
    norm_sets
        Editions.
    urban
        Whether a unit is urban (services of residential unit and town) or rural (those of a commune), by unit id;
        without it every unit is shown with the services of all levels, to choose from by `level`.
    norms
        A norm set of one's own, with the columns of `norms_services`; `unit_floor_m2` (floor a place) may be added.

    Returns
    -------
    table
        One row a unit, edition and service: `unit, norm_set, level, service_id, vi, en, kind, people`; `places` in
        `places_unit`, `facilities`, `land_m2` and `floor_m2`, each NaN where the norm says nothing of it;
        `min_lot_m2` and `max_radius_m` of one facility; `clause, note, source, date, confidence, unverified`; and
        `kind_shared` as from `services`.
        Numbers are exact, not rounded up.

    Raises
    ------
    OptionError
        For people below 0 or infinite, units that repeat, or an edition that is not there.

    Notes
    -----
    Places are people x rate, land is places x land a place, or people x m2 a person, or facilities x land of one.
    Facilities one a residential unit are counted for the fewest residential units that the people can form (at most
    20,000 each); those one a commune are one a unit; those one a town are not the need of a single unit, and NaN.
    """
    rows = services(norm_sets, norms)
    counted = people.set_axis(people.index.map(str)).astype("float64").rename("people")
    raise_errors(_people_problems(counted), OptionError)
    crossed = counted.rename_axis("unit").reset_index().merge(rows, how="cross")
    if urban is not None:
        town = crossed["unit"].map(urban.set_axis(urban.index.map(str)).astype("object"))
        crossed = crossed[(crossed["level"] == "rural") != town.eq(other=True)].reset_index(drop=True)
    computed = _computed(crossed)
    first = crossed[["unit", "norm_set", "level", "service_id", "people"]]
    about = crossed[_ABOUT].assign(unverified=crossed["confidence"].map(is_unverified).astype(bool))
    return pd.concat([first, about[["vi", "en", "kind"]], computed, about.drop(columns=["vi", "en", "kind"])], axis=1)


def _people_problems(people: pd.Series[float]) -> Iterable[Problem]:
    if not people.index.is_unique:
        yield concerning("units_repeated", list(people.index[people.index.duplicated()].unique()), field="id")
    wrong = (people < 0) | np.isinf(people)
    if wrong.any():
        yield concerning("norm_people", list(people.index[wrong]), field="people", allowed=">= 0")


def _computed(rows: pd.DataFrame) -> pd.DataFrame:
    people, rate = rows["people"], rows["rate"]
    per, unit = rows["per"], rows["rate_unit"]
    each = pd.Series(np.nan, index=rows.index)
    each = each.mask(per == "1000_people", people / 1000).mask(per == "person", people)
    each = each.mask(per == "unit", np.ceil(people / _most_people(rows)))
    fewest = rows["service_id"].map(FEWEST_PEOPLE).fillna(0.0).clip(lower=np.nextafter(0, 1))
    each = each.mask(per == "commune", (people >= fewest).astype("float64").where(people.notna()))
    need = rate * each
    seats = ~unit.isin(["m2", "facility"])
    places, facilities = need.where(seats), need.where(unit == "facility")
    one = rows["unit_land_m2"].fillna(rows["min_lot_m2"])
    land = need.where(unit == "m2", (places * rows["unit_land_m2"]).where(seats, facilities * one))
    floor = places * rows["unit_floor_m2"] if "unit_floor_m2" in rows.columns else pd.Series(np.nan, index=rows.index)
    return pd.DataFrame(
        {
            "places": places,
            "places_unit": unit.where(seats, ""),
            "facilities": facilities,
            "land_m2": land,
            "floor_m2": floor,
        },
    )


def _most_people(rows: pd.DataFrame) -> pd.Series[float]:
    """The most people of a residential unit under the edition of each row."""
    other = table("norms_other")
    frame = other[(other["key"] == "unit_population") & (other["condition"] == "")]
    most = frame.set_index("norm_set")["value_max"]
    return rows["norm_set"].map(most).fillna(most.min()).astype("float64")


def side_by_side(table: pd.DataFrame, norm_sets: tuple[str, str] = ("qcvn01_2021", "qcvn01_2026")) -> pd.DataFrame:
    """Needs of two editions beside each other, one row a unit and service, with the change between them.

    Parameters
    ----------
    table
        As from `needs`.
    norm_sets
        The two editions.

    Returns
    -------
    table
        Indexed by unit, level and service; for `places`, `facilities`, `land_m2` and `max_radius_m` one column an
        edition (`land_m2_qcvn01_2021`), and `land_m2_change`, `max_radius_m_change`. NaN where an edition says nothing:
        a service that only one of them names is not a need of 0 in the other. `unverified` if either value is.
    """
    keys = ["unit", "level", "service_id"]
    shown = ["places", "facilities", "land_m2", "max_radius_m", "unverified", "vi", "en", "kind"]
    one, two = (table[table["norm_set"] == name].set_index(keys)[shown] for name in norm_sets)
    index = one.index.append(two.index.difference(one.index, sort=False))
    one, two = one.reindex(index), two.reindex(index)
    result = pd.DataFrame({name: one[name].where(one[name].notna(), two[name]) for name in ("vi", "en", "kind")})
    for name in shown[:4]:
        result[f"{name}_{norm_sets[0]}"] = one[name]
        result[f"{name}_{norm_sets[1]}"] = two[name]
    for name in ("land_m2", "max_radius_m"):
        result[f"{name}_change"] = two[name] - one[name]
    flags = [
        part["unverified"].astype("object").map({True: True, False: False}).fillna(value=False) for part in (one, two)
    ]
    return result.assign(unverified=flags[0].astype(bool) | flags[1].astype(bool))


def deficits(
    table: pd.DataFrame,
    *,
    places: pd.DataFrame | None = None,
    land_m2: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What each unit lacks: the needs with what there is beside them.

    Parameters
    ----------
    table
        As from `needs`.
    places, land_m2
        What there is, units x services or facility kinds, in the units of the needs; NaN: not known. A column named
        after a kind serves the one service of that kind in an edition and level; where several share the kind (three
        kinds of culture house), it takes columns named after the service, as one lot cannot count three times.

    Returns
    -------
    table
        With `places_there, places_short, land_there_m2, land_short_m2` (NaN where need or supply are not known, else
        0 or more) and `state`: "short" if something is missing, "met" if all that is known suffices, "no_data" where
        nothing can be compared.

    Notes
    -----
    short = max(0, need - there); a surplus in one unit does not serve another.
    """
    there = _there(table, places)
    lots = _there(table, land_m2)
    places_short = (table["places"] - there).clip(lower=0)
    land_short = (table["land_m2"] - lots).clip(lower=0)
    missing = (places_short.fillna(0) > 0) | (land_short.fillna(0) > 0)
    unknown = places_short.isna() & land_short.isna()
    state = np.select([unknown, missing], ["no_data", "short"], "met")
    return table.assign(
        places_there=there, places_short=places_short, land_there_m2=lots, land_short_m2=land_short, state=state
    )


def _there(table: pd.DataFrame, supply: pd.DataFrame | None) -> pd.Series[float]:
    """What there is for each row of the needs; NaN where nobody said."""
    found = np.full(len(table), np.nan)
    if supply is None:
        return pd.Series(found, index=table.index)
    given = supply.set_axis(supply.index.map(str)).astype("float64")
    row = given.index.get_indexer(pd.Index(table["unit"]))
    for name in ("kind", "service_id"):
        column = given.columns.get_indexer(pd.Index(table[name]))
        hit: NDArray[np.bool_] = (row >= 0) & (column >= 0)
        if name == "kind":
            hit &= ~table["kind_shared"].to_numpy(dtype=bool)
        found[hit] = given.to_numpy()[row[hit], column[hit]]
    return pd.Series(found, index=table.index)


def places_short_per_1000(table: pd.DataFrame, kinds: Sequence[str] = SCHOOLS) -> pd.Series[float]:
    """School places short per 1,000 people, by unit: the criterion of the ranking.

    Parameters
    ----------
    table
        As from `deficits`, of one edition that counts places and of one level a unit.
    kinds
        Kinds of facilities whose places count.

    Returns
    -------
    values
        Sum over the kinds; NaN for a unit where the places of one of them, or its people, are not known, or without
        people.
    """
    of_kind = table[table["kind"].isin(list(kinds))]
    if of_kind.duplicated(["unit", "kind"]).any():
        raise ValueError("one edition and one level a unit: a place would count twice")
    rows = table[table["kind"].isin(list(kinds)) & table["places"].notna() | table["people"].isna()]
    grouped = rows.groupby("unit", sort=False)
    short = grouped["places_short"].agg(lambda column: column.sum(skipna=False))
    people = grouped["people"].first()
    complete = grouped["kind"].nunique() >= len(set(kinds))
    values = (short / people.where(people > 0) * 1000).where(complete)
    return values.reindex(pd.Index(dict.fromkeys(table["unit"]), name="unit")).rename("school_places_short")
