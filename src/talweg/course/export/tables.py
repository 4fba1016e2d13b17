"""Questions as a table and as JSON, for whatever else reads them; texts are Markdown, formulas `$LaTeX$`."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple

from talweg.course.export.figure import standalone
from talweg.course.export.reading import identifier
from talweg.course.export.selection import Selection
from talweg.course.question import LEVELS, Question
from talweg.course.question.system import Known, Places, Quantity, letters
from talweg.course.spreadsheet import MARK, harmless


def questions_json(selection: Selection) -> bytes:
    """Everything about every question, the key with it."""
    head = {"title": selection.title, "minutes": selection.minutes}
    return _json(head | {"questions": [plain(each) for each in selection.questions]})


def questions_csv(selection: Selection) -> bytes:
    """A row a question: what is asked, up to so many options with their whys, the answer."""
    return _csv([_row(each) for each in selection.questions])


def plain(question: Question) -> dict[str, Any]:
    """A question with its key as plain JSON."""
    template, content = question.template, question.content
    common: dict[str, Any] = {
        "id": identifier(question),
        "template": template.name,
        "seed": question.seed,
        "section": template.section,
        "level": LEVELS[template.level],
        "kind": template.kind,
        "form": content.form,
        "objective": template.objective,
        "prompt": content.asks,
        "figure": standalone(content.figure) if content.figure else None,
        "hint": template.hint,
        "why": content.why,
        "see": content.see,
        "options": [],
        "slips": [],
    }
    return common | question.export(_Plain()).fields


class _Row(NamedTuple):
    """The fields that the way to ask adds, and the answer in a cell."""

    fields: dict[str, Any]
    answer: str


class _Plain:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> _Row:
        right = [place for place, each in enumerate(options) if each.right]
        listed = [{"text": each.answer, "right": each.right} | _why(each) for each in options]
        return _Row({"options": listed, "answer": right}, " ".join(str(place + 1) for place in right))

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> _Row:
        fields = {"answer": right.value, "room": right.room, "unit": unit.strip()}
        fields["slips"] = [{"answer": each.answer.value} | _why(each) for each in slips]
        return _Row(fields, right.text + unit)

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> _Row:
        known = [{"answer": each.answer} | _why(each) for each in slips]
        return _Row({"options": [{"text": each} for each in steps], "answer": right, "slips": known}, letters(right))

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> _Row:
        return _Row({"answer": right, "slips": [{"answer": each.answer} | _why(each) for each in slips]}, right)


def _why(known: Known[Any]) -> dict[str, str | None]:
    return {"why": known.why, "misconception": known.misconception.name if known.misconception else None}


def _row(question: Question) -> dict[str, Any]:
    known = plain(question)
    names = ("id", "template", "seed", "section", "level", "kind", "form", "objective", "prompt")
    row = {name: known[name] for name in names}
    row["answer"] = question.export(_Plain()).answer
    row |= {name: known[name] for name in ("why", "hint")}
    for place, each in enumerate(known["options"], start=1):
        row |= {f"option_{place}": each["text"], f"why_{place}": each.get("why", "")}
    return row


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = dict.fromkeys(key for row in rows for key in row)
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="")
    writer.writeheader()
    writer.writerows({key: harmless(value, trusted=True) for key, value in row.items()} for row in rows)
    return (MARK + out.getvalue()).encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
