"""How often one may guess: limits by name and by address, the same in every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from talweg.course.exam import codes, people, teachers, tries
from talweg.course.store import Store
from talweg.errors import AccessError, TooManyTriesError

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


def test_an_address_that_guesses_many_names_or_codes_waits(store: Store) -> None:
    room = a_class(store)
    for _ in range(30):
        with pytest.raises(AccessError):
            people.join(store, codes.new_code(), "Bob", "b", HERE)
        with pytest.raises(AccessError):
            teachers.enter(store, codes.new_code(4), PASSWORD, HERE)
    for act in (
        lambda: people.join(store, room.join_code, "Bob", "b", HERE),
        lambda: people.log_in(store, "Bob", "x", HERE),
        lambda: teachers.log_in(store, "teacher", PASSWORD, HERE),
        lambda: teachers.enter(store, "x", PASSWORD, HERE),
    ):
        with pytest.raises(TooManyTriesError):
            act()
    assert people.join(store, room.join_code, "Bob", "b", "10.0.0.2")


def test_a_name_guessed_from_many_addresses_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "fits", lambda kept, secret: False)
    for number in range(100):
        with pytest.raises(AccessError, match="do not belong"):
            people.log_in(store, "Ada", "x", f"10.1.0.{number}")
    with pytest.raises(TooManyTriesError, match="in 60 minutes"):
        people.log_in(store, "ADA", "x", "10.2.0.1")


def test_who_is_refused_spends_nobody_elses_tries(store: Store) -> None:
    for _ in range(tries.ADDRESS.count):
        tries.charge(store, (tries.ADDRESS, HERE))
    new = people.join(store, a_class(store, address="10.9.9.9").join_code, "Ada", "b", "10.0.0.3")
    for _ in range(tries.NAME.count + 1):
        with pytest.raises(TooManyTriesError):
            people.log_in(store, "Ada", "x", HERE)
    assert people.log_in(store, "Ada", new.code, "10.0.0.3")
