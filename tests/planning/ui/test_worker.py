"""Imports at once and in a process of their own."""

import time

import pytest

from planning.ui import worker
from planning.ui.worker import Outcome, Request
from tests.planning.hand_city import X0, Y0


@pytest.fixture
def request_(kho, tmp_path):
    file = tmp_path / "Trạm y tế.csv"
    file.write_text(f"Tên,x,y,số\nTrạm A,{X0 + 100},{Y0},5\nTrạm B,{X0 + 700},{Y0},-1\n", encoding="utf-8")
    options = {"type": "facilities", "kind": "health.station", "layer": "tram", "crs": "EPSG:9217", "columns": {}}

    def made(action: str, **columns: str) -> Request:
        given = {**options, "columns": columns}
        return Request(action=action, warehouse=kho.address, folder=str(tmp_path), path=str(file), options=given)

    return made


def test_a_look_writes_nothing_and_leaves_shapes_to_show(kho, request_):
    before = kho.revision
    outcome = worker.work(request_("look", name="Tên"))
    assert outcome.ok, outcome.problems
    assert outcome.items == (("tram", "facilities", 2, 0),)
    assert outcome.preview
    assert kho.revision == before


def test_problems_are_part_of_the_answer(request_):
    outcome = worker.work(request_("look", name="Tên", capacity="số"))
    assert not outcome.ok
    assert [(p.code, p.field) for p in outcome.problems if p.severity == "error"] == [("out_of_range", "capacity")]
    assert Outcome.of(outcome.text()) == outcome


@pytest.mark.slow
def test_a_process_writes_and_answers(kho, request_):
    job = worker.start(request_("write", name="Tên"))
    end = time.monotonic() + 120
    while (outcome := job.result()) is None and time.monotonic() < end:
        time.sleep(0.1)
    assert outcome is not None
    assert outcome.ok, outcome.problems
    assert outcome.items == (("tram", "facilities", 2, 1),)
    assert len(kho.get("tram")) == 2


def test_a_process_can_be_ended_and_says_so(kho, request_):
    before = kho.revision
    job = worker.start(request_("write", name="Tên"))
    job.stop()
    outcome = job.result()
    assert outcome is not None
    assert [p.code for p in outcome.problems] == ["import_broke_off"]
    assert kho.revision == before
