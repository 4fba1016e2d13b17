"""Learners who sit an exam over HTTP, each with a session of their own: one stage of `exam_load.py`, by Locust.

Reads a stage as JSON from standard input, says `go` and `end` when the measured time begins and ends, and then writes
one line of JSON: how long each request took, which answers were acknowledged, and where every learner is now.
"""

from __future__ import annotations

import json
import random
import re
import resource
import secrets
import sys
import time
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore
from locust import FastHttpUser, task
from locust.env import Environment

# So many come in at once; then the gate opens for all of them.
DOOR = 16
# Of a hundred actions so many load the page again, and so many change an answer.
RELOADS, CHANGES = 8, 10
# A page asks for the server's time so often, in seconds.
CLOCK = 60


class Stage:
    """What all learners of a stage share."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.host, self.think, self.seconds = given["host"], given["think"], given["seconds"]
        self.code, self.learners = given["code"], given["learners"]
        self.waiting = list(self.learners)
        self.door, self.gate = BoundedSemaphore(DOOR), Event()
        self.begins = self.ends = 0.0
        self.inside = self.gone = 0
        self.requests: list[tuple[str, float, int]] = []
        self.acknowledged: list[tuple[str, str, int, Any]] = []

    def run(self) -> None:
        """Let all come in, open the gate, and wait until the last one has gone."""
        environment = Environment(user_classes=[Learner], host=self.host)
        runner = environment.create_local_runner()
        came = time.perf_counter()
        runner.start(len(self.learners), spawn_rate=100)
        while self.inside < len(self.learners):
            gevent.sleep(0.05)
        self.begins = time.perf_counter()
        self.ends = self.begins + self.seconds
        print("go", flush=True)
        self.gate.set()
        while self.gone < len(self.learners):
            gevent.sleep(0.05)
        print("end", flush=True)
        found = {"requests": self.requests, "acknowledged": self.acknowledged, "learners": self.learners}
        found |= {"came_in": self.begins - came, "took": time.perf_counter() - self.begins}
        print(json.dumps(found), flush=True)
        runner.quit()


class Learner(FastHttpUser):
    """One learner: comes in, then answers one question after the other, each after some time to think."""

    stage: Stage
    network_timeout = connection_timeout = 30.0

    @task
    def sit(self) -> None:
        """The whole visit."""
        self.me = self.stage.waiting.pop()
        self.headers = {"X-Forwarded-For": self.me["address"]}
        self.measured = False
        with self.stage.door:
            if "cookie" not in self.me:
                self.log_in()
            self.headers |= {"Cookie": self.me["cookie"], "X-Talweg-Token": self.me["stamp"]}
            self.open_exam()
        self.stage.inside += 1
        self.stage.gate.wait()
        self.measured = True
        due = self.stage.begins + random.uniform(0, self.stage.think)
        while due < self.stage.ends:
            gevent.sleep(max(0, due - time.perf_counter()))
            self.act(due)
            due = max(due, time.perf_counter()) + self.stage.think * random.uniform(0.5, 1.5)
        self.stage.gone += 1
        gevent.sleep(3600)  # Locust ends it

    def log_in(self) -> None:
        """Log in through the form, and keep the cookie and the stamp of the session."""
        page = self.ask("login", "GET", "login", time.perf_counter())
        form = {"token": stamp(page.text), "name": self.me["name"], "code": self.stage.code}
        self.headers["Cookie"] = cookie(page)
        self.me["cookie"] = cookie(self.ask("login", "POST", "login", time.perf_counter(), data=form))
        self.headers["Cookie"] = self.me["cookie"]
        self.me["stamp"] = stamp(self.ask("page", "GET", "exam/practice", time.perf_counter()).text)

    def open_exam(self) -> None:
        """Begin an exam, or take up the one that goes on."""
        begun = self.ask("start", "POST", "api/sittings", time.perf_counter(), json={"blueprint": "OA-1"}).json()
        self.me["sitting"] = begun["id"]
        self.load(time.perf_counter())

    def load(self, due: float) -> None:
        """Load the page and the paper, as a browser does."""
        self.ask("page", "GET", f"exam/sittings/{self.me['sitting']}", due)
        paper = self.ask("paper", "GET", f"api/sittings/{self.me['sitting']}", time.perf_counter()).json()
        self.places = paper["places"]

    def act(self, due: float) -> None:
        """What a learner does next."""
        answered = [place for place, each in enumerate(self.places) if each["response"] is not None]
        dice = random.randrange(100)
        if dice < RELOADS:
            self.load(due)
        elif answered and dice < RELOADS + CHANGES:
            self.answer(random.choice(answered), due)
        elif len(answered) < len(self.places):
            self.answer(next(place for place in range(len(self.places)) if place not in answered), due)
        else:
            self.ask("end", "POST", f"api/sittings/{self.me['sitting']}/end", due, json={})
            self.ask("report", "GET", f"exam/sittings/{self.me['sitting']}/report", time.perf_counter())
            self.open_exam()
        if random.random() < self.stage.think / CLOCK:
            self.ask("clock", "GET", f"api/sittings/{self.me['sitting']}/clock", time.perf_counter())

    def answer(self, place: int, due: float) -> None:
        """Answer a question; what the server acknowledges must be in the store from then on."""
        response, token = guess(self.places[place]["asked"]), secrets.token_urlsafe(12)
        self.places[place]["response"] = response
        sent = {"place": place, "response": response, "token": token}
        self.ask("answer", "POST", f"api/sittings/{self.me['sitting']}/answers", due, json=sent)
        self.stage.acknowledged.append((self.me["sitting"], token, place, response))

    def ask(self, kind: str, method: str, path: str, due: float, **body: Any) -> Any:
        """Ask until there is an answer; the time counts from the moment the request was due, over all tries."""
        while True:
            reply = self.client.request(method, f"/{path}", headers=self.headers, allow_redirects=False, **body)
            good = 200 <= reply.status_code < 400
            if self.measured:
                self.stage.requests.append((kind, 1000 * (time.perf_counter() - due), reply.status_code))
            if good:
                return reply
            gevent.sleep(1)


def guess(asked: dict[str, Any]) -> Any:
    """Some answer that the question's form allows."""
    places = list(range(len(asked["options"])))
    if asked["form"] == "number":
        return round(random.uniform(-10, 10), 3)
    if asked["form"] == "choice":
        return random.choice(places)
    random.shuffle(places)
    return places if asked["form"] == "order" else sorted(places[: random.randint(1, len(places))])


def stamp(page: str) -> str:
    """What a page's changes carry."""
    found = re.search(r'<meta name="talweg-token" content="([^"]+)">', page)
    assert found, page[:2000]
    return found[1]


def cookie(reply: Any) -> str:
    """The cookie that a reply sets, as the browser sends it back."""
    return str(reply.headers["Set-Cookie"].partition(";")[0])


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Learner.stage = Stage(json.load(sys.stdin))
    Learner.stage.run()
