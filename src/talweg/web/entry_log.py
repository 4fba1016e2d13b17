"""Who came in, who went and who was refused: one line of JSON each, for whoever keeps the server.

A line holds no name, for a password may stand where a name should, and never a code: people are told by their ids.
"""

from __future__ import annotations

import json
import logging

from fastapi import Request

from talweg.course.exam.sessions import Who
from talweg.web.people import address

LOG = logging.getLogger("talweg.entry")


def came_in(request: Request, who: Who) -> None:
    """Somebody has joined or logged in."""
    _write(request, "came in", who)


def went(request: Request, who: Who | None) -> None:
    """Somebody has logged out."""
    if who:
        _write(request, "went", who)


def refused(request: Request, status: int) -> None:
    """Somebody was not let in; the status says why: 403 wrong, 422 no possible name or password, 429 too often."""
    _write(request, "refused", None, status=status)


def _write(request: Request, event: str, who: Who | None, **more: int) -> None:
    line: dict[str, object] = {"event": event, "at": request.scope["path"], "address": address(request)}
    if who:
        line |= {"teacher": who.teacher} if who.teacher is not None else {"learner": who.learner}
    LOG.info("%s", json.dumps(line | more))
