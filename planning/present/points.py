"""Points of every unit under every criterion: what the total is made of."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planning.i18n import Translator
from planning.present.views import Column, TableView
from planning.ranking import Ranking
from planning.ranking.words import criterion_label


def table(ranking: Ranking, names: Mapping[str, str], t: Translator, *, illustrative: bool) -> TableView:
    """Units in their order with the points, 0 to 100, that each criterion gives; no value where there are no data."""
    units = [*ranking.order, *ranking.unranked]
    ids = list(ranking.matrix.ids)
    frame = ranking.points.reindex(index=units, columns=ids)
    frame = pd.DataFrame({f"c{number}": frame[id_] for number, id_ in enumerate(ids)})
    frame.insert(0, "unit", [names.get(unit, unit) for unit in units])
    frame.insert(1, "score", ranking.scores.reindex(units))
    columns = (
        Column(name="unit", title=t("priorities.table.unit")),
        Column(name="score", title=t("priorities.table.score"), kind="number", digits=1),
        *(
            Column(name=f"c{number}", title=criterion_label(id_, t), kind="number", digits=0)
            for number, id_ in enumerate(ids)
        ),
    )
    return TableView(
        title=t("points.title"),
        frame=frame,
        columns=columns,
        file="diem-theo-tieu-chi",
        note=t("points.note"),
        illustrative=illustrative,
    )
