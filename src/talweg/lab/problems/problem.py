"""A problem: what a rule is tried on, with its budget of steps, what is measured, and when it counts as solved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Protocol, Self

from talweg.engine.parameters import Parameters
from talweg.errors import DeclarationError, RangeError, unknown
from talweg.formula import Range
from talweg.lab.problems.curve import Curve, Told, untold
from talweg.training.loop.examples import whole
from talweg.training.loop.rule import Rule, rule_of

STEPS = Range(1, 2**31, low_open=False, integer=True)
SEED = Range(0, 2**32, low_open=False, integer=True)
TARGET = Range()
MEASURED = 50
"""At so many steps of a run, about, the problem is measured."""


class Task(Protocol):
    """What a problem is made of. `words` says all that it is, so that equal words are equal runs."""

    @property
    def measured(self) -> str:
        """What is measured, in words."""

    @property
    def words(self) -> str:
        """The task in a line, with digests of its data."""

    @property
    def target(self) -> float | None:
        """The measured value from which on it counts as solved, where that is known in closed form."""

    @property
    def best(self) -> float | None:
        """The lowest value there is, where that is known in closed form."""

    def start(self, seed: int) -> Parameters:
        """The weights before the first step."""

    def value_and_grad(self, w: Parameters) -> tuple[float, Parameters]:
        """What is minimized at `w`, over all examples and without noise, and its gradient."""

    def run(self, rule: Rule, seed: int, kept: Sequence[int], told: Told = untold) -> Curve:
        """One run from `start(seed)`, measured after each of the steps `kept`; its batches and noise are the seed's."""


@dataclass(frozen=True, eq=False, repr=False)
class Problem:
    """Something to minimize. Call it to change its settings: `digits(batch_size=8, steps=200)`, `valley(kappa=50)`.

    Every rule gets the same start, the same batches and the same noise from the same seed; batches come in a new order
    every epoch. `steps` is how many steps a run takes where nothing else is said. What is measured is lower for better
    runs, and a problem counts as solved at `target`. `best` is the lowest value there is or that is known.
    """

    name: str
    label: str
    summary: str
    build: Callable[..., Task]
    """What makes the task of the settings."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """The range of each setting that is a number."""
    steps: int = 200
    goal: float | None = None
    """A target of one's own."""
    settled: bool = True
    """Whether the settings are those that the known target and best value were measured with."""

    @property
    def legal(self) -> Mapping[str, Range]:
        """The range of everything that is a number and may be changed."""
        return {**self.ranges, "steps": STEPS, "target": TARGET}

    @cached_property
    def task(self) -> Task:
        """The data, the model and the loss, or the surface: made when first asked for."""
        return self.build(**self.settings)

    @property
    def measured(self) -> str:
        """What is measured, in words."""
        return self.task.measured

    @property
    def target(self) -> float | None:
        """The measured value from which on a run counts as having solved it, None where none is known."""
        if self.goal is not None:
            return self.goal
        known = self._known.get("target")
        return self.task.target if known is None else float(known)

    @property
    def best(self) -> float | None:
        """The lowest value there is, in closed form, or the lowest that has been reached; None where none is known."""
        known = self._known.get("best")
        return self.task.best if known is None else float(known)

    @cached_property
    def words(self) -> str:
        """The problem in a line, by which a study knows it again: equal words, equal runs."""
        return self.task.words

    @property
    def digest(self) -> str:
        """Its words, shortened."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]

    @property
    def _known(self) -> Mapping[str, float]:
        return known().get(self.name, {}) if self.settled else {}

    def __call__(self, /, **settings: Any) -> Problem:
        """The same with other settings. Raises RangeError or UnknownNameError."""
        return self.replace(**settings)

    def replace(self, /, **settings: Any) -> Self:
        """The same with other settings; `steps` and `target` may be among them. Raises RangeError or
        UnknownNameError."""
        accepted = {*self.settings, "steps", "target"}
        for name in settings:
            if name not in accepted:
                raise unknown(self.name, "setting", name, accepted)
        numbers = {
            name: self.legal[name].check(self.name, name, value)
            for name, value in settings.items()
            if name in self.legal and value is not None
        }
        given = {**settings, **numbers}
        steps, goal = given.pop("steps", self.steps), given.pop("target", self.goal)
        settled = self.settled and all(self.settings[name] == value for name, value in given.items())
        changed = replace(self, settings={**self.settings, **given}, steps=steps, goal=goal, settled=settled)
        if given:
            changed.task  # noqa: B018  # raises now for what does not fit, and not in the midst of a comparison
        return changed

    def called(self, name: str) -> Problem:
        """The same under another name, such as one that tells it from its like in a table."""
        return replace(self, name=name)

    def start(self, seed: int = 0) -> Parameters:
        """The weights before the first step, the same for every rule. Raises RangeError."""
        return self.task.start(int(SEED.check(self.name, "seed", seed)))

    def value_and_grad(self, w: Parameters) -> tuple[float, Parameters]:
        """What is minimized at `w`, over all examples and without noise, and its gradient."""
        return self.task.value_and_grad(w)

    def run(
        self, rule: Rule | str, *, seed: int = 0, steps: int | None = None, every: int | None = None,
        told: Told = untold,
    ) -> Curve:  # fmt: skip
        """Let a rule, with a schedule or without, take `steps` steps (None: the problem's own) from the seed's start.

        It is measured before the first step, after every `every` steps (None: such that it is about 50 times) and after
        the last; what is measured is `told` at once, as told(step, value, seconds). A run that leaves ends there, and
        does not raise. Raises RangeError, UnknownNameError or DeclarationError.
        """
        count = self.steps if steps is None else whole(self.name, "steps", steps, 1)
        kept = self.kept(count, every)
        return self.task.run(rule_of(self.name, rule), int(SEED.check(self.name, "seed", seed)), kept, told)

    def kept(self, steps: int, every: int | None = None) -> list[int]:
        """The numbers of steps after which a run of so many is measured. Raises RangeError."""
        apart = -(-steps // MEASURED) if every is None else whole(self.name, "every", every, 1)
        return sorted({*range(0, steps, apart), steps})

    def __getstate__(self) -> dict[str, Any]:
        """Pickled without what is made of its settings, which is made again where it is needed."""
        return {name: value for name, value in vars(self).items() if name not in ("task", "words")}

    def __repr__(self) -> str:
        told = {name: value for name, value in self.settings.items() if isinstance(value, int | float) or value}
        values = ", ".join([*(f"{name}={value!r}" for name, value in told.items()), f"steps={self.steps}"])
        return f"{self.name}({values})"


@cache
def known() -> dict[str, dict[str, float]]:
    """Of the problems on real data the lowest value reached and the target: see `benchmarks/problems.py`."""
    found: dict[str, dict[str, float]] = json.loads(files(__package__).joinpath("known.json").read_text())["problems"]
    return found


def refuse_name(owner: str, name: object) -> str:
    """A name for a problem of one's own. Raises RangeError for what cannot stand in a table."""
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > 80:
        raise RangeError(f"{owner}: name must be a text of 1 to 80 printable characters, got {name!r:.60}")
    return name


def refuse_callable(owner: str, what: str, given: object) -> Any:
    """`given`, or DeclarationError where it cannot be called."""
    if not callable(given):
        raise DeclarationError(f"{owner}: {what} must be a function, got {given!r:.60}")
    return given
