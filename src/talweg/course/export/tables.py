"""Questions and results as tables and as JSON, for whatever else reads them; texts are Markdown, formulas `$LaTeX$`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from talweg.course.export.figure import standalone
from talweg.course.export.reading import identifier, letters, numbers, options, orders
from talweg.course.export.selection import Selection
from talweg.course.question import LEVELS, Choice, Number, Order, Question, Several, shown

# A spreadsheet takes a cell that begins with one of these for a formula, and may run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# With this at the head of the file, Excel reads it as Unicode.
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def questions_json(selection: Selection) -> bytes:
    """Everything about every question, the key with it."""
    head = {"title": selection.title, "minutes": selection.minutes}
    return _json(head | {"questions": [plain(each) for each in selection.questions]})


def questions_csv(selection: Selection) -> bytes:
    """A row a question: what is asked, up to so many options with their whys, the answer."""
    return _csv([_row(each) for each in selection.questions])


def results_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Results, a row for each mapping, a column for each key; what a spreadsheet would run is made plain text."""
    return _csv(list(rows))


def results_json(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Results as a list of objects."""
    return _json(list(rows))


def plain(question: Question) -> dict[str, Any]:
    """A question with its key as plain JSON."""
    template, content = question.template, question.content
    found: dict[str, Any] = {
        "id": identifier(question),
        "template": template.name,
        "seed": question.seed,
        "section": template.section,
        "level": LEVELS[template.level],
        "kind": template.kind,
        "form": type(content).__name__.lower(),
        "objective": template.objective,
        "prompt": content.prompt,
        "figure": standalone(content.figure) if content.figure else None,
        "hint": template.hint,
        "why": content.why,
        "see": content.see,
        "options": [],
        "slips": [],
    }
    match content:
        case Choice() | Several():
            chosen = options(question)
            found["options"] = [
                {"text": each.text, "right": each.right, "why": each.why} | _idea(each.misconception) for each in chosen
            ]
            found["answer"] = [place for place, each in enumerate(chosen) if each.right]
        case Number():
            found |= {"answer": content.right, "room": content.room(), "unit": content.unit.strip()}
            found["slips"] = [
                {"answer": value, "why": each.why} | _idea(each.misconception) for each, value in numbers(content)
            ]
        case Order():
            found["options"] = [{"text": content.steps[index]} for index in question.order]
            found["answer"] = _places(question, tuple(range(len(content.steps))))
            found["slips"] = [
                {"answer": _places(question, wrong), "why": each.why} | _idea(each.misconception)
                for each, wrong in orders(content)
            ]
    return found


def _idea(misconception: Any) -> dict[str, str | None]:
    return {"misconception": misconception.name if misconception else None}


def _places(question: Question, order: Sequence[int]) -> list[int]:
    """An order of the steps by the places where they stand."""
    return [question.order.index(step) for step in order]


def _row(question: Question) -> dict[str, Any]:
    known = plain(question)
    names = ("id", "template", "seed", "section", "level", "kind", "form", "objective", "prompt")
    row = {name: known[name] for name in names}
    row["answer"] = _answer(question, known)
    row |= {name: known[name] for name in ("why", "hint")}
    for place, each in enumerate(known["options"], start=1):
        row |= {f"option_{place}": each["text"], f"why_{place}": each.get("why", "")}
    return row


def _answer(question: Question, known: Mapping[str, Any]) -> str:
    content = question.content
    match content:
        case Number():
            return shown(content.right, content.digits) + content.unit
        case Order():
            return letters(question, tuple(range(len(content.steps))))
    return " ".join(str(place + 1) for place in known["answer"])


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = dict.fromkeys(key for row in rows for key in row)
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return (_MARK + out.getvalue()).encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
