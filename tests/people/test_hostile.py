"""Requests that no browser sends: each is answered in a sentence, none is a crash, and none is read without end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI

from talweg.course.store.schema import answer, learner, sitting
from talweg.web import guard
from talweg.web.app import create_app

from class_site import Browser, rows

TEXTS = {
    "NUL": "a\0b",
    "a long name": "n" * 256,
    "a very long name": "\N{MOUNTAIN}" * 3_000,
    "no letters": "\x1b[2J\r\n\ufffe\u202e",
    "a path": "../../../etc/passwd",
    "a template": "{{ 7 * 7 }}{% raw %}",
    "half a pair": "\ud83d",
}
PLACES = ["/lessons/{}", "/panels/{}", "/static/{}", "/static/{}.js", "/static/lib/{}/page.css", "/{}", "/exam/{}"]
PLACES += [
    "/exam/sittings/{}",
    "/exam/sittings/{}/report",
    "/exam/data/{}",
    "/api/questions/{}",
    "/api/sittings/{}/clock",
]
PLACES += ["/api/practice?section={}", "/api/practice?misconception={}", "/join?code={}&next={}", "/teacher/{}"]
PLACES += [
    "/teacher/classes/{}",
    "/teacher/classes/1/{}.csv",
    "/teacher/classes/1/learners/{}",
    "/teacher/enter?code={}",
]


@pytest.fixture(params=["class", "alone"])
def visitor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    """A learner of a class, or whoever sits at a machine of their own."""
    if request.param == "class":
        yield request.getfixturevalue("ada")
        return
    alone = create_app(f"sqlite:///{tmp_path / 'alone.db'}")
    yield Browser(alone)
    alone.state.store.close()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_address_is_a_crash(visitor: Browser, text: str) -> None:
    for place in PLACES:
        path = place.replace("{}", quote(text.encode("utf-8", "surrogatepass"), safe=""))
        for method in ("GET", "HEAD"):
            reply = visitor.send(method, path)
            assert reply.status_code in (200, 303, 401, 403, 404, 405, 422), (method, path, reply.status_code)
            assert method == "GET" or not reply.content


HEADERS: list[dict[str, Any]] = [
    {"Host": "["},
    {"Host": "a b"},
    {"Host": "\xe9"},
    {"Host": "x:99999999"},
    {"Host": ""},
    {"Cookie": "talweg=\0; talweg-known=\xff.\xff; ===;;;"},
    {"Cookie": "talweg-known=" + "x" * 5_000},
    {"Range": "bytes=9-1,,-"},
    {"Range": "lines=\xff"},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99"},
    {"If-None-Match": '"' * 999},
    {"Accept-Encoding": "gzip;q=\xff"},
    {"Accept": "\0"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_no_header_is_a_crash(visitor: Browser, headers: dict[str, str]) -> None:
    sent = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/", "/exam", "/api/overview", "/login", "/static/favicon.svg", "/static/page.css"):
        status = visitor.get(path, headers=sent).status_code
        assert status in (400, 401, 404, 416, 200, 206, 303, 304), (path, status)


@pytest.mark.parametrize(
    "origin", ["http://[", "//", "\xff", "null", "http://testserver:x", "http://testserver@evil.example"]
)
def test_an_origin_that_cannot_be_is_foreign(visitor: Browser, origin: str) -> None:
    for path in ("/api/sittings", "/logout"):
        assert visitor.send("POST", path, headers={"Origin": origin.encode("latin-1")}).status_code == 403


JSON: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b'{"name": "\xff"}',
    "deep": b"[" * 60_000,
    "deep and closed": b'{"response":' + b"[" * 900 + b"]" * 900 + b"}",
    "half a pair": b'{"name": "\\ud83d", "seed": 1, "response": "\\ud83d", "token": "\\ud83d\\ud83d\\ud83d"}',
    "NUL": b'{"name": "two_errors", "seed": 1, "response": "\\u0000", "token": "token-one"}',
    "many digits": b'{"name": "two_errors", "seed": ' + b"9" * 50_000 + b"}",
    "infinite": b'{"name": "two_errors", "seed": 1, "response": 1e999, "token": "token-one"}',
    "not a number": b'{"name": "two_errors", "seed": 1, "response": NaN, "token": "token-one"}',
    "another kind": b'["name", 1, null]',
}
TYPES = ["application/json", "text/plain", "", "application/json; charset=\xff", "multipart/form-data; boundary="]


@pytest.mark.parametrize("body", JSON.values(), ids=JSON)
def test_no_body_is_a_crash(visitor: Browser, body: bytes) -> None:
    stamp = visitor.stamp("/exam") if visitor.cookies else ""
    for path in ("/api/answers", "/api/sittings", "/api/sittings/x/answers"):
        for kind in TYPES:
            headers = {"X-Talweg-Token": stamp.encode(), "Content-Type": kind.encode("latin-1")}
            reply = visitor.send("POST", path, content=body, headers=headers)
            assert reply.status_code in (400, 404, 422), (path, kind, reply.status_code)
            assert list(reply.json()) == ["detail"]
    assert rows(visitor.app.state.store(), answer) == rows(visitor.app.state.store(), sitting) == []


def test_no_form_is_a_crash(app: FastAPI, code: str) -> None:
    before = rows(app.state.store(), learner)
    browser = Browser(app)
    for text in TEXTS.values():
        sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")[:900]
        for path, fields in {
            "/join": {"code": sent, "name": sent},
            "/login": {"code": code, "name": sent},
            "/teacher/login": {"name": sent, "password": sent},
            "/teacher/enter": {"code": sent, "password": sent},
        }.items():
            assert browser.fill(path, **fields).status_code in (403, 422, 429), (path, text)
    assert rows(app.state.store(), learner) == before


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_no_method_is_a_crash(visitor: Browser, method: str) -> None:
    for path in ("/", "/exam", "/api/overview", "/api/answers", "/lessons/x", "/static/page.css", "/openapi.json"):
        assert visitor.send(method, path).status_code in (200, 303, 401, 403, 404, 405, 422), path


def test_a_head_is_a_page_s_without_the_page(visitor: Browser) -> None:
    for path in ("/", "/panels/race", "/exam", "/exam/practice", "/openapi.json", "/static/page.css", "/nowhere"):
        whole, head = visitor.get(path), visitor.send("HEAD", path)
        assert head.status_code == whole.status_code, path
        assert (head.content, head.headers["content-type"]) == (b"", whole.headers["content-type"])


# Bodies


class Endless:
    """A body that never ends; it counts what is taken of it."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 4096
            assert self.taken <= 2 * guard.LARGEST, "it is read without end"
            yield b"token=" + b"x" * 4090


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_no_body_is_read_without_end(visitor: Browser, kind: str) -> None:
    stamp = visitor.stamp("/exam") if visitor.cookies else ""
    for path in ("/api/answers", "/api/sittings", "/join", "/logout", "/nowhere"):
        for headers in ({"Content-Type": kind}, {"Content-Type": kind, "X-Talweg-Token": stamp}):
            body = Endless()
            reply = visitor.send("POST", path, content=body, headers=headers)
            assert reply.status_code in (413, 403)
            assert reply.headers["connection"] == "close"
            assert body.taken <= guard.LARGEST + 2 * 4096 if reply.status_code == 413 else body.taken <= 8192


@pytest.mark.parametrize("length", ["65537", "250000000", "9" * 40, "-1", "many"])
def test_a_length_that_is_too_much_is_not_read_at_all(visitor: Browser, length: str) -> None:
    body, stamp = Endless(), visitor.stamp("/exam") if visitor.cookies else ""
    headers = {"Content-Length": length, "X-Talweg-Token": stamp}
    assert visitor.send("POST", "/api/answers", content=body, headers=headers).status_code == 413
    assert body.taken <= 4096


def test_a_stranger_s_body_is_not_read(app: FastAPI) -> None:
    body = Endless()
    assert Browser(app).send("POST", "/api/answers", content=body).status_code == 403
    assert body.taken <= 4096


def test_a_body_that_trickles_is_given_up(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr(guard, "SLOWEST", 0.05)

    class Silent(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

    stamp = visitor.stamp("/exam") if visitor.cookies else ""
    reply = visitor.send("POST", "/api/answers", content=Silent(), headers={"X-Talweg-Token": stamp})
    assert (reply.status_code, reply.headers["connection"]) == (408, "close")


# Hosts


def test_a_name_of_somebody_else_leads_nowhere_without_logins(tmp_path: Path) -> None:
    app = create_app(f"sqlite:///{tmp_path / 'alone.db'}", hosts=("lab.school.example",))
    alone = Browser(app)
    status = {
        host: [
            alone.get(path, headers={"Host": host}).status_code for path in ("/", "/api/overview", "/static/page.css")
        ]
        for host in (
            "evil.example",
            "evil.example:8000",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil.example.",
        )
    }
    assert set(map(tuple, status.values())) == {(400, 400, 400)}
    for host in (
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
        "192.168.1.7",
        "x.localhost",
        "Lab.School.Example",
    ):
        assert alone.get("/exam", headers={"Host": host}).status_code == 200, host
    app.state.store.close()


def test_a_class_has_any_name(app: FastAPI) -> None:
    assert Browser(app).get("/login", headers={"Host": "talweg.school.example"}).status_code == 200
