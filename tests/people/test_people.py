"""Coming in and going: joining, codes, passwords, sessions. SQL is tried on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from typer.testing import CliRunner

from talweg import cli
from talweg.course.exam import codes, people, sessions, teachers
from talweg.course.store import Store, learners
from talweg.course.store.schema import learner, metadata, session
from talweg.errors import AccessError, RangeError, UnknownNameError

from class_site import PASSWORD, Browser, a_class, learner_browser
from exams import Clock

HERE = "10.0.0.1"
MINUTE, DAY = 60_000, 86_400_000


@pytest.fixture
def store(empty: Store) -> Store:
    return empty


# Codes and names


def test_hashes_cost_an_attacker_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    kept = codes.hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert codes.fits(kept, PASSWORD)
    assert not codes.fits(kept, PASSWORD + " ")
    assert not codes.fits("", "")
    assert not codes.fits(None, "")


def test_codes_can_be_read_off_a_board() -> None:
    drawn = [codes.new_code() for _ in range(300)]
    assert len(set(drawn)) == 300
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", each) for each in drawn)
    assert set("".join(drawn)) - {"-"} == set(codes.LETTERS)
    assert codes.plain(" k7qm - 2xhp\n") == codes.plain("K7QM2XHP") == "K7QM2XHP"


@pytest.mark.parametrize(
    "name, clean",
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("E\u0301mile", "\u00c9mile"),
        ("\u674e\u534e", "\u674e\u534e"),
        ("O'Neil-2", "O'Neil-2"),
    ],
)
def test_names_that_can_be(name: str, clean: str) -> None:
    assert codes.clean_name(name) == clean


@pytest.mark.parametrize(
    "name, word",
    [
        ("", "1 to 40 letters, got 0"),
        (" \t ", "got 0"),
        ("a" * 41, "got 41"),
        ("a\x00b", "cannot"),
        ("Ada\u202egnp", "something in it cannot"),
        ("Ada\u200b", "something in it cannot"),
    ],
)
def test_names_that_cannot_be(name: str, word: str) -> None:
    with pytest.raises(RangeError, match=word):
        codes.clean_name(name)


# Joining


def test_a_learner_joins_leaves_and_comes_back(both: Store) -> None:
    room = a_class(both)
    new = people.join(both, room.join_code.lower().replace("-", " "), " Ada ", "browser 1", HERE)
    who = sessions.who(both, new.token)
    assert who is not None
    assert (who.name, who.teacher, new.name) == ("Ada", None, "Ada")
    sessions.end(both, new.token)
    assert sessions.who(both, new.token) is None
    token = people.log_in(both, "ada", new.code.lower().replace("-", ""), HERE)
    assert sessions.who(both, token) == who
    for name, code in [("Ada", codes.new_code()), ("Bob", new.code), ("Ada", ""), ("Ada", room.join_code)]:
        with pytest.raises(AccessError, match="do not belong together"):
            people.log_in(both, name, code, HERE)
    with pytest.raises(AccessError, match="no class with that code"):
        people.join(both, codes.new_code(), "Bob", "browser 2", HERE)


@pytest.mark.parametrize("name", ["Ada", "ADA", "a\uff44a"])
def test_a_name_is_taken_once_in_a_class(store: Store, name: str) -> None:
    room = a_class(store)
    first = people.join(store, room.join_code, "Ada", "browser 1", HERE)
    with pytest.raises(RangeError, match="is called Ada already"):
        people.join(store, room.join_code, name, "browser 2", HERE)
    assert sessions.who(store, first.token), "the first Ada is untouched"
    assert people.log_in(store, "Ada", first.code, HERE)


def test_namesakes_in_two_classes_have_their_own_codes(store: Store) -> None:
    rooms = [a_class(store), a_class(store, "second")]
    new = [people.join(store, room.join_code, "Ada", f"browser {room.id}", HERE) for room in rooms]
    ids = [sessions.who(store, each.token).learner for each in new]  # type: ignore[union-attr]
    back = [sessions.who(store, people.log_in(store, "Ada", each.code, HERE)).learner for each in new]  # type: ignore[union-attr]
    assert back == ids
    assert len(set(ids)) == 2


def test_a_form_sent_again_after_a_lost_connection_is_the_same_learner(both: Store) -> None:
    room = a_class(both)
    lost = people.join(both, room.join_code, "Ada", "this browser", HERE)
    again = people.join(both, room.join_code, "Ada", "this browser", HERE)
    assert lost.code == again.code, "whichever answer is shown, its code is good"
    assert sessions.who(both, lost.token) == sessions.who(both, again.token) is not None
    with both.read() as connection:
        assert len(connection.execute(select(learner).where(learner.c.classroom_id == room.id)).all()) == 1
    assert people.log_in(both, "Ada", again.code, HERE)
    with pytest.raises(RangeError, match="is called Ada already"):
        people.join(both, room.join_code, "Ada", "a later form of this browser", HERE)


def test_a_new_join_code_ends_the_old_one(store: Store) -> None:
    room = a_class(store)
    before = people.join(store, room.join_code, "Ada", "b", HERE)
    teachers.new_join_code(store, 1, room.id)
    with pytest.raises(AccessError):
        people.join(store, room.join_code, "Bob", "b2", HERE)
    assert people.join(store, teachers.class_of(store, 1, room.id).join_code, "Bob", "b2", HERE)
    assert sessions.who(store, before.token)


def test_a_new_personal_code_ends_the_old_one_and_every_session(store: Store) -> None:
    room = a_class(store)
    new, other = (people.join(store, room.join_code, name, name, HERE) for name in ("Ada", "Bob"))
    id = sessions.who(store, new.token).learner  # type: ignore[union-attr]
    code = people.new_personal_code(store, room.id, id)
    assert sessions.who(store, new.token) is None
    assert sessions.who(store, other.token)
    with pytest.raises(AccessError):
        people.log_in(store, "Ada", new.code, HERE)
    assert people.log_in(store, "Ada", code, HERE)
    with pytest.raises(UnknownNameError, match="no such learner in your class"):
        people.new_personal_code(store, room.id + 1, id)


# Teachers


def test_the_first_teacher_comes_in_by_a_code_that_works_once(both: Store) -> None:
    codes_printed = [teachers.first_entry(both) for _ in range(3)]
    assert len(set(codes_printed)) == 3
    for old in codes_printed[:2]:
        with pytest.raises(AccessError, match="a newer one has taken its place"):
            teachers.enter(both, old or "", PASSWORD, HERE)
    last = codes_printed[2] or ""
    with pytest.raises(RangeError, match="10 to 200 characters, got 5"):
        teachers.enter(both, last, "short", HERE)
    who = sessions.who(both, teachers.enter(both, last.lower(), PASSWORD, HERE))
    assert who is not None
    assert (who.name, who.teacher) == ("teacher", 1)
    with pytest.raises(AccessError, match="it was used"):
        teachers.enter(both, last, PASSWORD + "!", HERE)
    assert teachers.first_entry(both) is None
    assert sessions.who(both, teachers.log_in(both, "teacher", PASSWORD, HERE)) == who
    for name, password in [("teacher", PASSWORD + "!"), ("teacher", ""), ("nobody", PASSWORD)]:
        with pytest.raises(AccessError, match="do not belong together"):
            teachers.log_in(both, name, password, HERE)


def test_a_reset_ends_password_and_sessions_at_once(both: Store) -> None:
    token = teachers.enter(both, teachers.add(both, "Ms Hill"), PASSWORD, HERE)
    code = teachers.reset(both, "Ms Hill")
    assert sessions.who(both, token) is None
    with pytest.raises(AccessError):
        teachers.log_in(both, "Ms Hill", PASSWORD, HERE)
    teachers.enter(both, code, PASSWORD + " and more", HERE)
    assert teachers.log_in(both, "Ms Hill", PASSWORD + " and more", HERE)
    with pytest.raises(UnknownNameError, match="did you mean 'Ms Hill'"):
        teachers.reset(both, "Ms Hil")
    with pytest.raises(RangeError, match="is a teacher 'Ms Hill' already"):
        teachers.add(both, "Ms Hill")


def test_no_password_fits_a_teacher_who_has_chosen_none(store: Store) -> None:
    teachers.first_entry(store)
    for password in ("", "teacher", PASSWORD):
        with pytest.raises(AccessError):
            teachers.log_in(store, "teacher", password, HERE)


def test_a_teacher_tries_exams_as_someone_of_their_own(store: Store) -> None:
    with store.begin() as connection:
        mine = learners.alone(connection, 1)
    who = [
        sessions.who(store, teachers.enter(store, teachers.add(store, each), PASSWORD, HERE)) for each in ("a1", "a2")
    ]
    ids = {each.learner for each in who if each}
    assert len(ids | {mine}) == 3
    with store.begin() as connection:
        assert learners.alone(connection, 2) == mine, "the machine's own learner stays who it was"


def test_the_command_line_lets_a_teacher_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    monkeypatch.delenv("TALWEG_STORE", raising=False)
    said = [CliRunner().invoke(cli.app, ["teacher", act, "Ms Hill"]) for act in ("add", "reset")]
    printed = [re.search(r"give the code (\S+);", each.output) for each in said]
    assert printed[0]
    assert printed[1]
    store = Store()
    with pytest.raises(AccessError):
        teachers.enter(store, printed[0][1], PASSWORD, HERE)
    assert teachers.enter(store, printed[1][1], PASSWORD, HERE)
    store.close()
    assert isinstance(CliRunner().invoke(cli.app, ["teacher", "reset", "Mr"]).exception, UnknownNameError)


# Sessions


@pytest.mark.parametrize(
    "teaches, rest, life", [(False, 30 * DAY, 180 * DAY), (True, 8 * 60 * MINUTE, 7 * DAY)], ids=["learner", "teacher"]
)
def test_a_session_ends_when_it_rests_or_grows_old(
    store: Store, clock: Clock, teaches: bool, rest: int, life: int
) -> None:
    room = a_class(store)

    def come() -> str:
        if teaches:
            return teachers.log_in(store, "teacher", PASSWORD, HERE)
        return people.join(store, room.join_code, "Ada", "b", HERE).token

    token = come()
    clock.at += rest
    assert sessions.who(store, token)
    clock.at += rest + 1
    assert sessions.who(store, token) is None
    token, start = come(), clock.at
    while clock.at + rest // 2 <= start + life:
        clock.at += rest // 2
        assert sessions.who(store, token)
    clock.at = start + life + 1
    assert sessions.who(store, token) is None


def test_sessions_that_nobody_can_use_are_dropped(store: Store, clock: Clock) -> None:
    room = a_class(store)
    people.join(store, room.join_code, "Ada", "b", HERE)
    clock.at += 31 * DAY
    people.join(store, room.join_code, "Bob", "b2", HERE)
    with store.read() as connection:
        assert len(connection.execute(select(session)).all()) == 1


def test_that_someone_is_here_is_remembered_but_not_at_every_glance(store: Store, clock: Clock) -> None:
    new = people.join(store, a_class(store).join_code, "Ada", "b", HERE)

    def seen() -> int | None:
        with store.read() as connection:
            return connection.execute(select(learner.c.seen_at).where(learner.c.name == "Ada")).scalar_one()

    start = clock.at
    clock.at += 20_000
    sessions.who(store, new.token)
    assert seen() == start
    clock.at += 1
    sessions.who(store, new.token)
    assert seen() == clock.at


def test_nothing_that_opens_stands_in_the_store(both: Store) -> None:
    teacher_token = teachers.enter(both, teachers.add(both, "t1"), PASSWORD, HERE)
    entry = teachers.add(both, "t2")
    room = teachers.class_of(both, 1, teachers.new_class(both, 1, "7b"))
    new = people.join(both, room.join_code, "Ada", "the browser's secret", HERE)
    with both.read() as connection:
        kept = str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    for secret in (PASSWORD, teacher_token, entry, new.token, new.code, "the browser's secret"):
        assert secret not in kept
        assert codes.plain(secret) not in kept
    assert kept.count("$argon2id$") == 2, "a password and a personal code"


def test_all_processes_sign_with_one_key(store: Store) -> None:
    other = Store(store.engine.url.render_as_string(hide_password=False))
    key = sessions.signing_key(store)
    assert len(key) >= 64
    assert sessions.signing_key(other) == key
    other.close()


# In the browser


def test_the_way_through_the_pages(app: FastAPI, room: teachers.Room) -> None:
    ada, code = learner_browser(app, room.join_code, "Ada")
    assert ada.get("/join").headers["location"] == "exam"
    home = ada.get("/exam").text
    assert ">Ada</span>" in home
    assert "Log out" in home
    assert "Classes" not in home
    assert ada.fill("/logout", at="/exam").headers["location"] == "login"
    assert ada.get("/exam").headers["location"] == "join?next=exam"
    assert ada.get("/exam/review").headers["location"] == "../join?next=exam/review"
    refused = ada.fill("/login", name="Ada", code="nonsense", next="exam/review")
    assert refused.status_code == 403
    assert 'value="Ada"' in refused.text, "what was typed is still there"
    assert "nonsense" not in refused.text
    assert ada.fill("/login", name="Ada", code=code, next="exam/review").headers["location"] == "exam/review"
    assert ada.get("/exam").status_code == 200


def test_one_browser_after_the_other_sees_only_its_own_name(
    app: FastAPI, teacher: Browser, room: teachers.Room
) -> None:
    people_here = {name: learner_browser(app, room.join_code, name)[0] for name in ("Ada", "Bob")}
    for _ in range(2):
        for name, browser in people_here.items():
            page = browser.get("/").text
            assert [each for each in people_here if f">{each}</span>" in page] == [name]
    stranger = Browser(app).get("/").text
    assert "Log out" not in stranger
    assert "Classes" in teacher.get("/").text


def test_alone_there_is_no_login(tmp_path: Path) -> None:
    from talweg.web.app import create_app

    alone = Browser(create_app(f"sqlite:///{tmp_path / 'alone.db'}"))
    assert alone.get("/exam").status_code == 200
    for path in ("/join", "/login", "/teacher", "/teacher/login", "/teacher/enter"):
        assert alone.get(path).status_code == 404
    page = alone.get("/exam")
    assert "talweg-token" not in page.text
    assert "set-cookie" not in page.headers
