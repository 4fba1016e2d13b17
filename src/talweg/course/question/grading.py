"""A question as a browser gets it, its key, and the one place where an answer is graded.

`asked` holds nothing that gives the answer away; `key` holds the answer, every why, and what each wrong answer shows.
"""

from __future__ import annotations

from typing import Any

from talweg.course.markdown import html, inline
from talweg.course.question.content import Verdict
from talweg.course.question.forms import FORMS
from talweg.course.question.template import Question


def asked(question: Question) -> dict[str, Any]:
    """What is shown before an answer is given, as plain JSON; texts are finished HTML."""
    template, content = question.template, question.content
    common = {
        "name": template.name,
        "seed": question.seed,
        "section": template.section,
        "level": template.level,
        "kind": template.kind,
        "form": content.form,
        "prompt": html(content.asks),
        "figure": content.figure,
        "hint": inline(template.hint),
        "options": [],
        "unit": "",
        "lines": [],
        "names": [],
    }
    return common | content.asked(question.order)


def key(question: Question) -> dict[str, Any]:
    """What is shown afterwards, as plain JSON."""
    content = question.content
    return {"why": html(content.why), "see": content.see} | content.key(question.order)


def grade(asked: dict[str, Any], key: dict[str, Any], response: Any) -> Verdict:
    """Judge a response by the key. Raises RangeError for one that is no possible answer."""
    return FORMS[asked["form"]].grade(asked, key, response)
