"""Whom the page that is being drawn is for: in class mode `Guard` says so; alone, and in a static build, nobody."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from talweg.course.exam.sessions import Who


@dataclass(frozen=True)
class Visitor:
    """A browser: the secret in its cookie, the stamp that its forms carry, and who is logged in there, if anyone."""

    token: str
    stamp: str
    who: Who | None


CURRENT: ContextVar[Visitor | None] = ContextVar("visitor", default=None)
LAB: ContextVar[bool] = ContextVar("lab", default=False)


def lab_is_open() -> bool:
    """Whether the server that is asked has a lab."""
    return LAB.get()


def visitor() -> Visitor | None:
    """Whom the current request comes from; None where there are no logins."""
    return CURRENT.get()
