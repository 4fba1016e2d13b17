"""How people come in and go: join a class, log in, log out; a teacher's first visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from talweg.course.exam import people, sessions, teachers
from talweg.course.exam.codes import LONGEST_NAME, LONGEST_PASSWORD, SHORTEST_PASSWORD
from talweg.course.store import Store
from talweg.errors import AccessError, RangeError, TooManyTriesError
from talweg.web.entry_log import came_in, refused, went
from talweg.web.lazy_store import Opened
from talweg.web.pages import render, root_of
from talweg.web.people import address, browser, inside, known as recognised, make_known, remember
from talweg.web.seal import COOKIE
from talweg.web.visitor import Visitor
from talweg.web.words import sentence

Browser = Annotated[Visitor, Depends(browser)]
Text = Annotated[str, Form(max_length=1000)]

entry = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@entry.get("/join")
def join_page(
    request: Request, visitor: Browser, code: Annotated[str, Query()] = "", next: Annotated[str, Query()] = ""
) -> Response:
    """Join a class with its code and a name."""
    if visitor.who:
        return _led(request, "exam")
    return _form(request, visitor, "entry/join.html", join_code=code[:40], next=inside(next))


@entry.post("/join")
def join(request: Request, store: Opened, visitor: Browser, code: Text, name: Text, next: Text = "") -> Response:
    """Become a learner of the class, and see the personal code once; a second press of the button shows the same."""
    known = {"join_code": code, "name": name, "next": inside(next)}

    def welcome(name: str, personal: str) -> Response:
        page = _page(request, "entry/join.html", joined={"name": name, "code": personal}, **known)
        page.headers["Cache-Control"] = "no-store"
        return page

    if visitor.who:
        again = people.joined_again(store, visitor.who.learner, request.scope["stamp"])
        return welcome(visitor.who.name, again) if again else _led(request, "exam")

    def joined() -> Response:
        new = people.join(store, code, name, request.scope["stamp"], address(request))
        page = welcome(new.name, new.code)
        return _recognised(request, store, remember(request, page, new.token, lasting=True), new.token)

    return _tried(request, visitor, "entry/join.html", joined, known)


@entry.get("/login")
def login_page(request: Request, visitor: Browser, next: Annotated[str, Query()] = "") -> Response:
    """Come back with a name and a personal code."""
    if visitor.who:
        return _led(request, "exam")
    return _form(request, visitor, "entry/login.html", next=inside(next))


@entry.post("/login")
def login(request: Request, store: Opened, visitor: Browser, name: Text, code: Text, next: Text = "") -> Response:
    """Log a learner in."""

    def come_in() -> Response:
        token = people.log_in(store, name, code, address(request), recognised(request))
        return _changed(request, store, visitor, token, inside(next) or "exam", lasting=True)

    return _tried(request, visitor, "entry/login.html", come_in, {"name": name, "next": inside(next)})


@entry.post("/logout")
def logout(request: Request, store: Opened, visitor: Browser) -> Response:
    """Log out: the session ends on the server, too."""
    sessions.end(store, visitor.token)
    went(request, visitor.who)
    response = _led(request, "teacher/login" if visitor.who and visitor.who.teacher else "login")
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


@entry.get("/teacher/login")
def teacher_login_page(request: Request, visitor: Browser, next: Annotated[str, Query()] = "") -> Response:
    """A teacher logs in."""
    if visitor.who and visitor.who.teacher:
        return _led(request, "teacher")
    return _form(request, visitor, "teacher/login.html", next=inside(next))


@entry.post("/teacher/login")
def teacher_login(
    request: Request, store: Opened, visitor: Browser, name: Text, password: Text, next: Text = ""
) -> Response:
    """Log a teacher in."""

    def come_in() -> Response:
        token = teachers.log_in(store, name, password, address(request), recognised(request))
        return _changed(request, store, visitor, token, inside(next) or "teacher")

    return _tried(request, visitor, "teacher/login.html", come_in, {"name": name, "next": inside(next)})


@entry.get("/teacher/enter")
def enter_page(request: Request, visitor: Browser, code: Annotated[str, Query()] = "") -> Response:
    """A teacher's first visit, or the first after a reset: the code, and a password to choose."""
    return _form(request, visitor, "teacher/enter.html", code=code[:40])


@entry.post("/teacher/enter")
def enter(request: Request, store: Opened, visitor: Browser, code: Text, password: Text) -> Response:
    """Choose the password; the code is used up."""

    def come_in() -> Response:
        token = teachers.enter(store, code, password, address(request))
        return _changed(request, store, visitor, token, "teacher")

    return _tried(request, visitor, "teacher/enter.html", come_in, {"code": code})


def _tried(
    request: Request, visitor: Visitor, template: str, act: Callable[[], Response], known: dict[str, Any]
) -> Response:
    """What `act` answers; where it is refused, the form again with the reason, and what was typed."""
    try:
        return act()
    except TooManyTriesError as error:
        said, status, headers = str(error), 429, {"Retry-After": str(-(-error.wait // 1000))}
    except AccessError as error:
        said, status, headers = str(error), 403, {}
    except RangeError as error:
        said, status, headers = sentence(str(error)), 422, {}
    refused(request, status)
    page = _form(request, visitor, template, problem=said, **known)
    page.status_code = status
    page.headers.update(headers)
    return page


def _form(request: Request, visitor: Visitor, template: str, **known: Any) -> Response:
    """A page with a form, and in the browser's cookie the secret that the form's stamp belongs to."""
    page = _page(request, template, **known)
    return page if visitor.who else remember(request, page, visitor.token)


def _page(request: Request, template: str, **known: Any) -> Response:
    empty = {"problem": "", "name": "", "code": "", "join_code": "", "next": "", "joined": None}
    limits = {"longest_name": LONGEST_NAME, "shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
    return HTMLResponse(render(template, _path(request), empty | limits | known))


def _changed(
    request: Request, store: Store, visitor: Visitor, token: str, page: str, lasting: bool = False
) -> Response:
    """Go on as someone else: whoever was logged in here before is logged out."""
    if visitor.who:
        sessions.end(store, visitor.token)
    return _recognised(request, store, remember(request, _led(request, page), token, lasting), token)


def _recognised(request: Request, store: Store, response: Response, token: str) -> Response:
    """The response to somebody who has come in: the browser is known from now on, and the log says who came."""
    who = sessions.who(store, token)
    assert who is not None
    came_in(request, who)
    return make_known(request, response, who)


def _led(request: Request, page: str) -> Response:
    return RedirectResponse(f"{root_of(_path(request))}{page}", 303)


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removeprefix("/")
