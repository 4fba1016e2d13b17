"""A question template: one function that draws parameters, lets the library compute the answer, and explains it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from talweg.course.question.content import Content
from talweg.course.question.draw import Draw
from talweg.course.question.forms import kinds
from talweg.course.question.misconception import Misconception
from talweg.course.question.system import System
from talweg.engine import plain
from talweg.errors import DeclarationError, RangeError

T = TypeVar("T")

LEVELS = {1: "recall", 2: "apply", 3: "analyse", 4: "judge"}
"""How much a question asks of a learner.

1, recall: a fact, a name, an order or a shape that the lesson shows; nothing is computed but what is read off.
2, apply: one formula or one rule of the lesson, put to numbers or to a picture of one's own.
3, analyse: several ideas are joined, a formula is used backwards, a bug is found, a run is thought through.
4, judge: effects that work against each other are weighed, with no formula that decides; a plan or a diagnosis.
"""

COMPUTED = ("number", "race")
"""The kinds of question whose answer is always computed."""

# A template may draw again when its numbers happen to make two answers alike; more often than this it is ill made.
DRAWS = 60


@dataclass(frozen=True)
class Question:
    """One question with its parameters drawn; `order` says which answer stands at which place."""

    template: Template
    seed: int
    content: Content
    order: tuple[int, ...]
    draws: int

    def export(self, system: System[T]) -> T:
        """What another system makes of it."""
        return self.content.export(self.order, system)


@dataclass(frozen=True, eq=False)
class Template:
    """A question with its parameters open."""

    name: str
    summary: str
    section: str
    level: int
    kind: str
    objective: str
    hint: str
    misconceptions: tuple[Misconception, ...]
    build: Callable[[Draw], Content]
    conceptual: bool = False
    """Nothing in it is computed, so that it has no end of variants: `prove` asks for fewer of them."""

    @property
    def shows(self) -> list[str]:
        """The names of the misconceptions that its wrong answers come from, in alphabetical order."""
        return sorted(each.name for each in self.misconceptions)

    @plain.preferred()
    def ask(self, seed: int) -> Question:
        """The question that `seed` draws, always the same.

        Raises RangeError if no draw of it is sound, DeclarationError if a wrong answer comes from a misconception that
        the template does not declare.
        """
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise RangeError(f"{self.name}: a seed is a whole number of [0, inf), got {seed!r}")
        for draws in range(1, DRAWS + 1):
            draw = Draw(f"{self.name}:{seed}:{draws}")
            content = self.build(draw)
            found = content.defects()
            if not found:
                self._check_misconceptions(content)
                return Question(self, seed, content, content.drawn(draw), draws)
        raise RangeError(f"{self.name}: no sound draw for seed {seed}; at the last, {'; '.join(found)}")

    def _check_misconceptions(self, content: Content) -> None:
        for each in content.wrong:
            if each.misconception not in self.misconceptions:
                declared = ", ".join(repr(known.name) for known in self.misconceptions) or "none"
                raise DeclarationError(
                    f"{self.name}: the wrong answer {each.answer!r} comes from {each.misconception.name!r}, which "
                    f"@question(misconceptions=...) does not declare; it declares {declared}"
                )


def question(
    *,
    section: str,
    level: int,
    kind: str,
    objective: str,
    hint: str,
    misconceptions: Sequence[Misconception] = (),
    conceptual: bool = False,
) -> Callable[[Callable[[Draw], Content]], Template]:
    """Declare a function of a Draw as a question template, named like the function.

    `section` is the lesson's, `level` 1 to 4 (recall, apply, analyse, judge), `kind` one that a form has; `objective`
    begins with a verb: what whoever answers it can do; `hint` helps without giving the answer; `misconceptions` are
    those that its wrong answers come from. A question is `conceptual` where nothing is computed: no number is typed, no
    race is run. Raises DeclarationError.
    """
    if kind not in kinds() or level not in LEVELS:
        raise DeclarationError(
            f"question: kind is one of {', '.join(kinds())}, level one of 1 to 4; got {kind!r}, {level!r}"
        )
    if conceptual and kind in COMPUTED:
        raise DeclarationError(f"question: a question of kind {kind!r} computes, and is never conceptual")

    def declared(build: Callable[[Draw], Content]) -> Template:
        summary = (build.__doc__ or "").strip().partition("\n")[0]
        if not summary:
            raise DeclarationError(f"{build.__name__}: the docstring says in one line what is asked")
        return Template(
            build.__name__, summary, section, level, kind, objective, hint, tuple(misconceptions), build, conceptual
        )

    return declared
