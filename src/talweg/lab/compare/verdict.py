"""Which of two rules is better, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from talweg.lab.compare.statistics import Contrast
from talweg.lab.race import number


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
        return f"{head} on {where} at a budget of {self.budget}: {share}, {median}, p = {self.p:.2g} after correction"
