"""The site as a list of routes. Every page is text from `course`, every number in it already computed."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import talweg
from talweg.course.lesson import LESSONS
from talweg.course.store import now
from talweg.formula.errors import unknown
from talweg.web.api import api
from talweg.web.desk import Desk
from talweg.web.errors import STATUS, answer
from talweg.web.exam import exam
from talweg.web.generated import GENERATED
from talweg.web.pages import PANELS, POLICY, STATIC, page

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # revalidate: a page never meets the scripts of another version
}
# Pages and workers have a policy of their own; every other file obeys that of the page which loads it.
POLICIES = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
}


def create_app(store: str | None = None, clock: Callable[[], int] = now) -> FastAPI:
    """The application; `store` is the URL of the learners' store, opened when it is first needed (see Desk)."""
    app = FastAPI(title="Talweg", version=talweg.__version__, docs_url=None, redoc_url=None)
    app.state.desk = Desk(store, clock)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(WithHeaders)
    for error in (HTTPException, RequestValidationError, *STATUS):
        app.add_exception_handler(error, answer)
    app.add_api_route("/", home, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/lessons/{name}", lesson_page, response_class=HTMLResponse, include_in_schema=False)
    app.add_api_route("/panels/{name}", panel_page, response_class=HTMLResponse, include_in_schema=False)
    for path in GENERATED:
        app.add_api_route(f"/static/{path}", generated, include_in_schema=False)
    app.include_router(exam)
    app.include_router(api)
    app.mount("/static", StaticFiles(directory=STATIC))
    return app


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


def generated(request: Request) -> Response:
    """A module that stands in no file."""
    text = GENERATED[request.url.path.removeprefix("/static/")]()
    return PlainTextResponse(text, media_type="text/javascript")


class WithHeaders:
    """Adds HEADERS to every answer, and POLICIES to pages and workers, where they are not set already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                rules = headers.get("content-type", "").startswith("text/html") or scope["path"].endswith("worker.js")
                for name, value in (HEADERS | POLICIES if rules else HEADERS).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
