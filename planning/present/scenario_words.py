"""Edits in plain words: what opens, closes, moves, where; one line each."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.city import City
from planning.i18n import Translator
from planning.present import base
from planning.present.links import street_names
from scenarios.edits import Add, Change, Edit, Remove
from scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Teller:
    """Who words the edits of a scenario.

    `city` is that of today; what earlier edits of the scenario add is known too. `units` is the layer whose names say
    where something is, "" for none.
    """

    city: City
    scenario: Scenario
    units: str
    t: Translator

    def lines(self) -> tuple[str, ...]:
        """One line an edit, in order."""
        return tuple(self.line(edit) for edit in self.scenario.edits)

    def line(self, edit: Edit) -> str:
        """An edit as a sentence without a full stop."""
        if isinstance(edit, Add):
            return self._added(edit)
        kind = self._type(edit.layer)
        if isinstance(edit, Remove):
            return self._removed(edit, kind)
        return self._changed(edit, kind)

    def _added(self, edit: Add) -> str:
        shape, values = self.city.metres(edit.geometry), edit.attributes
        where = self.where(shape)
        type_ = self._type(edit.layer) or edit.layer_type
        name = str(values.get("name") or "")
        if type_ == "facilities":
            what = self.t(f"facility.{values.get('kind')}")
            size = values.get("capacity")
            places = self.t("edit.capacity", count=self.t.number(float(size))) if size else ""
            key = "edit.add.facility.named" if name else "edit.add.facility"
            return self.t(key, what=what, name=name, where=where, places=places)
        if type_ == "streets":
            group = base.road_group(pd.Series([values.get("class")])).iloc[0]
            length = self.t.quantity(float(shapely.length(shape)), self.t("unit.m"))
            key = "edit.add.bridge" if values.get("bridge") else "edit.add.street"
            return self.t(key, what=self.t(f"road.{group}").lower(), length=length, where=where, name=name)
        return self.t("edit.add.other", layer=edit.layer, where=where)

    def _removed(self, edit: Remove, type_: str) -> str:
        name = self.name(edit.layer, edit.ids, type_)
        if type_ == "facilities":
            return self.t("edit.remove.facility", name=name)
        if type_ == "streets":
            length = float(shapely.length(self.shapes(edit.layer, edit.ids)).sum())
            return self.t("edit.close.street", name=name, length=self.t.quantity(length, self.t("unit.m")))
        return self.t("edit.remove.other", layer=edit.layer, count=self.t.number(len(edit.ids)))

    def _changed(self, edit: Change, type_: str) -> str:
        name = self.name(edit.layer, edit.ids, type_)
        values = edit.attributes
        if edit.geometry is not None and type_ == "facilities":
            to = self.city.metres(edit.geometry)
            before = self.shapes(edit.layer, edit.ids)
            far = float(shapely.distance(before[0], to)) / 1000 if before else 0.0
            distance = self.t.quantity(far, self.t("unit.km"), 1)
            return self.t("edit.move", name=name, distance=distance, where=self.where(to))
        if set(values) == {"capacity"}:
            return self.t("edit.resize", name=name, count=self.t.number(float(values["capacity"] or 0)))
        if set(values) == {"speed_kmh"}:
            return self.t("edit.speed", name=name, speed=self.t.number(float(values["speed_kmh"] or 0)))
        fields = ", ".join(f"{key} = {value}" for key, value in values.items())
        return self.t("edit.change.other", layer=edit.layer, count=self.t.number(len(edit.ids)), fields=fields)

    def _type(self, layer: str) -> str:
        if layer in self.city.layers:
            return self.city[layer].type
        made = [edit for edit in self.scenario.edits if isinstance(edit, Add) and edit.layer == layer]
        return made[0].layer_type if made else ""

    def _new(self, layer: str, id_: str) -> Add | None:
        found = (e for e in self.scenario.edits if isinstance(e, Add) and e.layer == layer and e.id == id_)
        return next(found, None)

    def shapes(self, layer: str, ids: tuple[str, ...]) -> list[BaseGeometry]:
        """The shapes of features, in metres: of today, or as an edit adds them."""
        made = []
        frame = self.city[layer].frame if layer in self.city.layers else None
        for id_ in ids:
            new = self._new(layer, id_)
            if frame is not None and id_ in frame.index:
                made.append(frame.geometry[id_])
            elif new is not None:
                made.append(self.city.metres(new.geometry))
        return made

    def name(self, layer: str, ids: tuple[str, ...], type_: str) -> str:
        """The name of the first of some features, and how many more there are."""
        names = list(dict.fromkeys(self._name(layer, id_, type_) for id_ in ids))
        if len(names) == 1:
            return names[0]
        return self.t("edit.names", name=names[0], count=self.t.number(len(names) - 1)) if names else ""

    def _name(self, layer: str, id_: str, type_: str) -> str:
        frame = self.city[layer].frame if layer in self.city.layers else None
        if frame is not None and id_ in frame.index:
            return feature_name(frame.loc[[id_]], type_, self.t) or id_
        new = self._new(layer, id_)
        if new is None:
            return id_
        row = pd.DataFrame([dict(new.attributes)], index=[id_])
        return self.t("edit.new", name=feature_name(row, type_, self.t) or id_)

    def where(self, shape: BaseGeometry) -> str:
        """In which unit, with a blank before it; "" outside all units."""
        name = self.unit(shape)
        return self.t("edit.where", unit=name) if name else ""

    def unit(self, shape: BaseGeometry) -> str:
        """The name of the unit in which a shape lies; "" outside all units."""
        if self.units not in self.city.layers:
            return ""
        frame = self.city[self.units].frame
        hits = frame[frame.geometry.intersects(shapely.point_on_surface(shape)).to_numpy()]
        return base.unit_names(hits, self.t)[0] if len(hits) else ""


def feature_name(row: pd.DataFrame | gpd.GeoDataFrame, type_: str, t: Translator) -> str:
    """The name of a facility or street, its kind or class where it has none."""
    if type_ == "streets":
        return str(street_names(row, t).iloc[0])
    given = str(row["name"].fillna("").iloc[0]) if "name" in row.columns else ""
    if given or "kind" not in row.columns:
        return given
    return t(f"kind.{row['kind'].iloc[0]}")
