"""What a question holds once its parameters are drawn. Texts are Markdown with `$...$`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isclose, isfinite

from talweg.course.question.misconception import Misconception

Answer = float | str | tuple[int, ...]

MINUS = "\N{MINUS SIGN}"


def shown(value: float, digits: int = 3) -> str:
    """A number as questions print it, to so many significant digits, or fewer where there are no more.

    0.357, 7, 0.5, 6.64e-4.
    """
    full = _rounded(value + 0.0, digits)  # never minus zero
    mantissa, mark, exponent = full.partition("e")
    # An eps in a rule leaves 0.005 a millionth short.
    exact = isclose(float(full.replace(MINUS, "-")), value, rel_tol=1e-5)
    return mantissa.rstrip("0").rstrip(".") + mark + exponent if exact and "." in mantissa else full


def _rounded(value: float, digits: int) -> str:
    """A number to all of its significant digits: 7.00."""
    if value and (abs(value) < 0.99999e-3 or abs(value) >= 1e6):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    text = f"{value:#.{digits}g}".rstrip(".")
    if "e" in text:
        text = f"{float(text):.0f}"
    return text.replace("-", MINUS)


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the misconception that leads to it, why it is wrong, and a panel's setting that refutes it.

    `answer` is a number, a text, or, where steps are put in order, the places of the steps in that wrong order.
    `see` is a link within the lesson, `?race.hyper.sgd.lr=0.12#the-race`.
    """

    answer: Answer
    misconception: Misconception
    why: str
    see: str | None = None


@dataclass(frozen=True)
class Right:
    """A right one of several answers, and why it is right."""

    answer: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """`why` explains the right answer; `again` is the answer found on an independent path, where there is one."""

    prompt: str
    why: str
    figure: str = ""
    """An SVG picture with its own words for those who do not see it."""
    see: str | None = None


@dataclass(frozen=True, kw_only=True)
class Choice(Content):
    """One right answer among several; numbers are shown to `digits` significant digits, followed by `unit`."""

    right: float | str
    wrong: Sequence[Wrong]
    again: float | str | None = None
    digits: int = 3
    unit: str = ""
    ordered: bool = False
    """Options stand as they are given, right one first, then sorted by their text: for lines of code."""

    def text(self, answer: Answer) -> str:
        """An answer as it is shown."""
        return shown(answer, self.digits) + self.unit if isinstance(answer, int | float) else str(answer)


@dataclass(frozen=True, kw_only=True)
class Several(Content):
    """Any number of right answers."""

    right: Sequence[Right]
    wrong: Sequence[Wrong]


@dataclass(frozen=True, kw_only=True)
class Number(Content):
    """A number to type, right within `tolerance` times its size (or within `tolerance` itself where it is 0)."""

    right: float
    wrong: Sequence[Wrong] = ()
    again: float | None = None
    tolerance: float = 0.01
    digits: int = 3
    unit: str = ""

    def room(self) -> float:
        """The distance from the right answer that still counts."""
        return self.tolerance * (abs(self.right) or 1.0)


@dataclass(frozen=True, kw_only=True)
class Order(Content):
    """Steps to be put in order; given in the right one."""

    steps: Sequence[str]
    wrong: Sequence[Wrong] = field(default=())


def defects(content: Content) -> list[str]:
    """What is wrong with these numbers: answers that cannot be told apart, or that are out of all proportion."""
    found = []
    match content:
        case Choice():
            answers = [content.right, *(each.answer for each in content.wrong)]
            texts = [_read(each, content.digits) for each in answers]
            if len(content.wrong) < 2:
                found.append("fewer than three options")
            found += _numbers(answers)
        case Several():
            texts = [each.answer for each in content.right] + [str(each.answer) for each in content.wrong]
            if not content.right or len(texts) < 3:
                found.append("no right answer, or fewer than three options")
        case Number():
            texts = [_read(each, content.digits) for each in (content.right, *_values(content))]
            found += _numbers([content.right, *_values(content)])
            if any(abs(each - content.right) <= 2 * content.room() for each in _values(content)):
                found.append("a wrong answer lies within the tolerance of the right one")
        case Order():
            texts = list(content.steps)
            right = tuple(range(len(texts)))
            orders = [each.answer for each in content.wrong]
            if any(sorted(each) != list(right) or each == right for each in orders if isinstance(each, tuple)):
                found.append("a wrong order is the right one, or no order of the steps")
            if len(set(orders)) < len(orders):
                found.append("a wrong order stands twice")
    if len(set(texts)) < len(texts):
        found.append(f"two answers read alike: {texts}")
    return found


def _read(answer: Answer, digits: int) -> str:
    """An answer as a reader takes it: 2 and 2.00 are the same."""
    return _rounded(answer, digits) if isinstance(answer, int | float) else str(answer)


def _values(content: Number) -> list[float]:
    return [float(each.answer) for each in content.wrong if isinstance(each.answer, int | float)]


# A distractor further off than this can be ruled out without knowing anything.
PLAUSIBLE = 300.0


def _numbers(answers: Sequence[Answer]) -> list[str]:
    numbers = [float(each) for each in answers if isinstance(each, int | float)]
    if not numbers:
        return []
    if not all(map(isfinite, numbers)):
        return [f"an answer is not finite: {numbers}"]
    right, size = numbers[0], abs(numbers[0])
    far = [each for each in numbers if right and each and not size / PLAUSIBLE <= abs(each) <= size * PLAUSIBLE]
    return [f"{far} is out of all proportion to {right}"] if far else []
