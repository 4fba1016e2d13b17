"""Item analysis: how hard a question is, and whether those who know more get it right.

Difficulty is the share of learners who were right. Discrimination is the point-biserial correlation between being
right here (x, 1 or 0) and the rest score y, the learner's share right on all their *other* questions:

    r = (mean of y where x = 1, minus mean of y where x = 0) * sqrt(p * (1 - p)) / s

with p the share right and s the standard deviation of y, both over the learners counted. Leaving the question itself
out of the score corrects for it: with it, a question would correlate with itself (Henrysson, 1963, "Correction of
item-total correlations in item analysis", Psychometrika 28, 211-218). Only a learner's first answer to a question
counts; later ones tell what they have learned since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Under so many learners, chance speaks louder than the question.
FEWEST = 20


class First(NamedTuple):
    """A learner's first answer to a question."""

    learner: int
    question: str
    right: bool


@dataclass(frozen=True)
class Item:
    """A question: how many learners answered it, and, from FEWEST on, its difficulty and discrimination.

    Discrimination is None, too, where all were right, all were wrong, or all score the same elsewhere; `compared` is
    how many learners have answered other questions as well, and so have a rest score.
    """

    question: str
    count: int
    compared: int
    difficulty: float | None
    discrimination: float | None


def items(first: Iterable[First]) -> list[Item]:
    """Every question that was answered, by name; `first` has the earlier before the later."""
    rows = list(first)[::-1]  # so that of two answers the earlier is written last, and stays
    learners = {each: place for place, each in enumerate(dict.fromkeys(row.learner for row in rows))}
    questions = {each: place for place, each in enumerate(sorted({row.question for row in rows}))}
    right = np.full((len(learners), len(questions)), np.nan)
    if rows:
        who, what, were = zip(*rows, strict=True)
        right[[learners[each] for each in who], [questions[each] for each in what]] = were
    answered = ~np.isnan(right)
    total, number = np.nansum(right, axis=1), answered.sum(axis=1)
    found = []
    for name, place in questions.items():
        here = answered[:, place]
        others = here & (number > 1)
        x = right[others, place]
        rest = (total[others] - x) / (number[others] - 1)
        enough = here.sum() >= FEWEST
        difficulty = float(right[here, place].mean()) if enough else None
        found.append(Item(name, int(here.sum()), int(others.sum()), difficulty, discrimination(x, rest)))
    return found


def discrimination(x: NDArray[np.float64], rest: NDArray[np.float64]) -> float | None:
    """The point-biserial correlation of `x` (1 or 0) with `rest`; None where it is not defined or chance rules."""
    if len(x) < FEWEST or len(np.unique(x)) < 2 or np.ptp(rest) < 1e-12:
        return None
    p = x.mean()
    gap = rest[x == 1].mean() - rest[x == 0].mean()
    return float(gap * np.sqrt(p * (1 - p)) / rest.std())
