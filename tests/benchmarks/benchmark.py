"""What a benchmark is: our call, the calls of others for the same answer, and the number to meet."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 7
ENOUGH_S = 20.0


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One question on one town.

    `ours` is measured after one call that is thrown away; `peers` map a name to a call that answers the same
    question in this process; `elsewhere` maps a name to seconds measured in another environment, or to a remark.
    `agree` is asked once with our answer and each peer's, and must not object. `target_s` is the number to meet,
    `times` maps a peer's name to how many times slower it must be at least.
    """

    name: str
    case: str
    ours: Callable[[], object]
    target_s: float | None = None
    peers: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    elsewhere: Mapping[str, float] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    agree: Callable[[object, object], None] | None = None


@dataclass(frozen=True)
class Measured:
    """Medians in seconds, and whether everything asked for is met."""

    benchmark: Benchmark
    ours_s: float
    peers_s: Mapping[str, float]

    @property
    def met(self) -> bool:
        """Whether we are as fast as promised."""
        target = self.benchmark.target_s
        in_time = target is None or self.ours_s <= target
        return in_time and all(
            self.peers_s.get(name, 9e9) >= n * self.ours_s for name, n in self.benchmark.times.items()
        )


def median_s(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median of some runs; fewer where they take long."""
    taken: list[float] = []
    while len(taken) < repeats and (sum(taken) < ENOUGH_S or not taken):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure(benchmark: Benchmark, repeats: int = REPEATS) -> Measured:
    """Measure ours and every peer, one after the other in the same run."""
    answer = benchmark.ours()
    ours = median_s(benchmark.ours, repeats)
    peers = dict(benchmark.elsewhere)
    for name, call in benchmark.peers.items():
        if benchmark.agree is not None:
            benchmark.agree(answer, call())
        peers[name] = median_s(call, min(repeats, 3))
    return Measured(benchmark, ours, peers)
