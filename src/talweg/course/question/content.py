"""What a question holds once its parameters are drawn. Texts are Markdown with `$...$`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from talweg.course.markdown import inline
from talweg.course.question.draw import Draw
from talweg.course.question.misconception import Misconception
from talweg.course.question.system import System

Answer = float | str | tuple[int, ...] | tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the misconception that leads to it, why it is wrong, and a panel's setting that refutes it.

    `answer` is a number, a text, or a tuple: where steps are put in order, the places of the
    steps in that wrong order; where lines are typed, their texts.
    `see` is a link within the lesson, `?race.hyper.sgd.lr=0.12#the-race`.
    """

    answer: Answer
    misconception: Misconception
    why: str
    see: str | None = None

    def key(self) -> dict[str, Any]:
        """What a key says of it."""
        return {"right": False, "why": inline(self.why), "misconception": self.misconception.name, "see": self.see}


@dataclass(frozen=True)
class Right:
    """A right one of several answers, and why it is right."""

    answer: str
    why: str

    def key(self) -> dict[str, Any]:
        """What a key says of it."""
        return {"right": True, "why": inline(self.why), "misconception": None, "see": None}


@dataclass(frozen=True)
class Verdict:
    """`credit` lies in [0, 1]; `slips` are the wrong answers that were recognised, as the key holds them."""

    right: bool
    credit: float
    slips: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Content(ABC):
    """What a question holds. A subclass is a form: the way in which it is answered, with everything that follows.

    `why` explains the right answer. An `order` says which answer stands at which place: of the right ones first and
    then the wrong, counted from 0. A response is what a browser sends for an answer, as plain JSON.
    """

    form: ClassVar[str]
    ticks: ClassVar[int] = 0
    """How many options a right response may tick; 0 where none is ticked."""
    kinds: ClassVar[tuple[str, ...]]
    """The kinds of question that are asked in this form."""

    prompt: str
    why: str
    wrong: Sequence[Wrong]
    figure: str = ""
    """An SVG picture with its own words for those who do not see it."""
    see: str | None = None

    @property
    def asks(self) -> str:
        """The prompt, with what the form says of how to answer."""
        return self.prompt

    @property
    def offered(self) -> Sequence[str]:
        """The options or steps to choose from, as Markdown; none where an answer is typed."""
        return ()

    @abstractmethod
    def defects(self) -> list[str]:
        """What is wrong with these numbers: answers that cannot be told apart, or that are out of all proportion."""

    def doubts(self) -> Iterable[str]:
        """What is wrong with the question itself, whatever its numbers: only a proof of the bank looks for it."""
        return ()

    @staticmethod
    def leaks(kind: str, contents: Sequence[Any]) -> Iterator[str]:  # noqa: ARG004
        """What many questions of one template, all of this form, give away together; `kind` is the template's."""
        return iter(())

    def drawn(self, draw: Draw) -> tuple[int, ...]:  # noqa: ARG002
        """The order in which the answers stand."""
        return ()

    @abstractmethod
    def asked(self, order: Sequence[int]) -> dict[str, Any]:
        """What a browser may know before the answer: `options` as HTML and `unit`, as far as the form has them."""

    @abstractmethod
    def key(self, order: Sequence[int]) -> dict[str, Any]:
        """What it may know afterwards: what each of the `options` is, or the `answer` and the `slips`."""

    @staticmethod
    @abstractmethod
    def grade(asked: Mapping[str, Any], key: Mapping[str, Any], response: Any) -> Verdict:
        """Judge a response by the key. Raises RangeError for one that is no possible answer."""

    @staticmethod
    @abstractmethod
    def responses(key: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
        """The right response and every known wrong one, each with whether it is right."""

    @abstractmethod
    def export(self, order: Sequence[int], system: System[T]) -> T:
        """What another system makes of it: one of the system's ways to ask, with the answers that are known."""
