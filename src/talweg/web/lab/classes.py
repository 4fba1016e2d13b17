"""Experiments and classes: whom a teacher may show one to, and what a learner's class is shown."""

from __future__ import annotations

from fastapi import Request

from talweg.course.exam import teachers
from talweg.course.store import people
from talweg.web.lazy_store import store
from talweg.web.people import logged_in


def taught(request: Request) -> list[teachers.Room]:
    """The classes of whoever asks, if that is a teacher. Raises LoginNeeded and StoreError."""
    if not request.app.state.class_mode:
        return []
    who = logged_in(request, "teacher/login")
    return [] if who.teacher is None else teachers.classes(store(request), who.teacher)


def attended(request: Request) -> int | None:
    """The class in which whoever asks learns; None for a teacher, and where nobody logs in."""
    if not request.app.state.class_mode:
        return None
    with store(request).read() as connection:
        found = people.learner_by_id(connection, logged_in(request, "join").learner)
    return None if found is None else found.classroom_id
