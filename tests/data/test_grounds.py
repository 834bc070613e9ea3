"""The list of legal grounds: what is cited says its own number and day, and what took a place is there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data import table


@pytest.fixture(scope="module")
def grounds():
    return table("grounds").set_index("id")


def test_an_instrument_is_cited_with_its_number_in_both_languages(grounds):
    for row in grounds.itertuples():
        assert row.number in row.vi
        assert row.number in row.en


def test_a_known_day_of_issue_stands_in_the_citation(grounds):
    for row in grounds[grounds["issued"].ne("")].itertuples():
        day = date.fromisoformat(row.issued)
        written = {f"{day.day:02d}/{day.month}/{day.year}", f"{day.day:02d}/{day.month:02d}/{day.year}"}
        assert any(f"ngày {text}" in row.vi for text in written), row.Index
        assert f"{day.day} {day:%B} {day.year}" in row.en, row.Index


def test_nothing_is_in_force_before_it_was_issued(grounds):
    both = grounds[grounds["issued"].ne("") & grounds["valid_from"].ne("")]
    assert (both["issued"] <= both["valid_from"]).all()


def test_what_took_a_place_is_in_the_list_and_follows_on_the_next_day(grounds):
    for row in grounds[grounds["replaced_by"].ne("")].itertuples():
        successor = grounds.loc[row.replaced_by]
        assert date.fromisoformat(row.valid_to) + timedelta(days=1) == date.fromisoformat(successor["valid_from"])


def test_editions_of_the_norm_have_the_days_of_norm_sets(grounds):
    editions = table("norm_sets").set_index("id")[["valid_from", "valid_to"]]
    assert grounds.loc[editions.index, ["valid_from", "valid_to"]].equals(editions)


def test_instruments_that_must_not_be_quoted_are_absent(grounds):
    assert not grounds["number"].str.contains("1012").any()
    assert grounds["vi"].is_unique
