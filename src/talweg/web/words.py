"""What pages of the Exam Center and of the teacher say in the same way: times, points, names of sections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from talweg.course.lesson import LESSONS, Section, contents
from talweg.course.store import MINUTE


def parts() -> dict[str, Section]:
    """The lessons' sections by the name of their part."""
    return {section.part: section for name in LESSONS for section in contents(name)}


def titles() -> dict[str, str]:
    """Their titles."""
    return {part: section.title for part, section in parts().items()}


def lesson_words() -> dict[str, Any]:
    """What every template of these pages knows."""
    return {"when": when, "points": points, "lesson": f"lessons/{LESSONS[0]}", "titles": titles()}


def when(at: int) -> str:
    """A time in full; where scripts run, the page says it in the reader's own zone."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"


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
