"""Time series that are hard to believe."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from layers.known import KNOWN
from layers.layer import Layer
from layers.plausibility.series import series_problems
from tests.layers.plausibility.samples import codes, only

START = pd.Timestamp("2026-05-14T00:00Z")
DAYS = 4
HOURS = np.arange(24 * DAYS)
WAVE = 20 + 5 * np.sin(HOURS / 24 * 2 * np.pi)
OTHER = 20 + 5 * np.cos(HOURS / 17 * 2 * np.pi)


def series(sensor="a", values=WAVE, quantity="pm25", unit="µg/m³", minutes=None, flag="ok"):
    count = len(values)
    moments = START + pd.to_timedelta(HOURS[:count] * 60 if minutes is None else minutes, unit="min")
    flags = [flag] * count if isinstance(flag, str) else flag
    return pd.DataFrame(
        {"sensor": sensor, "time": moments, "quantity": quantity, "value": values, "unit": unit, "flag": flags}
    )


def problems(*parts):
    frame = pd.concat(parts, ignore_index=True)
    frame.index = pd.Index([f"{n}" for n in frame.index], name="id")
    return series_problems(Layer("observations", KNOWN["observations"], frame))


MIXED = ["ok", "bad"] * (len(WAVE) // 2)


def test_believable_series_say_nothing():
    assert problems(series(flag=MIXED), series("b", OTHER, flag=MIXED)) == []
    assert problems(series().iloc[:0]) == []


@pytest.mark.parametrize(
    ("quantity", "unit", "right"),
    [
        ("temp", "µg/m³", False),
        ("hum", "µg/m³", False),
        ("Nhiệt độ", "mg/m3", False),
        ("temp", "°C", True),
        ("hum", "%", True),
        ("pm25", "μg/m3", True),
        ("PM2.5", "ug/m3", True),
        ("noise", "dB(A)", True),
        ("water_level", "m", True),
        ("water_level", "%", False),
        ("something else", "%", True),
    ],
)
def test_unit_must_belong_to_the_quantity(quantity, unit, right):
    found = [p for p in problems(series(quantity=quantity, unit=unit, flag=MIXED)) if p.code == "unit_implausible"]
    assert bool(found) is not right
    if found:
        assert (found[0].field, found[0].ids, found[0].found) == (quantity, ("a",), f"{unit} (96)")


def test_zeros_and_negative_values():
    values = WAVE.copy()
    values[[3, 7]] = 0
    values[9] = -1
    found = problems(series(values=values, flag=MIXED))
    assert only(found, "zero_readings").found == "2 / 96"
    assert only(found, "negative_readings").found == "1 / 96"
    cold = problems(series(values=values, quantity="temp", unit="°C", flag=MIXED))
    assert codes(cold) == []


def test_flag_that_never_changes_says_nothing():
    parts = [series(), series("b", OTHER)]
    problem = only(problems(*parts), "flag_says_nothing")
    assert (problem.found, problem.count, problem.severity) == ("ok", 192, "note")
    assert problems(series(flag="")) == []


def test_identical_series_are_named_together():
    found = problems(
        series(flag=MIXED), series("b", flag=MIXED), series("c", flag=MIXED), series("d", OTHER, flag=MIXED)
    )
    assert codes(found) == ["series_identical"]
    assert (only(found, "series_identical").ids, only(found, "series_identical").found) == (("a", "b", "c"), "96")


def test_nearly_identical_series_are_told_with_their_correlation():
    # Noise of alternating 0.5 on a wave of amplitude 5: r = sqrt(12.5 / 12.75) = 0.990.
    noisy = WAVE + np.where(HOURS % 2, 0.5, -0.5)
    found = problems(series(flag=MIXED), series("b", noisy, flag=MIXED))
    assert only(found, "series_alike").found == "r = 0.99 – 0.99 (1)"
    assert only(found, "series_alike").ids == ("a", "b")


def test_sensors_that_agree_in_one_quantity_only_are_two():
    found = problems(
        series(flag=MIXED),
        series("b", WAVE * 1.01, flag=MIXED),
        series(quantity="hum", unit="%", flag=MIXED),
        series("b", OTHER, quantity="hum", unit="%", flag=MIXED),
    )
    assert codes(found) == []


def test_readings_some_minutes_apart_are_matched():
    late = HOURS * 60 + 7
    assert "series_alike" in codes(problems(series(flag=MIXED), series("b", WAVE, minutes=late, flag=MIXED)))


def test_gap_is_told_with_its_length():
    kept = np.r_[0:20, 28:96]
    found = problems(series(values=WAVE[kept], minutes=HOURS[kept] * 60, flag=""))
    assert (only(found, "series_gaps").found, only(found, "series_gaps").allowed) == ("9.0 h (1)", "60 min")


def test_irregular_times_are_noted():
    jitter = HOURS * 60 + np.where(HOURS % 2, 20, 0)
    assert "times_irregular" in codes(problems(series(minutes=jitter, flag=MIXED)))
    assert "times_irregular" not in codes(problems(series(minutes=HOURS * 60 + HOURS % 3, flag=MIXED)))


def test_sensor_without_a_quantity_that_most_have_and_short_series():
    found = problems(
        series(flag=MIXED), series("b", OTHER, flag=MIXED), series("c", WAVE[:8], quantity="pm10", flag=MIXED[:8])
    )
    assert (only(found, "quantity_lacking").field, only(found, "quantity_lacking").ids) == ("pm25", ("c",))
    assert (
        only(found, "series_short").ids,
        only(found, "series_short").found,
        only(found, "series_short").allowed,
    ) == (("c",), "7 h", "95 h")
