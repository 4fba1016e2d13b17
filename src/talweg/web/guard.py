"""What every request passes first: a change must come from a page of ours, and in class mode we say who asks.

A browser sends cookies along with requests that another site has made it send (cross-site request forgery). So a
request that changes something is heard only if the browser says that a page of ours sent it (Sec-Fetch-Site, or else
Origin), and in class mode only if it carries the stamp that our pages know, in a header or a form's field.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talweg.course.exam import sessions
from talweg.errors import StoreError
from talweg.web.errors import answer
from talweg.web.lazy_store import LazyStore
from talweg.web.seal import COOKIE, Seal
from talweg.web.visitor import CURRENT, Visitor

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FIELD, HEADER = "token", "x-talweg-token"
# A form of ours is a few short fields.
LARGEST_FORM = 65_536
FOREIGN = "This request came from another site, and nothing was changed. Open the page here and try again."
OLD = "This page is from before you logged in or out, and nothing was changed. Reload it and try again."


class Guard:
    """Lets a request pass, or answers 403; in class mode it also looks up who is logged in."""

    def __init__(self, app: ASGIApp, store: LazyStore, class_mode: bool) -> None:
        self.app, self._store, self._class_mode = app, store, class_mode
        self._seal: Seal | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        found = await run_in_threadpool(self._visitor, request) if self._class_mode else None
        scope["visitor"] = found
        known = found if isinstance(found, Visitor) else None
        before = CURRENT.set(known)
        try:
            await self._pass(request, found, receive, _private(send) if known and known.who else send)
        finally:
            CURRENT.reset(before)

    async def _pass(self, request: Request, found: Visitor | StoreError | None, receive: Receive, send: Send) -> None:
        if request.method not in SAFE:
            refused = await self._refused(request, found)
            if isinstance(refused, Response):
                await refused(request.scope, receive, send)
                return
            receive = refused
        await self.app(request.scope, receive, send)

    def _visitor(self, request: Request) -> Visitor | StoreError:
        """The browser that asks, a new one if it has no cookie of ours; or why that cannot be said now."""
        try:
            store = self._store()
            if self._seal is None:
                self._seal = Seal(sessions.signing_key(store))
                request.app.state.seal = self._seal
            token = self._seal.opened(request.cookies.get(COOKIE))
            who = sessions.who(store, token) if token else None
        except StoreError as error:
            return error
        token = token or sessions.new_token()
        return Visitor(token, self._seal.stamp(token), who)

    async def _refused(self, request: Request, found: Visitor | StoreError | None) -> Response | Receive:
        """The answer to a change that must not be made; or, where it may, its body once more."""
        if foreign(request.headers):
            return await answer(request, HTTPException(403, FOREIGN))
        if isinstance(found, StoreError):
            return await answer(request, found)
        if found is None:
            return request.receive
        stamp, receive = request.headers.get(HEADER), request.receive
        if stamp is None and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            body = await _body(receive)
            stamp, receive = _field(body), _again(body, receive)
        if self._seal is None or not self._seal.genuine(found.token, stamp or ""):
            return await answer(request, HTTPException(403, OLD))
        return receive


def foreign(headers: Headers) -> bool:
    """Whether the browser says that another site has made it send this; a client that is no browser says nothing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _private(send: Send) -> Send:
    """Nothing that is told to someone who is logged in stays in a browser that others use later."""

    async def send_unstored(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
        await send(message)

    return send_unstored


async def _body(receive: Receive) -> bytes:
    """The body of a form, as far as a form of ours can be long."""
    body, more = b"", True
    while more and len(body) <= LARGEST_FORM:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _field(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode(), max_num_fields=50) if len(body) <= LARGEST_FORM else {}
    except ValueError:
        return ""
    return fields.get(FIELD, [""])[0]


def _again(body: bytes, receive: Receive) -> Receive:
    """Receive a body that was read already."""
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return whole.pop() if whole else await receive()

    return receive_again
