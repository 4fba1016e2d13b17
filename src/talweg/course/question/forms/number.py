"""A number to type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, ClassVar, TypeVar

from talweg.course.question.content import Content, Verdict, Wrong
from talweg.course.question.defects import alike, disproportion, not_again
from talweg.course.question.digits import read_back, shown
from talweg.course.question.system import Known, Quantity, System
from talweg.errors import RangeError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Number(Content):
    """A number to type, right within `tolerance` times its size (or within `tolerance` itself where it is 0).

    `again` is the answer found on an independent path. A response is a number.
    """

    form: ClassVar[str] = "number"
    kinds: ClassVar[tuple[str, ...]] = ("number", "picture")

    right: float
    wrong: Sequence[Wrong] = ()
    again: float | None = None
    tolerance: float = 0.01
    digits: int = 3
    unit: str = ""

    def room(self) -> float:
        """The distance from the right answer that still counts."""
        return self.tolerance * _size(self.right)

    def slips(self) -> list[tuple[Wrong, float]]:
        """The wrong answers that are known."""
        return [(each, float(each.answer)) for each in self.wrong if isinstance(each.answer, int | float)]

    def defects(self) -> list[str]:
        values = [value for _, value in self.slips()]
        near = any(abs(each - self.right) <= 2 * self.room() for each in values)
        found = disproportion([self.right, *values])
        found += ["a wrong answer lies within the tolerance of the right one"] if near else []
        return found + alike([self.right, *values], self.digits)

    def doubts(self) -> Iterator[str]:
        yield from not_again(self.right, self.again)
        text = shown(self.right, self.digits)
        if abs(read_back(text) - self.right) > self.room():
            yield f"the answer as it is shown, {text}, lies outside its tolerance"

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"unit": self.unit}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        return {
            "answer": self.right,
            "room": self.room(),
            "shown": shown(self.right, self.digits) + self.unit,
            "slips": [each.key() | {"answer": each.answer} for each in self.wrong],
        }

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        if isinstance(response, bool) or not isinstance(response, int | float) or isnan(response):
            raise RangeError(f"{asked['name']}: the answer is a number, got {response!r}")
        if abs(response - key["answer"]) <= key["room"]:
            return Verdict(True, 1.0, ())
        share = key["room"] / _size(key["answer"])  # a slip is recognised within the same share of its own size
        near = (each for each in key["slips"] if abs(response - each["answer"]) <= share * _size(each["answer"]))
        return Verdict(False, 0.0, tuple(near)[:1])

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[float, bool]]:
        yield key["answer"], True
        yield from ((each["answer"], False) for each in key["slips"])

    def export(self, order: Sequence[int], system: System[T]) -> T:
        slips = [Known(self._quantity(value), each.why, each.misconception) for each, value in self.slips()]
        return system.number(self._quantity(self.right), slips, self.unit)

    def _quantity(self, value: float) -> Quantity:
        return Quantity(value, self.tolerance * _size(value), shown(value, self.digits))


def _size(value: float) -> float:
    """What a tolerance is a share of."""
    return abs(value) or 1.0
