"""L-BFGS: it asks for values of f, and so is no formula of w, g and slots, but a minimiser."""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.adapters.outcome import Descent, Stopped
from talweg.errors import DtypeError, MissingError, NonFiniteError, RangeError, ShapeError, unknown
from talweg.formula import Range
from talweg.nouns.noun import refuse_unnamed

Function = Callable[[NDArray[Any]], tuple[float, ArrayLike]]
Pair = tuple[NDArray[Any], NDArray[Any], float]
"""A step s, the change y of the gradient along it, and 1 / (s . y)."""

TRIALS = 30  # values of f that one line search may ask for
RANGES = {
    "history": Range(1, low_open=False, integer=True),
    "c1": Range(0, 1),
    "c2": Range(0, 1),
    "tolerance": Range(0, low_open=False),
}


@dataclass(frozen=True, eq=False)
class Point:
    """Where a descent stands: x, f and its gradient there, the steps taken and the values of f asked for so far.

    `stopped` says why the descent ended here, as in `Descent`; None while it goes on.
    """

    x: NDArray[Any]
    value: float
    gradient: NDArray[Any]
    steps: int
    evaluations: int
    stopped: Stopped | None = None


@dataclass(frozen=True)
class _Trial:
    """f at the distance `at` along a line, and its slope there; `f` is not to be trusted where not `finite`."""

    at: float
    x: NDArray[Any]
    value: float
    gradient: NDArray[Any]
    slope: float

    @property
    def finite(self) -> bool:
        return math.isfinite(self.value) and math.isfinite(self.slope)


@dataclass(frozen=True)
class LBFGS:
    """Limited-memory BFGS with a line search, for functions that are the same at every call (full batch).

    Each step solves with the curvature seen along the last `history` steps, and goes as far along that direction as
    the strong Wolfe conditions ask: f falls by at least c1 of what its slope promises, and the slope shrinks to c2 of
    itself or less. It ends where no entry of the gradient exceeds `tolerance` in size. For the line search it needs
    values of f and not only a gradient, so it is no rule for `step`, `fit` or `race`: call `minimize`.

    PyTorch's LBFGS is this with line_search_fn="strong_wolfe" (without it, a fixed rate), SciPy's L-BFGS-B adds bounds.

    Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989; the line search
    Nocedal and Wright, "Numerical optimization", algorithms 3.5 and 3.6, 2006.
    """

    history: int = 10
    c1: float = 1e-4
    c2: float = 0.9
    tolerance: float = 1e-8

    name = "lbfgs"
    label = "L-BFGS"

    def __call__(self, /, *values: Any, **hyper: Any) -> LBFGS:
        """The same with these hyperparameters. Raises RangeError, UnknownNameError, or MissingError (unnamed ones)."""
        refuse_unnamed(self.name, values, "history=10")
        for name, value in hyper.items():
            if name not in RANGES:
                raise unknown(self.name, "hyperparameter", name, RANGES)
            hyper[name] = RANGES[name].check(self.name, name, value)
        found = replace(self, **hyper)
        if not found.c1 < found.c2:
            raise RangeError(f"{self.name}: needs c1 < c2, got c1={found.c1:g}, c2={found.c2:g}")
        return found

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{each.name}={getattr(self, each.name)!r}' for each in fields(self))})"

    def init(self, *_: Any) -> NoReturn:
        """Refused, as `step` is. Raises MissingError."""
        raise MissingError(
            f"{self.name} has no single step: its line search asks for values of f, and a step has only a gradient; "
            f"call {self.name}.minimize(f, x0, steps=...), where f(x) returns (value, gradient)"
        )

    def step(self, *_: Any) -> NoReturn:
        """Refused: a gradient is not enough for a line search. Raises MissingError."""
        self.init()

    def minimize(self, f: Function, x0: ArrayLike, steps: int = 200) -> Descent:
        """Descend from x0 by at most `steps` steps; f(x) returns its value and its gradient, an array like x.

        x0 is a floating-point array of any shape, and is not changed. Raises RangeError, DtypeError, ShapeError, or
        NonFiniteError where f or its gradient is not finite at x0; further on, the line search keeps away from there.
        """
        steps = int(Range(1, low_open=False, integer=True).check(self.name, "steps", steps))
        values: list[float] = []
        stopped: Stopped = "steps"
        for point in self.path(f, x0):
            if point.steps == len(values):
                values.append(point.value)
            stopped = point.stopped or "steps"
            if point.steps == steps:
                break
        return Descent(point.x, point.value, point.gradient, point.steps, np.array(values), stopped, point.evaluations)

    def path(self, f: Function, x0: ArrayLike) -> Iterator[Point]:
        """The start, and the point after each step; see `minimize`.

        The last one says why it is the last; where no lower value was found, it repeats the one before.
        """
        calls = _Calls(f, self.name, np.array(x0))
        here = calls.along(calls.start, np.zeros_like(calls.start))(0.0)
        if not (math.isfinite(here.value) and np.isfinite(here.gradient).all()):
            raise NonFiniteError(f"{self.name}: f or its gradient is not finite at x0 (f = {here.value})")
        pairs: deque[Pair] = deque(maxlen=self.history)
        for steps in itertools.count():
            point = Point(here.x.copy(), here.value, here.gradient.copy(), steps, calls.count)
            if np.max(np.abs(here.gradient), initial=0.0) <= self.tolerance:
                yield replace(point, stopped="tolerance")
                return
            yield point
            there = self._stride(here, pairs, calls)
            if there is None and pairs:
                pairs.clear()  # perhaps the curvature seen misleads: once more, along the gradient itself
                there = self._stride(here, pairs, calls)
            if there is None:
                yield replace(point, evaluations=calls.count, stopped="no lower value")
                return
            s, y = there.x - here.x, there.gradient - here.gradient
            curvature = float(np.vdot(s, y))
            if curvature > 0:  # else the line search was cut short, and the pair would break the inverse
                pairs.append((s, y, 1 / curvature))
            here = there

    def _stride(self, here: _Trial, pairs: deque[Pair], calls: _Calls) -> _Trial | None:
        """Where the next step leads, or None if the line search finds nothing lower."""
        direction = -_solve(here.gradient, pairs)
        start = replace(here, at=0.0, slope=float(np.vdot(here.gradient, direction)))
        first = 1.0 if pairs else min(1.0, 1.0 / float(np.sum(np.abs(here.gradient))))
        return _search(calls.along(here.x, direction), start, first, self.c1, self.c2)


class _Calls:
    """f with every answer checked and counted."""

    def __init__(self, f: Function, owner: str, start: NDArray[Any]) -> None:
        if not np.issubdtype(start.dtype, np.floating):
            raise DtypeError(f"{owner}: x0 is {start.dtype}; a descent needs floating point, such as x0.astype(float)")
        self.f, self.owner, self.start, self.count = f, owner, start, 0

    def along(self, x: NDArray[Any], direction: NDArray[Any]) -> Callable[[float], _Trial]:
        """f on the line from x: a trial for every distance."""

        def trial(at: float) -> _Trial:
            there = x + at * direction
            self.count += 1
            value, gradient = self.f(there)
            slope = np.array(gradient, dtype=x.dtype)
            if slope.shape != x.shape:
                raise ShapeError(f"{self.owner}: the gradient of f has shape {slope.shape}, not {x.shape} as x0")
            with np.errstate(all="ignore"):
                return _Trial(at, there, float(value), slope, float(np.vdot(slope, direction)))

        return trial


def _solve(gradient: NDArray[Any], pairs: deque[Pair]) -> NDArray[Any]:
    """The inverse Hessian that `pairs` stand for, times the gradient: the two-loop recursion."""
    q = gradient.copy()
    shares = []
    for s, y, rho in reversed(pairs):
        shares.append(rho * float(np.vdot(s, q)))
        q -= shares[-1] * y
    if pairs:
        _, y, rho = pairs[-1]
        q /= rho * float(np.vdot(y, y))
    for (s, y, rho), share in zip(pairs, reversed(shares), strict=True):
        q += (share - rho * float(np.vdot(y, q))) * s
    return q


def _search(line: Callable[[float], _Trial], start: _Trial, first: float, c1: float, c2: float) -> _Trial | None:
    """A trial that meets the strong Wolfe conditions, or the lowest that meets the first one; None if none does."""
    if not start.slope < 0:
        return None
    low, high = start, None
    at = first
    rounding = 2 * float(np.finfo(start.x.dtype).eps) * abs(start.value)
    for _ in range(TRIALS):
        trial = line(at)
        promised = start.value + c1 * at * start.slope
        # Near the minimum f itself is too coarse to fall, and the slope alone can tell.
        if trial.finite and trial.value <= promised + rounding and abs(trial.slope) <= -c2 * start.slope:
            return trial
        if not (trial.finite and trial.value <= promised and trial.value < low.value):
            high = trial  # too far, or no better: what is sought lies between low and here
        else:
            # f still falls from the new low towards the far end, or the old low becomes the far end.
            ahead = trial.slope * ((high.at if high else math.inf) - trial.at) < 0
            low, high = trial, (high if ahead else low)
        at = _between(low, high) if high else 2 * at
        if high and at in (low.at, high.at):
            break  # no number lies between them any more
    return None if low is start else low


def _between(low: _Trial, high: _Trial) -> float:
    """The minimum of the cubic through both trials, kept off their ends; the middle where there is none."""
    width = high.at - low.at
    middle = low.at + width / 2
    if not high.finite:
        return middle
    d1 = low.slope + high.slope - 3 * (high.value - low.value) / width
    square = d1 * d1 - low.slope * high.slope
    if not square >= 0:
        return middle
    d2 = math.copysign(math.sqrt(square), width)
    scale = high.slope - low.slope + 2 * d2
    if not (scale and math.isfinite(scale)):
        return middle
    share = 1 - (high.slope + d2 - d1) / scale
    return low.at + width * min(max(share, 0.1), 0.9) if math.isfinite(share) else middle


lbfgs = LBFGS()
