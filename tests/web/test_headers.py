"""What every answer carries, whatever has gone wrong: the policy of a page, and that nothing is guessed of its type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from talweg.errors import StoreError
from talweg.web.app import create_app

from class_site import Browser

RULES = ("content-security-policy", "x-frame-options", "referrer-policy")


@pytest.fixture(params=[False, True], ids=["alone", "class"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> FastAPI:
    found = create_app(f"sqlite:///{tmp_path / 'talweg.db'}", class_mode=request.param)

    def fail() -> None:
        raise ZeroDivisionError

    def away() -> None:
        raise StoreError("the store is away")

    for path, act in (("/fail", fail), ("/away", away), ("/api/fail", fail), ("/exam/fail", fail)):
        found.add_api_route(path, act, methods=["GET", "POST"])
    return found


def asked(app: FastAPI, method: str, path: str, **options: Any) -> Any:
    return Browser(app, raises=False).send(method, path, **options)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path, status",
    [("/", 200), ("/fail", 500), ("/exam/fail", 500), ("/away", 503), ("/none", 404), ("/static/none.js", 404)],
)
def test_every_page_has_the_same_rules(app: FastAPI, method: str, path: str, status: int) -> None:
    reply = asked(app, method, path)
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
    home = asked(app, "GET", "/")
    assert [reply.headers[name] for name in RULES] == [home.headers[name] for name in RULES]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert bool(reply.content) is (method == "GET")


@pytest.mark.parametrize(
    "method, path, status, options",
    [
        ("DELETE", "/", 405, {}),
        ("POST", "/static/page.css", 405, {}),
        ("POST", "/fail", 413, {"content": b"x" * 70_000}),
        ("GET", "/", 400, {"headers": {"Host": "not a host"}}),
        ("POST", "/fail", 403, {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    ],
)
def test_what_is_refused_has_them_too(
    app: FastAPI, method: str, path: str, status: int, options: dict[str, Any]
) -> None:
    if app.state.class_mode and status in (405, 413) and not path.startswith("/static"):
        status = 403  # nobody has a stamp here
    reply = asked(app, method, path, **options)
    assert reply.status_code == status
    assert "frame-ancestors 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["x-frame-options"] == "SAMEORIGIN"


def test_a_failure_is_told_to_the_log_and_in_json_to_the_api(app: FastAPI) -> None:
    reply = asked(app, "GET", "/api/fail")
    assert (reply.status_code, list(reply.json())) == (500, ["detail"])
    assert reply.headers["x-content-type-options"] == "nosniff"
    with pytest.raises(ZeroDivisionError):
        Browser(app).get("/fail")
