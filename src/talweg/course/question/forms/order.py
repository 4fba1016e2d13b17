"""Steps to be put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, TypeVar

from talweg.course.markdown import inline
from talweg.course.question.content import Content, Verdict, Wrong
from talweg.course.question.defects import alike
from talweg.course.question.draw import Draw
from talweg.course.question.forms.places import places
from talweg.course.question.system import Known, Places, System
from talweg.errors import RangeError

T = TypeVar("T")

# Two values nearer to each other than this share of them are in no order that a learner can find.
TIE = 0.01


@dataclass(frozen=True, kw_only=True)
class Order(Content):
    """Steps to be put in order, given in the right one. A response is the places of the steps in the chosen order."""

    form: ClassVar[str] = "order"
    kinds: ClassVar[tuple[str, ...]] = ("order",)

    steps: Sequence[str]
    wrong: Sequence[Wrong] = ()
    values: Sequence[float] = ()
    """What the steps are put in order by, where that is a number of each."""

    @property
    def right(self) -> Places:
        """The right order, as a wrong one is given."""
        return tuple(range(len(self.steps)))

    def slips(self) -> list[tuple[Wrong, Places]]:
        """The wrong orders that are known."""
        return [(each, tuple(map(int, each.answer))) for each in self.wrong if isinstance(each.answer, tuple)]

    @property
    def offered(self) -> Sequence[str]:
        return self.steps

    def defects(self) -> list[str]:
        found = [
            f"{first} and {second} nearly tie: {a:.4g} and {b:.4g}"
            for (first, a), (second, b) in pairwise(zip(self.steps, self.values, strict=False))
            if abs(a - b) < TIE * max(abs(a), abs(b))
        ]
        if list(self.values) not in (sorted(self.values), sorted(self.values, reverse=True)):
            found.append("the steps do not stand in the order of their values")
        if any(sorted(each) != list(self.right) or each == self.right for _, each in self.slips()):
            found.append("a wrong order is the right one, or no order of the steps")
        if len({each.answer for each in self.wrong}) < len(self.wrong):
            found.append("a wrong order stands twice")
        return found + alike(self.steps)

    def drawn(self, draw: Draw) -> tuple[int, ...]:
        order = self.right
        while order == self.right:
            order = tuple(draw.shuffled(self.right))
        return order

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"options": [inline(self.steps[index]) for index in order]}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        return {
            "answer": list(_places(order, self.right)),
            "slips": [each.key() | {"answer": list(_places(order, steps))} for each, steps in self.slips()],
        }

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        chosen = places(asked, response)
        if sorted(chosen) != list(range(len(asked["options"]))):
            raise RangeError(f"{asked['name']}: an order names every step once, got {response!r}")
        right = chosen == key["answer"]
        return Verdict(right, float(right), tuple(each for each in key["slips"] if each["answer"] == chosen))

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[list[int], bool]]:
        yield key["answer"], True
        yield from ((each["answer"], False) for each in key["slips"])

    def export(self, order: Sequence[int], system: System[T]) -> T:
        slips = [Known(_places(order, steps), each.why, each.misconception) for each, steps in self.slips()]
        return system.steps([self.steps[index] for index in order], _places(order, self.right), slips)


def _places(order: Sequence[int], steps: Places) -> Places:
    """Where each of these steps stands."""
    return tuple(order.index(step) for step in steps)
