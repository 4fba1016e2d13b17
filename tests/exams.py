"""What a test needs to sit an exam: a clock that it turns, a small blueprint, answers right and wrong."""

from __future__ import annotations

from typing import Any

from talweg.course.bank import BANK
from talweg.course.question import asked, key
from talweg.course.store import Store, sittings

TRIAL = 'title = "A trial"\nminutes = 10\n[[part]]\ncount = 3\nsections = ["loss"]\n'


class Clock:
    def __init__(self) -> None:
        self.at = 1_700_000_000_000

    def __call__(self) -> int:
        return self.at


def respond(asked: dict[str, Any], key: dict[str, Any], well: bool = True) -> Any:
    """A response that is right, or one that is wrong."""
    match asked["form"]:
        case "choice":
            return next(place for place, each in enumerate(key["options"]) if each["right"] is well)
        case "several":
            return [place for place, each in enumerate(key["options"]) if each["right"] is well]
        case "number":
            return key["answer"] if well else key["answer"] * 7 + 1000
        case "lines":
            return key["answer"] if well else key["slips"][0]["answer"]
        case _:
            return key["answer"] if well else key["answer"][::-1]


def keys_of(store: Store, name: str) -> list[Any]:
    with store.read() as connection:
        return sittings.items(connection, name)


def right(question: dict[str, Any], well: bool = True) -> Any:
    found = BANK[question["name"]].ask(question["seed"])
    return respond(asked(found), key(found), well)
