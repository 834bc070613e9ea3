"""Ten people at once: each sees only what is theirs, and the server stays small."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from layers.warehouse import open_warehouse
from planning.i18n import LANGUAGES, translator
from planning.present import base
from planning.present.priorities import sectors, weights_of
from planning.workspace import Workspace
from scenarios.actions import add_facility
from scenarios.scenario import Scenario
from tests.browser.story import LONG_MS, Teller
from tests.browser.test_story import tell

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
PEOPLE = 10
MOST_BYTES = 1_500_000_000


class Person:
    """One of ten: a language, a scenario and a weight of their own, and what they must see."""

    def __init__(self, number: int, workspace: Workspace, scenario: Scenario) -> None:
        self.t, self.scenario, self.weight = translator(LANGUAGES[number % 2]), scenario, 8 * number + 4
        frame = workspace.city()["units"].frame
        names = dict(zip(map(str, frame.index), base.unit_names(frame, self.t), strict=True))
        matrix = workspace.decision_matrix(scenario, zones="units")
        chosen = {name: float(round(value)) for name, value in sectors(matrix.criteria).items()}
        ranking = workspace.rank(matrix.replace_weights(weights_of(matrix, chosen | {"hazard": float(self.weight)})))
        self.first = names[ranking.order[0]]
        gains = workspace.gains(scenario, zones="units")
        counts = {"n": gains.gain, "m": gains.lose, "k": gains.same}
        self.gain = self.t("compare.mixed", **{name: self.t.number(count) for name, count in counts.items()})

    @property
    def address(self) -> str:
        asked = {"lang": self.t.language, "scenario": self.scenario.name, "priorities.weight.hazard": self.weight}
        return f"priorities?{urlencode(asked)}"

    def says(self, page, *texts: str) -> None:
        place = page.locator(".st-key-answer")
        for text in texts:
            place = place.filter(has_text=text)
        try:
            place.first.wait_for(timeout=LONG_MS)
        except Exception as error:  # noqa: BLE001 - told with what stands there instead
            pytest.fail(f"{self.address}: {texts} not in: {page.locator('body').inner_text()[:1500]} ({error})")

    def go(self, page, name: str) -> None:
        title = self.t(f"page.{name}.title")
        page.locator('[data-testid="stSidebarNav"]').get_by_role("link", name=title, exact=True).click()


@pytest.fixture
def ten(own_server) -> list[Person]:
    """Ten people with a scenario each: one more station, in ten places."""
    workspace = Workspace(open_warehouse(own_server[1]))
    homes = workspace.city()["population"].frame.to_crs("EPSG:4326").geometry.representative_point()
    people = []
    for number in range(PEOPLE):
        at = homes.iloc[(number * len(homes)) // PEOPLE]
        added = add_facility(workspace.city(), "health.station", (at.x, at.y))
        scenario = Scenario(f"PA của người {number}", (added,))
        workspace.save_scenario(scenario)
        people.append(Person(number, workspace, scenario))
    return people


@pytest.mark.timeout(1800)
def test_ten_stories_leave_the_server_small(own_server, open_at, tmp_path):
    """One after the other, each at a browser of its own that stays open: what sessions keep adds up."""
    server, warehouse = own_server
    for number in range(PEOPLE):
        folder = tmp_path / str(number)
        folder.mkdir()
        language = LANGUAGES[number % 2]
        tell(Teller(open_at(server.address, f"?lang={language}", height=1300), warehouse, language), folder)
    print(f"{PEOPLE} stories: {server.most_bytes / 1e9:.2f} GB")  # noqa: T201 - a number that docs/performance.md keeps
    assert server.most_bytes < MOST_BYTES


def test_ten_at_once_see_only_their_own(own_server, ten, open_at):
    server, _ = own_server
    pages = [open_at(server.address, person.address, wait=False).page for person in ten]
    for page, person in zip(pages, ten, strict=True):
        person.says(page, person.first, person.t("rank.by_need"))
        slider = page.get_by_role("slider", name=person.t("sector.hazard"))
        slider.wait_for(timeout=LONG_MS)
        assert float(slider.input_value()) == person.weight
    for name, text in (("compare", "gain"), ("overview", ""), ("priorities", "first")):
        for page, person in zip(pages, ten, strict=True):
            person.go(page, name)
        for page, person in zip(pages, ten, strict=True):
            title = person.t(f"page.{name}.title")
            page.get_by_role("heading", name=title, exact=True, level=1).wait_for(timeout=LONG_MS)
            person.says(page, getattr(person, text) if text else person.t("illustrative.badge"))
            address = page.evaluate("decodeURIComponent(location.search.replaceAll('+', ' '))")
            assert person.scenario.name in address
            assert ("lang=en" in address) == (person.t.language == "en")
    assert server.most_bytes < MOST_BYTES
