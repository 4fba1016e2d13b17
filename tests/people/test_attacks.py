"""What a learner, a stranger or another teacher may try. Each test is an attack, and must fail as one."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from talweg.course.exam import sessions
from talweg.course.store import sittings
from talweg.course.store.schema import answer, classroom, learner, session, setting, sitting
from talweg.errors import StoreError
from talweg.web import server

from class_site import Browser, learner_browser, new_class, rows, teacher_browser
from exams import Clock, respond

SITTING = "a" * 22
EVIL = {"Origin": "https://evil.example"}


def routes(app: FastAPI, *prefixes: str) -> list[tuple[str, str]]:
    """Every method and path of the app below these prefixes, its parameters filled in."""
    found = []
    for path, each in app.openapi()["paths"].items():
        found += [(method.upper(), path) for method in each]
    for route in hidden(app):
        found += [(method, route.path) for method in route.methods]
    blanks = {"{name}": "right_slot", "{learner}": "1", "{answer}": "1", "{kind}": "csv"}
    filled = []
    for method, path in found:
        whole = path.replace("{id}", SITTING if "/sittings" in path else "1")
        for blank, value in blanks.items():
            whole = whole.replace(blank, "answers" if whole.endswith("{name}.csv") else value)
        filled.append((method, whole))
    return sorted({(method, path) for method, path in filled if path.startswith(prefixes) and method != "HEAD"})


def hidden(app: FastAPI) -> list[Any]:
    from talweg.web.exam import exam
    from talweg.web.teacher import teacher_pages

    return [*exam.routes, *teacher_pages.routes]


# Without logging in


def test_nothing_of_the_exam_center_opens_without_a_login(app: FastAPI, code: str) -> None:
    stranger, tried = Browser(app), routes(app, "/exam", "/api")
    assert len(tried) >= 18
    for method, path in tried:
        reply = stranger.send(method, path)
        if path.startswith("/api"):
            assert reply.status_code == (401 if method == "GET" else 403), (method, path)
            assert set(reply.json()) == {"detail"}
        else:
            assert (reply.status_code, "join?next=" in reply.headers["location"]) == (303, True), path
    assert rows(app.state.store(), sitting) == rows(app.state.store(), answer) == []


def test_nothing_of_the_teacher_opens_without_the_teacher(app: FastAPI, ada: Browser) -> None:
    tried = routes(app, "/teacher")
    assert len(tried) >= 14
    stranger = Browser(app)
    for method, path in tried:
        assert stranger.send(method, path).status_code == (303 if method == "GET" else 403), (method, path)
        stamped = {"data": {"token": ada.stamp("/exam"), "name": "mine"}} if method == "POST" else {}
        assert ada.send(method, path, **stamped).status_code == 403, (method, path)
    assert [room.name for room in rows(app.state.store(), classroom)] == ["7b"]
    assert "teacher/login?next=teacher" in stranger.get("/teacher").headers["location"]
    assert stranger.get("/teacher/classes/1/rows", headers={"Accept": "application/json"}).status_code == 401


# As somebody else


def test_a_learner_reaches_no_sitting_of_another(app: FastAPI, ada: Browser, bob: Browser) -> None:
    name = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    for path in ("", "/clock", "/report"):
        assert bob.get(f"/api/sittings/{name}{path}").status_code == 404
    for path in ("", "/report"):
        assert bob.get(f"/exam/sittings/{name}{path}").status_code == 404
    written = {"place": 0, "response": 0, "token": "bobs-token"}
    assert bob.post(f"/api/sittings/{name}/answers", written).status_code == 404
    assert bob.post(f"/api/sittings/{name}/end").status_code == 404
    assert rows(app.state.store(), answer) == []
    assert not ada.get(f"/api/sittings/{name}/clock").json()["over"]
    assert bob.get("/api/overview").json()["sittings"] == []
    assert bob.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"] != name


def test_a_learner_learns_nothing_of_what_others_practise(app: FastAPI, ada: Browser, bob: Browser) -> None:
    asked = ada.get("/api/practice?section=loss").json()
    wrong = next(number for number in range(9) if not _given(ada, asked, number).get("verdict", {}).get("right", True))
    assert _given(ada, asked, wrong)
    assert len(ada.get("/api/mistakes").json()) == 1
    assert bob.get("/api/mistakes").json() == []
    assert bob.get("/api/overview").json()["due"]["known"] == 0
    # A token is one browser's own name for its answer: another learner's is another answer.
    for browser in (ada, bob):
        browser.post("/api/answers", {"name": "two_errors", "seed": 1, "response": 1, "token": "the-same-token"})
    assert len({row.learner_id for row in rows(app.state.store(), answer) if row.token == "the-same-token"}) == 2


def _given(browser: Browser, asked: dict[str, Any], number: int) -> dict[str, Any]:
    response: Any = {"choice": number, "several": [number], "number": 10.0**6 + number}.get(asked["form"])
    if response is None:
        response = [f"{number}"] * len(asked["lines"]) if asked["lines"] else list(range(len(asked["options"])))
    body = {"name": asked["name"], "seed": asked["seed"], "response": response, "token": f"token-{number:04}"}
    found: dict[str, Any] = browser.post("/api/answers", body).json()
    return found


def test_a_teacher_reaches_no_class_of_another(app: FastAPI, ada: Browser) -> None:
    other = teacher_browser(app, "Mr Dale")
    mine = new_class(other, "9a")
    for method, path in routes(app, "/teacher/classes/1"):
        stamped = {"data": {"token": other.stamp("/teacher")}} if method == "POST" else {}
        assert other.send(method, path, **stamped).status_code == 404, (method, path)
    listed = other.get("/teacher").text
    assert ("<strong>9a</strong>" in listed, "<strong>7b</strong>" in listed) == (True, False)
    [ada_id] = [row.id for row in rows(app.state.store(), learner) if row.name == "Ada"]
    assert other.get(f"/teacher/classes/{mine.id}/learners/{ada_id}").status_code == 404
    assert other.fill(f"/teacher/classes/{mine.id}/learners/{ada_id}", at="/teacher").status_code == 404
    assert ada.get("/exam").status_code == 200, "Ada is still logged in"
    asked = ada.get("/api/practice").json()
    _given(ada, asked, 0)
    [given] = rows(app.state.store(), answer)
    assert other.get(f"/teacher/classes/{mine.id}/answers/{given.id}").status_code == 404
    for sheet in ("answers", "results", "misconceptions"):
        assert "Ada" not in other.get(f"/teacher/classes/{mine.id}/{sheet}.csv").text


def test_nobody_else_renames_or_removes_a_learner(app: FastAPI, teacher: Browser, ada: Browser, bob: Browser) -> None:
    store = app.state.store()
    other, stranger = teacher_browser(app, "Mr Dale"), Browser(app)
    own, hers = new_class(other, "9a").id, new_class(teacher, "8c").id
    ids = {row.name: row.id for row in rows(store, learner)}
    at = f"/learners/{ids['Ada']}"
    acts = [(at, 200), (f"{at}/name", 303), (f"{at}/removal", 303)]
    said = {"was": "Ada", "name": "Eve"}
    stamp, before = teacher.stamp("/teacher"), [rows(store, table) for table in (learner, session)]
    cases = [
        *((bob, 403, f"1{act}", bob.stamp("/exam"), {}) for act, _ in acts),
        *((ada, 403, f"1{act}", ada.stamp("/exam"), {}) for act, _ in acts),
        *((stranger, 303, f"1{act}", stranger.stamp(), {}) for act, _ in acts),
        *((other, 404, f"{room}{act}", other.stamp("/teacher"), {}) for act, _ in acts for room in (1, own)),
        *((teacher, 404, f"{room}{act}", stamp, {}) for act, _ in acts for room in (hers, own, 999)),
        *((teacher, 403, f"1{act}", wrong, {}) for act, _ in acts for wrong in ("", ada.stamp("/exam"))),
        *((teacher, 403, f"1{act}", stamp, headers) for act, _ in acts for headers in (EVIL, {"Origin": "null"})),
    ]
    for who, status, path, token, headers in cases:
        reply = who.send("POST", f"/teacher/classes/{path}", data={"token": token} | said, headers=headers)
        assert reply.status_code == status, (path, reply.status_code)
    for path, _ in acts[1:]:
        assert teacher.get(f"/teacher/classes/1{path}", params=said).status_code == 405
    # As whom the teacher tries exams is no learner of the class.
    for act in ("name", "removal"):
        trying = f"/teacher/classes/1/learners/{ids['teacher']}/{act}"
        assert teacher.fill(trying, at="/teacher", was="teacher", name="Eve").status_code == 404
    assert other.get(f"/teacher/classes/{own}{at}/answers.csv").status_code == 404
    assert [rows(store, table) for table in (learner, session)] == before
    for path, status in acts:
        reply = teacher.fill(f"/teacher/classes/1{path}", at="/teacher", was="Ada", name="Ada")
        assert reply.status_code == status, "the way is open"


# The keys


def test_no_key_before_the_end(app: FastAPI, clock: Clock, ada: Browser, bob: Browser) -> None:
    name = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    store = app.state.store()
    with store.read() as connection:
        items = sittings.items(connection, name)
    for place, item in enumerate(items):
        written = {
            "place": place,
            "response": respond(item.asked, item.key, place % 2 == 0),
            "token": f"token-{place:03}",
        }
        reply = ada.post(f"/api/sittings/{name}/answers", written)
        assert set(reply.json()) == {"now", "ends_at", "over"}, "saving tells nothing of right and wrong"

    def told() -> str:
        known = [f"/api/sittings/{name}{path}" for path in ("", "/clock", "/report")]
        known += [f"/exam/sittings/{name}", f"/exam/sittings/{name}/report"]
        known += ["/api/overview", "/api/mistakes", "/api/review", "/exam", "/exam/mistakes", "/exam/review"]
        return "\n".join(ada.get(path).text for path in known)

    secrets = [str(item.seed) for item in items]
    secrets += [item.template for item in items]
    secrets += [item.key["why"] for item in items]
    page = told()
    assert not [each for each in secrets if each in page]
    assert ada.get("/api/overview").json()["sittings"][0]["credit"] is None
    assert ada.get("/api/mistakes").json() == []
    assert ada.get(f"/api/sittings/{name}/report").status_code == 409
    ada.post(f"/api/sittings/{name}/end")
    assert all(str(item.seed) in ada.get(f"/api/sittings/{name}/report").text for item in items)
    late = ada.post(f"/api/sittings/{name}/answers", {"place": 1, "response": None, "token": "after-the-end"})
    assert late.status_code == 409


def test_no_key_while_an_answer_still_counts(app: FastAPI, clock: Clock, ada: Browser) -> None:
    name = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    with app.state.store().read() as connection:
        item = sittings.items(connection, name)[0]
    wrong = {"place": 0, "response": respond(item.asked, item.key, False), "token": "token-wrong"}
    assert ada.post(f"/api/sittings/{name}/answers", wrong).status_code == 200
    ends_at = ada.get(f"/api/sittings/{name}/clock").json()["ends_at"]
    right = {"place": 0, "response": respond(item.asked, item.key), "token": "token-late"}
    for clock.at in (ends_at + 1, ends_at + sittings.GRACE):
        assert ada.get(f"/api/sittings/{name}/report").status_code == 409
        assert ada.get("/api/mistakes").json() == []
    clock.at = ends_at + sittings.GRACE + 1
    assert ada.get(f"/api/sittings/{name}/report").status_code == 200
    assert len(ada.get("/api/mistakes").json()) == 1
    assert ada.post(f"/api/sittings/{name}/answers", right).status_code == 409


def test_looking_changes_nothing(app: FastAPI, ada: Browser, teacher: Browser) -> None:
    before = [rows(app.state.store(), table) for table in (sitting, answer, classroom, learner, session)]
    for method, path in routes(app, "/exam", "/api", "/teacher"):
        if method == "GET":
            ada.get(path)
            teacher.get(path)
    one = "/teacher/classes/1/learners/1"
    for path in ("/logout", "/teacher/classes", "/teacher/classes/1/code", f"{one}/name", f"{one}/removal"):
        assert teacher.get(path).status_code == 405, path
    assert [rows(app.state.store(), table) for table in (sitting, answer, classroom, learner, session)] == before


# Texts that are more than texts


def test_a_name_is_text_wherever_it_is_shown(app: FastAPI, code: str, teacher: Browser) -> None:
    names = ["<script>alert(1)</script>", '=HYPERLINK("x")', "'; DROP TABLE learner; --", "{{ 7 * 7 }}", "@SUM(1)"]
    for name in names:
        browser, _ = learner_browser(app, code, name)
        browser.post("/api/sittings", {"blueprint": "OA-1"})
        assert "<script>alert" not in browser.get("/exam").text
    page = teacher.get("/teacher/classes/1").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert {row.name for row in rows(app.state.store(), learner)} >= set(names)
    sheet = teacher.get("/teacher/classes/1/results.csv").content.decode("utf-8-sig")
    shown = [row["learner"] for row in csv.DictReader(io.StringIO(sheet))]
    safe = {names[1]: f"'{names[1]}", names[2]: "'; DROP TABLE learner;' --", names[4]: f"'{names[4]}"}
    assert sorted(shown) == sorted(safe.get(name, name) for name in names)


def test_a_login_leads_nowhere_else(app: FastAPI, code: str) -> None:
    browser, personal = learner_browser(app, code, "Ada")
    outside = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "exam/../../evil"]
    for page in (*outside, "logout", "examine"):
        browser.fill("/logout", at="/exam")
        assert "evil" not in browser.get("/login", params={"next": page}).text
        assert browser.fill("/login", name="Ada", code=personal, next=page).headers["location"] == "exam", page


# Tries


def test_guessing_is_slowed_down_and_told(app: FastAPI, clock: Clock, code: str) -> None:
    _, personal = learner_browser(app, code, "Ada", "10.0.0.9")
    thief = Browser(app)
    status = [thief.fill("/login", name="Ada", code=f"guess {number}").status_code for number in range(11)]
    assert status == [403] * 10 + [429]
    refused = thief.fill("/login", name="Ada", code=personal)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert "too many tries" in refused.text
    # A header that anyone can write gives no new tries.
    spoofed = thief.send(
        "POST",
        "/login",
        data={"token": thief.stamp(), "name": "Ada", "code": personal},
        headers={"X-Forwarded-For": "10.7.7.7"},
    )
    assert spoofed.status_code == 429
    assert Browser(app, "10.0.0.9").fill("/login", name="Ada", code=personal).status_code == 303
    clock.at += 15 * 60_000
    assert thief.fill("/login", name="Ada", code=personal).status_code == 303


def test_a_proxy_is_believed_only_when_it_was_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    seen: list[uvicorn.Config] = []
    monkeypatch.setattr(
        uvicorn.Server, "run", lambda self, sockets: [seen.append(self.config), *(each.close() for each in sockets)]
    )
    monkeypatch.setattr(server, "_measure", lambda _: None)
    for proxy in (None, "10.0.0.5"):
        server.run("127.0.0.1", 0, False, f"sqlite:///{tmp_path / 'x.db'}", class_mode=True, proxy=proxy)
    assert [each.proxy_headers for each in seen] == [False, True]
    assert seen[1].forwarded_allow_ips == "10.0.0.5"
    for each in seen:
        each.app.state.store.close()


def test_joining_again_and_again_is_slowed_down(app: FastAPI, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talweg.course.exam.tries.JOINED", type(_joined())("joined", 5, 60))
    status = [Browser(app).fill("/join", code=code, name=f"Puppet {number}").status_code for number in range(6)]
    assert status == [200] * 5 + [429]
    assert Browser(app, "10.0.0.2").fill("/join", code=code, name="Ada").status_code == 200


def _joined() -> Any:
    from talweg.course.exam.tries import JOINED

    return JOINED


# A store in trouble


def test_without_the_store_nobody_gets_in_and_the_lesson_stays(
    app: FastAPI, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = ada.stamp("/exam")

    def away(*_: object) -> None:
        raise StoreError("the store cannot be used now, and nothing was lost: it is away")

    monkeypatch.setattr(sessions, "who", away)
    for path in ("/exam", "/api/overview", "/teacher", "/login", "/exam/practice"):
        assert ada.get(path).status_code == 503, path
    assert (
        ada.send("POST", "/api/sittings", json={"blueprint": "OA-1"}, headers={"X-Talweg-Token": stamp}).status_code
        == 503
    )
    assert ada.get("/").status_code == 200
    assert ada.get("/panels/race").status_code == 200
    monkeypatch.undo()
    assert ada.get("/exam").status_code == 200


def test_the_signing_key_never_leaves(app: FastAPI, ada: Browser, teacher: Browser) -> None:
    [kept] = rows(app.state.store(), setting)
    for browser, path in [(ada, "/exam"), (teacher, "/teacher/classes/1"), (teacher, "/teacher/classes/1/answers.csv")]:
        reply = browser.get(path)
        assert kept.value not in reply.text + str(reply.headers)


@pytest.mark.parametrize(
    "host, class_mode, told", [("0.0.0.0", False, True), ("0.0.0.0", True, False), ("127.0.0.1", False, False)]
)
def test_a_site_that_is_open_to_all_says_what_that_means(
    host: str, class_mode: bool, told: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    def run(self: uvicorn.Server, sockets: list[Any]) -> None:
        sockets[0].close()
        self.config.app.state.store.close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setattr(server, "_measure", lambda _: None)
    server.run(host, 0, False, f"sqlite:///{tmp_path / 'x.db'}", class_mode=class_mode)
    assert ("answer here as you: nobody logs in. With --class" in capsys.readouterr().out) == told
