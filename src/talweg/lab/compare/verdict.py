"""Which of two rules is better, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from talweg.errors import RangeError
from talweg.lab.compare.statistics import Contrast, contrast, holm
from talweg.lab.race import number

if TYPE_CHECKING:
    from talweg.lab.compare.comparison import Comparison


@dataclass(frozen=True)
class Verdict:
    """Which of two rules is better after `budget` trials each; `winner` is None where they cannot be told apart.

    `p` is corrected for the number of pairs. `contrast` has the effect: the share of the pairs that the first wins, the
    median difference and its interval.
    """

    first: str
    second: str
    budget: int
    winner: str | None
    p: float
    contrast: Contrast
    over: str
    again: str
    by: str = "on"
    """Before `over`: "on" a problem, or "under" a rule, where the two are problems."""

    def __str__(self) -> str:
        return f"{self.said}. Again: {self.again}"

    @property
    def said(self) -> str:
        """The verdict in a sentence, without how it is made again."""
        found, (low, high) = self.contrast, (number(each) for each in self.contrast.interval)
        other = self.second if self.winner == self.first else self.first
        head = f"{self.winner} is better than {other}"
        if self.winner is None:
            head = f"cannot separate {self.first} and {self.second}"
        share = f"{self.first} is lower on {found.superiority:.0%} of {found.pairs} seeds"
        median = f"by a median difference of {number(found.difference)} [{low}, {high}]"
        if not self.over:
            share = f"{self.first} is lower on {found.superiority:.0%} of the seeds of {found.pairs} problems"
            median = (
                f"a median of {0.5 - found.difference:.0%} of them [{0.5 - float(high):.0%}, {0.5 - float(low):.0%}]"
            )
        where = self.over or "all problems"
        told = f"{head} {self.by} {where} at a budget of {self.budget}: {share}, {median}"
        return f"{told}, p = {self.p:.2g} after correction"


def comparable(found: Comparison) -> list[tuple[str, str]]:
    """Every two problems that measure the same, such as one task under two losses."""
    return [
        pair
        for pair in combinations(found.problems, 2)
        if found.problems[pair[0]].measured == found.problems[pair[1]].measured
    ]


def between(found: Comparison, first: str, second: str, rule: str, budget: int) -> Verdict:
    """Which of two problems ends lower under a rule, corrected for all that can be compared; the pairs are seeds.

    Raises RangeError for two that do not measure the same.
    """
    pairs = comparable(found)
    pair = (first, second) if (first, second) in pairs else (second, first)
    if pair not in pairs:
        what = " and ".join(found.problems[each].measured for each in (first, second))
        raise RangeError(f"{first} and {second} do not measure the same, and so are not compared: {what}")

    def test(a: str, b: str) -> Contrast:
        return contrast(found.values(rule, budget, a), found.values(rule, budget, b), found.seed)

    p = holm({each: test(*each).p for each in pairs})[pair]
    own = test(first, second)
    winner = (first if own.difference < 0 else second) if own.separates(p) else None
    return Verdict(first, second, budget, winner, p, own, rule, found.again, "under")
