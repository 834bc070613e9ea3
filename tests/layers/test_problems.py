"""Problems are data: collected, counted, told once."""

from __future__ import annotations

import pickle

import pytest

from layers.problems import (
    MOST_IDS,
    CatalogError,
    LayerError,
    OptionError,
    PlanningError,
    Problem,
    ScenarioError,
    concerning,
    errors,
    raise_errors,
)

ERROR = Problem(code="a", field="x", found="1")
WARNING = Problem(code="b", severity="warning")
NOTE = Problem(code="c", severity="note")


def test_problem_of_many_features_counts_all_and_keeps_the_first_ids():
    problem = concerning("bad", [str(n) for n in range(50)], field="people", severity="warning")
    assert (problem.count, len(problem.ids), problem.ids[:2]) == (50, MOST_IDS, ("0", "1"))
    assert (problem.severity, problem.field) == ("warning", "people")


def test_problem_is_placed_in_a_layer_only_once():
    placed = ERROR.within("streets")
    assert placed.layer == "streets"
    assert placed.within("other").layer == "streets"
    assert ERROR.layer == ""


def test_equal_problems_are_one():
    assert len({ERROR, Problem(code="a", field="x", found="1"), NOTE}) == 2


def test_only_errors_stop_the_work():
    assert errors([NOTE, ERROR, WARNING]) == (ERROR,)
    raise_errors([NOTE, WARNING])
    with pytest.raises(LayerError) as caught:
        raise_errors([NOTE, ERROR, ERROR])
    assert caught.value.problems == (ERROR, ERROR)


@pytest.mark.parametrize("kind", [LayerError, CatalogError, ScenarioError, OptionError])
def test_every_error_is_a_value_error_and_survives_a_process_boundary(kind):
    error = kind(ERROR, [WARNING, NOTE])
    assert isinstance(error, PlanningError)
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is kind
    assert again.problems == (ERROR, WARNING, NOTE)


def test_message_for_developers_stays_short():
    text = str(LayerError([Problem(code=f"c{n}") for n in range(45)]))
    assert text.startswith("c0; c1;")
    assert text.endswith("and 25 more")
