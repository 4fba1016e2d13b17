"""The site as a list of routes. Every page is text from `course`, every number in it already computed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import talweg
from talweg.course.lesson import LESSONS, lesson
from talweg.formula.errors import UnknownNameError
from talweg.web.generated import GENERATED

HERE = Path(str(files("talweg.web")))
PANELS = {path.stem: path.stem.replace("-", " ").title() for path in sorted((HERE / "static/panels").glob("*.js"))}
FIRST = ("tokens", "page", "panel")  # the style sheets that the others refine
SHEETS = (*FIRST, *sorted({path.stem for path in (HERE / "static").glob("*.css")} - set(FIRST)))

# Nothing is loaded from another host, and no script stands in a page.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",  # revalidate: a page never meets the scripts of another version
}

templates = Jinja2Templates(HERE / "templates")
templates.env.globals["sheets"] = SHEETS


def create_app() -> FastAPI:
    """The application."""
    app = FastAPI(title="Talweg", version=talweg.__version__, docs_url=None, redoc_url=None)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(WithHeaders)
    app.add_exception_handler(HTTPException, _error_page)
    app.add_api_route("/", home, response_class=HTMLResponse)
    app.add_api_route("/lessons/{name}", lesson_page, response_class=HTMLResponse)
    app.add_api_route("/panels/{name}", panel_page, response_class=HTMLResponse)
    for path in GENERATED:
        app.add_api_route(f"/static/{path}", generated)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    return app


def home(request: Request) -> Response:
    """The front page of the course."""
    lessons = [{"url": f"lessons/{name}", **_brief(name)} for name in LESSONS]
    return _page(request, "home.html", root="", lessons=lessons)


def lesson_page(request: Request, name: str) -> Response:
    """A lesson."""
    try:
        return _page(request, "lesson.html", root="../", lesson=lesson(name))
    except UnknownNameError as error:
        raise HTTPException(404, str(error)) from None


def panel_page(request: Request, name: str) -> Response:
    """One panel alone."""
    if name not in PANELS:
        raise HTTPException(404, f"There is no panel {name!r}; there are {', '.join(PANELS)}.")
    return _page(request, "panel.html", root="../", panel={"name": name, "title": PANELS[name]})


def generated(request: Request) -> Response:
    """A module that stands in no file."""
    text = GENERATED[request.url.path.removeprefix("/static/")]()
    return PlainTextResponse(text, media_type="text/javascript")


def _brief(name: str) -> dict[str, Any]:
    found = lesson(name)
    return {"title": found.title, "lead": found.lead, "contents": found.contents}


def _page(request: Request, template: str, status_code: int = 200, **context: Any) -> Response:
    return templates.TemplateResponse(request, template, context, status_code=status_code)


class WithHeaders:
    """Adds HEADERS to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def _error_page(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    depth = request.url.path.count("/") - 1
    return _page(request, "error.html", status, root="../" * depth, status=status, detail=detail)
