"""What pages of the Exam Center and of the teacher say in the same way: times, points, names of sections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from talweg.course.exam.conditions import FIRST, LAST
from talweg.course.lesson import sections
from talweg.course.store import MINUTE
from talweg.errors import RangeError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def titles() -> dict[str, str]:
    """The titles of the lessons' sections by the name of their part."""
    return {part: section.title for part, section in sections().items()}


def lesson_words() -> dict[str, Any]:
    """What every template of these pages knows."""
    return {"when": when, "points": points, "titles": titles()}


def when(at: int) -> str:
    """A time in full; where scripts run, the page says it in the reader's own zone."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def iso(at: int | None) -> str:
    """A time as a form sends it back; nothing for None, or for one that no exam can have."""
    if at is None or not FIRST <= at < LAST:
        return ""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> int | None:
    """The milliseconds since 1970 of a time with its zone; None for nothing. Raises RangeError."""
    if not text.strip():
        return None
    wanted = f"a time is written with its zone, such as 2026-11-30T08:00+01:00, got {text[:40]!r}"
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is None:
            raise RangeError(wanted)
        return (found - EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        raise RangeError(wanted) from None


def whole(text: str, what: str) -> int:
    """A whole number that is typed. Raises RangeError that says what it is of."""
    found = text.strip()
    if not (found.isascii() and found.isdecimal() and len(found) <= 15):
        raise RangeError(f"{what}: a whole number, such as 2, got {text[:40]!r}")
    return int(found)


def ago(at: int | None, now: int) -> str:
    """How long ago something was, as one says it."""
    if at is None:
        return "never"
    minutes = (now - at) // MINUTE
    if minutes < 1:
        return "just now"
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    raise AssertionError(minutes)


def left(ends_at: int, now: int) -> str:
    """How much time an exam has left."""
    minutes = max(0, ends_at - now) // MINUTE
    return f"{minutes} min left" if minutes else "under a minute left"


def points(credit: float) -> str:
    """Credit in as few digits as tell it: 3, 2.5, 1.67."""
    return f"{round(credit, 2):g}"


def sentence(text: str) -> str:
    """An error's text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
