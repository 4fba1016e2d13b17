"""A question template: one function that draws parameters, lets the library compute the answer, and explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talweg.course.question.content import Choice, Content, Number, Order, Several, defects
from talweg.course.question.draw import Draw
from talweg.errors import DeclarationError, RangeError

LEVELS = {1: "recall", 2: "apply", 3: "analyse", 4: "judge"}

KINDS: Mapping[str, tuple[type[Content], ...]] = {
    "single": (Choice,),
    "several": (Several,),
    "number": (Number,),
    "order": (Order,),
    "picture": (Choice, Number),  # with a figure drawn from the parameters
    "race": (Choice,),  # predict what the library's race will show
    "bug": (Choice,),  # find the line of code that is wrong
}

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
    build: Callable[[Draw], Content]

    def ask(self, seed: int) -> Question:
        """The question that `seed` draws, always the same. Raises RangeError if no draw of it is sound."""
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise RangeError(f"{self.name}: a seed is a whole number of [0, inf), got {seed!r}")
        for draws in range(1, DRAWS + 1):
            draw = Draw(f"{self.name}:{seed}:{draws}")
            content = self.build(draw)
            found = defects(content)
            if not found:
                return Question(self, seed, content, _order(content, draw), draws)
        raise RangeError(f"{self.name}: no sound draw for seed {seed}; at the last, {'; '.join(found)}")


def _order(content: Content, draw: Draw) -> tuple[int, ...]:
    """At each place, which answer stands there: of the right ones first and then the wrong, counted from 0."""
    match content:
        case Choice(ordered=True):
            texts = [content.text(content.right), *(content.text(each.answer) for each in content.wrong)]
            return tuple(sorted(range(len(texts)), key=texts.__getitem__))
        case Choice():
            return tuple(draw.shuffled(range(1 + len(content.wrong))))
        case Several():
            return tuple(draw.shuffled(range(len(content.right) + len(content.wrong))))
        case Order():
            right = tuple(range(len(content.steps)))
            order = right
            while order == right:
                order = tuple(draw.shuffled(right))
            return order
    return ()


def question(
    *, section: str, level: int, kind: str, objective: str, hint: str
) -> Callable[[Callable[[Draw], Content]], Template]:
    """Declare a function of a Draw as a question template, named like the function.

    `section` is the lesson's, `level` 1 to 4 (recall, apply, analyse, judge), `kind` one of KINDS; `objective` begins
    with a verb: what whoever answers it can do; `hint` helps without giving the answer. Raises DeclarationError.
    """
    if kind not in KINDS or level not in LEVELS:
        raise DeclarationError(
            f"question: kind is one of {', '.join(KINDS)}, level one of 1 to 4; got {kind!r}, {level!r}"
        )

    def declared(build: Callable[[Draw], Content]) -> Template:
        summary = (build.__doc__ or "").strip().partition("\n")[0]
        if not summary:
            raise DeclarationError(f"{build.__name__}: the docstring says in one line what is asked")
        return Template(build.__name__, summary, section, level, kind, objective, hint, build)

    return declared
