"""Any function that gives its value and its gradient, taken downhill by any optimizer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from talweg.adapters.lbfgs import LBFGS, lbfgs
from talweg.adapters.line_search import nested, path
from talweg.adapters.outcome import Descent, Iterate, Stopped
from talweg.adapters.trees import arrays, every, is_finite, largest, like, overwrite, start
from talweg.engine.parameters import Parameters
from talweg.errors import NonFiniteError, RangeError, ShapeError
from talweg.formula import Range
from talweg.nouns.surface import Surface, value_and_grad_of
from talweg.training import Rule
from talweg.training.loop.rule import rule_of

Function = Callable[[Any], Any]


class Region(Protocol):
    """The part of space that a descent may not leave."""

    def project(self, x: Parameters) -> None:
        """Move `x`, in place, to the nearest point of the region."""

    def slope(self, x: Parameters, gradient: Parameters) -> Parameters:
        """What is left of the gradient where `x` may not move out of the region: zero at a minimum."""


def minimize(
    f: Function | Surface,
    x0: Any,
    optimizer: Rule | LBFGS | str,
    steps: int = 500,
    callback: Callable[[Iterate], object] | None = None,
    tolerance: float | None = None,
) -> Descent:
    """Take `steps` steps of `optimizer` down f, from x0: an optimizer or its name, a pipeline around one, or lbfgs.

    f is a surface, or f(x) returns its value and its gradient there: one of your own, `jax.value_and_grad(f)`, or
    `tw.adapters.torch_function(f)`. x0 is an array, or nested dicts, lists and tuples of arrays, of NumPy, JAX or
    PyTorch; f is given x as NumPy arrays in that structure, and its gradient comes in the same. A list of numbers is
    one array. x0 itself is not changed.

    A rule that looks along the axes of a weight takes the last as that of its outputs, unless f has an attribute
    `outputs` that says which it is (see `Optimizer.init`), as `torch_function` of a module does.

    x keeps the dtype of x0 (float64 for whole numbers). A gradient in that dtype and in main memory is read where it
    lies; any other is converted. JAX computes in float32 unless `jax_enable_x64` is set: give it a float32 x0, and
    nothing is copied.

    lbfgs asks f for more than one value a step, and ends where its own tolerance says unless one is given here. A rule
    that averages its weights, such as schedule_free_sgd, ends at the average.

    It ends early where no component of the gradient exceeds `tolerance`; where the callback, which sees an Iterate
    after every step, returns True or raises StopIteration; and where f stops being finite. Raises NonFiniteError where
    f is not finite at x0, and RangeError, ShapeError or DtypeError.
    """
    count = int(Range(0, low_open=False, integer=True).check("minimize", "steps", steps))
    if tolerance is not None:
        tolerance = Range(0, low_open=False).check("minimize", "tolerance", tolerance)
    f = value_and_grad_of("minimize", f)
    return descend(f, start(x0), descent_rule("minimize", optimizer), count, callback, tolerance)


def descent_rule(owner: str, given: object) -> Rule | LBFGS:
    """What `given` stands for: lbfgs, by itself or by name, or a rule (see `rule_of`)."""
    if isinstance(given, LBFGS):
        return given
    return lbfgs if given == lbfgs.name else rule_of(owner, given)


def descend(
    f: Function,
    x: Parameters,
    optimizer: Rule | LBFGS,
    steps: int,
    callback: Callable[[Iterate], object] | None = None,
    tolerance: float | None = None,
    region: Region | None = None,
) -> Descent:
    """`minimize` for arguments that are already checked: steps `x` in place, and keeps it in `region`."""
    calls = 0

    def evaluate(there: Parameters) -> tuple[float, Parameters]:
        nonlocal calls
        calls += 1
        return evaluated(f, every(np.copy, there))  # theirs to keep: the steps change x in place

    if isinstance(optimizer, LBFGS):
        if region:
            raise RangeError("lbfgs keeps no bounds; scipy's own method L-BFGS-B does")
        return _search(f, x, optimizer, steps, callback, tolerance)
    if region:
        region.project(x)
    state = optimizer.init(x, getattr(f, "outputs", -1))
    before = every(np.copy, x)
    value, gradient = evaluate(x)
    if not (math.isfinite(value) and is_finite(gradient)):
        raise NonFiniteError(f"minimize: f(x0) is {value} and its gradient {gradient}; start where both are finite")
    values = [value]
    stopped: Stopped = "steps"
    if _is_flat(x, gradient, tolerance, region):
        steps, stopped = 0, "tolerance"
    for step in range(1, steps + 1):
        overwrite(before, x)
        optimizer.step(x, gradient, state)
        if region:
            region.project(x)
        value, gradient = evaluate(x)
        if not (math.isfinite(value) and is_finite(gradient)):
            overwrite(x, before)
            value, gradient = evaluate(x)
            stopped = "not finite"
            break
        values.append(value)
        if callback and _asks_to_stop(callback, step, x, value, gradient):
            stopped = "callback"
            break
        if _is_flat(x, gradient, tolerance, region):
            stopped = "tolerance"
            break
    mean = optimizer.average(x, state)
    if mean is not x:
        overwrite(x, mean)
        if region:
            region.project(x)
        value, gradient = evaluate(x)
    return Descent(x, value, every(np.copy, gradient), len(values) - 1, np.array(values), stopped, calls)


def _search(
    f: Function,
    x: Parameters,
    rule: LBFGS,
    steps: int,
    callback: Callable[[Iterate], object] | None,
    tolerance: float | None,
) -> Descent:
    """A descent by line searches."""
    if tolerance is not None:
        rule = rule(tolerance=tolerance)
    values: list[float] = []
    stopped: Stopped = "steps"
    for point in path(rule, lambda there: evaluated(f, there), x):
        here, gradient = (nested(flat, x) for flat in (point.x, point.gradient))
        if point.steps == len(values):
            values.append(point.value)
            if callback and point.steps and _asks_to_stop(callback, point.steps, here, point.value, gradient):
                stopped = "callback"
                break
        if point.stopped:
            stopped = point.stopped
            break
        if point.steps == steps:
            break
    value, gradient = evaluated(f, here)  # the last call may have been a trial further on
    return Descent(
        here, value, every(np.copy, gradient), len(values) - 1, np.array(values), stopped, point.evaluations + 1
    )


def evaluated(f: Function, x: Parameters, owner: str = "minimize") -> tuple[float, Parameters]:
    """f(x) as a number and a tree like x; `owner` is named where it is neither. Raises ShapeError or DtypeError."""
    answer = f(x)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise ShapeError(
            f"{owner}: f must return (value, gradient), got a {type(answer).__name__}; "
            "with JAX pass jax.value_and_grad(f), with PyTorch tw.adapters.torch_function(f)"
        )
    if type(answer[0]) is float:
        return answer[0], like(x, answer[1], owner)
    value = np.asarray(arrays(answer[0], "the value of f"))
    if value.size != 1 or value.dtype.kind not in "fiuV":
        raise ShapeError(f"{owner}: the value of f must be one real number, got {value.dtype} of shape {value.shape}")
    return float(value.reshape(())), like(x, answer[1], owner)


def _is_flat(x: Parameters, gradient: Parameters, tolerance: float | None, region: Region | None) -> bool:
    if tolerance is None:
        return False
    return largest(region.slope(x, gradient) if region else gradient) <= tolerance


def _asks_to_stop(
    callback: Callable[[Iterate], object], step: int, x: Parameters, value: float, gradient: Parameters
) -> bool:
    try:
        answer = callback(Iterate(step, every(np.copy, x), value, every(np.copy, gradient)))
    except StopIteration:
        return True
    # NumPy's True is one; a list that a plotting function returns is none.
    return answer is True or (isinstance(answer, np.bool_) and bool(answer))
