"""Several server processes behind one address: what one of them knows the others know, and any of them may die."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from typer.testing import CliRunner

from talweg import cli
from talweg.course import lesson as course
from talweg.course.exam import people, sessions, sitting, teachers
from talweg.course.exam.blueprint import Blueprint, blueprint
from talweg.course.store import Store, learners
from talweg.course.store.schema import answer
from talweg.web import server

from class_site import PASSWORD

RULES = str(Path(__file__).parents[2] / "docs" / "my_rules.py")
PATIENCE = 60  # seconds: a busy machine is slow, and not wrong


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind; PostgreSQL where it is installed."""
    return (
        f"sqlite:///{tmp_path / 'class.db'}" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))
    )


def eventually(told: Callable[[], Any]) -> Any:
    """What `told` says as soon as it is true."""
    end = time.monotonic() + PATIENCE
    while not (found := told()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
    return found


class Servers:
    """`talweg serve --processes 2` and its processes."""

    def __init__(self, url: str, screen: IO[bytes]) -> None:
        line = ["serve", "--class", "--no-browser", "--port", "0", "--processes", "2", "--store", url, "--with", RULES]
        self._screen = screen
        self.parent = subprocess.Popen([sys.executable, "-m", "talweg", *line], stdout=screen)
        self.address = eventually(lambda: re.search(r"Talweg is at (\S+)/; Ctrl", self.printed()))[1]

    def printed(self) -> str:
        """What the terminal shows so far."""
        return os.pread(self._screen.fileno(), 10_000, 0).decode()

    def workers(self) -> set[int]:
        """The processes that serve."""
        listed = subprocess.run(["ps", "-Aww", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True)
        rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
        return {int(pid) for pid, parent, *args in rows if int(parent) == self.parent.pid and "spawn_main" in args[0]}

    @contextmanager
    def only(self, worker: int) -> Iterator[None]:
        """All the others stand still, so that this one answers."""
        others = self.workers() - {worker}
        for other in others:
            os.kill(other, signal.SIGSTOP)
        yield
        for other in others:
            os.kill(other, signal.SIGCONT)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Ask on a new connection: any process may take it."""
        return httpx.get(f"{self.address}{path}", timeout=PATIENCE, **options)

    def both(self) -> list[int]:
        """The two processes, once each has answered alone."""
        found = sorted(eventually(lambda: len(here := self.workers()) == 2 and here))
        for worker in found:
            with self.only(worker):
                assert eventually(self._answers)
        return found

    def _answers(self) -> bool:
        try:
            return self.get("/login").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def serving(url: str) -> Iterator[Servers]:
    """The servers, until the parent is killed."""
    with tempfile.TemporaryFile() as screen:
        found = Servers(url, screen)
        try:
            yield found
        finally:
            found.parent.kill()
            found.parent.wait()


def gone(workers: list[int]) -> bool:
    """Whether none of them runs any more; who has ended and is not yet cleared away does not."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], check=True, capture_output=True, text=True)
    return not {int(pid) for pid, state in map(str.split, listed.stdout.splitlines()) if state[0] != "Z"} & set(workers)


class Learner:
    """A learner in a browser that sends what was not acknowledged again, as the pages do."""

    def __init__(self, servers: Servers, name: str, code: str) -> None:
        self.servers = servers
        page = servers.get("/login")
        form = {"token": stamp(page), "name": name, "code": code}
        came = httpx.post(f"{servers.address}/login", data=form, cookies=page.cookies, timeout=PATIENCE)
        assert came.status_code == 303, came.text
        self.cookies = came.cookies
        self.headers = {"X-Talweg-Token": stamp(self.get("/exam/practice"))}

    def get(self, path: str) -> httpx.Response:
        return self.servers.get(path, cookies=self.cookies)

    def post(self, path: str, body: Any) -> Any:
        """The answer to a change; asked again, with the same body, until there is one."""
        whole = {"json": body, "cookies": self.cookies, "headers": self.headers, "timeout": PATIENCE}

        def reply() -> httpx.Response | None:
            try:
                return httpx.post(f"{self.servers.address}{path}", **whole)
            except httpx.TransportError:
                return None

        found = eventually(reply)
        assert found.status_code < 300, found.text
        return found.json()


def stamp(page: httpx.Response) -> str:
    found = re.search(r'<meta name="talweg-token" content="([^"]+)">', page.text)
    assert found, page.text
    return found[1]


def a_learner(store: Store) -> str:
    """The personal code of Ada, who has joined a class."""
    teacher = teachers.enter(store, teachers.first_entry(store) or "", PASSWORD, "10.0.0.1")
    me = sessions.who(store, teacher)
    assert me
    assert me.teacher
    room = teachers.class_of(store, me.teacher, teachers.new_class(store, me.teacher, "7b"))
    return people.join(store, room.join_code, "Ada", "a browser", "10.0.0.1").code


@pytest.mark.slow
def test_two_processes_share_everything_and_one_may_die(url: str) -> None:
    store = Store(url)
    # With each kind of store it ends in another way: by a signal, and by a kill that no process may outlive.
    end = signal.SIGTERM if url.startswith("sqlite") else None
    code = a_learner(store)
    kept: list[str] = []
    with serving(url) as servers:
        one, two = servers.both()
        for each in (one, two):
            with servers.only(each):
                assert '"signum"' in servers.get("/static/formulas.js").text, "each has the formulas of one's own"
        with servers.only(one):
            ada = Learner(servers, "Ada", code)
            exam = ada.post("/api/sittings", {"blueprint": "OA-1"})["id"]
        with servers.only(two):
            assert ada.get("/exam").status_code == 200, "who logged in through one is known to the other"
            places = ada.get(f"/api/sittings/{exam}").json()["places"]
        place = next(at for at, each in enumerate(places) if each["asked"]["form"] == "choice")

        def save(number: int) -> None:
            body = {"place": place, "response": number % 2, "token": f"answer-{number:04}"}
            ada.post(f"/api/sittings/{exam}/answers", body)
            kept.append(body["token"])

        for number, worker in enumerate([one, two, one, two]):
            with servers.only(worker):
                save(number)
        for number in range(4, 44):
            if number == 24:
                threading.Timer(0.01, os.kill, (one, signal.SIGKILL)).start()
            save(number)
        left = servers.both()
        assert two in left
        assert one not in left, "one that died is replaced"
        with servers.only(next(each for each in left if each != two)):
            save(44)
        if end:
            servers.parent.send_signal(end)
            assert servers.parent.wait(PATIENCE) == 0
    with store.read() as connection:
        found = [row.token for row in connection.execute(answer.select().order_by(answer.c.id))]
    store.close()
    assert sorted(found) == sorted(kept), "every answer that was acknowledged is there once"
    assert len(found) == 45
    assert eventually(lambda: gone(left))


@pytest.mark.slow
def test_ctrl_c_stops_them_all(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'x.db'}") as servers:
        workers = servers.both()
        servers.parent.send_signal(signal.SIGINT)
        assert servers.parent.wait(PATIENCE) == 0
        assert gone(workers)
        for said in ("Talweg is at", "/join", "/teacher/enter?code="):
            assert servers.printed().count(said) == 1, "the greeting comes once"


def test_a_lesson_is_measured_once_for_all_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))  # what a server of another test has kept is not measured
    monkeypatch.setattr(course, "_filled", lambda _, part: f"{part} {measured.append(part)}")
    told = []
    for step in (server._measure, server._take):
        monkeypatch.setattr(course, "lesson", cache(course.lesson.__wrapped__))  # as a process has it that has begun
        thread = threading.Thread(target=step, args=(tmp_path,))
        thread.start()
        thread.join(PATIENCE)
        told += [course.lesson(name).html for name in course.LESSONS]
    assert told[0] == told[1]
    assert measured == [each.part for each in course.contents("loss-and-optimization")]


def test_bad_counts_of_processes_are_told() -> None:
    for count in ("0", "65"):
        done = CliRunner().invoke(cli.app, ["serve", "--processes", count], env={"COLUMNS": "200"})
        assert done.exit_code == 2
        assert "Invalid value for '--processes'" in done.stderr


@pytest.mark.slow
def test_many_visitors_stay_connected() -> None:
    many, least = 150, 100  # visitors, and the files that a process may open at first
    line = f"ulimit -Sn {least}; exec {sys.executable} -m talweg serve --no-browser --port 0"
    with ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(["sh", "-c", line], stdout=subprocess.PIPE, text=True))
        stack.callback(server.kill)
        assert server.stdout
        found = re.search(r"http://([\d.]+):(\d+)/", server.stdout.readline())
        assert found
        host, port = found[1], int(found[2])
        visitors = [stack.enter_context(closing(HTTPConnection(host, port, timeout=PATIENCE))) for _ in range(many)]
        for rest in (0, 6):  # longer than a connection is kept by default
            time.sleep(rest)
            for each in visitors:
                each.request("GET", "/static/favicon.svg")
                sent_from = each.sock
                with each.getresponse() as reply:
                    reply.read()
                assert reply.status == 200
                assert each.sock is sent_from  # which stays open


def test_a_short_answer_is_sent_at_once() -> None:
    with server.listen("127.0.0.1", 0) as listener:
        # By this asyncio sees that it may switch off the delay with which TCP gathers small pieces.
        assert listener.proto == socket.IPPROTO_TCP


def at_once(store: Store, other: Store, act: Callable[[Store, Any], Any], meanwhile: Callable[[Store], Any]) -> Any:
    """What `act` gives in a transaction still open when another process does `meanwhile`, and what that gives."""
    told: list[Any] = []
    thread = threading.Thread(target=lambda: told.append(meanwhile(other)))
    with store.begin() as connection:
        mine = act(store, connection)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "whoever comes second waits"
    thread.join(PATIENCE)
    return mine, told[0]


@pytest.fixture
def stores(url: str) -> Iterator[tuple[Store, Store]]:
    """The store as two processes have opened it."""
    both = Store(url), Store(url)
    yield both
    for each in both:
        each.close()


def test_processes_that_start_at_once_agree_on_one_learner(stores: tuple[Store, Store]) -> None:
    def alone(store: Store) -> int:
        with store.begin() as connection:
            return learners.alone(connection, 2)

    one, other = at_once(*stores, lambda _, connection: learners.alone(connection, 1), alone)
    assert one == other


def test_processes_that_start_at_once_agree_on_one_key(stores: tuple[Store, Store]) -> None:
    from talweg.course.store.sessions import agreed

    one, other = at_once(*stores, lambda _, c: agreed(c, "signing key", "mine"), sessions.signing_key)
    assert one == other == "mine"
    assert sessions.signing_key(stores[0]) == "mine"


def test_two_clicks_begin_one_exam(stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    with stores[0].begin() as connection:
        me = learners.alone(connection, 1)
    real = Blueprint.draw

    def draw(self: Blueprint, seed: str) -> Any:
        time.sleep(0.3)
        return real(self, seed)

    monkeypatch.setattr(Blueprint, "draw", draw)
    begun: list[str] = []
    threads = [
        threading.Thread(target=lambda each=each: begun.append(sitting.begin(each, me, blueprint("OA-1"))))
        for each in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(begun) == 2
    assert len(set(begun)) == 1


@pytest.mark.parametrize("restart", [False, True])
def test_processes_that_start_at_once_tell_one_first_link(
    stores: tuple[Store, Store], restart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if restart:
        assert teachers.first_entry(stores[0])
    real, both = teachers.new_code, threading.Barrier(2)

    def new_code(groups: int) -> str:
        both.wait(5)
        return real(groups)

    monkeypatch.setattr(teachers, "new_code", new_code)
    told: list[str | None] = []
    threads = [threading.Thread(target=lambda each=each: told.append(teachers.first_entry(each))) for each in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    code = next(filter(None, told))
    assert sorted(each is None for each in told) == [False, True]
    assert teachers.enter(stores[1], code, PASSWORD, "10.0.0.1")
    assert len(teachers.classes(stores[0], 1)) == 0
    assert teachers.first_entry(stores[0]) is None
