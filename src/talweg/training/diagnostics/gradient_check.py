"""Whether a gradient is the derivative of its function: central differences, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, alike, leaves, matching
from talweg.errors import DtypeError, NonFiniteError, ShapeError
from talweg.nouns.surface import value_and_grad_of
from talweg.training.loop.examples import whole

Function = Callable[[Any], tuple[float, Any]]

_LADDER = 4.0 ** -np.arange(1, 19)  # steps relative to the size of the component: 1/4 to 1e-11
_SURE = 10.0  # a difference may be off by so many times the error it estimates for itself


@dataclass(frozen=True)
class Slope:
    """One slope, of a component or along a direction: as the gradient has it, and as differences have it.

    `error` is how far off the differences may be; `left` and `right` are the slopes on the two sides of a kink, and
    elsewhere both the numeric one. `tolerance` is how far outside of these the analytic slope may be.
    """

    where: str
    analytic: float
    numeric: float
    error: float
    left: float
    right: float
    tolerance: float

    @property
    def kink(self) -> bool:
        """Whether the slope jumps here."""
        return self.left != self.right

    @property
    def excess(self) -> float:
        """The disagreement as a multiple of what is tolerated: up to 1 the two agree."""
        low, high = sorted((self.left, self.right))
        if not np.isfinite([self.analytic, low, high]).all():
            return float("inf")
        # At a kink, any slope between the two sides is a subgradient.
        return max(low - self.analytic, self.analytic - high, 0.0) / self.tolerance


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """What `check_gradient` found: the `worst` slope, and whether all agree. True where they do."""

    agrees: bool
    worst: Slope
    checked: int

    def __bool__(self) -> bool:
        return self.agrees

    def __repr__(self) -> str:
        return f"GradientCheck: {self}"

    def __str__(self) -> str:
        worst = self.worst
        verdict = "the gradient agrees with differences" if self.agrees else "the gradient is wrong"
        kink = f"; a kink: {worst.left:.6g} on the left, {worst.right:.6g} on the right" if worst.kink else ""
        return (
            f"{verdict}: worst of {self.checked} at {worst.where}, where it is {worst.analytic:.10g} and "
            f"the difference {worst.numeric:.10g} +- {worst.error:.1e}{kink}"
        )


def check_gradient(
    f: Function, x: Parameters, *, components: int = 50, directions: int = 10, seed: int = 0
) -> GradientCheck:
    """Compare the gradient of f(x) -> (value, gradient) with central differences of its value.

    x is a floating-point array or a nest of arrays, and is not changed. Up to `components` components are compared one
    by one: all of them, or so many drawn by `seed`; where that leaves some out, `directions` random directions compare
    all of them together. For each the step is chosen from a ladder so that the estimated error, of truncation and of
    rounding, is least; a slope agrees within 10 times that error and 1e-7 of itself. At a kink any slope between the
    two sides agrees. Raises ShapeError, DtypeError, RangeError, or NonFiniteError where f is not finite at x.
    """
    f = value_and_grad_of("check_gradient", f)
    components = whole("check_gradient", "components", components, 1)
    directions = whole("check_gradient", "directions", directions, 0)
    for path, leaf in leaves(x):
        if not np.issubdtype(leaf.dtype, np.floating):
            raise DtypeError(f"check_gradient: {path} is {leaf.dtype}; differences need floating point")
    value, gradient = f(alike(x, np.copy))
    probe = _Probe(f, x, float(value), [np.array(g) for g in matching(x, gradient, "check_gradient", "the gradient")])
    rng = np.random.default_rng(seed)
    slopes = [probe.component(int(i)) for i in _chosen(probe.size, components, rng)]
    if probe.size > components:
        slopes += [probe.direction(number, rng) for number in range(directions)]
    worst = max(slopes, key=lambda slope: slope.excess)
    return GradientCheck(worst.excess <= 1, worst, len(slopes))


def _chosen(size: int, components: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.arange(size) if size <= components else np.sort(rng.choice(size, components, replace=False))


class _Probe:
    """f near x, along lines through it."""

    def __init__(self, f: Function, x: Parameters, value: float, gradient: list[NDArray[Any]]) -> None:
        self.f, self.x, self.value = f, x, value
        self.paths = [path for path, _ in leaves(x)]
        self.arrays = [leaf for _, leaf in leaves(x)]
        for path, leaf, g in zip(self.paths, self.arrays, gradient, strict=True):
            if leaf.shape != g.shape:
                raise ShapeError(f"check_gradient: the gradient of {path} has shape {g.shape}, not {leaf.shape}")
            if not np.isfinite(leaf).all():
                raise NonFiniteError(f"check_gradient: {path} is not finite")
        if not np.isfinite(value):
            raise NonFiniteError(f"check_gradient: f is {value} at x; choose an x where it is finite")
        self.gradient = np.concatenate([g.reshape(-1).astype(float) for g in gradient])
        self.flat = np.concatenate([leaf.reshape(-1).astype(float) for leaf in self.arrays])
        self.size = self.flat.size
        if not self.size:
            raise ShapeError("check_gradient: x has no components")
        self.eps = max(float(np.finfo(leaf.dtype).eps) for leaf in self.arrays)
        self.scale = float(np.abs(self.gradient[np.isfinite(self.gradient)]).max(initial=0.0))

    def component(self, i: int) -> Slope:
        """The slope along component i."""
        way = np.zeros(self.size)
        way[i] = 1.0
        return self._slope(self._name(i), float(self.gradient[i]), way, max(1.0, abs(float(self.flat[i]))))

    def direction(self, number: int, rng: np.random.Generator) -> Slope:
        """The slope along a random direction of length 1."""
        way = rng.normal(size=self.size)
        way /= np.linalg.norm(way)
        slope = float(self.gradient @ way)
        return self._slope(f"random direction {number}", slope, way, max(1.0, float(np.linalg.norm(self.flat))))

    def _slope(self, where: str, analytic: float, way: NDArray[Any], size: float) -> Slope:
        h = size * _LADDER
        ahead, behind = (np.array([self._at(way, sign * step) for step in h]) for sign in (1, -1))
        with np.errstate(all="ignore"):
            central = (ahead - behind) / (2 * h)
            noise = self.eps * np.maximum(np.maximum(np.abs(ahead), np.abs(behind)), abs(self.value)) / h
            # Richardson: with steps 4 times shorter the h**2 term is 16 times smaller, and cancels.
            doubt = np.abs(np.diff(central)) / 15
            slopes, errors = central[1:] + np.diff(central) / 15, doubt + 2 * noise[1:]
            jumps = np.abs(ahead + behind - 2 * self.value) / h
        best = int(np.argmin(np.where(np.isfinite(errors), errors, np.inf)))
        numeric, error = float(slopes[best]), float(errors[best])
        # Between two rungs near the best step for a difference, what a smooth function's sides differ by falls to a
        # quarter; a jump of the slope stays.
        k = int(np.argmin(np.abs(np.log(_LADDER / np.cbrt(self.eps)))))
        left = right = numeric
        if jumps[k + 1] > jumps[k] / 2 and jumps[k + 1] > 100 * noise[k + 1]:
            left = float((self.value - behind[k + 1]) / h[k + 1])
            right = float((ahead[k + 1] - self.value) / h[k + 1])
        tolerance = _SURE * error + 1e-7 * max(abs(analytic), abs(numeric)) + 1e-12 * self.scale
        return Slope(where, analytic, numeric, error, left, right, max(tolerance, 1e-300))

    def _at(self, way: NDArray[Any], h: float) -> float:
        moved, parts, start = self.flat + h * way, [], 0
        for leaf in self.arrays:
            parts.append(moved[start : start + leaf.size].reshape(leaf.shape).astype(leaf.dtype))
            start += leaf.size
        each = iter(parts)
        with np.errstate(all="ignore"):
            return float(self.f(alike(self.x, lambda _: next(each)))[0])

    def _name(self, i: int) -> str:
        for path, leaf in zip(self.paths, self.arrays, strict=True):
            if i < leaf.size:
                return path + (str([int(k) for k in np.unravel_index(i, leaf.shape)]) if leaf.ndim else "")
            i -= leaf.size
        raise IndexError(i)
