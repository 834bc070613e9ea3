"""Tổng quan: what is here, what is missing?"""

from __future__ import annotations

from planning.present import base
from planning.present.views import MapView
from planning.ui import cache, show, state


def page() -> None:
    """The layered map."""
    t = state.translator()
    city = state.city()
    layers = cache.call(base.facilities_layers, city, t)
    units = [base.units_layer(city[state.units()], t)] if state.units() else []
    view = MapView(
        title=state.area_name(t),
        layers=(*units, *layers),
        base=cache.call(base.base_map, city),
        bounds=base.bounds_of(city),
        credit=base.credit(city),
        illustrative=city_illustrative(city),
    )
    show.map_view(view, key="overview", t=t)


def city_illustrative(city):
    return any(l.illustrative for l in city.layers.values())
