"""The bank proves itself: every template, over many seeds, against everything a question may do wrong."""

from __future__ import annotations

import re
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from talweg.course.question.content import Content, Right
from talweg.course.question.grading import asked, grade, key
from talweg.course.question.panels import panel_faults
from talweg.course.question.taught import untaught
from talweg.course.question.template import Question, Template
from talweg.course.question.variety import too_narrow, worded
from talweg.course.question.words import disagreements
from talweg.course.schema import link_faults
from talweg.course.settings import SCHEMAS
from talweg.errors import TalwegError

# More rejected draws than this share, and the ranges of the parameters are ill chosen.
REJECTED = 0.5
# In so many questions a misconception that is declared must have shown; in fewer it may only be rare.
ENOUGH = 200


@dataclass(frozen=True)
class Report:
    """What was found: `defects` are (template, seed, what), `variants` the different questions each template gives."""

    questions: int
    defects: tuple[tuple[str, int, str], ...]
    variants: dict[str, int]


def prove(
    bank: Iterable[Template], seeds: int, sections: Iterable[str], anchors: Iterable[str], taught: str | None = None
) -> Report:
    """Ask every template with seeds 0 to `seeds` - 1.

    `sections` are the lesson's parts, `anchors` the ids that a link `?panel.key=value#id` may end in. `taught` is the
    lesson's text, as `plain` makes it; without it terms are not looked for.
    """
    templates, known, places = list(bank), set(sections), set(anchors)
    found: list[tuple[str, int, str]] = []
    variants: dict[str, int] = {}
    for template in templates:
        if template.section not in known:
            found.append((template.name, 0, f"there is no section {template.section!r}"))
        draws, shown, contents = 0, set(), []
        for seed in range(seeds):
            try:
                question = template.ask(seed)
            except TalwegError as error:
                found.append((template.name, seed, str(error)))
                continue
            except Exception as error:  # as a template of anybody's may
                at = traceback.extract_tb(error.__traceback__)[-1]
                what = f"{at.filename}, line {at.lineno}: {type(error).__name__}: {error}"
                found.append((template.name, seed, what))
                continue
            draws += question.draws
            contents.append(question.content)
            shown |= {each.misconception for each in question.content.wrong}
            found += [(template.name, seed, what) for what in _faults(question, places)]
            if taught is not None:
                found += [(template.name, seed, what) for what in untaught(question.content, template.hint, taught)]
        if draws * (1 - REJECTED) > seeds:
            found.append((template.name, 0, f"{draws} draws for {seeds} questions: choose the ranges better"))
        sample = [worded(each) for each in contents]
        if seeds >= ENOUGH and len(contents) == seeds:
            narrow = too_narrow(template, sample)
            found += [(template.name, 0, narrow)] if narrow else []
            never = (each.name for each in template.misconceptions if each not in shown)
            found += [(template.name, 0, f"declares {name!r}, which no wrong answer comes from") for name in never]
            found += [(template.name, 0, what) for what in contents[0].leaks(template.kind, contents)]
        variants[template.name] = len(set(sample))
    return Report(len(templates) * seeds, tuple(found), variants)


def _faults(question: Question, anchors: set[str]) -> Iterator[str]:
    template, content = question.template, question.content
    if template.kind not in content.kinds:
        yield f"a question of kind {template.kind!r} holds {type(content).__name__}"
        return
    if template.kind == "picture" and not content.figure:
        yield "a question to read off a picture has no picture"
    if template.kind == "race" and not getattr(content, "nearby", ()):
        yield "a race does not say who wins where it is a tenth shorter, faster or elsewhere"
    yield from content.doubts()
    yield from panel_faults(template.kind, content)
    for text in _written(content):
        yield from disagreements(text, content.prompt)
        if unfilled := re.search(r"(?<!\{)\{\w+:[.,\d]*[a-z]\}", text):
            yield f"a text shows {unfilled[0]!r}, which was to be filled in"
    given, answers = asked(question), key(question)
    yield from _grading(question, given, answers)
    yield from _texts(question, given, answers)
    for link in _links(question):
        where = re.fullmatch(r"\?[a-z][a-z0-9.-]*=[^#\s]+#(.+)", link) or re.fullmatch(r"#(.+)", link)
        if not where or where[1] not in anchors:
            yield f"the link {link!r} leads nowhere in the lesson"
        elif link.startswith("?"):
            yield from (f"the link {link!r}: {fault}" for fault in link_faults(SCHEMAS, link))


def _written(content: Content) -> Iterator[str]:
    """Every text as it is written, in Markdown."""
    yield from (content.asks, content.why, *content.offered, *(each.why for each in content.wrong))
    right = getattr(content, "right", ())
    yield from (each.why for each in (right if isinstance(right, list | tuple) else ()) if isinstance(each, Right))


def _grading(question: Question, given: dict[str, Any], answers: dict[str, Any]) -> Iterator[str]:
    """The key must accept exactly its own answer, and know every wrong one."""
    responses = list(question.content.responses(answers))
    if sum(right for _, right in responses) != 1:
        yield "a question has not exactly one right response"
    for response, right in responses:
        verdict = grade(given, answers, response)
        if verdict.right is not right:
            yield f"the response {response!r} is graded {'right' if verdict.right else 'wrong'}"
        if not right and not all(each["why"] and each["misconception"] for each in verdict.slips or [{"why": ""}]):
            yield f"the wrong answer {response!r} is not recognised"


def _links(question: Question) -> Iterator[str]:
    content = question.content
    yield from filter(None, [content.see, *(each.see for each in content.wrong)])


def _texts(question: Question, given: dict[str, Any], answers: dict[str, Any]) -> Iterator[str]:
    """Every text must come out as sound HTML, without a trace of Markdown or of a number that went wrong."""
    texts = [given["prompt"], given["hint"], answers["why"], *given["options"]]
    texts += [each["why"] for each in (*answers.get("options", ()), *answers.get("slips", ()))]
    for text in texts:
        if not text.strip():
            yield "a text is empty"
        plain = re.sub(r"<math.*?</math>|<code.*?</code>|<svg.*?</svg>", "", text, flags=re.S)
        trace = re.search(r"\*\*|`|\$|\{\{|\bnan\b|\binf\b|None|e-0\d|\d\.\d{9,}", plain)
        if trace:
            yield f"a text shows {trace[0]!r}: {plain[:120]}"
        if re.search(r"<mi>e</mi><mo>&#x02212;</mo><mn>\d|\d</mn><mi>e</mi><mn>", text):
            yield f"a number with an exponent stands in a formula, where e reads as a name: {plain[:120]}"
        try:
            ET.fromstring(f"<x>{re.sub('&(?!amp;|lt;|gt;|quot;|#)', '&amp;', text.replace('<br>', '<br/>'))}</x>")
        except ET.ParseError as error:
            yield f"a text is no sound HTML ({error}): {text[:120]}"
    if question.content.figure:
        try:
            picture = ET.fromstring(question.content.figure)
        except ET.ParseError as error:
            yield f"the picture is no sound SVG ({error})"
        else:
            words = picture.get("aria-label") or picture.findtext("{*}title")
            if not words:
                yield "the picture has no words for those who do not see it"
