"""A number to type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, isnan, log10
from typing import Any, ClassVar, TypeVar

from talweg.course.question.content import Content, Verdict, Wrong
from talweg.course.question.defects import alike, not_again
from talweg.course.question.digits import MINUS, rounded, shown
from talweg.course.question.system import Known, Quantity, System
from talweg.course.question.typed import read
from talweg.errors import RangeError

T = TypeVar("T")


# As many digits as a question asks for, in words.
DIGITS = {2: "Two", 3: "Three", 4: "Four"}


@dataclass(frozen=True, kw_only=True)
class Number(Content):
    """A number to type. The prompt ends by saying how exact it must be, and what is right follows from that.

    It is asked to `digits` significant digits, and may be off by one in the last of them; a `whole` number has no
    neighbour that is right, too; what is estimated, as off a picture, is right `within` that share of its size.
    `again` is the answer found on an independent path. A response is a number, or the text of one as `read` takes it.
    """

    form: ClassVar[str] = "number"
    kinds: ClassVar[tuple[str, ...]] = ("number", "picture")

    right: float
    wrong: Sequence[Wrong] = ()
    again: float | None = None
    digits: int = 3
    whole: bool = False
    within: float = 0
    unit: str = ""

    @property
    def asks(self) -> str:
        if self.within:
            exact = f"What lies within {100 * self.within:g}% of the answer is right."
        elif self.whole:
            exact = "The answer is a whole number."
        else:
            exact = f"{DIGITS[self.digits]} significant digits are enough."
        return f"{self.prompt}\n\n{exact}"

    def room(self, value: float) -> float:
        """The distance from `value` that still counts as it."""
        if self.within:
            return self.within * abs(value)
        if not value or (self.whole and value == round(value)):
            return 0.0
        power = floor(log10(abs(value)))
        return float(f"1.0001e{power + 1 - self.digits}")  # a neighbour is off by one and by its rounding

    def text(self, value: float) -> str:
        """A value as it is shown, without its unit."""
        return f"{value:.0f}".replace("-", MINUS) if self.whole and value == round(value) else shown(value, self.digits)

    def slips(self) -> list[tuple[Wrong, float]]:
        """The wrong answers that are known."""
        return [(each, float(each.answer)) for each in self.wrong if isinstance(each.answer, int | float)]

    def defects(self) -> list[str]:
        values = [value for _, value in self.slips()]
        if not all(map(isfinite, [self.right, *values])):
            return [f"an answer is not finite: {[self.right, *values]}"]
        near = any(abs(each - self.right) <= 2 * self.room(self.right) for each in values)
        found = ["a wrong answer lies within the tolerance of the right one"] if near else []
        return found + alike(map(self.text, [self.right, *values]))

    def doubts(self) -> Iterator[str]:
        yield from not_again(self.right, self.again)
        if self.whole and self.right != round(self.right):
            yield f"the answer is to be a whole number, and is {self.right}"
        for text in (self.text(self.right), rounded(self.right, self.digits)):
            if not (self.whole or self.within) and abs(read(text) - self.right) > self.room(self.right):
                yield f"the answer as it is shown, {text}, lies outside its tolerance"

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"unit": self.unit}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        return {
            "answer": self.right,
            "room": self.room(self.right),
            "shown": self.text(self.right) + self.unit,
            "slips": [each.key() | {"answer": value, "room": self.room(value)} for each, value in self.slips()],
        }

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        value = _value(asked, response)
        if abs(value - key["answer"]) <= key["room"]:
            return Verdict(True, 1.0, ())
        near = (each for each in key["slips"] if abs(value - each["answer"]) <= each.get("room", key["room"]))
        return Verdict(False, 0.0, tuple(near)[:1])

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[float, bool]]:
        yield key["answer"], True
        yield from ((each["answer"], False) for each in key["slips"])

    def export(self, order: Sequence[int], system: System[T]) -> T:
        slips = [Known(self._quantity(value), each.why, each.misconception) for each, value in self.slips()]
        return system.number(self._quantity(self.right), slips, self.unit)

    def _quantity(self, value: float) -> Quantity:
        return Quantity(value, self.room(value), self.text(value))


def _value(asked: Mapping[str, Any], response: Any) -> float:
    """What a response says. Raises RangeError where it says no number, or may say two."""
    if isinstance(response, str):
        try:
            return read(response, asked["unit"])
        except RangeError as error:
            raise RangeError(f"{asked['name']}: {error}") from None
    if isinstance(response, bool) or not isinstance(response, int | float) or isnan(response):
        raise RangeError(f"{asked['name']}: the answer is a number, got {response!r}")
    return response
