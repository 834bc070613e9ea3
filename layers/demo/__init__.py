"""The made-up province that is open after the first start: Tỉnh Minh Họa, the Sample Province.

Everything in it is invented by rule and says so; it lies in the open sea, in the numbers of EPSG:9217, with names and
codes that no register holds. The same every time, digest included. Answers known by construction are in
`layers.demo.facts`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from layers.demo.facts import PROVINCE, PROVINCE_EN

if TYPE_CHECKING:
    from layers.demo.assembly import Demo
    from layers.grid import Grid
    from layers.layer import Layer
    from layers.warehouse import Warehouse

__all__ = ["PROVINCE", "sample_province", "write_demo"]

Progress = Callable[[float], None]


def _silent(_share: float) -> None:
    """Say nothing."""


def sample_province(progress: Progress = _silent) -> Demo:
    """The Sample Province: layers, grids and a month of readings, all of them illustrative.

    Parameters
    ----------
    progress
        Told the share of the work that is done, from 0 to 1.

    Returns
    -------
    demo
        In EPSG:9217. The known answers: `layers.demo.facts`.
    """
    from layers.demo.assembly import assemble
    from layers.demo.province import make_province

    return assemble(make_province(lambda share: progress(0.7 * share)), lambda share: progress(0.7 + 0.3 * share))


def write_demo(warehouse: Warehouse, progress: Progress = _silent) -> Demo:
    """The Sample Province, put into a warehouse: all of its layers, or none of them where that fails."""
    demo = sample_province(lambda share: progress(0.7 * share))
    warehouse.set_setting("metric_crs", demo.layers["area"].crs)
    warehouse.set_setting("name", PROVINCE)
    warehouse.set_setting("name_en", PROVINCE_EN)
    items: list[Layer | Grid] = [*demo.layers.values(), *demo.grids.values()]
    warehouse.put_all((item, None) for item in items)
    progress(0.95)
    warehouse.put_observations(demo.observations)
    progress(1.0)
    return demo
