"""A question read for other systems: its name, its answers where they stand, and the wrong answers that are known."""

from __future__ import annotations

from dataclasses import dataclass

from talweg.course.question import Choice, Misconception, Number, Order, Question, Several, Wrong

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, in Markdown; a wrong one says what it shows."""

    text: str
    right: bool
    why: str
    misconception: Misconception | None = None


def identifier(question: Question) -> str:
    """A question's name for ever: its template and the seed from which the same question comes back."""
    return f"{question.template.name}-{question.seed}"


def options(question: Question) -> list[Option]:
    """The answers to choose from, where they stand."""
    content = question.content
    match content:
        case Choice():
            found = [Option(content.text(content.right), True, content.why)]
            found += [Option(content.text(each.answer), False, each.why, each.misconception) for each in content.wrong]
        case Several():
            found = [Option(each.answer, True, each.why) for each in content.right]
            found += [Option(str(each.answer), False, each.why, each.misconception) for each in content.wrong]
        case _:
            return []
    return [found[index] for index in question.order]


def said(option: Option, single: bool) -> str:
    """What is said to whoever chose it; the why of the only right one is said to everybody anyhow."""
    return "Right." if single and option.right else option.why


def digits(value: float) -> str:
    """A number as other systems read it, to twelve digits."""
    return f"{value:.12g}"


def numbers(content: Number) -> list[tuple[Wrong, float]]:
    """The wrong numbers that are known."""
    return [(each, float(each.answer)) for each in content.wrong if isinstance(each.answer, int | float)]


def orders(content: Order) -> list[tuple[Wrong, tuple[int, ...]]]:
    """The wrong orders that are known."""
    return [(each, each.answer) for each in content.wrong if isinstance(each.answer, tuple)]


def letters(question: Question, order: tuple[int, ...]) -> str:
    """An order of the steps by the letters they have on the paper."""
    return " ".join(LETTERS[question.order.index(step)] for step in order)
