"""Best places: published optima, every choice tried, another library, and requests that make no sense."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layers.problems import OptionError
from planning.siting import SiteOptions, site
from tests.planning.siting.conftest import every_choice, objective_of

# 205 tracts, 16 stores, every choice tried; where spopt's notebook and tests state a number, it is the same
COVERED = [448_255, 671_938, 791_499, 875_247, 927_402, 941_462, 950_428, 955_113]
GREEDY = [448_255, 671_938, 788_863, 872_611, 910_944, 928_898, 946_147, 955_113]
MEAN_M = [6000.503714, 4197.512726, 3544.675235, 2982.126858, 2674.158294, 2457.358623, 2278.837329, 2151.250806]
WORST_M = [11577.279, 9130.759, 7529.986, 7403.064, 5985.500, 5903.667, 5150.253, 4644.846]
COUNTS = range(1, 9)


def nowhere(people):
    return np.full(len(people), np.inf)


def ask(costs, people, existing=None, **options):
    existing = nowhere(people) if existing is None else existing
    return site(
        np.asarray(costs, float), np.asarray(existing, float), np.asarray(people, float), SiteOptions(**options)
    )


@pytest.mark.parametrize("count", COUNTS)
def test_san_francisco_most_people_within_5000_m(san_francisco, count):
    found = ask(*san_francisco, count=count, limit_min=5000)
    assert (found.objective, found.greedy_objective) == (COVERED[count - 1], GREEDY[count - 1])
    assert found.proven
    assert found.people == 955_113
    assert found.unreached_people == 955_113 - COVERED[count - 1]


@pytest.mark.parametrize("count", COUNTS)
def test_san_francisco_shortest_mean_way(san_francisco, count):
    found = ask(*san_francisco, objective="mean", count=count)
    assert found.objective == pytest.approx(MEAN_M[count - 1], abs=1e-6)
    assert found.proven
    assert found.before == math.inf


@pytest.mark.parametrize("count", COUNTS)
def test_san_francisco_shortest_worst_way(san_francisco, count):
    found = ask(*san_francisco, objective="worst", count=count)
    assert found.objective == pytest.approx(WORST_M[count - 1], abs=5e-4)
    assert found.proven


def test_san_francisco_with_the_best_four_of_seven_locked(san_francisco):
    """Three more beside four that stand: every choice of three tried."""
    costs, people = san_francisco
    standing = costs[:, [0, 5, 9, 12]].min(axis=1)
    best = max(every_choice(costs, standing, people, 3, "coverage", 3000).values())
    found = ask(costs, people, standing, count=3, limit_min=3000)
    assert found.objective == best
    assert found.before == people[standing <= 3000].sum()


MINUTES = st.integers(0, 12).map(float) | st.just(math.inf)
CASES = st.tuples(st.integers(1, 8), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        arrays("float64", shape, elements=MINUTES),
        arrays("float64", shape[0], elements=MINUTES),
        arrays("float64", shape[0], elements=st.integers(0, 9).map(float)),
        st.integers(1, shape[1]),
    ),
)


@settings(max_examples=150, deadline=None)
@given(CASES, st.sampled_from(["coverage", "mean", "worst"]), st.integers(1, 14))
def test_no_choice_is_better(case, objective, limit):
    costs, existing, people, count = case
    limit_min = None if objective == "worst" else float(limit)
    try:
        found = ask(costs, people, existing, objective=objective, count=count, limit_min=limit_min)
    except OptionError as error:
        codes = {p.code for p in error.problems}
        assert codes <= {
            "site_no_people",
            "site_nothing_to_gain",
            "site_no_candidate_in_reach",
            "site_worst_unreachable",
        }
        assume(False)
    values = every_choice(costs, existing, people, count, objective, limit)
    best = max(values.values()) if objective == "coverage" else min(values.values())
    assert found.objective == pytest.approx(best)
    assert values[found.chosen] == pytest.approx(best)
    assert values[found.greedy] == pytest.approx(found.greedy_objective)
    assert found.proven
    assert len(found.chosen) == len(set(found.chosen)) == count
    if math.isfinite(found.before):
        assert found.before == pytest.approx(objective_of(costs, existing, people, (), objective, limit))


@settings(max_examples=60, deadline=None)
@given(CASES, st.sampled_from(["coverage", "mean"]))
def test_it_is_refused_only_where_nothing_would_change(case, objective):
    costs, existing, people, count = case
    assume(people.sum() > 0)
    try:
        ask(costs, people, existing, objective=objective, count=count, limit_min=6.0)
    except OptionError:
        reached = [p > 0 and min(*row, e) < math.inf for p, row, e in zip(people, costs, existing, strict=True)]
        if objective == "coverage" or any(reached):
            values = set(every_choice(costs, existing, people, count, objective, 6).values())
            assert values == {objective_of(costs, existing, people, (), objective, 6)}


@settings(max_examples=40, deadline=None)
@given(CASES, st.sampled_from(["coverage", "mean", "worst"]))
def test_one_place_more_is_never_worse(case, objective):
    costs, existing, people, count = case
    assume(count < costs.shape[1])
    limit_min = None if objective == "worst" else 6.0
    try:
        fewer, more = (
            ask(costs, people, existing, objective=objective, count=c, limit_min=limit_min) for c in (count, count + 1)
        )
    except OptionError:
        assume(False)
    sign = -1 if objective == "coverage" else 1
    assert sign * more.objective <= sign * fewer.objective + 1e-9


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("seed", range(3))
def test_spopt_agrees(seed):
    import pulp
    from spopt.locate import MCLP, PCenter, PMedian

    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 30, (25, 2))
    homes = rng.uniform(0, 30, (120, 2))
    costs = np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    people = rng.integers(1, 400, 120).astype(float)
    solver = pulp.PULP_CBC_CMD(msg=False)
    covered = MCLP.from_cost_matrix(costs, people, 6.0, p_facilities=4).solve(solver).problem.objective.value()
    assert ask(costs, people, count=4, limit_min=6).objective == pytest.approx(covered)
    mean = (
        PMedian.from_cost_matrix(costs, people, p_facilities=4).solve(solver).problem.objective.value() / people.sum()
    )
    assert ask(costs, people, objective="mean", count=4).objective == pytest.approx(mean)
    worst = PCenter.from_cost_matrix(costs, p_facilities=4).solve(solver).problem.objective.value()
    assert ask(costs, people, objective="worst", count=4).objective == pytest.approx(worst)


def test_the_limit_is_inside():
    assert ask([[60.0], [np.nextafter(60, 61)]], [3, 5], count=1, limit_min=60).objective == 3


def test_what_stands_already_counts_and_is_not_built_again():
    # the first place would serve the most people, had they nothing yet
    found = ask([[1, 9], [1, 9], [9, 1]], [50, 50, 10], [1, 1, 9], count=1, limit_min=5)
    assert (found.chosen, found.objective, found.before) == ((1,), 110, 100)


def test_where_fewer_suffice_the_rest_shorten_the_way():
    found = ask([[1, 4, 3], [1, 4, 1]], [1, 1], count=2, limit_min=5)
    assert found.objective == 2
    assert 0 in found.chosen


def test_people_whom_nothing_reaches_are_counted_and_left_out_of_the_mean():
    inf = math.inf
    found = ask([[2.0, 4.0], [inf, inf]], [10, 7], objective="mean", count=1)
    assert (found.objective, found.people, found.unreached_people, found.unreachable_people) == (2, 10, 7, 7)
    assert [p.code for p in found.notes] == ["site_unreachable_people"]


def test_people_who_stay_without_weigh_on_the_mean():
    inf = math.inf
    # 10 people at 1 minute and 2 nobody reaches (counted as 2 x 30), or all 12 at 30 and 1
    found = ask([[1.0, 30.0], [inf, 1.0]], [1, 10], objective="mean", count=1)
    assert found.chosen == (1,)
    assert found.unreached_people == 0


def test_time_may_run_out_and_then_the_gap_is_stated():
    rng = np.random.default_rng(0)
    costs = np.hypot(*(rng.uniform(0, 60, (800, 1, 2)) - rng.uniform(0, 60, (1, 200, 2))).transpose(2, 0, 1))
    for objective, limit in (("coverage", 6), ("mean", None), ("worst", None)):
        found = ask(costs, np.ones(800), objective=objective, count=12, limit_min=limit, max_seconds=0.01)
        assert not found.proven
        assert found.gap > 0
        assert [p.code for p in found.notes] == ["site_not_proven"]
        assert (found.bound > found.objective) == (objective == "coverage")


def test_the_same_question_has_the_same_answer(san_francisco):
    one, two = (ask(*san_francisco, count=5, limit_min=5000) for _ in range(2))
    assert one.chosen == two.chosen


@pytest.mark.parametrize(("wrong", "code"), [
    ({"count": 0}, "site_count"),
    ({"limit_min": 0}, "site_limit"),
    ({"limit_min": -1}, "site_limit"),
    ({"limit_min": float("nan")}, "site_limit"),
    ({"limit_min": None}, "site_limit_missing"),
    ({"objective": "best"}, "site_objective"),
    ({"max_seconds": 0}, "site_seconds"),
])  # fmt: skip
def test_options_that_make_no_sense(wrong, code):
    with pytest.raises(OptionError) as error:
        SiteOptions(**{"limit_min": 15, **wrong})
    assert [p.code for p in error.value.problems] == [code]


@pytest.mark.parametrize(("costs", "people", "existing", "codes"), [
    ([[1, 1]], [5], [9], {"site_count_above_candidates"}),
    ([[1, 1, 1]], [0], [9], {"site_no_people"}),
    ([[1, 1, 1], [1, 1, 1]], [5, -1], [9, 9], {"site_people"}),
    ([[1, -1, 1]], [5], [9], {"site_minutes"}),
    ([[-1]], [0], [9], {"site_minutes", "site_no_people", "site_count_above_candidates"}),
    ([[6, 7, 8]], [5], [9], {"site_no_candidate_in_reach"}),
    ([[math.inf] * 3], [5], [math.inf], {"site_no_candidate_in_reach"}),
    ([[1, 2, 3]], [5], [4], {"site_nothing_to_gain"}),
])  # fmt: skip
def test_questions_that_make_no_sense(costs, people, existing, codes):
    with pytest.raises(OptionError) as error:
        ask(costs, people, existing, count=3, limit_min=5)
    assert {p.code for p in error.value.problems} == codes


@pytest.mark.parametrize("objective", ["mean", "worst"])
def test_nothing_to_gain_and_nothing_in_reach(objective):
    with pytest.raises(OptionError, match="site_nothing_to_gain"):
        ask([[4.0]], [1], [3.0], objective=objective, count=1)
    with pytest.raises(OptionError, match="site_no_candidate_in_reach"):
        ask([[math.inf]], [1], [3.0], objective=objective, count=1)


def test_too_few_places_to_reach_everybody():
    inf = math.inf
    with pytest.raises(OptionError, match="site_worst_unreachable"):
        ask([[1, inf], [inf, 1]], [1, 1], objective="worst", count=1)


@pytest.mark.parametrize("broken", [([[1.0]], [1.0, 2.0]), ([[np.nan]], [1.0])])
def test_arrays_that_do_not_fit_are_a_fault_of_the_program(broken):
    with pytest.raises(ValueError, match=r"origins x candidates|NaN"):
        ask(*broken, count=1, limit_min=5)
