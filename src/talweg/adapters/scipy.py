"""SciPy: any optimizer as a method of scipy.optimize.minimize."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.descent import descend
from talweg.adapters.lbfgs import LBFGS
from talweg.adapters.outcome import REASONS, Descent, Iterate, Stopped
from talweg.errors import RangeError, unknown
from talweg.formula import Range
from talweg.training import Rule

Vector = NDArray[np.float64]
GTOL = 1e-5
STATUS: dict[Stopped, int] = {"tolerance": 0, "steps": 1, "no lower value": 2, "not finite": 3, "callback": 99}


def scipy_method(optimizer: Rule | LBFGS) -> Callable[..., Any]:
    """`optimizer` as a method of SciPy: `scipy.optimize.minimize(f, x0, jac=True, method=tw.scipy_method(tw.adam()))`.

    - jac: True, a callable, or missing; then forward differences stand in, n more calls of f a step.
    - options: maxiter (500), the steps; gtol (1e-5), the largest component of the gradient at which it ends, which
      `tol` sets too; disp.
    - bounds: every step is projected back into them, and gtol measures what is left of the gradient. f is never asked
      outside: differences step inside, and a variable whose bounds are equal is not differentiated.
    - callback: callback(xk) or callback(intermediate_result=...), after every step; StopIteration ends the run.

    The result has x, fun, jac, nit, nfev, njev, success, status and message. status is 0 at the tolerance, 1 where the
    steps ran out, 2 where L-BFGS found no lower value, 3 where f stopped being finite (x is the last good point), 99
    where the callback ended it; success is status 0.

    Raises RangeError for constraints, which no optimizer here can keep; UnknownNameError for other options;
    NonFiniteError where f is not finite at x0. hess and hessp are not used; a RuntimeWarning says so.
    """

    def method(
        fun: Callable[..., Any],
        x0: Vector,
        args: tuple[Any, ...] = (),
        jac: Callable[..., Any] | None = None,
        hess: Any = None,
        hessp: Any = None,
        bounds: Any = None,
        constraints: Any = (),
        callback: Callable[..., Any] | None = None,
        **options: Any,
    ) -> Any:
        if constraints not in ((), [], None, {}):
            raise RangeError(f"{optimizer.name}: constraints cannot be kept; bounds can, or add a penalty to f")
        if hess is not None or hessp is not None:
            warnings.warn(f"{optimizer.name} does not use hess or hessp", RuntimeWarning, stacklevel=3)
        steps, tolerance, shown = _options(optimizer.name, options)
        x = np.array(x0, dtype=float)
        box = _Box.read(optimizer.name, bounds, x.size)
        counted = _Counted(fun, jac, args, box)
        run = descend(counted, x, optimizer, steps, _adapted(callback), tolerance, box)
        return _result(run, counted, shown)

    return method


@dataclass(frozen=True, eq=False)
class _Box:
    """low <= x <= high, component by component."""

    low: Vector
    high: Vector

    @classmethod
    def read(cls, owner: str, bounds: Any, size: int) -> _Box | None:
        """SciPy's two ways to write bounds: a Bounds record, or a pair (low, high) a component, None for no bound."""
        if bounds is None:
            return None
        if hasattr(bounds, "lb"):
            low, high = bounds.lb, bounds.ub
        else:
            pairs = list(bounds)
            if len(pairs) != size or any(np.size(np.asarray(pair, object)) != 2 for pair in pairs):
                raise RangeError(f"{owner}: bounds must be {size} pairs (low, high), got {bounds!r}")
            low = [-np.inf if pair[0] is None else pair[0] for pair in pairs]
            high = [np.inf if pair[1] is None else pair[1] for pair in pairs]
        low, high = (np.broadcast_to(np.asarray(end, float), (size,)) for end in (low, high))
        if not (low <= high).all():
            wrong = int(np.flatnonzero(~(low <= high))[0])
            raise RangeError(f"{owner}: bounds of x[{wrong}] must be low <= high, got {low[wrong]} and {high[wrong]}")
        return cls(low, high)

    def project(self, x: Vector) -> None:
        """Move x to the nearest point of the box."""
        np.clip(x, self.low, self.high, out=x)

    def slope(self, x: Vector, gradient: Vector) -> Vector:
        """How far x moves along minus the gradient before it leaves the box."""
        return x - np.clip(x - gradient, self.low, self.high)

    def beside(self, x: Vector, step: Vector) -> Vector:
        """For each component the place `step` further up or down that lies in the box, or the end that is further."""
        up, down = np.minimum(x + step, self.high), np.maximum(x - step, self.low)
        found: Vector = np.where((up - x >= step) | (up - x >= x - down), up, down)
        return found


@dataclass
class _Counted:
    """fun and jac as one function of x, with the calls of each counted as SciPy counts them."""

    fun: Callable[..., Any]
    jac: Callable[..., Any] | None
    args: tuple[Any, ...]
    box: _Box | None
    nfev: int = field(default=0, init=False)
    njev: int = field(default=0, init=False)

    def __call__(self, x: Vector) -> tuple[Any, Any]:
        # fun may keep what it is given, and x changes in place.
        value = self.value(x.copy())
        return value, self.slope(x.copy(), value)

    def value(self, x: Vector) -> Any:
        self.nfev += 1
        return self.fun(x, *self.args)

    def slope(self, x: Vector, value: Any) -> Any:
        self.njev += 1
        if self.jac is not None:
            return self.jac(x, *self.args)
        step = np.sqrt(np.finfo(float).eps) * np.maximum(1, np.abs(x))
        beside = self.box.beside(x, step) if self.box else x + step  # f may not exist outside its bounds
        slope = np.zeros_like(x)
        for i in np.flatnonzero(beside != x):
            there = x.copy()
            there[i] = beside[i]
            slope[i] = (np.squeeze(self.value(there)) - np.squeeze(value)) / (beside[i] - x[i])
        return slope


def _options(owner: str, options: dict[str, Any]) -> tuple[int, float, bool]:
    known = {"maxiter": 500, "gtol": options.get("tol", GTOL), "tol": None, "disp": False}
    for name in options:
        if name not in known:
            raise unknown(f"scipy_method({owner})", "option", name, ["maxiter", "gtol", "disp"])
    chosen = known | options
    steps = Range(0, low_open=False, integer=True).check(owner, "maxiter", chosen["maxiter"])
    tolerance = Range(0, low_open=False).check(owner, "gtol", chosen["gtol"])
    return int(steps), tolerance, bool(chosen["disp"])


def _adapted(callback: Callable[..., Any] | None) -> Callable[[Iterate], None] | None:
    """SciPy's two kinds of callback, told apart as SciPy does: by the name of their one parameter."""
    if callback is None:
        return None
    from scipy.optimize import OptimizeResult

    whole = set(inspect.signature(callback).parameters) == {"intermediate_result"}

    def adapted(now: Iterate) -> None:
        if whole:
            callback(intermediate_result=OptimizeResult(x=now.x, fun=now.value, jac=now.gradient, nit=now.step))
        else:
            callback(now.x)

    return adapted


def _result(run: Descent, counted: _Counted, shown: bool) -> Any:
    from scipy.optimize import OptimizeResult

    result = OptimizeResult(
        x=run.x,
        fun=run.value,
        jac=run.gradient,
        nit=run.steps,
        nfev=counted.nfev,
        njev=counted.njev,
        success=run.stopped == "tolerance",
        status=STATUS[run.stopped],
        message=REASONS[run.stopped],
    )
    if shown:
        print(f"{result.message}\n  f = {run.value:g}, {run.steps} steps, {counted.nfev} calls of f")
    return result
