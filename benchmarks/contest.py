"""Side by side: the same work by us and by others, turn by turn in one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

Work = Callable[[], object]
SLOW = 0.3
"""Seconds: what takes so long is not tried more often than it must be."""
TURN = 2e-3
"""Seconds that a turn takes at least: short work is done several times in one."""


@dataclass(frozen=True)
class Contest:
    """One piece of work: ours, that of every peer that is installed, and the least that it can take."""

    group: str
    name: str
    ours: Work
    peers: Mapping[str, Work] = field(default_factory=dict)
    floor: Work | None = None
    share: float = 1.0
    """How much of the floor's time is the least."""


@dataclass(frozen=True)
class Outcome:
    """Seconds that ours takes (the median), and how many times as long each other takes (the median of the ratios)."""

    group: str
    name: str
    seconds: float
    ratios: Mapping[str, float]
    floor: float | None
    turns: int


def _once(work: Work) -> float:
    began = perf_counter()
    work()
    return max(perf_counter() - began, 1e-8)


def run(contest: Contest, seconds: float, least: int = 7) -> Outcome:
    """Let all take turns for about so many seconds, `least` turns or more; the order changes from turn to turn."""
    works = {"ours": contest.ours, **contest.peers} | ({"floor": contest.floor} if contest.floor else {})
    counts, known = {}, {}
    for name, work in works.items():
        work()  # compiles, allocates
        work()
        known[name] = _once(work)
        for _ in range(3 if known[name] < SLOW else 0):  # for some, the third call is another first
            known[name] = min(known[name], _once(work))
        counts[name] = max(1, round(TURN / known[name]))
    turn = sum(max(TURN, each) for each in known.values())
    turns = max(least, min(400, round(seconds / turn)))
    times: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for number in range(turns):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            work, count = works[name], counts[name]
            began = perf_counter()
            for _ in range(count):
                work()
            times[name].append((perf_counter() - began) / count)

    def ratio(name: str) -> float:
        return median(theirs / ours for theirs, ours in zip(times[name], times["ours"], strict=True))

    floor = 1 / (contest.share * ratio("floor")) if contest.floor else None
    return Outcome(
        contest.group, contest.name, median(times["ours"]), {name: ratio(name) for name in contest.peers}, floor, turns
    )
