"""On what conditions a class sits an exam: times, attempts, extra time, a password, and who tries to get by."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from talweg.course.exam import conditions, people, sitting, teachers
from talweg.course.exam.conditions import Conditions
from talweg.course.exam.teachers import Room
from talweg.course.store import MINUTE, Store, sittings
from talweg.course.store.schema import conditions as kept
from talweg.errors import AccessError, RangeError, SittingError, TooManyTriesError, UnknownNameError

from class_site import PLAN, a_class, joined, rows
from exams import Clock, keys_of, respond

TRIAL = PLAN.name


@pytest.fixture
def room(both: Store) -> Room:
    return a_class(both)


@pytest.fixture
def eve(both: Store, room: Room) -> int:
    return joined(both, room, "Eve")[0]


@pytest.fixture
def other(both: Store, clock: Clock) -> Iterator[Store]:
    """The same store as another process has it."""
    found = Store(both.engine.url.render_as_string(hide_password=False), clock)
    yield found
    found.close()


def ends(store: Store, learner: int, name: str) -> int:
    return int(sitting.clock(store, learner, name)["ends_at"])


def test_an_exam_opens_and_closes(both: Store, room: Room, eve: int, clock: Clock) -> None:
    start = clock.at
    conditions.change(both, room.id, TRIAL, Conditions(start + MINUTE, start + 6 * MINUTE))
    with pytest.raises(SittingError, match="the exam A trial is not open yet"):
        sitting.begin(both, eve, PLAN)
    clock.at = start + MINUTE
    name = sitting.begin(both, eve, PLAN)
    assert ends(both, eve, name) == start + 6 * MINUTE, "its ten minutes are cut at the closing time"
    clock.at = start + 6 * MINUTE
    assert sitting.begin(both, eve, PLAN) == name, "what goes on is taken up"
    [bob] = joined(both, room, "Bob")
    with pytest.raises(SittingError, match="the exam A trial is closed"):
        sitting.begin(both, bob, PLAN)


def test_a_clock_that_steps_back_opens_nothing_again(both: Store, other: Store, room: Room, eve: int) -> None:
    clock = Clock()
    both.clock = other.clock = clock
    conditions.change(both, room.id, TRIAL, Conditions(closes_at=clock.at + MINUTE))
    clock.at += MINUTE
    with pytest.raises(SittingError, match="closed"):
        sitting.begin(both, eve, PLAN)
    clock.at -= MINUTE
    for store in (both, other):
        with pytest.raises(SittingError, match="closed"):
            sitting.begin(store, eve, PLAN)
    assert conditions.of_class(both, room.id)[TRIAL].closed
    conditions.change(both, room.id, TRIAL, Conditions(closes_at=clock.at + MINUTE, attempts=1))
    with pytest.raises(SittingError, match="closed"):
        sitting.begin(both, eve, PLAN)  # the same time, and so it is still the past
    conditions.change(both, room.id, TRIAL, Conditions(closes_at=clock.at + 9 * MINUTE))
    assert sitting.begin(both, eve, PLAN), "another time opens it"


def test_attempts_are_counted_for_each_learner(both: Store, room: Room, eve: int) -> None:
    conditions.change(both, room.id, TRIAL, Conditions(attempts=2))
    for _ in range(2):
        sitting.hand_in(both, eve, sitting.begin(both, eve, PLAN))
    with pytest.raises(SittingError, match="can be begun 2 times, and you have done so"):
        sitting.begin(both, eve, PLAN)
    [bob] = joined(both, room, "Bob")
    assert sitting.begin(both, bob, PLAN)
    conditions.change(both, room.id, TRIAL, Conditions(attempts=3))
    assert sitting.begin(both, eve, PLAN)


def test_two_tabs_start_the_last_attempt_at_once(both: Store, other: Store, room: Room, eve: int) -> None:
    conditions.change(both, room.id, TRIAL, Conditions(attempts=1))
    begun: list[str] = []
    gate = threading.Barrier(4)

    def start(store: Store) -> None:
        gate.wait()
        begun.append(sitting.begin(store, eve, PLAN))

    tabs = [threading.Thread(target=start, args=(store,)) for store in (both, other, both, other)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert (len(begun), len(set(begun))) == (4, 1)
    sitting.hand_in(both, eve, begun[0])
    for store in (both, other):
        with pytest.raises(SittingError, match="can be begun once"):
            sitting.begin(store, eve, PLAN)


def test_an_exam_begun_while_it_is_closed_ends_as_all_do(both: Store, other: Store, room: Room) -> None:
    learners = joined(both, room, *(f"L{number}" for number in range(6)))
    at = both.clock()
    gate = threading.Barrier(7)
    refused: list[int] = []

    def start(learner: int) -> None:
        gate.wait()
        try:
            sitting.begin(other, learner, PLAN)
        except SittingError:
            refused.append(learner)

    threads = [threading.Thread(target=start, args=(each,)) for each in learners]
    for each in threads:
        each.start()
    gate.wait()
    conditions.close(both, room.id, TRIAL)
    for each in threads:
        each.join()
    with both.read() as connection:
        begun = [row for each in learners for row in sittings.of_learner(connection, each)]
    assert len(begun) + len(refused) == 6
    assert all(row.ends_at == at for row in begun), "nobody has slipped through with the old end"


@pytest.mark.parametrize(
    "closes, expected",
    [
        (None, 15),  # ten minutes and half as much again
        (20, 15),
        (12, 15),  # the closing time falls into the extra time, which runs on
        (4, 9),
    ],
)
def test_extra_time_is_added_to_an_exam_that_goes_on(
    both: Store, room: Room, eve: int, clock: Clock, closes: int | None, expected: int
) -> None:
    start = clock.at
    closes_at = None if closes is None else start + closes * MINUTE
    conditions.change(both, room.id, TRIAL, Conditions(closes_at=closes_at))
    name = sitting.begin(both, eve, PLAN)
    assert ends(both, eve, name) == start + min(10, closes or 10) * MINUTE
    clock.at += 2 * MINUTE
    conditions.give_extra(both, room.id, eve, 50)
    assert ends(both, eve, name) == start + expected * MINUTE
    conditions.give_extra(both, room.id, eve, 0)
    assert ends(both, eve, name) == start + min(10, closes or 10) * MINUTE
    conditions.give_extra(both, room.id, eve, 50)
    sitting.hand_in(both, eve, name)
    later = sitting.begin(both, eve, PLAN)
    assert ends(both, eve, later) == min(clock.at + 15 * MINUTE, start + ((closes or 99) + 5) * MINUTE)


def test_extra_time_taken_back_ends_nothing_before_now(both: Store, room: Room, eve: int, clock: Clock) -> None:
    conditions.give_extra(both, room.id, eve, 50)
    name = sitting.begin(both, eve, PLAN)
    clock.at += 12 * MINUTE
    conditions.give_extra(both, room.id, eve, 0)
    assert ends(both, eve, name) == clock.at
    first, *_ = keys_of(both, name)
    sitting.save(both, eve, name, 0, respond(first.asked, first.key), "token-on-its-way")


def test_extra_time_revives_no_exam_that_is_over(both: Store, room: Room, eve: int, clock: Clock) -> None:
    name = sitting.begin(both, eve, PLAN)
    clock.at += 10 * MINUTE + sittings.GRACE + 1
    conditions.give_extra(both, room.id, eve, 300)
    assert sitting.clock(both, eve, name)["over"]
    assert ends(both, eve, name) == clock.at - sittings.GRACE - 1
    with pytest.raises(SittingError, match="is over"):
        sitting.save(both, eve, name, 0, 0, "token-late")


def test_what_a_pupil_has_written_counts_when_the_exam_is_closed(
    both: Store, room: Room, eve: int, clock: Clock
) -> None:
    name = sitting.begin(both, eve, PLAN)
    first, second, _ = keys_of(both, name)
    sitting.save(both, eve, name, 0, respond(first.asked, first.key), "token-one")
    clock.at += MINUTE
    conditions.close(both, room.id, TRIAL)
    assert ends(both, eve, name) == clock.at
    sitting.save(both, eve, name, 1, respond(second.asked, second.key), "token-two")  # was on its way
    clock.at += sittings.GRACE + 1
    with pytest.raises(SittingError, match="came too late"):
        sitting.save(both, eve, name, 2, 0, "token-three")
    assert sitting.report(both, eve, name)["credit"] == 2
    conditions.close(both, room.id, TRIAL)
    assert conditions.of_class(both, room.id)[TRIAL].closes_at == ends(both, eve, name), "it is closed once"


def test_one_pupil_who_guesses_locks_nobody_else_out(both: Store, room: Room, eve: int, clock: Clock) -> None:
    conditions.change(both, room.id, TRIAL, Conditions(), "blue heron")
    conditions.change(both, room.id, TRIAL, Conditions(attempts=3))  # the password stays
    with pytest.raises(AccessError, match="asks for the password"):
        sitting.begin(both, eve, PLAN, "  ")
    for number in range(100):
        with pytest.raises(AccessError) as refusal:
            sitting.begin(both, eve, PLAN, f"guess {number}")
        assert isinstance(refusal.value, TooManyTriesError) is (number >= 10)
    with pytest.raises(TooManyTriesError):
        sitting.begin(both, eve, PLAN, "blue heron")
    [bob] = joined(both, room, "Bob")
    assert sitting.begin(both, bob, PLAN, " blue heron "), "nobody else waits"
    assert people.locked(both, room.id, eve)
    people.lift(both, room.id, eve)
    name = sitting.begin(both, eve, PLAN, "blue heron")
    assert sitting.begin(both, eve, PLAN) == name, "whoever goes on is not asked again"
    assert "heron" not in str(rows(both, kept))


def test_a_password_is_taken_away(both: Store, room: Room, eve: int) -> None:
    conditions.change(both, room.id, TRIAL, Conditions(), "blue heron")
    conditions.change(both, room.id, TRIAL, Conditions(), None)
    assert not conditions.of_class(both, room.id)[TRIAL].password
    assert sitting.begin(both, eve, PLAN)


@pytest.mark.parametrize(
    "wanted, said",
    [
        ({"opens_at": 2_000_000_000_000, "closes_at": 2_000_000_000_000}, "closes after it opens"),
        ({"opens_at": 2_000_000_000_001, "closes_at": 2_000_000_000_000}, "closes after it opens"),
        ({"opens_at": -1}, "between the years 2000 and 2099"),
        ({"closes_at": 10**18}, "between the years 2000 and 2099"),
        ({"attempts": 0}, r"of \[1, 100\], or left empty for any number; got 0"),
        ({"attempts": 10**9}, r"of \[1, 100\], or left empty for any number; got 1000000000"),
    ],
)
def test_conditions_that_cannot_be_are_refused(wanted: dict[str, int], said: str) -> None:
    with pytest.raises(RangeError, match=said):
        Conditions(**wanted)  # type: ignore[arg-type]


def test_a_closing_time_in_the_past_is_refused_and_changes_nothing(both: Store, room: Room, clock: Clock) -> None:
    with pytest.raises(RangeError, match="has passed already; to close the exam at once, press Close now"):
        conditions.change(both, room.id, TRIAL, Conditions(closes_at=clock.at), "blue heron")
    assert conditions.of_class(both, room.id) == {}
    for word in ("abc", "x" * 101):
        with pytest.raises(RangeError, match="4 to 100 characters"):
            conditions.change(both, room.id, TRIAL, Conditions(), word)
    conditions.change(both, room.id, TRIAL, Conditions(opens_at=clock.at - MINUTE))
    assert not conditions.of_class(both, room.id)[TRIAL].password


def test_conditions_are_of_one_class_and_one_exam(both: Store, room: Room, eve: int) -> None:
    second = a_class(both, "Mr Dale")
    [far] = joined(both, second, "Far")
    conditions.change(both, room.id, TRIAL, Conditions(attempts=1), "blue heron")
    assert sitting.begin(both, far, PLAN)
    with pytest.raises(UnknownNameError):
        conditions.give_extra(both, second.id, eve, 25)
    for percent in (-1, 301):
        with pytest.raises(RangeError, match=r"\[0, 300\]"):
            conditions.give_extra(both, room.id, eve, percent)
    assert conditions.longer(both, room.id) == []
    assert teachers.classes(both, 1)[0].learners == 1
