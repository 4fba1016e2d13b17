"""Defects that answers of more than one form can have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isclose, isfinite

from talweg.course.question.content import Answer
from talweg.course.question.digits import rounded

# A distractor further off than this can be ruled out without knowing anything.
PLAUSIBLE = 300.0


def alike(answers: Iterable[Answer], digits: int = 0) -> list[str]:
    """Whether two answers are the same to a reader, to whom 2 and 2.00 are."""
    texts = [rounded(each, digits) if isinstance(each, int | float) else str(each) for each in answers]
    return [f"two answers read alike: {texts}"] if len(set(texts)) < len(texts) else []


def disproportion(answers: Sequence[Answer]) -> list[str]:
    """Whether a number is not finite, or can be ruled out by its size; the first of the answers is right."""
    numbers = [float(each) for each in answers if isinstance(each, int | float)]
    if not numbers:
        return []
    if not all(map(isfinite, numbers)):
        return [f"an answer is not finite: {numbers}"]
    right, size = numbers[0], abs(numbers[0])
    far = [each for each in numbers if right and each and not size / PLAUSIBLE <= abs(each) <= size * PLAUSIBLE]
    return [f"{far} is out of all proportion to {right}"] if far else []


def not_again(right: float | str, again: float | str | None) -> list[str]:
    """Whether the answer is another one on the independent path, where there is one."""
    if again is None:
        return []
    if isinstance(right, str) or isinstance(again, str):
        same = right == again
    else:
        same = isclose(right, again, rel_tol=1e-9, abs_tol=1e-12)
    return [] if same else [f"the answer {right} is {again} on the independent path"]
