"""One right answer among several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from talweg.course.markdown import inline
from talweg.course.question.content import Answer, Content, Right, Verdict, Wrong
from talweg.course.question.defects import alike, disproportion, not_again
from talweg.course.question.digits import shown
from talweg.course.question.draw import Draw
from talweg.course.question.forms.leaks import of_choices
from talweg.course.question.forms.places import places
from talweg.course.question.system import Known, System

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Choice(Content):
    """One right answer among several; numbers are shown to `digits` significant digits, followed by `unit`.

    `again` is the answer found on an independent path. A response is the place of an option.
    """

    form: ClassVar[str] = "choice"
    ticks: ClassVar[int] = 1
    # A picture has a figure drawn from the parameters, a race predicts what the library's race will show, and a bug is
    # the line of code that is wrong.
    kinds: ClassVar[tuple[str, ...]] = ("single", "picture", "race", "bug")

    right: float | str
    again: float | str | None = None
    digits: int = 3
    unit: str = ""
    ordered: bool = False
    """Options stand as they are given, right one first, then sorted by their text: for lines of code."""

    nearby: Sequence[str] = ()
    """Of a race: the right answers where its steps, rates, start, seed or data are a tenth less, or more."""

    def text(self, answer: Answer) -> str:
        """An answer as it is shown."""
        return shown(answer, self.digits) + self.unit if isinstance(answer, int | float) else str(answer)

    @property
    def texts(self) -> list[str]:
        """Every answer as it is shown, the right one first."""
        return [self.text(self.right), *(self.text(each.answer) for each in self.wrong)]

    @property
    def offered(self) -> Sequence[str]:
        return self.texts

    def defects(self) -> list[str]:
        answers = [self.right, *(each.answer for each in self.wrong)]
        few = ["fewer than three options"] if len(self.wrong) < 2 else []
        few += ["a tenth more or less makes another answer right"] if set(self.nearby) - {self.right} else []
        return few + disproportion(answers) + alike(answers, self.digits)

    def doubts(self) -> list[str]:
        return not_again(self.right, self.again)

    @staticmethod
    def leaks(kind: str, contents: Sequence[Any]) -> Iterator[str]:
        return of_choices(kind, contents)

    def drawn(self, draw: Draw) -> tuple[int, ...]:
        if self.ordered:
            return tuple(sorted(range(len(self.texts)), key=self.texts.__getitem__))
        return tuple(draw.shuffled(range(len(self.texts))))

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"options": [inline(self.texts[index]) for index in order]}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        answers: list[Right | Wrong] = [Right(self.text(self.right), self.why), *self.wrong]
        return {"options": [answers[index].key() for index in order]}

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        chosen = key["options"][places(asked, [response])[0]]
        return Verdict(chosen["right"], float(chosen["right"]), () if chosen["right"] else (chosen,))

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[int, bool]]:
        yield from ((place, each["right"]) for place, each in enumerate(key["options"]))

    def export(self, order: Sequence[int], system: System[T]) -> T:
        known = [Known(self.text(self.right), self.why)]
        known += [Known(self.text(each.answer), each.why, each.misconception) for each in self.wrong]
        return system.options([known[index] for index in order], several=False, shuffled=not self.ordered)
