"""What goes wrong in the Exam Center: every error is told, and nothing that was acknowledged is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from talweg.course.store import Store, answers
from talweg.errors import StoreError
from talweg.web import lazy_store
from talweg.web.app import create_app

from .site import Site, save, start
from conftest import serving
from exams import Clock, keys_of, respond


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all the requests that change nothing."""
    with Site(create_app(f"sqlite:///{tmp_path_factory.mktemp('store') / 'talweg.db'}")) as shared:
        yield shared


GOOD = {"name": "right_slot", "seed": 1, "response": 0, "token": "token-one"}
TYPED = {"name": "write_the_step", "seed": 1, "token": "token-one"}
WRITTEN = {"place": 0, "response": 0, "token": "token-one"}


@pytest.mark.parametrize(
    "path, body, status, word",
    [
        ("questions/right_slots", None, 404, "did you mean 'right_slot'?"),
        ("practice?level=7", None, 422, "level"),
        ("practice?section=nothing", None, 422, "no question of the bank fits"),
        ("sittings/nobodys", None, 404, "there is no such exam of yours"),
        ("sittings/nobodys/clock", None, 404, "there is no such exam of yours"),
        ("sittings/nobodys/report", None, 404, "there is no such exam of yours"),
        ("sittings/no%00body", None, 422, "id"),
        ("nothing", None, 404, "Not Found"),
        ("sittings", {"blueprint": "OA-2"}, 404, "did you mean 'OA-1'?"),
        ("sittings", {}, 422, "blueprint: Field required"),
        ("sittings/nobodys/answers", WRITTEN, 404, "there is no such exam of yours"),
        ("sittings/nobodys/end", {}, 404, "there is no such exam of yours"),
        ("answers", GOOD | {"name": "no_such"}, 404, "the bank has no question 'no_such'"),
        ("answers", GOOD | {"seed": 2**53}, 422, "seed"),
        ("answers", GOOD | {"seed": "1"}, 422, "seed"),
        ("answers", GOOD | {"response": 99}, 422, "an option is a whole number of [0,"),
        ("answers", GOOD | {"response": "0"}, 422, "a whole number of [0, 3], got"),
        ("answers", GOOD | {"response": 10**400}, 422, "response"),
        ("answers", GOOD | {"response": True}, 422, "response"),
        ("answers", TYPED | {"response": ["__import__('os')"]}, 422, "is not known"),
        ("answers", TYPED | {"response": ["1\0"]}, 422, "is not allowed"),
        ("answers", TYPED | {"response": ["(" * 190]}, 422, "needs something after it"),
        ("answers", TYPED | {"response": ["1" * 300]}, 422, "at most 200 characters"),
        ("answers", TYPED | {"response": ["1" * 5000]}, 422, "response"),
        ("answers", TYPED | {"response": ["1"] * 50}, 422, "response"),
        ("answers", TYPED | {"response": ["1", "2"]}, 422, "a list of 1 lines"),
        ("answers", TYPED | {"response": []}, 422, "a list of 1 lines"),
        ("answers", GOOD | {"token": "short"}, 422, "token"),
        ("answers", GOOD | {"token": "with\x00nothing"}, 422, "token"),
        ("answers", GOOD | {"mode": "exam"}, 422, "mode"),
    ],
)
def test_errors_are_a_sentence(anywhere: Site, path: str, body: Any, status: int, word: str) -> None:
    reply = anywhere.get(f"/api/{path}") if body is None else anywhere.post(f"/api/{path}", json=body)
    assert (reply.status_code, list(reply.json())) == (status, ["detail"])
    assert word in reply.json()["detail"]


@pytest.mark.parametrize(("place", "response", "status"), [(3, 0, 404), (-1, 0, 422), (0, [999], 422), (0, "x", 422)])
def test_what_is_no_answer_is_refused_and_nothing_is_kept(client: Site, place: int, response: Any, status: int) -> None:
    name = start(client)
    assert save(client, name, place, response).status_code == status
    assert client.get("/api/overview").json()["sittings"][0]["answered"] == 0


def test_a_store_that_cannot_be_opened_leaves_the_lesson_and_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "not yet"
    with Site(create_app(f"sqlite:///{folder / 'talweg.db'}")) as client:
        told = client.get("/api/overview")
        assert (told.status_code, told.headers["retry-after"]) == (503, "5")
        assert (
            told.json()["detail"] == "the store cannot be used now, and nothing was lost: unable to open database file"
        )
        shown = client.get("/exam")
        assert shown.status_code == 503
        assert "Every answer that was shown as saved is kept" in shown.text
        assert "unable to open database file" in shown.text
        assert client.get("/").status_code == 200
        folder.mkdir()
        assert client.get("/exam").status_code == 200


def test_a_url_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with Site(create_app("mongo://x")) as client:
        told = client.get("/api/overview")
        assert (told.status_code, "write sqlite:///path or postgresql" in told.json()["detail"]) == (503, True)


def test_the_store_s_url_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALWEG_STORE", f"sqlite:///{tmp_path / 'named.db'}")
    with Site(create_app()) as client:
        assert client.get("/api/overview").status_code == 200
    assert (tmp_path / "named.db").is_file()


def test_a_locked_store_takes_the_same_answer_later(
    client: Site, clock: Clock, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = start(client)
    client.store().close()  # the next connection is made with less patience
    monkeypatch.setattr("talweg.course.store.store.PATIENCE", 0.1)
    with Site(create_app(clock=clock)) as hasty:
        hasty.get("/api/overview")
        other = sqlite3.connect(home / "talweg.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        items = keys_of(client.store(), name)
        response = respond(items[0].asked, items[0].key)
        refused = save(hasty, name, 0, response, "token-one")
        assert (refused.status_code, "database is locked" in refused.json()["detail"]) == (503, True)
        other.execute("ROLLBACK")
        other.close()
        assert save(hasty, name, 0, response, "token-one").status_code == 200
    assert client.get(f"/api/sittings/{name}").json()["places"][0]["response"] == response


def test_those_who_wait_share_a_try_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counting:
        """A lock that knows how many have come to it."""

        def __init__(self) -> None:
            self.lock, self.all_here, self.come = threading.Lock(), threading.Event(), 0

        def __enter__(self) -> None:
            self.come += 1
            if self.come == 6:
                self.all_here.set()
            self.lock.acquire()

        def __exit__(self, *_: object) -> None:
            self.lock.release()

    lock, tries = Counting(), []

    def fail(*_: object) -> Store:
        tries.append(lock.all_here.wait(20))
        raise StoreError("away")

    def ask() -> None:
        with pytest.raises(StoreError, match="away"):
            shared()

    monkeypatch.setattr(lazy_store, "Store", fail)
    shared = lazy_store.LazyStore()
    shared._lock = lock  # type: ignore[assignment]
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tries == [True], "one try for all six"
    ask()
    assert tries == [True, True], "whoever comes later tries again"


def _serve(url: str, say: Any) -> None:
    with serving(create_app(url)) as address:
        say.send(address)
        say.recv()


@pytest.mark.slow
def test_what_was_acknowledged_over_http_survives_a_kill(home: Path) -> None:
    url = f"sqlite:///{home / 'talweg.db'}"
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    server = spawn.Process(target=_serve, args=(url, there), daemon=True)
    server.start()
    there.close()
    assert server.pid
    killer = threading.Timer(0.05, os.kill, (server.pid, signal.SIGKILL))
    acknowledged: dict[str, int] = {}
    with httpx.Client(base_url=here.recv(), timeout=60) as client:
        name = start(client)
        asked = [each["asked"] for each in client.get(f"/api/sittings/{name}").json()["places"]]
        for number in range(100_000):
            place, token = number % 3, f"token-{number:06}"
            form, choices = asked[place]["form"], list(range(len(asked[place]["options"]))) or [0]
            typed = [f"{number}"] * len(asked[place].get("lines", ()))
            response = {"choice": number % len(choices), "number": number, "lines": typed}.get(form, choices)
            try:
                reply = save(client, name, place, response, token)
            except httpx.TransportError:
                break
            assert reply.status_code == 200
            acknowledged[token] = place
            if len(acknowledged) == 20:
                killer.start()
    server.join()
    assert server.exitcode == -signal.SIGKILL
    assert len(acknowledged) >= 20
    with Site(create_app(url)) as client:
        store = client.store()
        with store.read() as connection:
            kept = {row.token for row in answers.all_of(connection, 1, 2**62)}
        assert acknowledged.keys() <= kept
        assert len(kept) <= len(acknowledged) + 1
        assert start(client) == name, "the exam goes on, with its clock"
