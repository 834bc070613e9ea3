"""Navigation and sidebar."""

from planning.i18n import LANGUAGES, translator
from planning.ui import shell
from planning.workspace import Workspace
from scenarios import actions
from scenarios.scenario import Scenario
from tests.planning.hand_city import point
from tests.planning.ui.conftest import shared


def test_every_page_has_title_and_question_in_both_languages():
    for language in LANGUAGES:
        t = translator(language)
        for row in shell.PAGES:
            assert t.has(f"page.{row.name}.title"), row.name
            assert t.has(f"page.{row.name}.question"), row.name
            assert t.has(f"nav.{row.part}"), row.part


def test_the_sidebar_offers_area_units_scenarios(kho, open_page):
    workspace = Workspace(kho)
    place = workspace.city().lonlat(point(7000))
    station = actions.add_facility(workspace.city(), "health.station", (place.x, place.y))
    workspace.save_scenario(Scenario("Trạm ở C", (station,)))
    page = open_page(kho, scenario="Trạm ở C")
    assert shared(page, "scenario").value == "Trạm ở C"
    assert page.metric[1].value == "600\u00a0người"  # 1,000 of the 1,600 now have a station
    assert shared(page, "units").value == "units"


def test_an_unknown_scenario_in_the_address_is_today(kho, open_page):
    page = open_page(kho, scenario="không có")
    assert not page.exception
    assert shared(page, "scenario").value == ""
