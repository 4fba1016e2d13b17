"""A claim: what is taught, the experiment that asks whether it is so, and the rule by which the numbers decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from talweg.lab.claims.estimate import Number
from talweg.lab.claims.figure import Figure
from talweg.training.loop.examples import whole

Verdict = Literal["holds", "depends", "fails"]
Numbers = Mapping[str, Number]
SEEDS = 1 << 20
"""Base seeds below this are legal: each leads to seeds of its own for every run."""


@dataclass(frozen=True)
class Measured:
    """What an experiment has measured: numbers, and the picture of them."""

    numbers: tuple[Number, ...]
    figure: Figure


@dataclass(frozen=True)
class Judgement:
    """What the numbers say: the verdict, what was seen, and when it turns, in sentences."""

    verdict: Verdict
    seen: str
    turns: str


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """One claim, measured and judged. `numbers` are by name; `seconds` is what it took."""

    claim: str
    statement: str
    verdict: Verdict
    seen: str
    turns: str
    numbers: Numbers
    figure: Figure
    thorough: bool
    seed: int
    seconds: float

    def table(self) -> str:
        """The numbers as plain text, a line each."""
        rows = [(each.text, each.what) for each in self.numbers.values()]
        wide = max(len(text) for text, _ in rows)
        return "\n".join(f"{text:>{wide}}  {what}" for text, what in rows)

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw the figure on `ax`, to a file, or in a window. Returns the axes, or the path that was saved to."""
        return self.figure.plot(path, ax=ax)

    def __repr__(self) -> str:
        return f"{self.statement}\n{self.verdict}: {self.seen} {self.turns}\n{self.table()}"


@dataclass(frozen=True, eq=False, repr=False)
class Claim:
    """`statement` as it is taught in `section` of the lesson, by `source`; `experiment` says what is done.

    `measure(thorough, seed)` makes the numbers, and `judge` the verdict, from them alone.
    """

    name: str
    statement: str
    section: str
    source: str
    experiment: str
    measure: Callable[[bool, int], Measured]
    judge: Callable[[Numbers], Judgement]
    timed: bool = False
    """Whether it measures time: then nothing may run beside it."""

    def run(self, thorough: bool = False, seed: int = 0) -> Outcome:
        """Measure it and judge: in seconds, or where `thorough` with more seeds and settings, in minutes.

        The same `seed`, a whole number below 2**20, gives the same numbers, times aside. Raises RangeError.
        """
        number = whole("claim", "seed", seed, 0, SEEDS - 1)
        began = perf_counter()
        found = self.measure(bool(thorough), number)
        return self.judged(found, bool(thorough), number, perf_counter() - began)

    def judged(self, found: Measured, thorough: bool, seed: int, seconds: float) -> Outcome:
        """What was measured, now or on another day, with its verdict."""
        numbers = {each.name: each for each in found.numbers}
        said = self.judge(numbers)
        return Outcome(
            self.name,
            self.statement,
            said.verdict,
            said.seen,
            said.turns,
            numbers,
            found.figure,
            thorough,
            seed,
            seconds,
        )

    def __repr__(self) -> str:
        return f"Claim {self.name}: {self.statement}"
