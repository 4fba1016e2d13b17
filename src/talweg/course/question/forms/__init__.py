"""The forms of a question: a file for each way to answer, with how it is asked, judged, proved and exported.

In the browser each has a file of the same name in `web/static/lib/question/forms/`.
"""

from __future__ import annotations

from talweg.course.question.content import Content
from talweg.course.question.forms.choice import Choice
from talweg.course.question.forms.lines import Lines
from talweg.course.question.forms.number import Number
from talweg.course.question.forms.order import Order
from talweg.course.question.forms.several import Several

FORMS: dict[str, type[Content]] = {each.form: each for each in (Choice, Several, Number, Order, Lines)}
"""Every form by its name."""


def kinds() -> dict[str, list[type[Content]]]:
    """The kinds of question there are, each with the forms that it is asked in."""
    found: dict[str, list[type[Content]]] = {}
    for form in FORMS.values():
        for kind in form.kinds:
            found.setdefault(kind, []).append(form)
    return found
