"""How long a teacher's pages take over a class with very many answers, on SQLite or PostgreSQL.

    python benchmarks/class_pages.py --answers 1000000 --learners 200

Half of the answers are practice, half stand in exams. Each page is asked for three times, and the median is printed.
Ends with status 1 if a page takes longer than a second.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, insert, select

from talweg.course.bank import BANK
from talweg.course.exam import classroom
from talweg.course.store import Store, people
from talweg.course.store.schema import answer, item, learner, sitting, slip, tally

sys.path.append(str(Path(__file__).parents[1] / "tests"))
import own_postgres

PLACES, CHANGED = 24, 6  # the questions of an exam, and how many of its answers are changed
AT_ONCE = 20_000


def main() -> int:
    """Fill a store, and ask for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="talweg-pages-"))
        url = f"sqlite:///{folder}/class.db"
        if given.store == "postgresql":
            programs = own_postgres.home()
            if programs is None:
                raise SystemExit("no PostgreSQL on this machine")
            url = stack.enter_context(own_postgres.running(programs)) + "/postgres"
        store = Store(url)
        stack.callback(store.close)
        room = fill(store, given.learners, given.answers)
        slow = [name for name, page in pages(store, room).items() if measure(name, page) > 1]
    return 1 if slow else 0


def pages(store: Store, room: int) -> dict[str, Callable[[], Any]]:
    """What each of the teacher's pages reads."""
    with store.read() as connection:
        one = connection.execute(select(learner.c.id).where(learner.c.classroom_id == room)).scalars().first() or 0
    return {
        "who is where": lambda: classroom.presence(store, room),
        "questions": lambda: classroom.items(store, room),
        "misconceptions": lambda: classroom.misconceptions(store, room),
        "a learner": lambda: (classroom.exams(store, room, one), classroom.answers(store, room, one, 300)),
    }


def measure(name: str, page: Callable[[], Any]) -> float:
    """The median of three, in seconds."""
    took = []
    for _ in range(3):
        before = time.perf_counter()
        page()
        took.append(time.perf_counter() - before)
    print(f"{name:16} {median(took):6.2f} s", flush=True)
    return median(took)


def fill(store: Store, learners: int, count: int) -> int:
    """A class with so many answers: its id."""
    draw, before = random.Random(1), time.perf_counter()
    with store.begin() as connection:
        people.add_teacher(connection, "many", 1)
        found = people.teacher_named(connection, "many")
        assert found is not None
        room = people.add_classroom(connection, found.id, "many", "MANY", 1)
        for number in range(learners):
            name = f"learner {number}"
            people.add_learner(connection, {"classroom_id": room, "name": name, "folded": name, "created_at": 1})
        query = select(learner.c.id).where(learner.c.classroom_id == room)
        ids = list(connection.execute(query).scalars())
        rows = list[dict[str, Any]]()
        for row in practised(draw, ids, count // 2):
            rows.append(row)
            if len(rows) == AT_ONCE:
                connection.execute(insert(answer), rows)
                rows = []
        if rows:
            connection.execute(insert(answer), rows)
        for number in range(count // 2 // (PLACES + CHANGED)):
            exam(connection, draw, draw.choice(ids), f"exam-{number}")
        tallied(connection)
    print(f"{count:,} answers of {learners} learners, made in {time.perf_counter() - before:.0f} s", flush=True)
    return room


def tallied(connection: Connection) -> None:
    """Add up what counts, at once: the site does it answer by answer."""
    first, counts, slips = dict[tuple[int, str], Any](), Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    columns = (answer.c.id, answer.c.learner_id, answer.c.template, answer.c.right, answer.c.misconceptions)
    for row in connection.execute(select(*columns).where(answer.c.counts).order_by(answer.c.id)):
        first.setdefault((row.learner_id, row.template), row)
        counts[row.learner_id, row.template] += 1
        slips.update((row.learner_id, name) for name in set(row.misconceptions))
    rows = [
        {"learner_id": who, "template": name, "count": count}
        | {"first_id": first[who, name].id, "first_right": first[who, name].right}
        for (who, name), count in counts.items()
    ]
    connection.execute(insert(tally), rows)
    shown = [{"learner_id": who, "misconception": name, "count": count} for (who, name), count in slips.items()]
    connection.execute(insert(slip), shown)


def practised(draw: random.Random, ids: list[int], count: int) -> Iterator[dict[str, Any]]:
    """Answers of practice."""
    bank = list(BANK)
    for number in range(count):
        yield given(draw, draw.choice(ids), draw.choice(bank), f"token-{number}") | {"mode": "practice", "counts": True}


def exam(connection: Any, draw: random.Random, who: int, name: str) -> None:
    """An exam that is over, some of whose answers were changed."""
    asked = draw.sample(list(BANK), PLACES)
    times = {"started_at": 1, "ends_at": 2, "ended_at": 2}
    connection.execute(insert(sitting).values(id=name, learner_id=who, blueprint="OA-1", title="OA-1", **times))
    items = [{"sitting_id": name, "place": place, "template": each} for place, each in enumerate(asked)]
    connection.execute(insert(item), [each | {"seed": 1, "asked": {}, "key": {}} for each in items])
    changed = draw.sample(range(PLACES), CHANGED)
    rows = [
        given(draw, who, asked[place], f"{name}-{number}")
        | {"mode": "exam", "sitting_id": name, "place": place, "counts": place not in changed or number >= PLACES}
        for number, place in enumerate([*range(PLACES), *changed])
    ]
    connection.execute(insert(answer), rows)


def given(draw: random.Random, who: int, name: str, token: str) -> dict[str, Any]:
    """An answer, right or with a misconception of the question's."""
    each, right = BANK[name], draw.random() < 0.5
    shown = [] if right or not each.shows else [draw.choice(each.shows)]
    row = {"learner_id": who, "token": token, "template": name, "seed": draw.getrandbits(50), "section": each.section}
    row |= {"level": each.level, "response": 1, "right": right, "credit": float(right), "misconceptions": shown}
    return row | {"hinted": False, "given_at": 1}


if __name__ == "__main__":
    sys.exit(main())
