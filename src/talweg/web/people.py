"""Who asks. Alone on one's own machine there is one learner, and no login; in class mode one logs in."""

from __future__ import annotations

import re
from typing import cast
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from talweg.course.exam.conditions import refuse_practice
from talweg.course.exam.sessions import Who, new_token
from talweg.course.exam.tries import Known
from talweg.course.store import learners
from talweg.errors import StoreError
from talweg.web.lazy_store import store
from talweg.web.pages import root_of
from talweg.web.seal import COOKIE, KNOWN
from talweg.web.visitor import Visitor

LOG_IN = "Please log in first."
MONTH = 30 * 24 * 3600
YEAR = 365 * 24 * 3600
# Where a login may lead back to: a page of ours and nothing else.
INSIDE = re.compile(r"(exam|lab|teacher)(/[A-Za-z0-9_-]+)*|lab\?experiment=[A-Za-z0-9_-]{22}")


class LoginNeeded(HTTPException):
    """Nobody is logged in; `page` is where that can be changed."""

    def __init__(self, page: str) -> None:
        super().__init__(401, LOG_IN)
        self.page = page


def learner(request: Request) -> int:
    """The id of the learner who asks, for a route that needs it. Raises LoginNeeded and StoreError."""
    if request.app.state.class_mode:
        return logged_in(request, "join").learner
    state, opened = request.app.state, store(request)
    if getattr(state, "alone", None) is None:  # asked once: it may have to write, and a page that reads must not wait
        with opened.begin() as connection:
            state.alone = learners.alone(connection, opened.clock())
    return cast(int, state.alone)


def practising(request: Request) -> int:
    """The id of the learner who asks for practice, review or a report. Raises what `learner` does, and SittingError
    while they sit an exam during which these are closed."""
    me = learner(request)
    if request.app.state.class_mode:
        refuse_practice(store(request), me)
    return me


def teacher(request: Request) -> int:
    """The id of the teacher who asks. Raises LoginNeeded, StoreError, and HTTPException 403 for a learner."""
    who = logged_in(request, "teacher/login")
    if who.teacher is None:
        raise HTTPException(403, "This page is for the teacher of the class.")
    return who.teacher


def browser(request: Request) -> Visitor:
    """The browser that asks, logged in or not. Raises StoreError."""
    found: Visitor | StoreError = request.scope["visitor"]
    if isinstance(found, StoreError):
        raise found
    return found


def logged_in(request: Request, page: str) -> Who:
    """Who is logged in. Raises LoginNeeded, which leads to `page`, and StoreError."""
    who = browser(request).who
    if who is None:
        raise LoginNeeded(page)
    return who


def address(request: Request) -> str:
    """Where the connection comes from; what a proxy says of it counts only if the server was told to trust it."""
    return request.client.host if request.client else "unknown"


def remember(request: Request, response: Response, token: str, lasting: bool = False) -> Response:
    """Put a token into the browser's cookie, for a month or until the browser closes."""
    response.set_cookie(
        COOKIE,
        request.app.state.seal.signed(token),
        max_age=MONTH if lasting else None,
        httponly=True,
        samesite="lax",  # a link from elsewhere finds one logged in; a form from elsewhere does not
        secure=request.url.scheme == "https",
    )
    return response


def known(request: Request) -> Known | None:
    """The browser that asks, if it has logged somebody in before."""
    found: Known | None = request.app.state.seal.known(request.cookies.get(KNOWN))
    return found


def make_known(request: Request, response: Response, who: Who) -> Response:
    """Let the browser remember whom it has logged in: guesses from elsewhere then never lock that person out of it."""
    person = f"learner-{who.learner}" if who.teacher is None else f"teacher-{who.teacher}"
    before = known(request)
    mine = before if before and before.person == person else Known(new_token(), person)
    secure = request.url.scheme == "https"
    seal = request.app.state.seal
    response.set_cookie(KNOWN, seal.knows(mine), max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    return response


def inside(page: str) -> str:
    """The page if it is one of ours that a login may lead back to, or else nothing."""
    return page if INSIDE.fullmatch(page) else ""


async def to_login(request: Request, error: Exception) -> Response:
    """The answer where someone must log in: a page leads there and back, a script is told."""
    assert isinstance(error, LoginNeeded)
    path = request.scope["path"].removeprefix("/")
    if path.startswith("api/") or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"detail": error.detail}, error.status_code)
    query = request.url.query
    page = f"{path}?{query}" if inside(f"{path}?{query}") else path  # what a link showed it shows after the login
    back = f"?next={quote(page)}" if request.method == "GET" and inside(page) else ""
    return RedirectResponse(f"{root_of(path)}{error.page}{back}", 303)
