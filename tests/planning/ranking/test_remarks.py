"""The sentences about a ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planning.i18n.translator import translator
from planning.ranking.criteria import DEFAULT
from planning.ranking.matrix import decision_matrix
from planning.ranking.ranking import RankOptions, rank
from planning.ranking.remarks import remarks


def say(values, criteria, **options):
    ranking = rank(decision_matrix(values, criteria), RankOptions(draws=500, **options))
    return {r.code: dict(r.values) for r in remarks(ranking)}


def test_what_is_proposed_and_how_sure_it_is(values, criteria):
    said = say(values, criteria)
    assert list(said) == [
        "rank.group_one",
        "rank.group_unchanged",
        "rank.stays",
        "rank.unsure",
        "rank.check.topsis",
        "rank.by_need",
    ]
    assert said["rank.group_one"] == {"list": ("b",), "count": 1}
    assert 0 < said["rank.group_unchanged"]["share"] < 1
    assert said["rank.stays"]["share"] == said["rank.group_unchanged"]["share"]  # a group of one
    assert said["rank.unsure"] == {"first": 1, "last": 2}


def test_no_difference_is_said_and_nothing_is_proposed(values, criteria):
    values[:] = 1.0
    assert list(say(values, criteria)) == ["rank.no_difference", "rank.by_need"]


def test_what_is_missing_is_said(gaps, criteria):
    said = say(gaps.drop(columns="wet"), criteria)
    assert said["rank.criteria_without_data"] == {"criteria": ("wet",), "count": 1}
    assert said["rank.units_redistribute"] == {"list": ("b",), "count": 1}
    assert say(gaps, criteria, missing="leave_out")["rank.units_unranked"] == {"list": ("b",), "count": 1}
    assert "rank.units_worst" in say(gaps, criteria, missing="worst")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_reason_and_label_has_words(language, gaps, criteria):
    t = translator(language)
    same = pd.DataFrame(np.ones((3, 3)), columns=["far", "wet", "green"])
    codes = {"rank.list_more", "rank.swap", "rank.no_swap"}
    codes |= set(say(gaps.drop(columns="wet"), criteria)) | set(say(same, criteria))
    codes |= set(say(gaps, criteria, missing="leave_out")) | set(say(gaps, criteria, missing="worst"))
    codes |= {f"criterion.{c.id}.{part}" for c in DEFAULT for part in ("label", "reason")}
    assert not [code for code in codes if not t.has(code)]
