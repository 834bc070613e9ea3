"""So sánh over the hand city: PA1 puts a health station beside the 1,000 people at 7,000 m."""

import pandas as pd
import pytest

import planning.cli_ask  # noqa: F401 - registers its commands
from planning.cli import main
from planning.i18n import translator
from planning.indicators import INDICATORS
from planning.present.compare import label
from planning.ui import state
from planning.workspace import Workspace
from scenarios.files import to_json
from tests.planning.present.test_compare import ADD, CLOSE
from tests.planning.ui.conftest import shared, words


@pytest.fixture
def with_scenarios(kho):
    for scenario in (CLOSE, ADD):
        Workspace(kho).save_scenario(scenario)
    return kho


def said(page) -> str:
    return words(page).replace("\\", "")


def test_without_a_scenario_the_page_says_what_to_do(kho, open_page):
    page = open_page(kho, "compare")
    assert not page.exception
    assert "Cần ít nhất một phương án" in said(page)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "1.000 người được lợi, 0 người bất lợi"), ("en", "1,000 people gain, 0 lose")],
)
def test_the_newest_scenario_is_compared_at_once(with_scenarios, open_page, language, sentence):
    page = open_page(with_scenarios, "compare", lang=language)
    assert not page.exception
    assert page.multiselect(key="compare.with").value == ["PA1"]
    assert sentence in said(page)
    assert not page.error


def test_the_address_opens_the_same_view(with_scenarios, open_page):
    page = open_page(with_scenarios, "compare", compare__with=["PA2", "PA1"], compare__indicator="hospital_mean_min")
    assert page.multiselect(key="compare.with").value == ["PA2", "PA1"]
    assert page.selectbox(key="compare.indicator").value == "hospital_mean_min"
    assert "So với PA1, PA2" in said(page)


def test_a_scenario_chosen_in_the_sidebar_joins(with_scenarios, open_page):
    page = open_page(with_scenarios, "compare")
    shared(page, state.SCENARIO).set_value("PA2").run()
    assert page.multiselect(key="compare.with").value == ["PA2", "PA1"]


def test_language_keeps_what_was_chosen(with_scenarios, open_page):
    page = open_page(with_scenarios, "compare")
    page.multiselect(key="compare.with").set_value(["PA2"]).run()
    page.segmented_control(key="compare.place").set_value("places").run()
    page.segmented_control(key=state.LANGUAGE).set_value("en").run()
    assert not page.exception
    assert page.multiselect(key="compare.with").value == ["PA2"]
    assert page.segmented_control(key="compare.place").value == "places"


def test_nothing_chosen_asks_for_something(with_scenarios, open_page):
    page = open_page(with_scenarios, "compare")
    page.multiselect(key="compare.with").set_value([]).run()
    assert not page.exception
    assert "Chọn ít nhất một phương án" in said(page)


def test_numbers_on_the_page_are_those_of_the_command_line(with_scenarios, open_page, tmp_path):
    table = open_page(with_scenarios, "compare").dataframe[0].value
    file, out = tmp_path / "PA1.json", tmp_path / "out.csv"
    file.write_text(to_json(ADD), encoding="utf-8")
    assert main(["evaluate", "--scenario", str(file), "-o", str(out), "-w", with_scenarios.address]) == 0
    rows = pd.read_csv(out).to_dict("records")
    vi = translator("vi")
    shown = table.set_index("indicator")
    for row in rows:
        column = "today" if row["scenario"] == "baseline" else "value_0"
        value = shown.loc[label(INDICATORS[row["indicator"]], vi), column]
        assert value == pytest.approx(row["value"], nan_ok=True), row
    assert len(rows) == 2 * len(shown)
