"""A question as a browser gets it, its key, and the one place where an answer is graded.

`asked` holds nothing that gives the answer away; `key` holds the answer, every why, and what each wrong answer shows.
A response is the place of an option, a list of places, a number, or for an order the places in the chosen order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from talweg.course.markdown import html, inline
from talweg.course.question.content import Choice, Content, Number, Order, Right, Several, Wrong, shown
from talweg.course.question.template import Question
from talweg.errors import RangeError


def asked(question: Question) -> dict[str, Any]:
    """What is shown before an answer is given, as plain JSON; texts are finished HTML."""
    template, content = question.template, question.content
    return {
        "name": template.name,
        "seed": question.seed,
        "section": template.section,
        "level": template.level,
        "kind": template.kind,
        "form": type(content).__name__.lower(),
        "prompt": html(content.prompt),
        "figure": content.figure,
        "hint": inline(template.hint),
        "options": [inline(_text(content, index)) for index in question.order],
        "unit": content.unit if isinstance(content, Number) else "",
    }


def key(question: Question) -> dict[str, Any]:
    """What is shown afterwards, as plain JSON."""
    content = question.content
    found: dict[str, Any] = {"why": html(content.why), "see": content.see}
    match content:
        case Choice() | Several():
            found["options"] = [_verdict(_answers(content)[index]) for index in question.order]
        case Number():
            found |= {
                "answer": content.right,
                "room": content.room(),
                "shown": shown(content.right, content.digits) + content.unit,
            }
            found["slips"] = [_verdict(each) | {"answer": each.answer} for each in content.wrong]
        case Order():
            place = {index: at for at, index in enumerate(question.order)}
            found["answer"] = [place[index] for index in range(len(content.steps))]
            found["slips"] = [
                _verdict(each) | {"answer": [place[index] for index in each.answer]}
                for each in content.wrong
                if isinstance(each.answer, tuple)
            ]
    return found


def _answers(content: Content) -> list[Right | Wrong]:
    match content:
        case Choice():
            return [Right(content.text(content.right), content.why), *content.wrong]
        case Several():
            return [*content.right, *content.wrong]
    return []


def _text(content: Content, index: int) -> str:
    match content:
        case Choice():
            return content.text(_answers(content)[index].answer)
        case Several():
            return str(_answers(content)[index].answer)
        case Order():
            return content.steps[index]
    return ""


def _verdict(answer: Right | Wrong) -> dict[str, Any]:
    if isinstance(answer, Right):
        return {"right": True, "why": inline(answer.why), "misconception": None, "see": None}
    return {
        "right": False,
        "why": inline(answer.why),
        "misconception": answer.misconception.name,
        "see": answer.see,
    }


@dataclass(frozen=True)
class Verdict:
    """`credit` lies in [0, 1]; `slips` are the wrong answers that were recognised, as the key holds them."""

    right: bool
    credit: float
    slips: tuple[dict[str, Any], ...]


def grade(asked: dict[str, Any], key: dict[str, Any], response: Any) -> Verdict:
    """Judge a response by the key. Raises RangeError for one that is no possible answer."""
    match asked["form"]:
        case "choice":
            chosen = key["options"][_places([response], asked)[0]]
            return Verdict(chosen["right"], float(chosen["right"]), () if chosen["right"] else (chosen,))
        case "several":
            ticked = [key["options"][place] for place in set(_places(response, asked))]
            slips = tuple(each for each in ticked if not each["right"])
            hits, wanted = len(ticked) - len(slips), sum(each["right"] for each in key["options"])
            credit = max(0.0, (hits - len(slips)) / wanted)  # so that ticking everything gains nothing
            return Verdict(credit == 1, credit, slips)
        case "number":
            if isinstance(response, bool) or not isinstance(response, int | float) or isnan(response):
                raise RangeError(f"{asked['name']}: the answer is a number, got {response!r}")
            right = abs(response - key["answer"]) <= key["room"]
            near = [each for each in key["slips"] if abs(response - each["answer"]) <= _room(key, each["answer"])]
            return Verdict(right, float(right), () if right else tuple(near[:1]))
        case _:
            places = _places(response, asked)
            if sorted(places) != list(range(len(asked["options"]))):
                raise RangeError(f"{asked['name']}: an order names every step once, got {response!r}")
            right = places == key["answer"]
            return Verdict(right, float(right), tuple(each for each in key["slips"] if each["answer"] == places))


def _room(key: dict[str, Any], answer: float) -> float:
    """A slip is recognised within the same share of its size as the right answer is."""
    share = key["room"] / (abs(key["answer"]) or 1.0)
    return float(share * (abs(answer) or 1.0))


def _places(response: Any, asked: dict[str, Any]) -> list[int]:
    count = len(asked["options"])
    is_list = isinstance(response, Sequence) and not isinstance(response, str)
    if not is_list or not all(type(each) is int and 0 <= each < count for each in response):
        raise RangeError(f"{asked['name']}: an option is a whole number of [0, {count - 1}], got {response!r}")
    return list(response)
