"""The site as a list of routes. Every page is text from `course`, every number in it already computed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import talweg
from talweg.course.lesson import LESSONS
from talweg.course.store import now
from talweg.errors import unknown
from talweg.web.api import api
from talweg.web.assets import Assets
from talweg.web.entry import entry
from talweg.web.errors import STATUS, answer
from talweg.web.exam import exam
from talweg.web.guard import Guard
from talweg.web.lazy_store import LazyStore
from talweg.web.pages import PANELS, POLICY, page
from talweg.web.people import LoginNeeded, to_login
from talweg.web.teacher import teacher_pages

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # revalidate: a page never meets the scripts of another version
}
# Pages and workers have a policy of their own; every other file obeys that of the page which loads it.
POLICIES = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
}


def create_app(
    store: str | None = None,
    clock: Callable[[], int] = now,
    class_mode: bool = False,
    hosts: Collection[str] | None = (),
) -> FastAPI:
    """The application; `store` is the URL of the learners' store, opened when it is first needed (see LazyStore).

    In class mode whoever wants to practise or sit an exam logs in, and a teacher sees how the class does. Else the
    site is for one machine, and answers to addresses, to names of that machine, and to `hosts`; None means any name.
    """
    app = FastAPI(title="Talweg", version=talweg.__version__, docs_url=None, redoc_url=None, lifespan=_life)
    app.state.store = LazyStore(store, clock)
    app.state.class_mode = class_mode
    app.add_middleware(Guard, store=app.state.store, class_mode=class_mode, hosts=hosts)
    app.add_middleware(GZipMiddleware, minimum_size=300)
    app.add_middleware(WithHeaders)
    for error in (HTTPException, RequestValidationError, *STATUS, Exception):
        app.add_exception_handler(error, answer)
    app.add_api_route("/", home, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/lessons/{name}", lesson_page, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/panels/{name}", panel_page, response_class=HTMLResponse, include_in_schema=False)
    app.include_router(exam)
    app.include_router(api)
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


def lesson_page(name: str) -> Response:
    """A lesson."""
    if name not in LESSONS:
        raise HTTPException(404, str(unknown("the course", "lesson", name, LESSONS)))
    return HTMLResponse(page(f"lessons/{name}"))


def panel_page(name: str) -> Response:
    """One panel alone."""
    if name not in PANELS:
        raise HTTPException(404, f"There is no panel {name!r}; there are {', '.join(PANELS)}.")
    return HTMLResponse(page(f"panels/{name}"))


class WithHeaders:
    """Adds HEADERS to every answer, and POLICIES to pages and workers, where they are not set already.

    Whoever asks for the head alone gets that of the page, and no body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        head = scope["type"] == "http" and scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                rules = headers.get("content-type", "").startswith("text/html") or scope["path"].endswith("worker.js")
                for name, value in (HEADERS | POLICIES if rules else HEADERS).items():
                    headers.setdefault(name, value)
            await send({**message, "body": b""} if head and message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"} if head else scope, receive, send_with_headers)
