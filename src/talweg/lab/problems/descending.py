"""A function of the user's own as a task: f(x) -> (value, gradient), taken downhill by `tw.minimize`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.descent import descend, evaluated
from talweg.adapters.outcome import Iterate
from talweg.adapters.trees import every, start
from talweg.engine.parameters import Parameters, leaves
from talweg.errors import NonFiniteError
from talweg.lab.problems.curve import Curve, Told, untold
from talweg.training.loop.batches import cut, shuffled
from talweg.training.loop.rule import Rule


@dataclass(frozen=True, eq=False)
class Descending:
    """f(x), or f(x, rows) of so many `examples`, of which a step sees `size`; `x0` is a tree of arrays, or x0(seed).

    `noise` is the deviation of normal noise on every entry of the gradient. What is measured is f over all examples,
    or `measure(x)`.
    """

    f: Callable[..., Any]
    x0: Any
    measured: str
    examples: int | None = None
    size: int | None = None
    noise: float = 0.0
    measure: Callable[[Any], float] | None = None
    target: float | None = None
    best: float | None = None

    @property
    def words(self) -> str:
        """All that a run depends on, as far as it can be seen from here: code, constants and the start."""
        begin = hashlib.sha256()
        for path, leaf in leaves(self.start(0)):
            begin.update(f"{path} {leaf.shape} {leaf.dtype}".encode() + leaf.tobytes())
        own = ", ".join(code_digest(each) for each in (self.f, self.measure, self.x0) if callable(each))
        batches = f"{self.examples} examples, {self.size} at a time, " if self.examples else ""
        return f"function {own}, {batches}noise {self.noise!r}, start {begin.hexdigest()[:16]}"

    def start(self, seed: int) -> Parameters:
        """The weights before the first step."""
        return start(self.x0(seed) if callable(self.x0) else self.x0)

    def value_and_grad(self, w: Parameters) -> tuple[float, Parameters]:
        """f over all examples, and its gradient."""
        rows = () if self.examples is None else (np.arange(self.examples),)
        return evaluated(lambda x: self.f(x, *rows), w)

    def run(self, rule: Rule, seed: int, kept: Sequence[int], told: Told = untold) -> Curve:
        """One run, measured after each of the steps `kept`."""
        places, x = set(kept), self.start(seed)
        values, seconds = [self._at(x)], [0.0]
        told(0, values[0], 0.0)
        spent, began = 0.0, perf_counter()

        def measured(here: Iterate) -> None:
            nonlocal spent, began
            spent += perf_counter() - began
            if here.step in places:
                known = self.measure is None and self.examples is None
                values.append(here.value if known else self._at(here.x))
                seconds.append(spent)
                told(here.step, values[-1], spent)
            began = perf_counter()

        try:
            found = descend(_Sampled(self, np.random.default_rng(seed)), x, rule, kept[-1], measured)
        except NonFiniteError:  # refused by the step itself
            return Curve.of(kept, values, seconds, None if len(values) == len(kept) else kept[len(values)])
        if found.stopped == "not finite":
            return Curve.of(kept, values, seconds, found.steps + 1)
        values[-1] = self._at(found.x)  # the average, where the rule keeps one
        return Curve.of(kept, values, seconds, None)

    def _at(self, x: Parameters) -> float:
        return float(self.value_and_grad(x)[0] if self.measure is None else self.measure(x))


class _Sampled:
    """f as a step sees it: on the next batch of a seed, and with noise."""

    def __init__(self, task: Descending, rng: np.random.Generator) -> None:
        self.task, self.rng = task, rng
        self.batches: Iterator[NDArray[np.int64]] = iter(())
        self.outputs = getattr(task.f, "outputs", -1)

    def __call__(self, x: Parameters) -> Any:
        task = self.task
        if task.examples is None:
            found = task.f(x)
        else:
            rows = next(self.batches, np.arange(0))
            if not len(rows):
                self.batches = cut(shuffled(task.examples, self.rng), task.size or task.examples)
                rows = next(self.batches)
            found = task.f(x, rows)
        if not task.noise or not isinstance(found, tuple | list) or len(found) != 2:
            return found
        return found[0], every(lambda g: np.asarray(g) + task.noise * self.rng.normal(size=np.shape(g)), found[1])


def code_digest(function: Any) -> str:
    """A function's name and a digest of what it computes, with the numbers and arrays that it holds.

    Of an object that can be called, such as a closure over a PyTorch module, it is its class and the plain values and
    functions in it: its arrays change with every run.
    """
    code = getattr(function, "__code__", None)
    name = getattr(function, "__qualname__", type(function).__qualname__)
    if code is None:
        plain = {key: value for key, value in getattr(function, "__dict__", {}).items() if _is_plain(value)}
        held = " ".join(f"{key} {_held(value)}" for key, value in sorted(plain.items()))
    else:
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        held = " ".join([_code(code), *map(_held, (function.__defaults__, function.__kwdefaults__, *cells))])
    return f"{name} {hashlib.sha256(held.encode()).hexdigest()[:12]}"


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, int | float | str) or hasattr(value, "__code__")


def _code(code: CodeType) -> str:
    inner = [_code(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts]
    return " ".join([code.co_code.hex(), *code.co_names, *inner])


def _held(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype} {hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
    if hasattr(value, "__code__"):
        return code_digest(value)
    return re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))
