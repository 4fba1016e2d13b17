"""One question as an item of QTI 1.2, in the dialect that Canvas writes and reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from talweg.course.export.figure import words
from talweg.course.export.markup import tag, text
from talweg.course.export.reading import digits, identifier, said
from talweg.course.export.words import alone, equation_image, html, inline
from talweg.course.question import Question
from talweg.course.question.system import LETTERS, Known, Places, Quantity, letters

_RESPONSE = "response1"
# Canvas numbers its answers; within a question any numbers do.
_FIRST = 1001


@dataclass(frozen=True)
class _Asks:
    """How Canvas asks: its name for the type of question, the answers' numbers, how they are shown and judged.

    `feedback` is said besides the question's own, `more` behind that, and `advice` behind the prompt.
    """

    type: str
    answers: list[int]
    shown: list[str]
    judged: list[str]
    feedback: dict[str, str] = field(default_factory=dict)
    more: str = ""
    advice: str = ""


def picture_path(question: Question) -> str:
    """Where a question's picture lies in the package."""
    return f"talweg/{identifier(question)}.svg"


def item(question: Question) -> str:
    """A question as `<item>`."""
    name, content = f"talweg_{identifier(question).replace('-', '_')}", question.content
    asks = question.export(_Canvas())
    fields = {
        "question_type": asks.type,
        "points_possible": "1.0",
        "original_answer_ids": ",".join(map(str, asks.answers)),
        "assessment_question_identifierref": f"{name}_bank",
    }
    metadata = (tag("qtimetadatafield", tag("fieldlabel", a), tag("fieldentry", b)) for a, b in fields.items())
    score = tag("outcomes", tag("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))
    feedback = {"general_fb": html(content.why, equation_image) + asks.more} | asks.feedback
    return tag(
        "item",
        tag("itemmetadata", tag("qtimetadata", *metadata)),
        tag("presentation", _html(_prompt(question, asks.advice)), *asks.shown),
        tag("resprocessing", score, _always("general_fb"), *asks.judged),
        *(tag("itemfeedback", tag("flow_mat", _html(each)), ident=ident) for ident, each in feedback.items()),
        ident=name,
        title=identifier(question),
    )


def _prompt(question: Question, advice: str) -> str:
    content = question.content
    parts = [html(content.asks, equation_image)]
    if content.figure:
        source = f"%24IMS-CC-FILEBASE%24/{picture_path(question)}"
        parts.append(f'<p><img src="{source}" alt="{escape(words(content.figure))}"></p>')
    parts += [advice] if advice else []
    return "\n".join(parts)


class _Canvas:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> _Asks:
        found = dict(enumerate(options, start=_FIRST))
        labels = (_label(str(place), _html(inline(each.answer, equation_image))) for place, each in found.items())
        cardinality = "Multiple" if several else "Single"
        shown = tag("response_lid", tag("render_choice", *labels), ident=_RESPONSE, rcardinality=cardinality)
        whys = {f"{place}_fb": inline(said(each, not several), equation_image) for place, each in found.items()}
        judged = [
            _condition(_equal(str(place)), tag("displayfeedback", feedbacktype="Response", linkrefid=f"{place}_fb"))
            for place in found
        ]
        ticks = [_equal(str(place)) if each.right else tag("not", _equal(str(place))) for place, each in found.items()]
        right = tag("and", *ticks) if several else next(_equal(str(at)) for at, each in found.items() if each.right)
        judged.append(_condition(right, _score("Set", 100), proceed=False))
        return _Asks(f"multiple_{'answers' if several else 'choice'}_question", list(found), [shown], judged, whys)

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> _Asks:
        low, high = (
            tag(name, digits(right.value + way * right.room), respident=_RESPONSE)
            for name, way in (("vargte", -1), ("varlte", 1))
        )
        near = tag("or", _equal(digits(right.value)), tag("and", low, high))
        judged = [_condition(near, _score("Set", 100), proceed=False)]
        feedback = {}
        if slips:
            judged.append(_always("general_incorrect_fb"))
            feedback["general_incorrect_fb"] = _listed([(each.answer.text + unit, each.why) for each in slips])
        advice = alone(unit) if unit else ""
        return _Asks("numerical_question", [_FIRST], [_field("Decimal")], judged, feedback, advice=advice)

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> _Asks:
        count = len(steps)
        places = range(_FIRST, _FIRST + count)
        letter_ids = [str(2 * _FIRST + place) for place in range(count)]
        labels = [
            _label(ident, tag("material", tag("mattext", letter)))
            for letter, ident in zip(LETTERS, letter_ids, strict=False)
        ]
        fields = [
            tag(
                "response_lid",
                tag("material", tag("mattext", f"Place {number}", texttype="text/plain")),
                tag("render_choice", *labels),
                ident=f"response_{place}",
            )
            for number, place in enumerate(places, start=1)
        ]
        judged = [
            _condition(tag("varequal", letter_ids[step], respident=f"response_{place}"), _score("Add", 100 / count))
            for place, step in zip(places, right, strict=True)
        ]
        shown = [inline(each, equation_image) for each in steps]
        rows = (f"<strong>{letter}</strong>&nbsp; {each}" for letter, each in zip(LETTERS, shown, strict=False))
        return _Asks(
            "matching_question",
            list(places),
            fields,
            judged,
            more=_listed([(letters(each.answer), each.why) for each in slips]),
            advice=f"<p>{'<br>'.join(rows)}</p>",
        )

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> _Asks:
        known = _listed([(each.answer.strip("`"), each.why) for each in slips])
        by_hand = tag("respcondition", tag("conditionvar", tag("other")), **{"continue": "No"})
        return _Asks("essay_question", [], [_field("String")], [by_hand], more=html(right, equation_image) + known)


def _field(kind: str) -> str:
    """Where something is typed."""
    label = tag("response_label", ident="answer1")
    return tag("response_str", tag("render_fib", label, fibtype=kind), ident=_RESPONSE, rcardinality="Single")


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
