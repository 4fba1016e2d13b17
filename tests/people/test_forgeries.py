"""What is forged: cookies, stamps, forms, and requests that another site has made a browser send. None is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from talweg.course.exam import sessions
from talweg.course.store.schema import session, sitting
from talweg.web.app import create_app
from talweg.web.seal import Seal

from class_site import Browser, learner_browser, rows

# Cookies


def test_a_cookie_that_was_tampered_with_opens_nothing(app: FastAPI, ada: Browser, bob: Browser) -> None:
    token, _, signature = ada.cookie.rpartition(".")
    store = app.state.store()
    kept = rows(app.state.store(), session)[0].id
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
    assert rows(app.state.store(), sitting) == []
    assert ada.get("/exam", headers=headers).status_code == 200, "a link from elsewhere is followed"
    ours = {"Origin": "http://testserver"} if "Origin" in headers else {"Sec-Fetch-Site": "same-origin"}
    assert ada.send("POST", "/api/sittings", json=start, headers=ours | stamped).status_code == 201


def test_another_site_can_change_nothing_on_a_private_machine_either(tmp_path: Path) -> None:
    alone = Browser(create_app(f"sqlite:///{tmp_path / 'alone.db'}"))
    for headers in FOREIGN:
        refused = alone.send("POST", "/api/sittings", json={"blueprint": "OA-1"}, headers=headers)
        assert (refused.status_code, "another site" in refused.json()["detail"]) == (403, True), headers
        assert alone.get("/api/overview").json()["sittings"] == [], headers
    assert alone.send("POST", "/api/sittings", json={"blueprint": "OA-1"}).status_code == 201
    alone.app.state.store.close()


def test_a_change_needs_the_stamp_of_this_very_browser(app: FastAPI, ada: Browser, bob: Browser) -> None:
    start = {"blueprint": "OA-1"}
    bad = ["", "x", bob.stamp("/exam"), ada.stamp("/exam")[:-1], ada.cookie, ada.cookie.rpartition(".")[2], "\u00e9"]
    for stamp in [None, *bad]:
        headers = {} if stamp is None else {"X-Talweg-Token": stamp.encode()}
        assert ada.send("POST", "/api/sittings", json=start, headers=headers).status_code == 403
        form = {} if stamp is None else {"token": stamp}
        assert ada.send("POST", "/logout", data=form).status_code == 403
    assert ada.send("POST", "/logout", data={"token": [bob.stamp("/exam"), ada.stamp("/exam")]}).status_code == 403
    assert rows(app.state.store(), sitting) == []
    assert ada.get("/exam").status_code == 200
    # Whoever is not logged in yet cannot be logged in by another site either.
    stranger = Browser(app)
    stranger.get("/login")
    assert stranger.send("POST", "/login", data={"name": "Ada", "code": "x"}).status_code == 403


def test_a_strange_form_is_refused_and_not_a_crash(app: FastAPI, ada: Browser) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for body, status in ((b"token=" + b"x" * 70_000, 413), (b"\xff\xfe=1", 403), (b"&" * 60_000, 403), (b"", 403)):
        assert ada.send("POST", "/logout", content=body, headers=headers).status_code == status, body[:9]


def test_a_form_of_many_pieces_arrives_whole(app: FastAPI, code: str) -> None:
    browser = Browser(app)
    text = f"token={browser.stamp()}&code={code}&name=Ada"

    async def pieces() -> Any:
        for letter in text:
            yield letter.encode()

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.send("POST", "/join", content=pieces(), headers=headers).status_code == 200
