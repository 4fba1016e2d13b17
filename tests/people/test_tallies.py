"""What a class's answers come to, kept as they are given, is what reading them all again says."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from talweg.course.exam import people, sitting
from talweg.course.exam.teachers import Room
from talweg.course.store import Store, schema, sittings

from class_site import PLAN, a_class, answered, joined, rows
from exams import Clock, keys_of, respond

QUESTIONS = ("right_slot", "two_windows", "two_errors")


def counting(store: Store) -> list[Any]:
    """The answers that count, oldest first, by the rule in words and not by the mark that the store keeps."""
    over = {each.id for each in rows(store, schema.sitting) if each.ended_at is not None}
    given = sorted(rows(store, schema.answer), key=lambda each: each.id)
    last = {(each.sitting_id, each.place): each.id for each in given if each.sitting_id in over}
    return [
        each for each in given if each.sitting_id is None or (each.id in last.values() and each.response is not None)
    ]


def agree(store: Store) -> None:
    """The tallies are those of the answers that count."""
    count, slips, first = Counter[Any](), Counter[Any](), dict[Any, Any]()
    for each in counting(store):
        count[each.learner_id, each.template] += 1
        first.setdefault((each.learner_id, each.template), (each.id, each.right))
        slips.update((each.learner_id, name) for name in set(each.misconceptions))
    kept = {(row.learner_id, row.template): row for row in rows(store, schema.tally)}
    assert {which: row.count for which, row in kept.items()} == count
    assert {which: (row.first_id, row.first_right) for which, row in kept.items()} == first
    assert {(row.learner_id, row.misconception): row.count for row in rows(store, schema.slip)} == slips


class History:
    """A class in which anything happens in any order."""

    def __init__(self, store: Store, clock: Clock, seed: int) -> None:
        self.store, self.clock, self.draw = store, clock, random.Random(seed)
        self.room: Room = a_class(store, f"class {seed}")
        self.names = [f"L{number}" for number in range(4)]
        self.learners = dict(zip(joined(store, self.room, *self.names), self.names, strict=True))
        self.running: dict[str, int] = {}
        self.tokens = iter(range(10**6))

    def practise(self) -> None:
        who, question = self.draw.choice(list(self.learners)), self.draw.choice(QUESTIONS)
        answered(
            self.store, who, question, self.draw.random() < 0.4, f"p{next(self.tokens):06}", self.draw.randrange(9)
        )

    def begin(self) -> None:
        free = [each for each in self.learners if each not in self.running.values()]
        if free:
            who = self.draw.choice(free)
            self.running[sitting.begin(self.store, who, PLAN)] = who

    def save(self) -> None:
        if self.running:
            name = self.draw.choice(list(self.running))
            place, items = self.draw.randrange(3), keys_of(self.store, name)
            well, token = self.draw.random() < 0.5, f"e{next(self.tokens):08}"
            response = None if self.draw.random() < 0.2 else respond(items[place].asked, items[place].key, well)
            for _ in range(self.draw.choice([1, 2])):  # sent again after a lost connection
                sitting.save(self.store, self.running[name], name, place, response, token)

    def hand_in(self) -> None:
        if self.running:
            name = self.draw.choice(list(self.running))
            sitting.hand_in(self.store, self.running.pop(name), name)

    def run_out(self) -> None:
        self.clock.at += 3_600_000
        sittings.settled(self.store)
        self.running = {}

    def remove(self) -> None:
        if len(self.learners) > 2:
            who = self.draw.choice(list(self.learners))
            people.remove(self.store, self.room.id, who, self.learners.pop(who))
            self.running = {name: owner for name, owner in self.running.items() if owner != who}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_is_what_reading_all_again_says(both: Store, clock: Clock, seed: int) -> None:
    history = History(both, clock, seed)
    common = (history.practise, history.save, history.save, history.begin, history.hand_in)
    for _ in range(4):
        for _ in range(12):
            history.draw.choice(common)()
        agree(both)
        history.draw.choice((history.run_out, history.remove))()
        agree(both)
    assert rows(both, schema.tally)
