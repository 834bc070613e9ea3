from __future__ import annotations

import threading
import time

import pytest

from planning.network.blocks import AHEAD, THREADS, Cancelled, Pool, Watch, run_blocks


def test_results_come_in_the_order_of_the_tasks():
    def work(task):
        time.sleep(0.02 if task % 3 == 0 else 0)
        return task

    assert list(run_blocks(work, list(range(20)))) == list(range(20))
    assert list(run_blocks(work, [])) == []


def test_no_more_blocks_run_at_once_than_there_are_threads_and_few_wait():
    running, most, started = 0, 0, 0
    lock = threading.Lock()

    def work(task):
        nonlocal running, most, started
        with lock:
            running, started = running + 1, started + 1
            most = max(most, running)
        time.sleep(0.005)
        with lock:
            running -= 1
        return task

    results = run_blocks(work, list(range(40)))
    next(results)
    time.sleep(0.3)
    assert started <= AHEAD + 1
    assert len(list(results)) == 39
    assert most <= THREADS


def test_cancelling_ends_within_a_block():
    asked = threading.Event()
    done = []

    def work(task):
        time.sleep(0.02)
        done.append(task)

    watch = Watch(cancelled=asked.is_set, progress=lambda share: asked.set() if share > 0.1 else None)
    with pytest.raises(Cancelled):
        list(run_blocks(work, list(range(100)), watch))
    assert len(done) < 100


def test_a_fault_in_a_block_is_raised():
    def work(task):
        raise KeyError(task)

    with pytest.raises(KeyError):
        list(run_blocks(work, [1, 2, 3]))


def test_working_memory_is_used_again():
    made = []
    pool = Pool(lambda: made.append(1) or object())
    first = pool.take()
    pool.give(first)
    assert pool.take() is first
    assert pool.take() is not first
    assert len(made) == 2
