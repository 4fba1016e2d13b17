"""What a learner, a stranger or another site may try. Each test is an attack, and must fail as one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from talweg.course.exam import codes, sessions
from talweg.course.store import sittings
from talweg.course.store.schema import answer, classroom, learner, session, setting, sitting
from talweg.formula.errors import StoreError
from talweg.web import server
from talweg.web.app import create_app
from talweg.web.seal import Seal
from test_exam import Clock, respond

from class_site import CHEAP, Browser, class_app, learner_browser, new_class, teacher_browser

SITTING = "a" * 22


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "HASHER", CHEAP)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    made = class_app(tmp_path, clock)
    yield made
    made.state.desk.close()


@pytest.fixture
def teacher(app: FastAPI) -> Browser:
    return teacher_browser(app)


@pytest.fixture
def code(teacher: Browser) -> str:
    return new_class(teacher).join_code


@pytest.fixture
def ada(app: FastAPI, code: str) -> Browser:
    return learner_browser(app, code, "Ada")[0]


@pytest.fixture
def bob(app: FastAPI, code: str) -> Browser:
    return learner_browser(app, code, "Bob", "10.0.0.2")[0]


def rows(app: FastAPI, table: Any) -> list[Any]:
    with app.state.desk().read() as connection:
        return list(connection.execute(select(table)))


def routes(app: FastAPI, *prefixes: str) -> list[tuple[str, str]]:
    """Every method and path of the app below these prefixes, its parameters filled in."""
    found = []
    for path, each in app.openapi()["paths"].items():
        found += [(method.upper(), path) for method in each]
    for route in hidden(app):
        found += [(method, route.path) for method in route.methods]
    blanks = {"{name}": "right_slot", "{learner}": "1", "{answer}": "1"}
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
    assert rows(app, sitting) == rows(app, answer) == []


def test_nothing_of_the_teacher_opens_without_the_teacher(app: FastAPI, ada: Browser) -> None:
    tried = routes(app, "/teacher")
    assert len(tried) >= 11
    stranger = Browser(app)
    for method, path in tried:
        assert stranger.send(method, path).status_code == (303 if method == "GET" else 403), (method, path)
        stamped = {"data": {"token": ada.stamp("/exam"), "name": "mine"}} if method == "POST" else {}
        assert ada.send(method, path, **stamped).status_code == 403, (method, path)
    assert [room.name for room in rows(app, classroom)] == ["7b"]
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
    assert rows(app, answer) == []
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
    assert len({row.learner_id for row in rows(app, answer) if row.token == "the-same-token"}) == 2


def _given(browser: Browser, asked: dict[str, Any], number: int) -> dict[str, Any]:
    response: Any = {"choice": number, "several": [number], "number": 10.0**6 + number}.get(asked["form"])
    if response is None:
        response = list(range(len(asked["options"])))
    body = {"name": asked["name"], "seed": asked["seed"], "response": response, "token": f"token-{number:04}"}
    found: dict[str, Any] = browser.post("/api/answers", body).json()
    return found


def test_a_teacher_reaches_no_class_of_another(app: FastAPI, ada: Browser) -> None:
    other = teacher_browser(app, "Mr Dale")
    mine = new_class(other, "9a")
    for method, path in routes(app, "/teacher/classes/1"):
        stamped = {"data": {"token": other.stamp("/teacher")}} if method == "POST" else {}
        assert other.send(method, path, **stamped).status_code == 404, (method, path)
    assert "7b" not in other.get("/teacher").text
    [ada_id] = [row.id for row in rows(app, learner) if row.name == "Ada"]
    assert other.get(f"/teacher/classes/{mine.id}/learners/{ada_id}").status_code == 404
    assert other.fill(f"/teacher/classes/{mine.id}/learners/{ada_id}", at="/teacher").status_code == 404
    assert ada.get("/exam").status_code == 200, "Ada is still logged in"
    asked = ada.get("/api/practice").json()
    _given(ada, asked, 0)
    [given] = rows(app, answer)
    assert other.get(f"/teacher/classes/{mine.id}/answers/{given.id}").status_code == 404
    for sheet in ("answers", "results", "misconceptions"):
        assert "Ada" not in other.get(f"/teacher/classes/{mine.id}/{sheet}.csv").text


# The keys


def test_no_key_before_the_end(app: FastAPI, clock: Clock, ada: Browser, bob: Browser) -> None:
    name = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    store = app.state.desk()
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


# Cookies


def test_no_key_while_an_answer_still_counts(app: FastAPI, clock: Clock, ada: Browser) -> None:
    name = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    with app.state.desk().read() as connection:
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


def test_a_cookie_that_was_tampered_with_opens_nothing(app: FastAPI, ada: Browser, bob: Browser) -> None:
    token, _, signature = ada.cookie.rpartition(".")
    store = app.state.desk()
    kept = rows(app, session)[0].id
    seal = Seal(sessions.signing_key(store))
    forged = {
        "no signature": token,
        "half a signature": f"{token}.{signature[:-1]}",
        "another's signature": f"{token}.{bob.cookie.rpartition('.')[2]}",
        "a digest from the store": seal.signed(kept),
        "a made-up token": seal.signed("x" * 43),
        "another key": Seal("another key").signed(token),
        "a form's stamp for a signature": f"{token}.{seal.stamp(token)}",
        "nothing": "",
        "a dot": ".",
        "an id": "1",
        "letters from elsewhere": "\u00e9.\u00e9".encode().decode("latin-1"),
    }
    for what, cookie in forged.items():
        thief = Browser(app)
        reply = thief.get("/api/overview", headers={"Cookie": f"talweg={cookie}".encode("latin-1")})
        assert reply.status_code == 401, what
    thief = Browser(app)
    assert thief.get("/api/overview", headers={"Cookie": f"talweg={ada.cookie}"}).status_code == 200, "the way is open"


def test_what_was_logged_out_stays_out(app: FastAPI, ada: Browser, teacher: Browser) -> None:
    old = ada.cookie
    ada.fill("/logout", at="/exam")
    assert "talweg" not in ada.cookies
    assert Browser(app).get("/api/overview", headers={"Cookie": f"talweg={old}"}).status_code == 401
    old = teacher.cookie
    teacher.fill("/logout", at="/teacher")
    assert Browser(app).get("/teacher", headers={"Cookie": f"talweg={old}"}).status_code == 303


def test_a_cookie_given_before_the_login_is_worth_nothing_after_it(app: FastAPI, code: str) -> None:
    victim = Browser(app)
    victim.get("/login")
    planted = victim.cookie
    assert victim.fill("/join", code=code, name="Eve").status_code == 200
    assert victim.cookie != planted
    assert Browser(app).get("/api/overview", headers={"Cookie": f"talweg={planted}"}).status_code == 401


def test_who_logs_in_as_another_is_out_as_the_first(app: FastAPI, code: str, teacher: Browser) -> None:
    first, personal = learner_browser(app, code, "Ada")
    old = first.cookie
    first.cookies = type(first.cookies)({"talweg": old})
    assert first.fill("/login", at="/exam", name="Ada", code=personal).status_code == 303
    assert Browser(app).get("/api/overview", headers={"Cookie": f"talweg={old}"}).status_code == 401
    assert first.get("/exam").status_code == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_script_and_no_other_site_gets_the_cookie(app: FastAPI, code: str, scheme: str) -> None:
    browser = Browser(app)
    for reply in (
        browser.get(f"{scheme}://testserver/login"),
        browser.fill(f"{scheme}://testserver/join", code=code, name="Ada"),
    ):
        attributes = {each.strip().lower() for each in reply.headers["set-cookie"].split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= attributes
        assert ("secure" in attributes) is (scheme == "https")


def test_pages_of_someone_who_is_logged_in_are_not_kept_by_browsers(
    app: FastAPI, ada: Browser, teacher: Browser
) -> None:
    for browser, path in [
        (ada, "/exam"),
        (ada, "/api/overview"),
        (ada, "/"),
        (teacher, "/teacher"),
        (teacher, "/teacher/classes/1/answers.csv"),
    ]:
        assert browser.get(path).headers["cache-control"] == "no-store", path
    assert Browser(app).get("/").headers["cache-control"] == "no-cache"
    joining = Browser(app).fill("/join", code="none", name="Eve")
    assert joining.headers["cache-control"] == "no-cache"


# Other sites

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_can_change_nothing(app: FastAPI, ada: Browser, headers: dict[str, str]) -> None:
    stamped = {"X-Talweg-Token": ada.stamp("/exam")}
    start = {"blueprint": "OA-1"}
    assert ada.send("POST", "/api/sittings", json=start, headers=headers | stamped).status_code == 403
    assert ada.send("POST", "/logout", data={"token": ada.stamp("/exam")}, headers=headers).status_code == 403
    assert rows(app, sitting) == []
    assert ada.get("/exam", headers=headers).status_code == 200, "a link from elsewhere is followed"
    ours = {"Origin": "http://testserver"} if "Origin" in headers else {"Sec-Fetch-Site": "same-origin"}
    assert ada.send("POST", "/api/sittings", json=start, headers=ours | stamped).status_code == 201


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_can_change_nothing_on_a_private_machine_either(tmp_path: Path, headers: dict[str, str]) -> None:
    alone = Browser(create_app(f"sqlite:///{tmp_path / 'alone.db'}"))
    refused = alone.send("POST", "/api/sittings", json={"blueprint": "OA-1"}, headers=headers)
    assert (refused.status_code, "another site" in refused.json()["detail"]) == (403, True)
    assert alone.get("/api/overview").json()["sittings"] == []
    assert alone.send("POST", "/api/sittings", json={"blueprint": "OA-1"}).status_code == 201
    alone.app.state.desk.close()


def test_a_change_needs_the_stamp_of_this_very_browser(app: FastAPI, ada: Browser, bob: Browser) -> None:
    start = {"blueprint": "OA-1"}
    bad = ["", "x", bob.stamp("/exam"), ada.stamp("/exam")[:-1], ada.cookie, ada.cookie.rpartition(".")[2], "\u00e9"]
    for stamp in [None, *bad]:
        headers = {} if stamp is None else {"X-Talweg-Token": stamp.encode()}
        assert ada.send("POST", "/api/sittings", json=start, headers=headers).status_code == 403
        form = {} if stamp is None else {"token": stamp}
        assert ada.send("POST", "/logout", data=form).status_code == 403
    assert ada.send("POST", "/logout", data={"token": [bob.stamp("/exam"), ada.stamp("/exam")]}).status_code == 403
    assert rows(app, sitting) == []
    assert ada.get("/exam").status_code == 200
    # Whoever is not logged in yet cannot be logged in by another site either.
    stranger = Browser(app)
    stranger.get("/login")
    assert stranger.send("POST", "/login", data={"name": "Ada", "code": "x"}).status_code == 403


@pytest.mark.parametrize(
    "body", [b"token=" + b"x" * 70_000, b"\xff\xfe=1", b"&" * 60_000, b""], ids=["long", "no text", "many", "none"]
)
def test_a_strange_form_is_refused_and_not_a_crash(app: FastAPI, ada: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ada.send("POST", "/logout", content=body, headers=headers).status_code == 403


def test_a_form_of_many_pieces_arrives_whole(app: FastAPI, code: str) -> None:
    browser = Browser(app)
    text = f"token={browser.stamp()}&code={code}&name=Ada"

    async def pieces() -> Any:
        for letter in text:
            yield letter.encode()

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.send("POST", "/join", content=pieces(), headers=headers).status_code == 200


def test_looking_changes_nothing(app: FastAPI, ada: Browser, teacher: Browser) -> None:
    before = [rows(app, table) for table in (sitting, answer, classroom, learner, session)]
    for method, path in routes(app, "/exam", "/api", "/teacher"):
        if method == "GET":
            ada.get(path)
            teacher.get(path)
    for path in ("/logout", "/teacher/classes", "/teacher/classes/1/code"):
        assert teacher.get(path).status_code == 405, path
    assert [rows(app, table) for table in (sitting, answer, classroom, learner, session)] == before


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
    assert {row.name for row in rows(app, learner)} >= set(names)
    sheet = teacher.get("/teacher/classes/1/results.csv").content.decode("utf-8-sig")
    shown = [row["learner"] for row in csv.DictReader(io.StringIO(sheet))]
    assert sorted(shown) == sorted(f"'{name}" if name[0] in "=@" else name for name in names)


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "exam/../../evil",
        "logout",
        "examine",
    ],
)
def test_a_login_leads_nowhere_else(app: FastAPI, code: str, page: str) -> None:
    browser, personal = learner_browser(app, code, "Ada")
    browser.fill("/logout", at="/exam")
    assert "evil" not in browser.get("/login", params={"next": page}).text
    assert browser.fill("/login", name="Ada", code=personal, next=page).headers["location"] == "exam"


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
    for proxy in (None, "10.0.0.5"):
        server.run("127.0.0.1", 0, False, f"sqlite:///{tmp_path / 'x.db'}", class_mode=True, proxy=proxy)
    assert [each.proxy_headers for each in seen] == [False, True]
    assert seen[1].forwarded_allow_ips == "10.0.0.5"
    for each in seen:
        each.app.state.desk.close()


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
    [kept] = rows(app, setting)
    for browser, path in [(ada, "/exam"), (teacher, "/teacher/classes/1"), (teacher, "/teacher/classes/1/answers.csv")]:
        reply = browser.get(path)
        assert kept.value not in reply.text + str(reply.headers)
