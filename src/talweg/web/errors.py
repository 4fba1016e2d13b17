"""What a reader gets where something goes wrong: a page that says what happened, and JSON for the API."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from talweg.errors import AccessError, RangeError, SittingError, StoreError, TooManyTriesError, UnknownNameError
from talweg.web.pages import error_page, render, root_of

STATUS: dict[type[Exception], int] = {
    UnknownNameError: 404,
    SittingError: 409,
    RangeError: 422,
    TooManyTriesError: 429,
    AccessError: 403,
    StoreError: 503,
}
CRASHED = "Something here has failed, and whoever keeps this server can read in its log what it was."
AGAIN = {503: {"Retry-After": "5"}}


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a request that failed."""
    status, detail = _said(error)
    path = request.scope["path"].removeprefix("/")
    headers = dict(AGAIN.get(status, {}))
    if isinstance(error, HTTPException):
        headers |= error.headers or {}
    if isinstance(error, TooManyTriesError):
        headers["Retry-After"] = str(-(-error.wait // 1000))
    if path.startswith("api/"):
        return JSONResponse({"detail": detail}, status, headers)
    if path.partition("/")[0] == "exam":
        return HTMLResponse(render("exam/error.html", path, {"status": status, "detail": detail}), status, headers)
    return HTMLResponse(error_page(status, detail, root_of(path)), status, headers)


def _said(error: Exception) -> tuple[int, str]:
    """The status and the sentence."""
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if isinstance(error, RequestValidationError):
        found = error.errors()[0]
        where = " ".join(map(str, found["loc"][1:])) or "the body"
        return 422, f"{where}: {found['msg']}"
    known = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    return (known, str(error)) if known else (500, CRASHED)
