"""Any number of right answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from talweg.course.markdown import inline
from talweg.course.question.content import Content, Right, Verdict, Wrong
from talweg.course.question.defects import alike
from talweg.course.question.draw import Draw
from talweg.course.question.forms.leaks import of_several
from talweg.course.question.forms.places import places
from talweg.course.question.system import Known, System

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Several(Content):
    """Any number of right answers. A response is the places of the options that are ticked."""

    form: ClassVar[str] = "several"
    ticks: ClassVar[int] = sys.maxsize
    kinds: ClassVar[tuple[str, ...]] = ("several",)

    right: Sequence[Right]

    @property
    def answers(self) -> list[Right | Wrong]:
        """Every answer, the right ones first."""
        return [*self.right, *self.wrong]

    @property
    def texts(self) -> list[str]:
        """Every answer as it is shown, the right ones first."""
        return [str(each.answer) for each in self.answers]

    @property
    def offered(self) -> Sequence[str]:
        return self.texts

    def defects(self) -> list[str]:
        few = not self.right or len(self.texts) < 3
        return (["no right answer, or fewer than three options"] if few else []) + alike(self.texts)

    @staticmethod
    def leaks(kind: str, contents: Sequence[Any]) -> Iterator[str]:  # noqa: ARG004
        return of_several(contents)

    def drawn(self, draw: Draw) -> tuple[int, ...]:
        return tuple(draw.shuffled(range(len(self.texts))))

    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        return {"options": [inline(self.texts[index]) for index in order]}

    def key(self, order: Sequence[int]) -> dict[str, Any]:
        return {"options": [self.answers[index].key() for index in order]}

    @staticmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        ticked = [key["options"][place] for place in set(places(asked, response))]
        slips = tuple(each for each in ticked if not each["right"])
        hits, wanted = len(ticked) - len(slips), sum(each["right"] for each in key["options"])
        credit = max(0.0, (hits - len(slips)) / wanted)  # so that ticking everything gains nothing
        return Verdict(credit == 1, credit, slips)

    @staticmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[list[int], bool]]:
        right = [place for place, each in enumerate(key["options"]) if each["right"]]
        yield right, True
        yield from (([*right, place], False) for place, each in enumerate(key["options"]) if not each["right"])

    def export(self, order: Sequence[int], system: System[T]) -> T:
        known = [Known(each.answer, each.why) for each in self.right]
        known += [Known(str(each.answer), each.why, each.misconception) for each in self.wrong]
        return system.options([known[index] for index in order], several=True, shuffled=True)
