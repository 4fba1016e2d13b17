"""The bank out to other systems: one file a format, each a function from a selection of questions to bytes.

export("moodle", "bank.xml", select(["loss", "step"], variants=10))
export("paper", "exam.pdf", select(blueprint="OA-1", variants=3, seed=2026))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from talweg import atomic
from talweg.course.export.anki import anki
from talweg.course.export.canvas import canvas
from talweg.course.export.moodle import moodle
from talweg.course.export.printed import paper
from talweg.course.export.selection import Group, Selection, select, variants
from talweg.course.export.tables import questions_csv, questions_json
from talweg.errors import RangeError, unknown

__all__ = [
    "FORMATS", "Format", "Group", "Selection", "anki", "canvas", "export", "moodle", "paper", "questions_csv",
    "questions_json", "select", "variants",
]  # fmt: skip


@dataclass(frozen=True)
class Format:
    """A way out: what it makes of a selection, what its files end in, and what it is for."""

    make: Callable[[Selection], bytes]
    suffix: str
    summary: str


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "moodle": Format(moodle, ".xml", "Moodle's question bank, a category for each template"),
        "canvas": Format(canvas, ".zip", "a quiz for Canvas (QTI 1.2), a group for each template"),
        "anki": Format(anki, ".apkg", "an Anki deck for each section; imported again it updates"),
        "paper": Format(paper, ".pdf", "a printed paper in one or more versions, with its keys"),
        "csv": Format(questions_csv, ".csv", "a table, a row for each question"),
        "json": Format(questions_json, ".json", "everything about each question, with its key"),
    }
)


def export(format: str, path: str | Path, selection: Selection) -> Path:
    """Write a selection in one of FORMATS and return where; a path without an ending gets the format's own.

    Nothing is ever half written. Raises UnknownNameError for a format that is not there, RangeError for a path that
    cannot be written.
    """
    if format not in FORMATS:
        raise unknown("the export", "format", format, FORMATS)
    way = FORMATS[format]
    target = Path(path)
    target = target if target.suffix else target.with_suffix(way.suffix)
    body = way.make(selection)
    try:
        atomic.write(target, body)
    except OSError as error:
        why = error.strerror or str(error)
        raise RangeError(f"export: cannot write {target}: {why}; give a file in a folder that can be written") from None
    return target
