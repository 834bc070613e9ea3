"""Where first, how sure, why: answer, map, table and doubts of a ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from layers.city import City
from planning.i18n import Translator
from planning.indicators import INDICATORS
from planning.present import base, partial
from planning.present.views import Answer, Column, MapView, Mark, RangesView, ShapeLayer, TableView
from planning.ranking import DEFAULT, GROUPS, Criterion, DecisionMatrix, Ranking
from planning.ranking.remarks import remarks
from planning.ranking.words import criterion_label, reason_words, sentence, swap_words

OWN = "own"
SAID = ("rank.no_difference", "rank.group_one", "rank.group_unchanged", "rank.unsure", "rank.by_need")
CAUTIONS = ("rank.criteria_without_data", "rank.units_redistribute", "rank.units_worst", "rank.units_unranked")
COLOURS = {"I": "#0f4550", "II": "#5a9ca3", "III": "#c5dfcf"}
UNRANKED = "#a8b0b3"


def answer(ranking: Ranking, names: Mapping[str, str], t: Translator, *, illustrative: bool) -> Answer:
    """Group I, how sure it is, what cannot be told apart; what is missing stands beside it."""
    said = [sentence(remark, t, names) for remark in remarks(ranking) if remark.code in SAID]
    cautions = [sentence(remark, t, names) for remark in remarks(ranking) if remark.code in CAUTIONS]
    said += partial.said(ranking.notes, t)
    return Answer(sentences=tuple(said), cautions=tuple(cautions), illustrative=illustrative)


def doubts(ranking: Ranking, names: Mapping[str, str], t: Translator) -> tuple[str, ...]:
    """What else there is to say of how sure the order is: the group under other weights and other methods."""
    return tuple(sentence(remark, t, names) for remark in remarks(ranking) if remark.code not in (*SAID, *CAUTIONS))


def sector_of(criterion: str) -> str:
    """The sector of a criterion; those of the user's table are one of their own."""
    return INDICATORS[criterion].sector if criterion in INDICATORS else OWN


def sectors(criteria: Sequence[Criterion]) -> dict[str, float]:
    """What each sector weighs by the criteria's own weights, of a total of 100 without the user's own criteria."""
    total = sum(c.weight for c in DEFAULT)
    found: dict[str, float] = {}
    for c in criteria:
        found[sector_of(c.id)] = found.get(sector_of(c.id), 0.0) + 100.0 * c.weight / total
    return found


def weights_of(matrix: DecisionMatrix, by_sector: Mapping[str, float]) -> dict[str, float]:
    """Weights of all criteria: what a sector weighs is shared out within it as the criteria's own weights are."""
    weights = dict.fromkeys(matrix.left_out, 0.0)
    for c in matrix.criteria:
        inside = sum(other.weight for other in matrix.criteria if sector_of(other.id) == sector_of(c.id))
        weights[c.id] = by_sector.get(sector_of(c.id), 0.0) * (c.weight / inside if inside else 0.0)
    return weights


def criteria_words(matrix: DecisionMatrix, sector: str, t: Translator) -> str:
    """The criteria of a sector."""
    return "; ".join(criterion_label(c.id, t) for c in matrix.criteria if sector_of(c.id) == sector)


def map_view(city: City, units: str, ranking: Ranking, names: Mapping[str, str], t: Translator) -> MapView:
    """Units by group with their rank printed; those without a rank are hatched."""
    layer = city[units]
    frame = layer.frame
    first = ranking.ranks[ranking.options.methods[0]].reindex(frame.index)
    groups = ranking.groups.reindex(frame.index).fillna("")
    place = {group: number for number, group in enumerate(GROUPS)}
    marks = tuple(
        Mark(label=t("priorities.group", group=group), colour=COLOURS[group], outline="#6f8487", width=0.8)
        for group in GROUPS
    )
    shape = base.choropleth_kind(frame)
    ranks = ShapeLayer(
        id="priorities",
        kind=shape,
        shapes=frame.geometry,
        shapes_key=layer.digest,
        title=t("priorities.map.groups"),
        group=t("tree.result"),
        marks=(*marks, Mark(label=t("priorities.unranked"), colour=UNRANKED, hatch=True, outline=UNRANKED, width=0.8)),
        classes=groups.map(lambda group: place.get(group, len(GROUPS))).to_numpy(dtype="int16"),
        tooltips=tuple(_tip(str(unit), ranking, names, t) for unit in frame.index),
        opacity=0.82,
        findable=True,
        tolerance_m=12,
        labels=tuple("" if pd.isna(rank) else str(int(rank)) for rank in first),
        label_class="qh-rank",
    )
    return MapView(
        title=t("priorities.map"),
        layers=(ranks,),
        base=base.base_map(city),
        bounds=base.bounds_of(city),
        credit=base.credit(city, t),
        illustrative=city.illustrative,
    )


def _tip(unit: str, ranking: Ranking, names: Mapping[str, str], t: Translator) -> str:
    return "\n".join(filter(None, (names.get(unit, unit), standing(ranking, unit, t), reasons(ranking, unit, t))))


def standing(ranking: Ranking, unit: str, t: Translator) -> str:
    """Rank, range of ranks, group and points of a unit."""
    if unit not in ranking.ranked:
        return t("priorities.unranked")
    place = ranking.ranked.get_loc(unit)
    sure = ranking.robustness
    return t(
        "priorities.standing",
        rank=int(ranking.ranks[ranking.options.methods[0]][unit]),
        low=int(sure.low[place]),
        high=int(sure.high[place]),
        group=ranking.groups[unit],
        score=t.number(ranking.scores[unit], 1),
    )


def reasons(ranking: Ranking, unit: str, t: Translator) -> str:
    """The main reasons of a unit, in words."""
    said = "; ".join(reason_words(reason, t) for reason in ranking.reasons.get(unit, ()))
    return said[:1].upper() + said[1:]


def table(
    ranking: Ranking,
    people: pd.Series | None,
    names: Mapping[str, str],
    t: Translator,
    *,
    file: str,
    illustrative: bool,
) -> TableView:
    """Units in order with group, points, range of ranks and reasons; those without a rank last."""
    units = [*ranking.order, *ranking.unranked]
    sure = ranking.robustness
    columns = {
        "rank": ranking.ranks[ranking.options.methods[0]],
        "group": ranking.groups,
        "score": ranking.scores,
        "low": ranking.per_unit(sure.low),
        "high": ranking.per_unit(sure.high),
        "leading": ranking.per_unit(sure.leading),
    }
    frame = pd.DataFrame(
        {name: column.reindex(units) for name, column in columns.items()}, index=pd.Index(units, name="id")
    )
    frame["unit"] = [names.get(unit, unit) for unit in units]
    frame["group"] = frame["group"].where(frame["group"] != "", "–")
    frame["reasons"] = [reasons(ranking, unit, t) for unit in units]
    if people is not None:
        frame["people"] = people.reindex(units)
    shown = (
        Column(name="rank", title=t("priorities.table.rank"), kind="number"),
        Column(name="unit", title=t("priorities.table.unit")),
        Column(name="group", title=t("priorities.table.group")),
        Column(
            name="score",
            title=t("priorities.table.score"),
            kind="number",
            digits=1,
            help=t("priorities.table.score.help"),
        ),
        Column(name="reasons", title=t("priorities.table.reasons"), wide=True),
        Column(name="low", title=t("priorities.table.low"), kind="number", help=t("priorities.table.range.help")),
        Column(name="high", title=t("priorities.table.high"), kind="number", help=t("priorities.table.range.help")),
        Column(
            name="leading", title=t("priorities.table.leading"), kind="share", help=t("priorities.table.leading.help")
        ),
        *([] if people is None else [Column(name="people", title=t("priorities.table.people"), kind="number")]),
    )
    return TableView(
        title=t("priorities.table"),
        frame=frame,
        columns=shown,
        file=file,
        note=t("priorities.table.note"),
        illustrative=illustrative,
    )


def ranges(ranking: Ranking, names: Mapping[str, str], t: Translator) -> RangesView:
    """The ranks that each unit takes in the trials: all of them, and nine in ten."""
    sure, order = ranking.robustness, ranking.order
    place = {str(unit): number for number, unit in enumerate(ranking.ranked)}
    at = [place[unit] for unit in order]
    first = ranking.ranks[ranking.options.methods[0]]
    return RangesView(
        title=t("priorities.ranges"),
        categories=tuple(names.get(unit, unit) for unit in order),
        values=tuple(float(first[unit]) for unit in order),
        low=tuple(float(v) for v in sure.low[at]),
        high=tuple(float(v) for v in sure.high[at]),
        usual_low=tuple(float(v) for v in sure.usual_low[at]),
        usual_high=tuple(float(v) for v in sure.usual_high[at]),
        colours=tuple(COLOURS[ranking.groups[unit]] for unit in order),
        value_title=t("priorities.table.rank"),
        texts=tuple(
            t(
                "priorities.ranges.text",
                low=int(sure.low[n]),
                high=int(sure.high[n]),
                usual_low=int(sure.usual_low[n]),
                usual_high=int(sure.usual_high[n]),
            )
            for n in at
        ),
    )


def swaps_table(
    ranking: Ranking, names: Mapping[str, str], t: Translator, *, file: str, illustrative: bool
) -> TableView:
    """The smallest change of one weight that makes two neighbours change places, the easiest first."""
    found = [swap for swap in ranking.swaps if swap.criterion]
    found.sort(key=lambda swap: abs(swap.change))
    frame = pd.DataFrame(
        {
            "above": [names.get(s.above, s.above) for s in found],
            "below": [names.get(s.below, s.below) for s in found],
            "criterion": [criterion_label(s.criterion, t) for s in found],
            "weight": [100 * s.weight for s in found],
            "needed": [100 * s.needed for s in found],
            "change": [100 * s.change for s in found],
        }
    )
    columns = (
        *(Column(name=name, title=t(f"priorities.swap.{name}")) for name in ("above", "below")),
        Column(name="change", title=t("priorities.swap.change"), kind="change", digits=1),
        *(
            Column(name=name, title=t(f"priorities.swap.{name}"), kind="number", digits=1)
            for name in ("weight", "needed")
        ),
        Column(name="criterion", title=t("priorities.swap.criterion")),
    )
    return TableView(
        title=t("priorities.swap"),
        frame=frame,
        columns=columns,
        file=file,
        note=t("priorities.swap.note"),
        illustrative=illustrative,
    )


def moves(ranking: Ranking, unit: str, names: Mapping[str, str], t: Translator) -> tuple[str, ...]:
    """What would lift a unit over its neighbour, and a neighbour over it."""
    return tuple(
        swap_words(swap, t, names) for swap in ranking.swaps if unit in (swap.above, swap.below) and swap.criterion
    )


def weights_table(ranking: Ranking, t: Translator, *, file: str, illustrative: bool) -> TableView:
    """The criteria with weights, goalposts and sources, those without data named."""
    matrix = ranking.matrix
    posts = [(np.nan if c.low is None else c.low, np.nan if c.high is None else c.high) for c in matrix.criteria]
    gone = list(matrix.left_out)
    frame = pd.DataFrame(
        {
            "criterion": [criterion_label(c, t) for c in (*matrix.ids, *gone)],
            "unit": [unit_word(c.unit, t) for c in matrix.criteria] + [""] * len(gone),
            "weight": [*(100 * matrix.weights), *[np.nan] * len(gone)],
            "low": [low for low, _ in posts] + [np.nan] * len(gone),
            "high": [high for _, high in posts] + [np.nan] * len(gone),
            "urgent": [t(f"compare.aim.{c.urgent}") for c in matrix.criteria] + [t("scale.no_data")] * len(gone),
            "source": [criterion_source(c, t) for c in matrix.criteria] + [""] * len(gone),
        }
    )
    columns = (
        Column(name="criterion", title=t("priorities.criterion")),
        Column(name="unit", title=t("priorities.unit")),
        Column(name="weight", title=t("priorities.weight"), kind="number", digits=1),
        Column(name="urgent", title=t("priorities.urgent")),
        Column(name="low", title=t("priorities.low"), kind="number", digits=1),
        Column(name="high", title=t("priorities.high"), kind="number", digits=1),
        Column(name="source", title=t("priorities.source")),
    )
    return TableView(title=t("priorities.weights"), frame=frame, columns=columns, file=file, illustrative=illustrative)


def unit_word(unit: str, t: Translator) -> str:
    """A unit in words; as it stands where the catalogue has none."""
    return t(f"unit.{unit}") if unit and t.has(f"unit.{unit}") else unit


def criterion_source(criterion: Criterion, t: Translator) -> str:
    """Where weight and marks of a criterion come from."""
    key = f"criterion.{criterion.id}.source"
    return t(key) if t.has(key) else t("source.own")
