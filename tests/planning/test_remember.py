"""Values are made once while they are kept."""

import threading
from concurrent.futures import ThreadPoolExecutor

from planning.remember import Memory, forget


def test_memory_keeps_the_last_values():
    memory, made = Memory(most=2), []

    def value(name):
        return memory(name, lambda: made.append(name) or name.upper())

    assert [value("a"), value("b"), value("a"), value("c"), value("a"), value("b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]  # b was the least used when c came


def test_what_nobody_asks_for_goes_with_the_change_after():
    memory, made = Memory(), []

    def value(name):
        return memory(name, lambda: made.append(name) or name.upper())

    value("streets"), value("old city")
    memory.drop_unused()  # the data changed
    value("streets"), value("new city")
    assert made == ["streets", "old city", "new city"]  # what did not change is kept
    memory.drop_unused()
    value("streets"), value("new city"), value("old city")
    assert made == ["streets", "old city", "new city", "old city"]


def test_forget_makes_each_time():
    made = []
    assert forget("k", lambda: made.append(1) or 5) == 5
    forget("k", lambda: made.append(1))
    assert len(made) == 2


def test_nothing_is_remembered_of_a_failure():
    memory = Memory()
    for _ in range(2):
        try:
            memory("k", lambda: 1 / 0)
        except ZeroDivisionError:
            continue
    assert memory("k", lambda: 3) == 3


def test_who_asks_for_what_is_being_made_waits_for_it():
    memory, made, begun, go_on = Memory(), [], threading.Event(), threading.Event()

    def make():
        begun.set()
        go_on.wait(10)
        made.append(1)
        return object()

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(memory, "k", make) for _ in range(4)]
        begun.wait(10)
        other = memory("other", lambda: "made meanwhile")  # another key waits for nobody
        go_on.set()
        found = {id(one.result(10)) for one in asked}
    assert other == "made meanwhile"
    assert len(found) == len(made) == 1
