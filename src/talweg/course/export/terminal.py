"""One question as plain text, with its answer and every why: what `talweg bank show` prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from talweg.course.markdown import inline
from talweg.course.question import Question
from talweg.course.question.system import LETTERS, Known, Places, Quantity, letters


def terminal(question: Question) -> str:
    """The question as lines of text; the prompt and the why stay Markdown."""
    content = question.content
    last = [f"\nhint: {_plain(question.template.hint)}", f"why: {content.why}"]
    return "\n".join([f"{content.asks}\n", *question.export(_Terminal()), *last])


class _Terminal:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> list[str]:
        listed = zip(LETTERS.upper(), options, strict=False)
        return [
            f" {'*' if each.right else ' '} {letter}  {_plain(each.answer)}\n        {_why(each)}"
            for letter, each in listed
        ]

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> list[str]:
        answer = f"answer: {right.text}{unit}, within {right.room:.3g}"
        return [answer, *(f"  not {each.answer.value}: {_why(each)}" for each in slips)]

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> list[str]:
        listed = [f"   {letter}  {_plain(each)}" for letter, each in zip(LETTERS.upper(), steps, strict=False)]
        known = [f"  not {letters(each.answer).upper()}: {_why(each)}" for each in slips]
        return [*listed, f"answer: {letters(right).upper()}", *known]

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> list[str]:
        return [f"answer:\n{right}", *(f"  not {_plain(each.answer)}: {_why(each)}" for each in slips)]


def _why(known: Known[Any]) -> str:
    return _plain(known.why) + (f" [{known.misconception.name}]" if known.misconception else "")


def _plain(markdown: str) -> str:
    """A line of text without its marks, formulas as their symbols one after the other."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline(markdown))).split())
