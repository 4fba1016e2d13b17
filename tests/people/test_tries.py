"""How often one may guess: limits by name and by address, the same in every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from talweg.course.exam import codes, people, sessions, teachers, tries
from talweg.course.store import Store
from talweg.errors import AccessError, TooManyTriesError, UnknownNameError

from class_site import PASSWORD, a_class
from exams import Clock

HERE = "10.0.0.1"
MINUTE = 60_000


@pytest.fixture
def store(empty: Store) -> Store:
    return empty


def test_a_name_has_ten_tries_and_then_waits(both: Store, clock: Clock) -> None:
    new = people.join(both, a_class(both).join_code, "Ada", "b", HERE)
    other = Store(both.engine.url.render_as_string(hide_password=False), clock)
    for number in range(10):
        with pytest.raises(AccessError, match="do not belong"):
            people.log_in((both, other)[number % 2], "Ada", "wrong", HERE)
    with pytest.raises(TooManyTriesError, match="again in 15 minutes") as caught:
        people.log_in(other, "Ada", new.code, HERE)
    assert caught.value.wait == 15 * MINUTE
    other.close()
    assert people.log_in(both, "Ada", new.code, "10.0.0.2"), "elsewhere Ada still comes in"
    clock.at += 15 * MINUTE - 1
    with pytest.raises(TooManyTriesError, match="in a minute"):
        people.log_in(both, "Ada", new.code, HERE)
    clock.at += 1
    assert people.log_in(both, "Ada", new.code, HERE)


def test_who_succeeds_is_never_refused(store: Store) -> None:
    new = people.join(store, a_class(store).join_code, "Ada", "b", HERE)
    for _ in range(15):
        people.log_in(store, "Ada", new.code, HERE)


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.join(store, a_class(store).join_code, "Ada", "b", HERE)
    judged: list[str] = []
    monkeypatch.setattr(people, "fits", lambda kept, secret: bool(judged.append(secret)))

    def guess(number: int) -> str:
        try:
            return people.log_in(store, "Ada", f"guess {number}", HERE)
        except AccessError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(guess, range(30)))
    assert len(judged) == ends.count("AccessError") == 10
    assert ends.count("TooManyTriesError") == 20


def test_an_address_that_guesses_many_names_or_codes_is_told_so_and_shuts_out_nobody(store: Store) -> None:
    room = a_class(store)
    ada = people.join(store, room.join_code, "Ada", "a", "10.0.0.9")
    entry = teachers.add(store, "Mr Dale")
    for number in range(20):
        with pytest.raises(AccessError, match="no class with that code"):
            people.join(store, codes.new_code(), "Bob", "b", HERE)
        with pytest.raises(AccessError, match="lets nobody in"):
            teachers.enter(store, codes.new_code(4), PASSWORD, HERE)
        with pytest.raises(AccessError, match="do not belong"):
            people.log_in(store, f"name {number}", "x", HERE)
    for act in (
        lambda: people.join(store, codes.new_code(), "Bob", "b", HERE),
        lambda: people.log_in(store, "Bob", "x", HERE),
        lambda: people.log_in(store, "Ada", "x", HERE),
        lambda: teachers.log_in(store, "teacher", "x", HERE),
        lambda: teachers.enter(store, "x", PASSWORD, HERE),
    ):
        with pytest.raises(TooManyTriesError, match="again in 15 minutes"):
            act()
    assert people.log_in(store, "Ada", ada.code, HERE)
    assert people.join(store, room.join_code, "Bob", "b", HERE)
    assert teachers.log_in(store, "teacher", PASSWORD, HERE)
    assert teachers.enter(store, entry, PASSWORD, HERE)


def test_who_is_right_counts_against_no_limit(store: Store) -> None:
    room = a_class(store)
    new = [people.join(store, room.join_code, f"Learner {number}", f"{number}", HERE) for number in range(200)]
    for each in new:
        assert people.log_in(store, each.name, each.code, HERE)
    with pytest.raises(AccessError, match="do not belong"):
        people.log_in(store, "Learner 7", "wrong", HERE)


def test_a_browser_that_was_here_before_is_not_locked_out_by_others(store: Store) -> None:
    room = a_class(store)
    ada, bob = (people.join(store, room.join_code, name, name, HERE) for name in ("Ada", "Bob"))
    whose = [sessions.who(store, each.token) for each in (ada, bob)]
    known = [tries.Known(f"browser {who.learner}", f"learner-{who.learner}") for who in whose if who]
    for _ in range(12):
        with pytest.raises(AccessError):
            people.log_in(store, "Ada", "x", HERE, known[1])
        with pytest.raises(AccessError):
            teachers.log_in(store, "teacher", "x", HERE)
    with pytest.raises(TooManyTriesError):
        people.log_in(store, "Ada", ada.code, HERE, known[1])
    assert people.log_in(store, "Ada", ada.code, HERE, known[0])
    with pytest.raises(TooManyTriesError):
        teachers.log_in(store, "teacher", PASSWORD, HERE)
    assert teachers.log_in(store, "teacher", PASSWORD, HERE, tries.Known("desk", "teacher-1"))
    for _ in range(10):  # a browser that was stolen may guess no more than another
        with pytest.raises(AccessError, match="do not belong"):
            people.log_in(store, "Ada", "x", "10.0.0.3", known[0])
    with pytest.raises(TooManyTriesError):
        people.log_in(store, "Ada", "x", "10.0.0.3", known[0])


def test_a_lock_is_lifted_by_the_teacher(both: Store) -> None:
    room = a_class(both)
    ada = people.join(both, room.join_code, "Ada", "a", HERE)
    who = sessions.who(both, ada.token)
    assert who
    assert not people.locked(both, room.id, who.learner)
    for _ in range(11):
        with pytest.raises(AccessError):
            people.log_in(both, "ADA", "x", HERE)
    assert people.locked(both, room.id, who.learner)
    people.lift(both, room.id, who.learner)
    assert not people.locked(both, room.id, who.learner)
    assert people.log_in(both, "Ada", ada.code, HERE)
    for act in (people.lift, people.locked):
        with pytest.raises(UnknownNameError):
            act(both, room.id + 1, who.learner)


def test_a_clock_that_was_far_ahead_locks_nobody_for_long(store: Store, clock: Clock) -> None:
    ada = people.join(store, a_class(store).join_code, "Ada", "a", HERE)
    clock.at += 400 * 24 * 60 * MINUTE
    for _ in range(10):
        with pytest.raises(AccessError):
            people.log_in(store, "Ada", "x", HERE)
    clock.at -= 400 * 24 * 60 * MINUTE
    assert people.log_in(store, "Ada", ada.code, HERE)


def test_a_name_guessed_from_many_addresses_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "fits", lambda kept, secret: False)
    for number in range(100):
        with pytest.raises(AccessError, match="do not belong"):
            people.log_in(store, "Ada", "x", f"10.1.0.{number}")
    with pytest.raises(TooManyTriesError, match="in 60 minutes"):
        people.log_in(store, "ADA", "x", "10.2.0.1")


def test_who_is_refused_at_one_address_spends_no_tries_of_others(store: Store) -> None:
    new = people.join(store, a_class(store, address="10.9.9.9").join_code, "Ada", "b", "10.0.0.3")
    for _ in range(tries.NAME.count + 1):
        with pytest.raises(AccessError):
            people.log_in(store, "Ada", "x", HERE)
    assert people.log_in(store, "Ada", new.code, "10.0.0.3")
