"""What every request passes first: it asks this host, it is short, a change comes from a page of ours, we say who asks.

A browser sends cookies along with requests that another site has made it send (cross-site request forgery). So a
request that changes something is heard only if the browser says that a page of ours sent it (Sec-Fetch-Site, or else
Origin), and in class mode only if it carries the stamp that our pages know, in a header or a form's field. Where nobody
logs in, a site that has its own name lead here (DNS rebinding) would be a page of ours: so names of others are refused.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talweg.course.exam import sessions
from talweg.course.exam.people import joined_again
from talweg.errors import StoreError
from talweg.web.errors import answer
from talweg.web.lazy_store import LazyStore
from talweg.web.seal import COOKIE, Seal
from talweg.web.visitor import CURRENT, LAB, Visitor

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FIELD, HEADER = "token", "x-talweg-token"
FORM = "application/x-www-form-urlencoded"
# Bytes: the longest text that any form or answer of ours may hold, every letter of it written as %F0%9F%98%80.
LARGEST = 65_536
# Seconds in which a body must have come.
SLOWEST = 20.0
FOREIGN = "This request came from another site, and nothing was changed. Open the page here and try again."
OLD = "This page is from before you logged in or out, and nothing was changed. Reload it and try again."
LARGE = "This is too much: at most {:,} bytes are read, and nothing was changed."
SLOW = f"This did not come within {SLOWEST:g} seconds, and nothing was changed."
CLOSE = {"Connection": "close"}  # what else it sends is not waited for
NO_HOST = "The request names no host that can be."
OTHER_HOST = (
    "This server is for whoever sits at its machine, and answers to its address, to localhost and to the name given "
    "with --host; with --class it answers to any name."
)
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")


class Guard:
    """Lets a request pass, or says why not; in class mode it also looks up who is logged in.

    `hosts` are names by which the server may be asked where nobody logs in, besides addresses; None means any. `lab` is
    whether the pages lead to one, and `longer` has how many bytes a body may have, by path, where it is not LARGEST.
    """

    def __init__(
        self,
        app: ASGIApp,
        store: LazyStore,
        class_mode: bool,
        hosts: Collection[str] | None = (),
        lab: bool = False,
        longer: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.app, self._store, self._class_mode = app, store, class_mode
        self._lab, self._longer = lab, longer
        self._hosts = None if class_mode or hosts is None else {*map(str.lower, hosts), *_own_names()}
        self._seal: Seal | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if refused := self._misled(request.headers.get("host")):
            await (await answer(request, HTTPException(400, refused)))(scope, receive, send)
            return
        if scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        found = await run_in_threadpool(self._visitor, request) if self._class_mode else None
        scope["visitor"] = found
        known = found if isinstance(found, Visitor) else None
        before = CURRENT.set(known)
        LAB.set(self._lab)
        try:
            await self._pass(request, found, receive, _private(send) if known and known.who else send)
        finally:
            CURRENT.reset(before)

    def _misled(self, host: str | None) -> str | None:
        """Why this host is not asked here; None where it is. A client that is no browser may name none."""
        if host is None:
            return None
        found = _HOST.fullmatch(host)
        if found is None:
            return NO_HOST
        return None if self._hosts is None or _here(found[1].lower(), self._hosts) else OTHER_HOST

    async def _pass(self, request: Request, found: Visitor | StoreError | None, receive: Receive, send: Send) -> None:
        if request.method not in SAFE:
            refused = await self._refused(request, found)
            if refused is None:
                return
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

    async def _refused(self, request: Request, found: Visitor | StoreError | None) -> Response | Receive | None:
        """The answer to a change that must not be made; or, where it may, its body once more; None: it went away.

        A body is read only once all is known that can be known without it, and never more of it than ours can have.
        """
        if foreign(request.headers):
            return await answer(request, HTTPException(403, FOREIGN))
        if isinstance(found, StoreError):
            return await answer(request, found)
        stamp = request.headers.get(HEADER)
        form = request.headers.get("content-type", "").startswith(FORM)
        if found and not (form if stamp is None else self._genuine(found, stamp)):
            return await answer(request, HTTPException(403, OLD, CLOSE))
        try:
            body = await _body(request, self._longer.get(request.scope["path"], LARGEST))
        except HTTPException as error:
            return await answer(request, error)
        if body is None:
            return None
        if found:
            stamp = _field(body) if stamp is None else stamp
            if not self._genuine(found, stamp) and not await run_in_threadpool(self._again, request, found, stamp):
                return await answer(request, HTTPException(403, OLD))
            request.scope["stamp"] = stamp
        return _replayed(body, request.receive)

    def _again(self, request: Request, found: Visitor, stamp: str) -> bool:
        """Whether this is the form with which whoever is logged in has just joined: its button was pressed twice.

        The first answer has changed the cookie, so the form's stamp is no longer genuine; but nobody else knows it.
        """
        if request.scope["path"] != "/join" or request.method != "POST" or found.who is None:
            return False
        try:
            return joined_again(self._store(), found.who.learner, stamp) is not None
        except StoreError:
            return False

    def _genuine(self, found: Visitor, stamp: str) -> bool:
        return self._seal is not None and self._seal.genuine(found.token, stamp)


def foreign(headers: Headers) -> bool:
    """Whether the browser says that another site has made it send this; a client that is no browser says nothing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True


def _own_names() -> set[str]:
    """What this machine is called on its own network."""
    name = socket.gethostname().lower()
    return {name, f"{name}.local"}


def _here(name: str, named: Collection[str]) -> bool:
    """Whether a host is an address, or a name that nobody on the internet can have."""
    name = name.strip("[]").rstrip(".")
    if name in named or "." not in name or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _private(send: Send) -> Send:
    """Nothing that is told to someone who is logged in stays in a browser that others use later."""

    async def send_unstored(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
        await send(message)

    return send_unstored


async def _body(request: Request, most: int) -> bytes | None:
    """The body, or None if the client has gone. Raises HTTPException for one that is too long or comes too slowly."""
    told = request.headers.get("content-length", "0")
    if len(told) > 9 or not told.isdecimal() or int(told) > most:
        raise HTTPException(413, LARGE.format(most), CLOSE)
    body, more = bytearray(), True
    try:
        async with asyncio.timeout(SLOWEST):
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > most:
                    raise HTTPException(413, LARGE.format(most), CLOSE)
    except TimeoutError:
        raise HTTPException(408, SLOW, CLOSE) from None
    return bytes(body)


def _field(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode(), max_num_fields=50)
    except ValueError:
        return ""
    return fields.get(FIELD, [""])[0]


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Receive a body that was read already."""
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return whole.pop() if whole else await receive()

    return receive_again
