"""Whether a scenario only adds: then nobody may be worse off, and that can be checked."""

from __future__ import annotations

from layers.city import City
from scenarios.edits import Add, Change, Edit
from scenarios.scenario import Scenario


def only_improves(scenario: Scenario, city: City) -> bool:
    """Whether every edit adds a facility or a street, or raises a capacity or a stated speed.

    A street whose speed was not stated counts as changed, not as improved: what its class stood for is the network's
    business. Moving and removing always take something from somebody.
    """
    return bool(scenario.edits) and all(_improves(edit, city) for edit in scenario.edits)


def _improves(edit: Edit, city: City) -> bool:
    if isinstance(edit, Add):
        type_ = city[edit.layer].type if edit.layer in city.layers else edit.layer_type
        return type_ in {"facilities", "streets"}
    if not isinstance(edit, Change) or edit.geometry is not None or edit.layer not in city.layers:
        return False
    frame = city[edit.layer].frame
    for name, value in edit.attributes.items():
        if name not in {"capacity", "speed_kmh"} or name not in frame.columns or not isinstance(value, int | float):
            return False
        before = frame.loc[frame.index.isin(edit.ids), name]
        if before.isna().any() or (before > value).any():
            return False
    return True
