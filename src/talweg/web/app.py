"""The site as a list of routes. Every page is text from `course`, every number in it already computed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import talweg
from talweg.course.exam.blueprint import checked
from talweg.course.exam.conditions import sat_alone
from talweg.course.lesson import LESSONS
from talweg.course.store import now
from talweg.course.store.store import data_directory
from talweg.errors import StoreError, unknown
from talweg.web.api import api
from talweg.web.assets import Assets
from talweg.web.bundle import embedded
from talweg.web.embedding import origin
from talweg.web.entry import entry
from talweg.web.errors import STATUS, answer
from talweg.web.exam import exam
from talweg.web.guard import Guard
from talweg.web.lab.experiments import MOST_TABLE, Experiments
from talweg.web.lab.routes import lab as lab_pages
from talweg.web.lazy_store import LazyStore
from talweg.web.pages import PANELS, POLICY, page
from talweg.web.people import LoginNeeded, to_login
from talweg.web.teacher import teacher_pages
from talweg.web.version import folder
from talweg.web.visitor import Visitor

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # revalidate: a page never meets the scripts of another version
}
# Pages and workers have a policy of their own; every other file obeys that of the page which loads it.
POLICIES = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}


def create_app(
    store: str | None = None,
    clock: Callable[[], int] = now,
    class_mode: bool = False,
    hosts: Collection[str] | None = (),
    blueprints: Sequence[Path] = (),
    embed_from: Sequence[str] = (),
    lab: bool | None = None,
) -> FastAPI:
    """The application; `store` is the URL of the learners' store, opened when it is first needed (see LazyStore).

    In class mode whoever wants to practise or sit an exam logs in, and a teacher sees how the class does. Else the
    site is for one machine, and answers to addresses, to names of that machine, and to `hosts`; None means any name.

    `blueprints` are files of exams besides those that are known, and `embed_from` the sites, such as
    https://school.example, that may show the panels in a frame. `lab` opens the lab, in which visitors let this machine
    compute; None: where nobody logs in. Raises RangeError or UnknownNameError for what is none.
    """
    app = FastAPI(title="Talweg", version=talweg.__version__, docs_url=None, redoc_url=None, lifespan=_life)
    app.state.store = LazyStore(store, clock)
    app.state.class_mode = class_mode
    app.state.blueprints = checked(blueprints)
    app.state.embed_from = tuple(map(origin, embed_from))
    is_open = not class_mode if lab is None else lab
    app.state.lab = Experiments(data_directory() / "lab") if is_open else None
    longer = {"/api/lab/tables": MOST_TABLE} if is_open else {}
    app.add_middleware(Guard, store=app.state.store, class_mode=class_mode, hosts=hosts, lab=is_open, longer=longer)
    app.add_middleware(GZipMiddleware, minimum_size=300)
    app.add_middleware(WithHeaders)
    for error in (HTTPException, RequestValidationError, *STATUS):
        app.add_exception_handler(error, answer)
    app.add_api_route("/", home, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/lessons/{name}", lesson_page, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/claims", claims_page, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/panels/{name}.js", panel_module, include_in_schema=False)
    app.add_api_route("/panels/{name}", panel_page, response_class=HTMLResponse, include_in_schema=False)
    app.include_router(exam)
    app.include_router(api)
    app.include_router(lab_pages)
    if class_mode:
        app.include_router(entry)
        app.include_router(teacher_pages)
        app.add_exception_handler(LoginNeeded, to_login)
    app.mount("/static", Assets())
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.store.close()


def home() -> Response:
    """The front page of the course."""
    return HTMLResponse(page(""))


def lesson_page(request: Request, name: str) -> Response:
    """A lesson."""
    if name not in LESSONS:
        raise HTTPException(404, str(unknown("the course", "lesson", name, LESSONS)))
    return HTMLResponse(page(f"lessons/{name}", sitting=_sat(request)))


def claims_page() -> Response:
    """What the lesson claims, and what was measured of it."""
    return HTMLResponse(page("claims"))


def panel_module(request: Request, name: str) -> Response:
    """One panel as a module, for pages of the sites that were named: a script there shows it where it stands."""
    if name not in PANELS:
        raise HTTPException(404, f"There is no panel {name!r}; there are {', '.join(PANELS)}.")
    asks = request.headers.get("origin", "")
    headers = {"Vary": "Origin", "ETag": f'"{folder()}"'}
    if asks in request.app.state.embed_from:
        headers["Access-Control-Allow-Origin"] = asks
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(embedded(name), media_type="text/javascript", headers=headers)


def panel_page(request: Request, name: str) -> Response:
    """One panel: a page of the site, or with `bare` in the query the panel alone, as for a frame."""
    if name not in PANELS:
        raise HTTPException(404, f"There is no panel {name!r}; there are {', '.join(PANELS)}.")
    html = page(f"panels/{name}", bare="bare" in request.query_params, sitting=_sat(request))
    sites = request.app.state.embed_from
    if not sites:
        return HTMLResponse(html)
    # X-Frame-Options can name no site: where others may frame, only the policy speaks.
    policy = " ".join((f"{POLICY}; frame-ancestors 'self'", *sites))
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def _sat(request: Request) -> str | None:
    """The id of the exam that whoever asks sits now, and during which they are to practise nothing."""
    found = request.scope.get("visitor")
    who = found.who if isinstance(found, Visitor) else None
    try:
        row = sat_alone(request.app.state.store(), who.learner) if who else None
    except StoreError:
        return None  # the lesson is there where the store is not
    return str(row.id) if row is not None else None


class WithHeaders:
    """Adds HEADERS to every answer, and POLICIES to pages and workers, where they are not set already.

    Whoever asks for the head alone gets that of the page, and no body. Where the application fails the page that says
    so is made here, for outside of this nothing would add a header to it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        head = scope["type"] == "http" and scope["method"] == "HEAD"
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                rules = headers.get("content-type", "").startswith("text/html") or scope["path"].endswith("worker.js")
                wanted = HEADERS | POLICIES if rules else dict(HEADERS)
                if "Content-Security-Policy" in headers:
                    wanted.pop("X-Frame-Options", None)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send({**message, "body": b""} if head and message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET"} if head else scope
        try:
            await self.app(asked, receive, send_with_headers)
        except Exception as error:
            if scope["type"] == "http" and not begun:
                failed = await answer(Request(asked), error)
                await failed(asked, receive, send_with_headers)
            raise  # to the log
