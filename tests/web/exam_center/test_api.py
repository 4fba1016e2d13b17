"""The Exam Center over HTTP: every route, and that nothing is acknowledged before it is kept."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from talweg.course.bank import BANK
from talweg.course.question import asked, grade, key
from talweg.course.store import answers
from talweg.course.store.sittings import GRACE
from talweg.web.api import api
from talweg.web.app import create_app
from talweg.web.exam import exam
from talweg.web.pages import POLICY, page
from talweg.web.people import learner, practising

from .site import Site, give, save, start
from exams import TRIAL, Clock, keys_of, respond, right

# Practice, review, mistakes


def test_practice_is_judged_as_the_library_judges(client: Site, clock: Clock) -> None:
    question = client.get("/api/practice", params={"section": ["loss", "stall"], "level": [1, 2]}).json()
    assert (question["section"] in ("loss", "stall"), question["level"] in (1, 2)) == (True, True)
    assert not {"key", "why", "right"} & set(question)
    wrong = give(client, question, well=False)
    drawn = BANK[question["name"]].ask(question["seed"])
    verdict = grade(asked(drawn), key(drawn), right(question, well=False))
    assert wrong["verdict"]["right"] is False
    assert [each["why"] for each in wrong["verdict"]["slips"]] == [each["why"] for each in verdict.slips]
    assert wrong["key"] == key(drawn), "the key comes whole, and nothing is added to it"
    assert wrong["due_at"] > clock.at


def test_the_same_token_counts_once(client: Site, clock: Clock) -> None:
    question = client.get("/api/questions/right_slot").json()
    first = give(client, question, well=False, token="first-token", hinted=True)
    clock.at += 1000
    assert give(client, question, well=False, token="first-token")["due_at"] == first["due_at"]
    store = client.store()
    with store.read() as connection:
        rows = answers.all_of(connection, 1, clock.at)
    assert [(row.token, row.mode, row.hinted) for row in rows] == [("first-token", "practice", True)]


def test_practice_by_misconception_and_by_name(client: Site) -> None:
    question = client.get("/api/practice", params={"misconception": "drops the factor 2"}).json()
    assert "drops the factor 2" in BANK[question["name"]].shows
    one, two = (client.get("/api/questions/right_slot").json() for _ in range(2))
    assert one["name"] == two["name"] == "right_slot"
    assert one["seed"] != two["seed"]


def test_review_until_nothing_is_due(client: Site, clock: Clock) -> None:
    assert client.get("/api/review").json() == {
        "asked": None,
        "due": {"now": 0, "days": [0] * 14, "known": 0},
        "next_due_at": None,
    }
    soon = give(client, client.get("/api/questions/right_slot").json(), well=False)["due_at"]
    late = give(client, client.get("/api/questions/two_errors").json())["due_at"]
    assert soon < late
    waiting = client.get("/api/review").json()
    assert (waiting["asked"], waiting["next_due_at"], waiting["due"]["known"]) == (None, soon, 2)
    clock.at = soon
    due = client.get("/api/review").json()
    assert (due["asked"]["name"], due["due"]["now"]) == ("right_slot", 1)
    again = give(client, due["asked"], mode="review")["due_at"]
    done = client.get("/api/review").json()
    assert (done["asked"], done["due"]["now"], done["next_due_at"]) == (None, 0, min(late, again))


def test_mistakes_go_when_they_are_mended(client: Site) -> None:
    give(client, client.get("/api/questions/right_slot").json(), well=False)
    found = client.get("/api/mistakes").json()
    assert [each["template"] for each in found] == ["right_slot"]
    give(client, client.get("/api/questions/right_slot").json(), mode="mistakes")
    assert client.get("/api/mistakes").json() == []


# A sitting


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_whole_sitting(kind: str, clock: Clock, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres") if kind == "postgresql" else None
    with Site(create_app(url, clock)) as client:
        name = start(client)
        assert start(client) == name, "the one that goes on is taken up again"
        paper = client.get(f"/api/sittings/{name}").json()
        assert (paper["ends_at"] - paper["now"], paper["over"], len(paper["places"])) == (600_000, False, 3)
        assert not {"name", "seed", "hint", "key"} & {field for each in paper["places"] for field in each["asked"]}
        items = keys_of(client.store(), name)
        for place, well in ((0, True), (1, False)):
            reply = save(client, name, place, respond(items[place].asked, items[place].key, well))
            assert reply.json() == {"now": clock.at, "ends_at": paper["ends_at"], "over": False}
        seen = client.get("/api/overview").json()["sittings"]
        assert [(each["id"], each["answered"], each["of"], each["credit"]) for each in seen] == [(name, 2, 3, None)]
        early = client.get(f"/api/sittings/{name}/report")
        assert (early.status_code, "keys come when it is over" in early.json()["detail"]) == (409, True)
        assert client.get(f"/api/sittings/{name}/clock").json()["over"] is False
        assert client.post(f"/api/sittings/{name}/end").json()["over"] is True
        assert client.post(f"/api/sittings/{name}/end").status_code == 200, "a second time changes nothing"
        late = save(client, name, 2, 0)
        assert (late.status_code, "came too late and was not kept" in late.json()["detail"]) == (409, True)
        report = client.get(f"/api/sittings/{name}/report").json()
        assert (report["credit"], report["of"]) == (1, 3)
        assert [each["right"] for each in report["places"]] == [True, False, False]
        assert [each["key"] for each in report["places"]] == [item.key for item in items]
        assert all(each["repair"] for each in report["misconceptions"])
        assert client.get("/api/overview").json()["sittings"][0]["credit"] == 1
        assert start(client) != name


def test_an_answer_is_kept_before_it_is_acknowledged(client: Site, home: Path) -> None:
    name = start(client)
    items = keys_of(client.store(), name)
    response = respond(items[0].asked, items[0].key)
    assert save(client, name, 0, response).status_code == 200
    other = sqlite3.connect(home / "talweg.db")  # another process, at the moment of the reply
    rows = other.execute("SELECT place, response FROM answer").fetchall()
    assert [(place, json.loads(str(kept))) for place, kept in rows] == [(0, response)]
    other.close()


def test_an_answer_sent_twice_is_one_and_null_takes_it_back(client: Site) -> None:
    name = start(client)
    items = keys_of(client.store(), name)
    good, bad = (respond(items[0].asked, items[0].key, well) for well in (True, False))
    for response, token in ((bad, "token-one"), (good, "token-two"), (bad, "token-one")):
        assert save(client, name, 0, response, token).status_code == 200
    assert client.get(f"/api/sittings/{name}").json()["places"][0]["response"] == good, "late news changes nothing"
    save(client, name, 0, None)
    assert client.get(f"/api/sittings/{name}").json()["places"][0]["response"] is None
    assert client.get("/api/overview").json()["sittings"][0]["answered"] == 0


def test_the_time_runs_out_on_the_server(client: Site, clock: Clock) -> None:
    name = start(client)
    clock.at += 600_001
    assert client.get(f"/api/sittings/{name}/report").status_code == 409, "an answer may still be on its way"
    clock.at += GRACE
    assert client.get(f"/api/sittings/{name}/clock").json()["over"] is True
    assert client.get(f"/exam/sittings/{name}").headers["location"] == f"{name}/report"
    assert client.get(f"/exam/sittings/{name}/report").status_code == 200
    assert save(client, name, 0, 0).status_code == 409


# Pages


def test_the_pages_of_a_learner(client: Site) -> None:
    first = client.get("/exam").text
    assert "Nothing waits yet" in first
    assert "An exam goes on" not in first
    assert "A trial" in first
    give(client, client.get("/api/questions/right_slot").json(), well=False)
    name = start(client)
    second = client.get("/exam").text
    for words in ("Due in the next 14 days: 1 in 1 day.", "An exam goes on", "0 of 3 answered", "1 question was"):
        assert words in second, words
    assert BANK["right_slot"].objective in client.get("/exam/mistakes").text
    assert "reads the wrong slot" in client.get("/exam/practice").text
    assert client.get("/exam/review").status_code == 200
    exam = client.get(f"/exam/sittings/{name}")
    assert f'data-sitting="{name}"' in exam.text
    assert all(item.template not in exam.text for item in keys_of(client.store(), name))
    early = client.get(f"/exam/sittings/{name}/report")
    assert (early.status_code, "Not while the exam goes on" in early.text) == (409, True)
    client.post(f"/api/sittings/{name}/end")
    assert client.get(f"/exam/sittings/{name}").headers["location"] == f"{name}/report"
    report = client.get(f"/exam/sittings/{name}/report").text
    assert "0 of 3" in report
    assert 'href="../../../lessons/loss-and-optimization#what-a-loss-does"' in report
    assert "What you have sat" in client.get("/exam").text


def test_pages_that_are_not_there(client: Site) -> None:
    for path in ("/exam/sittings/nobodys", "/exam/sittings/nobodys/report", "/exam/sittings/a%00b", "/exam/nothing"):
        reply = client.get(path)
        assert (reply.status_code, "There is no such exam here" in reply.text) == (404, True), path


def test_a_blueprint_that_cannot_be_used_says_why_and_harms_no_other(client: Site, home: Path) -> None:
    (home / "blueprints/mine.toml").write_text("minutes = 0\n[[part]]\ncount = 1\n")
    shown = client.get("/exam").text
    assert "minutes is a whole number of [1, 1440], got 0" in shown
    assert "A trial" in shown
    refused = client.post("/api/sittings", json={"blueprint": "mine"})
    assert (refused.status_code, "got 0" in refused.json()["detail"]) == (422, True)


def test_a_title_from_a_file_is_text_and_not_markup(client: Site, home: Path) -> None:
    (home / "blueprints/trial.toml").write_text(TRIAL.replace("A trial", "<script>x</script>"))
    name = start(client)
    client.post(f"/api/sittings/{name}/end")
    for path in ("/exam", f"/exam/sittings/{name}/report"):
        assert "<script>x" not in client.get(path).text


def test_a_build_without_a_server_has_no_exam() -> None:
    assert 'href="exam"' in page("")
    assert 'href="exam"' not in page("", POLICY)


def test_every_route_of_the_exam_asks_who_is_there() -> None:
    routes = [*api.routes, *exam.routes]
    assert len(routes) > 15
    for route in routes:
        asked = {each.call for each in route.dependant.dependencies}  # type: ignore[attr-defined]
        assert asked & {learner, practising}, route.path  # type: ignore[attr-defined]
