"""Lines of a formula to type: what each quantity that is asked for becomes."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np

from talweg.course.markdown import inline
from talweg.course.question.content import Content, Verdict, Wrong
from talweg.course.question.lines import (
    CALLED,
    Columns,
    Inputs,
    Step,
    astray,
    columns,
    line_value,
    read_all,
    remark,
    same,
    scopes,
    worth,
)
from talweg.course.question.system import Known, System
from talweg.errors import RangeError
from talweg.formula import latex

T = TypeVar("T")

ROWS = 32
"""The hidden rows of numbers at which lines are compared."""


class Run(NamedTuple):
    """What a run of lines goes by: the names of the weight, its gradient and the clock, and the clock's first time."""

    weight: str | None = None
    gradient: str | None = None
    clock: str | None = None
    first: int = 1


@dataclass(frozen=True, kw_only=True)
class Lines(Content):
    """Lines of arithmetic to type. A response is the text of each, in the order of `right`.

    `right` holds the right text of each line by the name of what it computes; a line may use the names above it. What
    else it may use are the `names`, each with the range from which its hidden numbers come: whole ones if both ends are
    ints. A wrong answer is a tuple of texts, one for each line, "" where that line is as it should be. `run` says how
    the lines are run; without it they are compared at single points alone. `again` are the values of the lines on an
    independent path, from the numbers by their names.
    """

    form: ClassVar[str] = "lines"
    kinds: ClassVar[tuple[str, ...]] = ("formula",)

    right: Mapping[str, str]
    names: Mapping[str, tuple[float, float]]
    wrong: Sequence[Wrong] = ()
    run: Run | None = None
    again: Callable[..., Sequence[float]] | None = field(default=None, repr=False, compare=False)

    @property
    def asks(self) -> str:
        *others, last = [f"`{each}`" for each in self.right]
        lines = f"what {', '.join(others)} and {last} become" if others else f"what {last} becomes"
        above = " A line may use the lines above it." if others else ""
        names = ", ".join(f"`{each}`" for each in self.names)
        return f"{self.prompt}\n\nType {lines}, as arithmetic in {names}; `**` is a power.{above}"

    @cached_property
    def inputs(self) -> Inputs:
        """What lines are tried at: the same numbers whenever the same is asked."""
        draw = random.Random(repr((dict(self.right), dict(self.names))))
        rows = [[_number(draw, *ends) for ends in self.names.values()] for _ in range(ROWS)]
        run = self.run._asdict() if self.run else None
        return {"lines": list(self.right), "names": list(self.names), "rows": rows, "run": run}

    def slips(self) -> list[tuple[Wrong, list[str]]]:
        """The wrong answers that are known, all lines of each."""
        right = self.right.values()
        return [(each, [own or line for own, line in zip(_texts(each), right, strict=True)]) for each in self.wrong]

    def defects(self) -> list[str]:
        given = columns(self.inputs)
        right = worth(self._trees, self.inputs, given)
        seen = scopes(self.inputs, given, right)
        known = [("the right answer", right)]
        for each, texts in self.slips():
            said = repr(each.misconception.name)
            known.append((said, list(map(line_value, read_all(texts, self.inputs, said), seen))))
        found = [f"{name} is not finite everywhere" for name, values in known if not np.isfinite(values).all()]
        for place, (name, values) in enumerate(known):
            for other, theirs in known[1:place]:
                if all(same(a, b).all() for a, b in zip(values, theirs, strict=True)):
                    found.append(f"{name} and {other} compute the same")
        for (slip, _), (name, values) in zip(self.slips(), known[1:], strict=True):
            for line, text, own, wanted in zip(self.right, _texts(slip), values, right, strict=True):
                if text and same(own, wanted).all():
                    found.append(f"the line for {line} of {name} is right")
        return found

    @property
    def _trees(self) -> list[ast.expr]:
        return read_all(list(self.right.values()), self.inputs, "the right lines")

    def doubts(self) -> Iterable[str]:
        key = self.key(())
        for each, texts in self.slips():
            named = [slip["misconception"] for slip in self.grade({"name": "proof"}, key, texts).slips]
            if named != [each.misconception.name]:
                yield f"{each.misconception.name!r} is taken for {named}"
        if self.again is None:
            yield "no independent path: again= says what the library makes of the numbers"
            return
        given = columns(self.inputs)
        right = worth(self._trees, self.inputs, given)
        rows = [self.again(**{name: float(each[row]) for name, each in given.items()}) for row in range(ROWS)]
        for name, own, theirs in zip(self.right, right, np.array(rows, dtype=float).T, strict=True):
            if not np.allclose(own, theirs, rtol=1e-9, atol=1e-12):
                yield f"the right line for {name} is another one on the independent path"

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"lines": self.inputs["lines"], "names": self.inputs["names"]}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        right = list(self.right.values())
        return {
            "answer": right,
            "shown": "".join(f"<p>{each}</p>" for each in self._typeset()),
            "inputs": dict(self.inputs),
            "slips": [each.key() | {"answer": texts} for each, texts in self.slips()],
        }

    def _typeset(self) -> list[str]:
        printed = (
            rf"${latex.symbol(name)} \leftarrow {latex.expression(tree, functions=CALLED)}$"
            for name, tree in zip(self.right, self._trees, strict=True)
        )
        return [inline(each) for each in printed]

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        inputs, owner = key["inputs"], asked["name"]
        count = len(inputs["lines"])
        if (
            not isinstance(response, list)
            or len(response) != count
            or not all(isinstance(each, str) for each in response)
        ):
            raise RangeError(f"{owner}: the answer is a list of {count} lines of text, got {response!r:.60}")
        trees, right = read_all(response, inputs, owner), read_all(key["answer"], inputs, owner)
        given = columns(inputs)
        wanted = worth(right, inputs, given)
        seen = scopes(inputs, given, wanted)
        found = list(map(line_value, trees, seen))
        agrees = [bool(same(a, b).all()) for a, b in zip(found, wanted, strict=True)]
        step = astray(trees, right, inputs) if all(agrees) else None
        if all(agrees) and step is None:
            return Verdict(True, 1.0, ())
        slips, told = _known(key, seen, found, agrees)
        left = [place for place, fine in enumerate(agrees) if not fine and place not in told]
        if left:
            place, *_ = left
            praise = "" if slips else _praise(inputs, agrees)
            pair, values = (trees[place], right[place]), (found[place], wanted[place])
            slips.append(_nameless(praise + remark(inputs["lines"][place], pair, values, seen[place])))
        if step:
            slips.append(_nameless(_lost(step)))
        return Verdict(False, 0.0, tuple(slips))

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[list[str], bool]]:
        yield key["answer"], True
        yield from ((each["answer"], False) for each in key["slips"])

    def export(self, order: Sequence[int], system: System[T]) -> T:
        lines = "\n".join(self._written(self.right.values()))
        known = [
            Known(f"`{'; '.join(self._written(texts))}`", each.why, each.misconception) for each, texts in self.slips()
        ]
        return system.text(f"```python\n{lines}\n```", known)

    def _written(self, texts: Iterable[str]) -> list[str]:
        """Lines with the names of what they compute."""
        return [f"{name} = {text}" for name, text in zip(self.right, texts, strict=True)]


def _texts(slip: Wrong) -> list[str]:
    """The lines of a wrong answer, "" for those that are as they should be."""
    return [str(each) for each in slip.answer] if isinstance(slip.answer, tuple) else [str(slip.answer)]


def _number(draw: random.Random, low: float, high: float) -> float:
    """A number of the range that prints short."""
    if isinstance(low, int) and isinstance(high, int):
        return low + int(draw.random() * (high - low + 1))
    return float(f"{low + draw.random() * (high - low):.4g}")


def _known(
    key: Mapping[str, Any], seen: list[Columns], found: list[Any], agrees: list[bool]
) -> tuple[list[dict[str, Any]], set[int]]:
    """The wrong answers that the lines hold, where they agree with them wherever those are not right; and those places.

    Of two that explain some of the same lines the one that explains more counts, and each misconception counts once.
    """
    held = []
    for slip in key["slips"]:
        places = {place for place, text in enumerate(slip["answer"]) if text != key["answer"][place]}
        if not any(agrees[place] for place in places):
            trees = read_all(slip["answer"], key["inputs"], slip["misconception"])
            if all(same(found[place], line_value(trees[place], seen[place])).all() for place in places):
                held.append((slip, places))
    widest = [(slip, places) for slip, places in held if not any(places < others for _, others in held)]
    named = {slip["misconception"]: slip for slip, _ in widest}
    return list(named.values()), set().union(*(places for _, places in widest))


def _nameless(why: str) -> dict[str, Any]:
    """What is wrong, and comes from no misconception that is known."""
    return {"right": False, "why": why, "misconception": None, "see": None}


def _praise(inputs: Inputs, agrees: list[bool]) -> str:
    """Which of several lines are right."""
    good = [f"<code>{name}</code>" for name, fine in zip(inputs["lines"], agrees, strict=True) if fine]
    return f"{' and '.join(good)} {'is' if len(good) == 1 else 'are'} right. " if good else ""


def _lost(step: Step) -> str:
    what = "gives no number" if step.lost else "goes another way"
    return (
        f"A single step agrees, but in a whole run your line for <code>{step.line}</code> {what} at step {step.number}."
    )
