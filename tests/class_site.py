"""A site in class mode as several browsers see it, without a network."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event, select

from talweg.course.bank import BANK
from talweg.course.exam import classroom, people, practice, sessions, teachers
from talweg.course.exam.blueprint import Blueprint, Part
from talweg.course.question import asked, key
from talweg.course.store import Store
from talweg.web.app import create_app

from exams import Clock, respond

PASSWORD = "four quiet green hills"
HOST = "http://testserver"
PLAN = Blueprint("trial", "A trial", 10, (Part(3, ("loss",)),))


def class_app(folder: Path, clock: Clock) -> FastAPI:
    """An app in class mode with a store of its own."""
    return create_app(f"sqlite:///{folder / 'class.db'}", clock, class_mode=True)


def hasten(store: Store) -> None:
    """Write to SQLite without waiting for the disk: nobody pulls the plug here."""

    def connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF").close()

    event.listen(store.engine, "connect", connect)
    store.engine.dispose()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop in a thread of its own: where Playwright runs, a test's own thread has one already."""
    made = asyncio.new_event_loop()
    Thread(target=made.run_forever, daemon=True).start()
    return made


class Browser:
    """One browser: it keeps its cookies, and fills in forms as they stand on a page."""

    def __init__(self, app: FastAPI, address: str = "10.0.0.1", raises: bool = True) -> None:
        """With `raises` what fails in the app fails here; else its answer comes, as over a network."""
        self.app, self.address, self._raises = app, address, raises
        self.cookies = httpx.Cookies()
        self._stamps: dict[str, str] = {}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request straight to the app, as if it came from the browser's address."""

        async def send() -> httpx.Response:
            way = httpx.ASGITransport(self.app, self._raises, client=(self.address, 50_000))
            async with httpx.AsyncClient(transport=way, base_url=HOST, cookies=self.cookies) as client:
                reply = await client.request(method, path, **options)
                self.cookies = client.cookies
                return reply

        return asyncio.run_coroutine_threadsafe(send(), _loop()).result()

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def stamp(self, path: str = "/login") -> str:
        """What a page's forms carry, as long as the cookie is the same."""
        if self.cookies.get("talweg") not in self._stamps:
            page = self.get(path, follow_redirects=True).text
            found = re.search(r'<meta name="talweg-token" content="([^"]+)">', page)
            self._stamps[self.cookie] = found[1] if found else ""
        return self._stamps[self.cookie]

    def fill(self, path: str, at: str = "", **fields: str) -> httpx.Response:
        """Send the form at `path`, which stands on the page `at`."""
        return self.send("POST", path, data={"token": self.stamp(at or path)} | fields)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        """Send JSON as the pages' scripts do."""
        return self.send("POST", path, json=body or {}, headers={"X-Talweg-Token": self.stamp("/exam")})

    @property
    def cookie(self) -> str:
        return self.cookies["talweg"]


def teacher_browser(app: FastAPI, name: str = "teacher") -> Browser:
    """A teacher who has chosen a password and is logged in."""
    store = app.state.store()
    code = (teachers.first_entry(store) if name == "teacher" else None) or teachers.add(store, name)
    found = Browser(app, "10.0.0.254")
    assert found.fill("/teacher/enter", code=code, password=PASSWORD).status_code == 303
    return found


def new_class(teacher: Browser, name: str = "7b") -> teachers.Room:
    """A class of a teacher."""
    where = teacher.fill("/teacher/classes", at="/teacher", name=name).headers["location"]
    rooms = [room for mine in (1, 2) for room in teachers.classes(teacher.app.state.store(), mine)]
    return next(room for room in rooms if room.id == int(where.rpartition("/")[2]))


def learner_browser(app: FastAPI, join_code: str, name: str, address: str = "10.0.0.1") -> tuple[Browser, str]:
    """A learner who has just joined, and their personal code."""
    found = Browser(app, address)
    page = found.fill("/join", code=join_code, name=name)
    assert page.status_code == 200, page.text
    code = re.search(r"<strong data-personal-code>([^<]+)<", page.text)
    assert code
    return found, code[1]


def joined(store: Store, room: teachers.Room, *names: str) -> list[int]:
    """Learners of a class, by their ids."""
    for name in names:
        people.join(store, room.join_code, name, name, "10.0.0.7")
    found = {each["name"]: each["id"] for each in classroom.presence(store, room.id)["learners"]}
    return [found[name] for name in names]


def answered(store: Store, learner: int, name: str, well: bool, token: str, seed: int = 5) -> dict[str, Any]:
    """An answer in practice, and the slip it shows."""
    question = BANK[name].ask(seed)
    shown, its_key = asked(question), key(question)
    judged = practice.judge(store, learner, name, seed, respond(shown, its_key, well), f"token-{token}")
    return dict(judged.verdict.slips[0]) if judged.verdict.slips else {}


def rows(store: Store, table: Any) -> list[Any]:
    """All that a table of the store holds."""
    with store.read() as connection:
        return list(connection.execute(select(table)))


def a_class(store: Store, teacher: str = "teacher", address: str = "10.0.0.1") -> teachers.Room:
    """A class of a new teacher."""
    who = sessions.who(store, teachers.enter(store, teachers.add(store, teacher), PASSWORD, address))
    assert who
    assert who.teacher
    return teachers.class_of(store, who.teacher, teachers.new_class(store, who.teacher, "7b"))
