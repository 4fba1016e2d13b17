"""A site in class mode, its store, a teacher with a class, and learners."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from talweg.course.exam import codes, teachers
from talweg.course.store import Store

from class_site import Browser, class_app, hasten, learner_browser, new_class, teacher_browser
from exams import Clock

# The real cost of a hash is for attackers; one test looks at it.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords and codes cost next to nothing."""
    monkeypatch.setattr(codes, "HASHER", CHEAP)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Browser]:
    """The store of a site on which the teacher has begun a class, and the teacher's browser: made once for all."""
    folder = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "HASHER", CHEAP)
        app = class_app(folder, Clock())
        found = teacher_browser(app)
        new_class(found)
    app.state.store.close()
    return folder / "class.db", found


@pytest.fixture
def app(begun: tuple[Path, Browser], tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """The site of `begun`, for one test alone."""
    shutil.copy(begun[0], tmp_path / "class.db")
    made = class_app(tmp_path, clock)
    hasten(made.state.store())
    yield made
    made.state.store.close()


@pytest.fixture
def store(app: FastAPI) -> Store:
    found: Store = app.state.store()
    return found


@pytest.fixture
def teacher(begun: tuple[Path, Browser], app: FastAPI) -> Browser:
    """The teacher's browser, logged in."""
    found = Browser(app, begun[1].address)
    found.cookies = httpx.Cookies(begun[1].cookies)
    return found


@pytest.fixture
def room(app: FastAPI) -> teachers.Room:
    """The teacher's class."""
    return teachers.classes(app.state.store(), 1)[0]


@pytest.fixture
def code(room: teachers.Room) -> str:
    """By which learners join the class."""
    return room.join_code


@pytest.fixture
def ada(app: FastAPI, code: str) -> Browser:
    return learner_browser(app, code, "Ada")[0]


@pytest.fixture
def bob(app: FastAPI, code: str) -> Browser:
    return learner_browser(app, code, "Bob", "10.0.0.2")[0]


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with the tables and nothing in them: made once."""
    path = tmp_path_factory.mktemp("blank") / "talweg.db"
    Store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def empty(blank: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    opened = Store(f"sqlite:///{shutil.copy(blank, tmp_path)}", clock)
    hasten(opened)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    """An empty store of each kind; PostgreSQL where it is installed."""
    if request.param == "sqlite":
        yield request.getfixturevalue("empty")
        return
    opened = Store(request.getfixturevalue("postgres"), clock)
    yield opened
    opened.close()
