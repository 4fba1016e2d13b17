"""One question as an item of QTI 1.2, in the dialect that Canvas writes and reads."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from talweg.course.export.figure import words
from talweg.course.export.markup import tag, text
from talweg.course.export.reading import LETTERS, digits, identifier, letters, numbers, options, orders, said
from talweg.course.export.words import alone, equation_image, html, inline
from talweg.course.question import Choice, Number, Order, Question, Several, shown

_RESPONSE = "response1"
# Canvas numbers its answers; within a question any numbers do.
_FIRST = 1001


@dataclass(frozen=True)
class _Form:
    """What a form adds: Canvas's name for it, the answers' numbers, how they are shown and judged, and feedback."""

    kind: str
    answers: list[int]
    shown: list[str]
    judged: list[str]
    feedback: dict[str, str]


def picture_path(question: Question) -> str:
    """Where a question's picture lies in the package."""
    return f"talweg/{identifier(question)}.svg"


def item(question: Question) -> str:
    """A question as `<item>`."""
    name, content = f"talweg_{identifier(question).replace('-', '_')}", question.content
    form = _form(question)
    fields = {
        "question_type": form.kind,
        "points_possible": "1.0",
        "original_answer_ids": ",".join(map(str, form.answers)),
        "assessment_question_identifierref": f"{name}_bank",
    }
    metadata = (tag("qtimetadatafield", tag("fieldlabel", a), tag("fieldentry", b)) for a, b in fields.items())
    score = tag("outcomes", tag("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))
    feedback = {"general_fb": html(content.why, equation_image)} | form.feedback
    return tag(
        "item",
        tag("itemmetadata", tag("qtimetadata", *metadata)),
        tag("presentation", _html(_prompt(question)), *form.shown),
        tag("resprocessing", score, _always("general_fb"), *form.judged),
        *(tag("itemfeedback", tag("flow_mat", _html(each)), ident=ident) for ident, each in feedback.items()),
        ident=name,
        title=identifier(question),
    )


def _prompt(question: Question) -> str:
    content = question.content
    parts = [html(content.prompt, equation_image)]
    if content.figure:
        source = f"%24IMS-CC-FILEBASE%24/{picture_path(question)}"
        parts.append(f'<p><img src="{source}" alt="{escape(words(content.figure))}"></p>')
    match content:
        case Number(unit=unit) if unit:
            parts.append(alone(unit))
        case Order():
            steps = [inline(content.steps[index], equation_image) for index in question.order]
            rows = (f"<strong>{letter}</strong>&nbsp; {step}" for letter, step in zip(LETTERS, steps, strict=False))
            parts.append(f"<p>{'<br>'.join(rows)}</p>")
    return "\n".join(parts)


def _form(question: Question) -> _Form:
    content = question.content
    match content:
        case Choice() | Several():
            return _choices(question, isinstance(content, Choice))
        case Number():
            return _number(content)
        case Order():
            return _order(question, content)
    raise AssertionError(content)


def _choices(question: Question, single: bool) -> _Form:
    found = dict(enumerate(options(question), start=_FIRST))
    labels = (_label(str(place), _html(inline(each.text, equation_image))) for place, each in found.items())
    cardinality = "Single" if single else "Multiple"
    shown_ = tag("response_lid", tag("render_choice", *labels), ident=_RESPONSE, rcardinality=cardinality)
    whys = {f"{place}_fb": inline(said(each, single), equation_image) for place, each in found.items()}
    judged = [
        _condition(_equal(str(place)), tag("displayfeedback", feedbacktype="Response", linkrefid=f"{place}_fb"))
        for place in found
    ]
    ticks = [_equal(str(place)) if each.right else tag("not", _equal(str(place))) for place, each in found.items()]
    right = next(_equal(str(place)) for place, each in found.items() if each.right) if single else tag("and", *ticks)
    judged.append(_condition(right, _score("Set", 100), proceed=False))
    kind = "multiple_choice_question" if single else "multiple_answers_question"
    return _Form(kind, list(found), [shown_], judged, whys)


def _number(content: Number) -> _Form:
    label = tag("response_label", ident="answer1")
    field = tag("response_str", tag("render_fib", label, fibtype="Decimal"), ident=_RESPONSE, rcardinality="Single")
    low, high = (
        tag(name, digits(content.right + way * content.room()), respident=_RESPONSE)
        for name, way in (("vargte", -1), ("varlte", 1))
    )
    near = tag("or", _equal(digits(content.right)), tag("and", low, high))
    judged = [_condition(near, _score("Set", 100), proceed=False)]
    slips = [(shown(value, content.digits) + content.unit, each.why) for each, value in numbers(content)]
    feedback = {}
    if slips:
        judged.append(_always("general_incorrect_fb"))
        feedback["general_incorrect_fb"] = _listed(slips)
    return _Form("numerical_question", [_FIRST], [field], judged, feedback)


def _order(question: Question, content: Order) -> _Form:
    count = len(content.steps)
    places = range(_FIRST, _FIRST + count)
    letter_ids = {LETTERS[place]: str(2 * _FIRST + place) for place in range(count)}
    labels = [_label(ident, tag("material", tag("mattext", letter))) for letter, ident in letter_ids.items()]
    fields = [
        tag(
            "response_lid",
            tag("material", tag("mattext", f"Place {number}", texttype="text/plain")),
            tag("render_choice", *labels),
            ident=f"response_{place}",
        )
        for number, place in enumerate(places, start=1)
    ]
    right = letters(question, tuple(range(count))).split()
    judged = [
        _condition(tag("varequal", letter_ids[letter], respident=f"response_{place}"), _score("Add", 100 / count))
        for place, letter in zip(places, right, strict=True)
    ]
    slips = [(letters(question, wrong), each.why) for each, wrong in orders(content)]
    why = html(content.why, equation_image)
    return _Form("matching_question", list(places), fields, judged, {"general_fb": why + _listed(slips)})


def _listed(slips: list[tuple[str, str]]) -> str:
    """The wrong answers that are known, each with its why."""
    rows = (f"<li><strong>{escape(answer)}</strong>: {inline(why, equation_image)}</li>" for answer, why in slips)
    return f"<ul>{''.join(rows)}</ul>" if slips else ""


def _condition(which: str, then: str, proceed: bool = True) -> str:
    return tag("respcondition", tag("conditionvar", which), then, **{"continue": "Yes" if proceed else "No"})


def _always(feedback: str) -> str:
    return _condition(tag("other"), tag("displayfeedback", feedbacktype="Response", linkrefid=feedback))


def _equal(answer: str) -> str:
    return tag("varequal", answer, respident=_RESPONSE)


def _score(action: str, points: float) -> str:
    return tag("setvar", f"{points:.2f}", action=action, varname="SCORE")


def _label(ident: str, material: str) -> str:
    return tag("response_label", material, ident=ident)


def _html(shown_: str) -> str:
    return tag("material", tag("mattext", text(shown_), texttype="text/html"))
