"""What many questions of one template give away together: an answer that one need not think to find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talweg.course.question.forms.choice import Choice
    from talweg.course.question.forms.several import Several

# The right option is told by a mark (the largest, the longest ...) if it bears it in more than this share.
TELLING = 0.6
# Of four numbers two are no extremes; the right one should be an extreme now and then.
NO_EXTREME = 0.9
# An option that stands in more than this share of the questions should be right in some.
USUAL = 0.5
# A text in fewer of the questions than this may be right in all of them by chance.
SELDOM = 0.15
# An answer in more than this share of the questions is worth learning by heart.
FAVOURITE = 0.6


def of_choices(kind: str, choices: Sequence[Choice]) -> Iterator[str]:
    """What gives away which option is right, in enough questions of a template for chance to even out."""
    texts = [each for each in choices if isinstance(each.right, str)]
    yield from _sizes([each for each in choices if not isinstance(each.right, str)])
    yield from _lengths([each for each in texts if not each.ordered])
    if kind not in ("bug", "picture"):  # a line, or a curve, has another letter each time
        yield from _texts(texts)


def of_several(several: Sequence[Several]) -> Iterator[str]:
    """Whether the count of the options gives away how many are right."""
    found: dict[int, Counter[int]] = {}
    for each in several:
        found.setdefault(len(each.texts), Counter())[len(each.right)] += 1
    for options, rights in found.items():
        if len(rights) == 1 and rights.total() > SELDOM * len(several):
            yield f"of {options} options {next(iter(rights))} are always right"


def _sizes(choices: Sequence[Choice]) -> Iterator[str]:
    ranks: Counter[str] = Counter()
    for each in choices:
        values = [float(answer) for answer in (each.right, *(wrong.answer for wrong in each.wrong))]  # type: ignore[arg-type]
        ranks["largest"] += values[0] == max(values)
        ranks["smallest"] += values[0] == min(values)
        ranks["neither the largest nor the smallest"] += min(values) < values[0] < max(values)
    bars = {"largest": TELLING, "smallest": TELLING, "neither the largest nor the smallest": NO_EXTREME}
    for what, bar in bars.items():
        if ranks[what] > bar * len(choices):
            yield f"the right number is {what} in {ranks[what]} of {len(choices)}"


def _lengths(choices: Sequence[Choice]) -> Iterator[str]:
    for what, extreme in (("longest", max), ("shortest", min)):
        alone = sum(
            len(each.right) == extreme(map(len, each.texts))  # type: ignore[arg-type]
            and list(map(len, each.texts)).count(len(each.texts[0])) == 1
            for each in choices
        )
        if alone > TELLING * len(choices):
            yield f"the right text is the {what} in {alone} of {len(choices)}"


def _texts(choices: Sequence[Choice]) -> Iterator[str]:
    offered = Counter(text for each in choices for text in each.texts)
    right = Counter(each.texts[0] for each in choices)
    for text, count in offered.items():
        if count > SELDOM * len(choices) and right[text] == count:
            yield f"{text!r} is right whenever it is offered, {count} times"
        elif count > USUAL * len(choices) and not right[text]:
            yield f"{text!r} is offered {count} times and never right"
        elif right[text] > FAVOURITE * len(choices):
            yield f"{text!r} is right in {right[text]} of {len(choices)}"
