"""A class comes in: all at once, with double clicks, on shared computers; who came is logged, and nothing secret is."""

from __future__ import annotations

import csv
import io
import json
import logging
import logging.handlers
import re
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from talweg.course.exam import tries
from talweg.course.store.schema import learner
from talweg.web.entry_log import LOG

from class_site import PASSWORD, Browser, answered, learner_browser, rows
from exams import Clock


def form(browser: Browser) -> str:
    """The stamp of a page that is opened now."""
    found = re.search(r'<input type="hidden" name="token" value="([^"]+)">', browser.get("/join").text)
    assert found
    return found[1]


def same(browser: Browser, address: str = "10.0.0.1") -> Browser:
    """Another browser with the same cookie."""
    found = Browser(browser.app, address)
    found.cookies = httpx.Cookies(browser.cookies)
    return found


def code_on(page: httpx.Response) -> str:
    found = re.search(r"<strong data-personal-code>([^<]+)<", page.text)
    assert found, page.text
    return found[1]


def test_a_double_click_shows_a_code_that_is_good(app: FastAPI, code: str) -> None:
    first = Browser(app)
    sent = {"token": form(first), "code": code, "name": "Zoe"}
    second = same(first)
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda browser: browser.send("POST", "/join", data=sent), (first, second)))
    shown = {code_on(page) for page in pages}
    assert len(shown) == 1
    assert [row.name for row in rows(app.state.store(), learner)].count("Zoe") == 1
    assert first.get("/exam").status_code == second.get("/exam").status_code == 200, "either answer may be the last"
    assert Browser(app).fill("/login", name="Zoe", code=shown.pop()).status_code == 303


def test_the_cookie_from_before_joining_joins_nobody_again(app: FastAPI, code: str) -> None:
    first = Browser(app)
    first.get("/join")
    planted = same(first, "10.0.0.66")
    personal = code_on(first.send("POST", "/join", data={"token": form(first), "code": code, "name": "Zoe"}))
    reply = planted.send("POST", "/join", data={"token": form(planted), "code": code, "name": "Zoe"})
    assert (reply.status_code, "is called Zoe already" in reply.text) == (422, True)
    assert planted.get("/api/overview").status_code == 401
    assert first.get("/exam").status_code == 200
    assert Browser(app).fill("/login", name="Zoe", code=personal).status_code == 303


@pytest.mark.slow
def test_two_hundred_come_in_at_once(app: FastAPI, code: str) -> None:
    personal = {f"Learner {number}": "" for number in range(200)}

    def join(name: str) -> None:
        personal[name] = learner_browser(app, code, name)[1]

    def log_in(name: str) -> int:
        return Browser(app).fill("/login", name=name, code=personal[name]).status_code

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(join, personal))
        assert set(pool.map(log_in, personal)) == {303}


@pytest.mark.slow
def test_one_pupil_locks_out_neither_class_nor_teacher(app: FastAPI, code: str, teacher: Browser) -> None:
    ada, personal = learner_browser(app, code, "Ada")
    ada.fill("/logout", at="/exam")
    teacher.fill("/logout", at="/teacher")
    teacher.address = ada.address
    assert teacher.fill("/teacher/login", name="teacher", password=PASSWORD).status_code == 303
    teacher.fill("/logout", at="/teacher")
    pupil = Browser(app)
    for number in range(80):
        pupil.fill("/login", name=f"nobody {number}", code="x")
        pupil.fill("/join", code=f"guess {number}", name="Eve")
        pupil.fill("/teacher/login", name="teacher", password=f"a long guess {number}")
        pupil.fill("/login", name="Ada", code="x")
    assert pupil.fill("/join", code="a guess", name="Eve").status_code == 429
    assert learner_browser(app, code, "Bob")[0].get("/exam").status_code == 200
    assert ada.fill("/login", name="Ada", code=personal).status_code == 303
    assert teacher.fill("/teacher/login", name="teacher", password=PASSWORD).status_code == 303
    elsewhere = Browser(app)
    assert elsewhere.fill("/login", name="Ada", code=personal).status_code == 429
    [ada_id] = [row.id for row in rows(app.state.store(), learner) if row.name == "Ada"]
    page = f"/teacher/classes/1/learners/{ada_id}"
    assert "Lift the lock" in teacher.get(page).text
    assert teacher.fill(f"{page}/lock", at="/teacher").status_code == 303
    assert "Lift the lock" not in teacher.get(page).text
    assert elsewhere.fill("/login", name="Ada", code=personal).status_code == 303


def test_nobody_practises_faster_than_people_do(app: FastAPI, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "PRACTICE", tries.Limit("practice", 3, 1))
    monkeypatch.setattr(tries, "BEGUN", tries.Limit("exams begun", 2, 60))
    given = {"name": "two_errors", "seed": 1, "response": 1}
    replies = [ada.post("/api/answers", given | {"token": f"token-00{number}"}) for number in range(4)]
    assert [each.status_code for each in replies] == [200, 200, 200, 429]
    assert (replies[3].headers["retry-after"], list(replies[3].json())) == ("60", ["detail"])
    begun = [ada.post("/api/sittings", {"blueprint": "OA-1"}).status_code for _ in range(3)]
    assert begun == [201, 201, 429]


def test_who_came_in_is_logged_and_no_secret_is(
    app: FastAPI, code: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, LOG.name)
    heard: SimpleQueue[Any] = SimpleQueue()
    monkeypatch.setattr(LOG, "handlers", [logging.handlers.QueueHandler(heard)])
    ada, personal = learner_browser(app, code, "Ada", "10.0.0.5")
    ada.fill("/logout", at="/exam")
    ada.fill("/login", name=personal, code="Ada")  # typed into the wrong fields
    ada.fill("/login", name="Ada", code=personal)
    Browser(app).fill("/teacher/login", name="teacher", password=PASSWORD)
    lines = [heard.get().getMessage() for _ in range(heard.qsize())]
    told = [json.loads(line) for line in lines]
    assert [(each["event"], each.get("status"), "learner" in each, "teacher" in each) for each in told] == [
        ("came in", None, True, False),
        ("went", None, True, False),
        ("refused", 403, False, False),
        ("came in", None, True, False),
        ("came in", None, False, True),
    ]
    assert told[0] == {"event": "came in", "at": "/join", "address": "10.0.0.5", "learner": told[0]["learner"]}
    for secret in (personal, code, PASSWORD, "Ada", ada.cookie):
        assert secret not in "".join(lines)


def test_a_learner_takes_all_of_their_own_away_and_nothing_of_others(app: FastAPI, ada: Browser, bob: Browser) -> None:
    ids = {row.name: row.id for row in rows(app.state.store(), learner)}
    answered(app.state.store(), ids["Ada"], "right_slot", False, "hers")
    answered(app.state.store(), ids["Bob"], "two_errors", True, "his")
    exam = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    found = ada.get("/exam/data/json")
    assert "attachment" in found.headers["content-disposition"]
    whole = found.json()
    assert [each["template"] for each in whole["answers"]] == ["right_slot"]
    assert [each["id"] for each in whole["exams"]] == [exam]
    assert [each["question"] for each in whole["reviews"]] == ["right_slot"]
    sheet = csv.DictReader(io.StringIO(ada.get("/exam/data/csv").content.decode("utf-8-sig")))
    assert [(row["template"], row["right"]) for row in sheet] == [("right_slot", "no")]
    assert 'href="../exam/data/csv"' in (page := ada.get("/exam").text) or 'href="exam/data/csv"' in page
    assert Browser(app).get("/exam/data/json").status_code == 303


def test_a_second_press_of_join_shows_the_same_code(app: FastAPI, code: str, clock: Clock) -> None:
    zoe = Browser(app)
    sent = {"token": form(zoe), "code": code, "name": "Zoe"}
    shown = code_on(zoe.send("POST", "/join", data=sent))  # the cookie is another from here on
    cookie = zoe.cookie
    for _ in range(2):
        again = zoe.send("POST", "/join", data=sent)
        assert (again.status_code, code_on(again), zoe.cookie) == (200, shown, cookie)
        assert again.headers["cache-control"] == "no-store"
    assert [row.name for row in rows(app.state.store(), learner)].count("Zoe") == 1
    clock.at += 11 * 60_000
    late = zoe.send("POST", "/join", data=sent)
    assert late.status_code == 403, "the code was shown, and is not shown for ever"


def test_only_the_form_that_has_joined_shows_a_code_again(
    app: FastAPI, code: str, teacher: Browser, bob: Browser
) -> None:
    zoe = Browser(app)
    sent = {"token": form(zoe), "code": code, "name": "Zoe"}
    shown = code_on(zoe.send("POST", "/join", data=sent))
    stranger = form(Browser(app))
    for browser, token in ((zoe, stranger), (zoe, ""), (zoe, sent["token"] + "x"), (bob, sent["token"])):
        reply = browser.send("POST", "/join", data=sent | {"token": token})
        assert (reply.status_code, shown in reply.text) == (403, False)
    elsewhere = zoe.send("POST", "/join", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert zoe.send("POST", "/logout", data={"token": sent["token"]}).status_code == 403, "it opens nothing else"
    [id] = [row.id for row in rows(app.state.store(), learner) if row.name == "Zoe"]
    renewed = code_on(teacher.fill(f"/teacher/classes/1/learners/{id}", at="/teacher"))
    assert Browser(app).fill("/login", name="Zoe", code=renewed).status_code == 303
    for browser in (zoe, bob):
        assert shown not in browser.send("POST", "/join", data=sent).text, "a code that was replaced is dead"
