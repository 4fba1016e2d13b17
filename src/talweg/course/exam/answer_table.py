"""What an exam is worth that nobody watches: the bank is public, and whoever runs it has a table of its answers.

The table holds what a number of seeds ask of every template, each question word for word with its right answer, and
beside them every option that was ever right or wrong. It is then laid beside fresh papers of an exam.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from talweg.course.bank import BANK
from talweg.course.exam.blueprint import Blueprint
from talweg.course.question import Template, asked, grade, key
from talweg.course.question.forms import FORMS

KEPT = files("talweg.course.exam") / "answer_table.json"


@dataclass
class Table:
    """Right answers by the question's own words, and for each template the options that were right or wrong."""

    answers: dict[str, Any] = field(default_factory=dict)
    right: dict[str, set[str]] = field(default_factory=dict)
    wrong: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, templates: Iterable[Template], seeds: Sequence[int]) -> None:
        """Write down what these seeds ask, and the answers."""
        for template in templates:
            for seed in seeds:
                question = template.ask(seed)
                shown, its_key = asked(question), key(question)
                response = _right(shown, its_key)
                chosen = response if isinstance(response, list) else [response]
                if shown["options"]:
                    self.answers[_words(shown)] = [shown["options"][place] for place in chosen]
                    right = chosen if shown["form"] in TICKED else range(len(shown["options"]))
                    for place, option in enumerate(shown["options"]):
                        known = self.right if place in right else self.wrong
                        known.setdefault(shown["prompt"], set()).add(option)
                else:
                    self.answers[_words(shown)] = response

    def knows(self, shown: dict[str, Any]) -> bool:
        """Whether this question stands in the table word for word."""
        return _words(shown) in self.answers

    def respond(self, shown: dict[str, Any]) -> Any:
        """The answer in the table; or the options that were right under the same words and never wrong; or None."""
        found = self.answers.get(_words(shown))
        places = {option: place for place, option in enumerate(shown["options"])}
        if found is None:
            if shown["form"] not in TICKED:
                return None
            sure = self.right.get(shown["prompt"], set()) - self.wrong.get(shown["prompt"], set())
            found = [option for option in places if option in sure]
            if not found or (shown["form"] == "choice" and len(found) > 1):
                return None
        if not places:
            return found
        chosen = [places[option] for option in found]
        return chosen[0] if shown["form"] == "choice" else chosen


# Forms in which options are ticked, and so one that was right once may be right again.
TICKED = ("choice", "several")


@dataclass(frozen=True)
class Worth:
    """Which share of the questions of fresh papers a table of so many seeds holds word for word, and which share of
    the marks it earns."""

    seeds: int
    questions: float
    marks: float


@dataclass(frozen=True)
class Measured:
    """What was measured: the exam, the version of Talweg and the day, how many papers, and a Worth for each table."""

    exam: str
    version: str
    date: str
    papers: int
    templates: int
    rows: tuple[Worth, ...]


def measure(exam: Blueprint, seeds: Sequence[int], papers: int) -> tuple[Worth, ...]:
    """Lay tables of the first so many `seeds`, in rising number, beside so many fresh papers of an exam."""
    drawn = [[(asked(each), key(each)) for each in exam.draw(f"fresh {paper}")] for paper in range(papers)]
    used = sorted({shown["name"] for paper in drawn for shown, _ in paper})
    table, known, rows = Table(), 0, []
    for count in seeds:
        table.learn([BANK[name] for name in used], range(known, count))
        known = count
        met, marks, of = 0, 0.0, 0
        for paper in drawn:
            for shown, its_key in paper:
                response = table.respond(shown)
                met += table.knows(shown)
                marks += grade(shown, its_key, response).credit if response is not None else 0.0
                of += 1
        rows.append(Worth(count, met / of, marks / of))
    return tuple(rows)


def kept() -> Measured:
    """What was measured last, as it is shipped with this version."""
    found = json.loads(KEPT.read_text("utf-8"))
    return Measured(**found | {"rows": tuple(Worth(**row) for row in found["rows"])})


def keep(measured: Measured, path: Path) -> None:
    """Write what was measured."""
    path.write_text(json.dumps(asdict(measured), indent=1) + "\n", "utf-8")


def _words(shown: dict[str, Any]) -> str:
    """A question's own words, in whatever order its options stand."""
    return "\n".join((shown["prompt"], shown["figure"], *sorted(shown["options"])))


def _right(shown: dict[str, Any], its_key: dict[str, Any]) -> Any:
    """The response that is right."""
    form = FORMS[shown["form"]]
    return next(response for response, right in form.responses(its_key) if right)
