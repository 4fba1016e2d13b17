"""A site in class mode as several browsers see it, without a network."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from talweg.course.exam import teachers
from talweg.web.app import create_app
from test_exam import Clock

# The real cost of a hash is for attackers; one test looks at it.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
PASSWORD = "four quiet green hills"
HOST = "http://testserver"


def class_app(folder: Path, clock: Clock) -> FastAPI:
    """An app in class mode with a store of its own."""
    return create_app(f"sqlite:///{folder / 'class.db'}", clock, class_mode=True)


class Browser:
    """One browser: it keeps its cookies, and fills in forms as they stand on a page."""

    def __init__(self, app: FastAPI, address: str = "10.0.0.1") -> None:
        self.app, self.address = app, address
        self.cookies = httpx.Cookies()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request straight to the app, as if it came from the browser's address."""

        async def send() -> httpx.Response:
            way = httpx.ASGITransport(self.app, client=(self.address, 50_000))
            async with httpx.AsyncClient(transport=way, base_url=HOST, cookies=self.cookies) as client:
                reply = await client.request(method, path, **options)
                self.cookies = client.cookies
                return reply

        # In a thread of its own: where Playwright runs, this one has a loop already.
        with ThreadPoolExecutor(1) as alone:
            return alone.submit(lambda: asyncio.run(send())).result()

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def stamp(self, path: str = "/login") -> str:
        """What a page's forms carry."""
        page = self.get(path, follow_redirects=True).text
        found = re.search(r'<meta name="talweg-token" content="([^"]+)">', page)
        return found[1] if found else ""

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
    store = app.state.desk()
    code = (teachers.first_entry(store) if name == "teacher" else None) or teachers.add(store, name)
    found = Browser(app, "10.0.0.254")
    assert found.fill("/teacher/enter", code=code, password=PASSWORD).status_code == 303
    return found


def new_class(teacher: Browser, name: str = "7b") -> teachers.Room:
    """A class of a teacher."""
    where = teacher.fill("/teacher/classes", at="/teacher", name=name).headers["location"]
    rooms = [room for mine in (1, 2) for room in teachers.classes(teacher.app.state.desk(), mine)]
    return next(room for room in rooms if room.id == int(where.rpartition("/")[2]))


def learner_browser(app: FastAPI, join_code: str, name: str, address: str = "10.0.0.1") -> tuple[Browser, str]:
    """A learner who has just joined, and their personal code."""
    found = Browser(app, address)
    page = found.fill("/join", code=join_code, name=name)
    assert page.status_code == 200, page.text
    code = re.search(r"<strong data-personal-code>([^<]+)<", page.text)
    assert code
    return found, code[1]
