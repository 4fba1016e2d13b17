"""The seam between questions and other systems: the ways to ask that all of them have.

A form takes the way that fits it and knows no system; a system writes each of the four and knows no form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from talweg.course.question.misconception import Misconception

LETTERS = "abcdefghijklmnopqrstuvwxyz"

Answer = TypeVar("Answer")
Made_co = TypeVar("Made_co", covariant=True)
Places = tuple[int, ...]


@dataclass(frozen=True)
class Known(Generic[Answer]):
    """An answer that is known, and why it is right or wrong; a wrong one has a misconception."""

    answer: Answer
    why: str
    misconception: Misconception | None = None

    @property
    def right(self) -> bool:
        """Whether it is a right one."""
        return self.misconception is None


@dataclass(frozen=True)
class Quantity:
    """A number, the distance from it that still counts, and how it is printed without its unit."""

    value: float
    room: float
    text: str


class System(Protocol[Made_co]):
    """Another system: what it makes of a question that is asked in one of these ways."""

    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> Made_co:
        """Tick one of the options, or each of `several` that is right. They are Markdown, and stand in this order.

        Where they are not `shuffled`, their order has a meaning.
        """

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> Made_co:
        """Type a number. `unit` is printed behind it and never typed."""

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> Made_co:
        """Put steps in order. They are Markdown, and stand in this order; an order is the places of the steps in it."""

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> Made_co:
        """Write something that a person reads; `right` is a model answer as blocks of Markdown, a slip a line of it."""


def letters(places: Places) -> str:
    """An order by the letters that the steps have where they stand."""
    return " ".join(LETTERS[place] for place in places)
