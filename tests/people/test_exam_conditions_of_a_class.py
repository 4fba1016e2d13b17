"""The conditions of exams over HTTP: who may set them, what a form may say, what they close to a learner."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import FastAPI

from talweg.course.exam import classroom, conditions
from talweg.course.exam.teachers import Room
from talweg.course.store import MINUTE, Store
from talweg.web.words import iso

from class_site import Browser, new_class, teacher_browser
from exams import Clock

PAGE = "/teacher/classes/1/exams"
START = {"blueprint": "OA-1"}


def set_(teacher: Browser, **fields: str) -> Any:
    return teacher.fill(f"{PAGE}/OA-1", at="/teacher", **fields)


def plan(learner: Browser) -> dict[str, Any]:
    [found] = [each for each in learner.get("/api/overview").json()["blueprints"] if each["name"] == "OA-1"]
    return dict(found)


def test_a_teacher_sets_what_a_learner_is_told(
    app: FastAPI, store: Store, room: Room, teacher: Browser, ada: Browser, clock: Clock
) -> None:
    opens, closes = clock.at + 5 * MINUTE, clock.at + 65 * MINUTE
    berlin = datetime.fromtimestamp(opens / 1000, timezone(timedelta(hours=1))).isoformat()
    reply = set_(teacher, opens=berlin, closes=iso(closes), attempts=" 2 ", password="blue heron")
    assert (reply.status_code, reply.headers["location"]) == (303, "../exams")
    page = teacher.get(PAGE).text
    assert f'data-at="{opens}"' in page
    assert "2 attempts" in page
    assert "with a password" in page
    assert "heron" not in page
    told = plan(ada)
    assert (told["state"], told["opens_at"], told["closes_at"]) == ("later", opens, closes)
    assert (told["attempts"], told["left"], told["password"], told["minutes"]) == (2, 2, True, 40)
    page = ada.get("/exam").text
    assert "2 attempts left of 2" in page
    assert "Not open yet" in page
    refused = ada.post("/api/sittings", START | {"password": "blue heron"})
    assert (refused.status_code, "not open yet" in refused.json()["detail"]) == (409, True)
    clock.at = opens
    assert 'name="password"' in ada.get("/exam").text
    refused = ada.post("/api/sittings", START)
    assert (refused.status_code, "tells in the room" in refused.json()["detail"]) == (403, True)
    assert ada.post("/api/sittings", START | {"password": "blue heron"}).status_code == 201
    assert (plan(ada)["left"], plan(ada)["state"], plan(ada)["password"]) == (1, "open", False)


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"opens": "2026-11-30T08:00"}, "with its zone"),
        ({"closes": "tomorrow"}, "with its zone"),
        ({"closes": "9999-12-31T23:59:59-23:59"}, "between the years 2000 and 2099"),
        ({"opens": "0001-01-01T00:00+23:59"}, "between the years 2000 and 2099"),
        ({"opens": "2050-01-02T00:00Z", "closes": "2050-01-01T00:00Z"}, "closes after it opens"),
        ({"closes": "2001-01-01T00:00Z"}, "has passed already"),
        ({"attempts": "1000000000"}, "of [1, 100]"),
        ({"attempts": "-1"}, "a whole number"),
        ({"attempts": "1e3"}, "a whole number"),
        ({"attempts": "9" * 900}, "a whole number"),
        ({"password": "abc"}, "4 to 100 characters"),
        ({"password": "x" * 900}, "4 to 100 characters"),
    ],
)
def test_a_form_that_cannot_be_says_why_and_changes_nothing(
    store: Store, room: Room, teacher: Browser, fields: dict[str, str], said: str
) -> None:
    reply = set_(teacher, **fields)
    assert (reply.status_code, said in reply.text) == (422, True)
    assert conditions.of_class(store, room.id) == {}


def test_only_the_teacher_of_the_class_sets_anything(
    app: FastAPI, store: Store, room: Room, teacher: Browser, ada: Browser
) -> None:
    other = teacher_browser(app, "Mr Dale")
    new_class(other, "8c")
    for path in ("OA-1", "OA-1/end"):
        assert other.fill(f"{PAGE}/{path}", at="/teacher", attempts="1").status_code == 404
        assert ada.fill(f"{PAGE}/{path}", at="/exam", attempts="1").status_code == 403
        assert teacher.send("POST", f"{PAGE}/{path}", data={"attempts": "1"}).status_code == 403, "no stamp"
    [id] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    assert other.fill(f"/teacher/classes/1/learners/{id}/extra", at="/teacher", percent="50").status_code == 404
    assert other.fill(f"/teacher/classes/2/learners/{id}/extra", at="/teacher", percent="50").status_code == 404
    assert other.get(PAGE).status_code == 404
    assert teacher.fill(f"{PAGE}/OA-9", at="/teacher").status_code == 404
    assert conditions.of_class(store, room.id) == {}
    assert conditions.longer(store, room.id) == []


PRACTICE = ["/api/practice", "/api/questions/two_errors", "/api/review"]
PAGES = ["/exam/practice", "/exam/review", "/exam/mistakes"]


def test_practice_is_closed_while_an_exam_goes_on(ada: Browser, bob: Browser, teacher: Browser) -> None:
    given = {"name": "two_errors", "seed": 1, "response": 1}
    first = ada.post("/api/sittings", START).json()["id"]
    assert ada.post(f"/api/sittings/{first}/end").status_code == 200
    second = ada.post("/api/sittings", START).json()["id"]
    for path in (*PRACTICE, *PAGES, f"/api/sittings/{first}/report", f"/exam/sittings/{first}/report"):
        reply = ada.get(path)
        assert (reply.status_code, "closed while your exam OA-1" in reply.text) == (409, True), path
    assert ada.post("/api/answers", given | {"token": "token-000"}).status_code == 409
    assert "are closed while your exam OA-1" in ada.get("/exam").text
    assert bob.get("/api/practice").status_code == 200, "it is closed to nobody else"
    for path in ("/panels/quick-check", "/lessons/loss-and-optimization"):
        assert f'<meta name="talweg-sitting" content="../exam/sittings/{second}">' in ada.get(path).text
        assert "talweg-sitting" not in bob.get(path).text
    set_(teacher, practice="yes")
    assert ada.get("/api/practice").status_code == 200
    set_(teacher)
    assert ada.get("/api/practice").status_code == 409
    ada.post(f"/api/sittings/{second}/end")
    assert {ada.get(path).status_code for path in (*PRACTICE, *PAGES)} == {200}
    assert "talweg-sitting" not in ada.get("/panels/quick-check").text


def test_extra_time_is_given_on_a_learners_page(
    store: Store, room: Room, teacher: Browser, ada: Browser, clock: Clock
) -> None:
    [id] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    page = f"/teacher/classes/1/learners/{id}"
    exam = ada.post("/api/sittings", START).json()["id"]
    assert teacher.fill(f"{page}/extra", at="/teacher", percent="25").status_code == 303
    assert ada.get(f"/api/sittings/{exam}/clock").json()["ends_at"] == clock.at + 50 * MINUTE
    assert plan(ada)["minutes"] == 50
    assert "50 minutes with your extra time" in ada.get("/exam").text
    assert "25 %" in teacher.get(PAGE).text
    for percent, said in (("400", "[0, 300]"), ("", "a whole number"), ("a lot", "a whole number")):
        reply = teacher.fill(f"{page}/extra", at="/teacher", percent=percent)
        assert (reply.status_code, said in reply.text) == (422, True)
    assert conditions.longer(store, room.id)[0].extra == 25


def test_an_exam_is_closed_by_a_button(teacher: Browser, ada: Browser, clock: Clock) -> None:
    exam = ada.post("/api/sittings", START).json()["id"]
    assert teacher.fill(f"{PAGE}/OA-1/end", at="/teacher").status_code == 303
    assert ada.get(f"/api/sittings/{exam}/clock").json()["ends_at"] == clock.at
    clock.at += 10_000
    assert ada.get(f"/api/sittings/{exam}/clock").json()["over"]
    assert ada.post("/api/sittings", START).status_code == 409
    assert "Closed" in ada.get("/exam").text


def test_what_an_unsupervised_result_is_worth_is_told(teacher: Browser, ada: Browser) -> None:
    for path in ("/teacher", PAGE):
        assert "teacher/unsupervised" in teacher.get(path).text
    page = teacher.get("/teacher/unsupervised").text
    assert "benchmarks/answer_table.py" in page
    assert ada.get("/teacher/unsupervised").status_code == 403
