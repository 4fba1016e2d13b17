"""Whether a gradient is the derivative of its function, as far as differences of its value can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, alike, leaves, matching
from talweg.errors import DtypeError, NonFiniteError, ShapeError
from talweg.nouns.surface import value_and_grad_of
from talweg.training.diagnostics.differences import Line, Precision, Slope
from talweg.training.loop.examples import whole

Function = Callable[[Any], tuple[float, Any]]

SINGLE = float(np.finfo(np.float32).eps)
SAME = 100.0  # two answers differ by rounding only if by no more than so many times the precision


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """What `check_gradient` found: whether all slopes agree, and the `worst`. True only where they do.

    `agrees` is True, False, or None where differences cannot tell; then `reason` says why, and what would help.
    """

    agrees: bool | None
    worst: Slope
    checked: int
    reason: str = ""

    def __bool__(self) -> bool:
        return self.agrees is True

    @property
    def verdict(self) -> str:
        """In words: "agrees", "wrong" or "cannot tell"."""
        return {True: "agrees", False: "wrong", None: "cannot tell"}[self.agrees]

    def __repr__(self) -> str:
        return f"GradientCheck: {self}"

    def __str__(self) -> str:
        worst = self.worst
        verdict = {
            True: "the gradient agrees with differences",
            False: "the gradient is wrong",
            None: f"cannot tell whether the gradient is right: {self.reason}",
        }[self.agrees]
        kink = f"; a kink: {worst.left:.6g} on the left, {worst.right:.6g} on the right" if worst.kink else ""
        found = f"the difference {worst.numeric:.10g} +- {worst.error:.1e}"
        if np.isnan(worst.numeric):
            kink, found = "", "no difference can be had"
        return (
            f"{verdict}: worst of {self.checked} at {worst.where}, where it is {worst.analytic:.10g} and {found}{kink}"
        )


def check_gradient(
    f: Function, x: Parameters, *, components: int = 50, directions: int = 10, seed: int = 0
) -> GradientCheck:
    """Compare the gradient of f(x) -> (value, gradient) with central differences of its value.

    x is a floating-point array or a nest of arrays, and is not changed. Up to `components` components are compared one
    by one: all of them, or so many drawn by `seed`; where that leaves some out, `directions` random directions compare
    all of them together. For each the step is chosen from a ladder so that the estimated error, of truncation and of
    rounding, is least; the ladder is made longer where f is of another scale than x. How exact f is follows from the
    dtypes and from what it answers. A slope agrees within 10 times that error and 1e-7 of itself (or 10 units of
    rounding, in single precision). At a kink any slope between the two sides agrees.

    Where the differences are too uncertain to tell a right slope from a wrong one, and where f does not answer the same
    twice at one x, the answer is neither yes nor no: `agrees` is None. f is called about 37 times for every slope.

    Raises ShapeError or DtypeError for what is no real value with a gradient like x, RangeError, or NonFiniteError
    where x or f is not finite.
    """
    f = value_and_grad_of("check_gradient", f)
    components = whole("check_gradient", "components", components, 1)
    directions = whole("check_gradient", "directions", directions, 0)
    for path, leaf in leaves(x):
        if not np.issubdtype(leaf.dtype, np.floating):
            raise DtypeError(f"check_gradient: {path} is {leaf.dtype}; differences need floating point")
        if not np.isfinite(leaf).all():
            raise NonFiniteError(f"check_gradient: {path} is not finite")
    probe = _Probe(f, x)
    rng = np.random.default_rng(seed)
    asked: list[Callable[[], Line]] = [partial(probe.component, int(i)) for i in probe.chosen(components, rng)]
    if probe.size > components and probe.finite.all():
        asked += [partial(probe.direction, number, rng) for number in range(directions)]
    lines: list[Line] = []
    for ask in asked:
        if reason := probe.unsteady():
            unknown = Slope(probe.name(0), float(probe.gradient[0]), np.nan, np.inf, np.nan, np.nan, np.inf, False)
            return GradientCheck(None, unknown, len(lines), reason)
        lines.append(ask())
    slopes = _slopes(lines, probe)
    wrong = [slope for slope in slopes if slope.agrees is False]
    unsure = [slope for slope in slopes if slope.agrees is None]
    if unsure and not wrong:
        worst = max(unsure, key=lambda slope: slope.tolerance)
        return GradientCheck(None, worst, len(slopes), _EDGE if np.isnan(worst.numeric) else _BLUR)
    return GradientCheck(not wrong, max(wrong or slopes, key=lambda slope: slope.excess), len(slopes))


_EDGE = "f is not finite on both sides of x, or not smooth at any step; take an x away from where f jumps or ends"
_BLUR = "the differences are too uncertain; compute f in float64, or take an x away from kinks"


def _slopes(lines: list[Line], probe: _Probe) -> list[Slope]:
    """The slope of every line, of those that tell nothing at first after more steps."""
    noises = [line.noise() for line in lines]
    eps = probe.seen_eps(lines)

    def seen(i: int, scale: float = 0.0) -> tuple[Slope, float]:
        return lines[i].slope(probe.precision(eps, max(float(np.median(noises)), noises[i])), scale)

    first = [seen(i) for i in range(len(lines))]
    scale = max((abs(slope.numeric) * step for slope, step in first if slope.tells), default=0.0)
    slopes = []
    for i, line in enumerate(lines):
        slope, _ = seen(i, scale)
        while not slope.tells and line.longer(eps * abs(probe.value)):
            noises[i] = line.noise()
            slope, _ = seen(i, scale)
        slopes.append(slope)
    return slopes


class _Probe:
    """f near x, along lines through it. Raises the errors of `check_gradient`."""

    def __init__(self, f: Function, x: Parameters) -> None:
        self.f, self.x = f, x
        self.paths = [path for path, _ in leaves(x)]
        self.arrays = [leaf for _, leaf in leaves(x)]
        self.flat = np.concatenate([leaf.reshape(-1).astype(float) for leaf in self.arrays] or [np.zeros(0)])
        self.size = self.flat.size
        if not self.size:
            raise ShapeError("check_gradient: x has no components")
        self.eps = max(float(np.finfo(leaf.dtype).eps) for leaf in self.arrays)
        self.eps = max(self.eps, float(np.finfo(float).eps))
        self.value, self.gradient = self._answer()
        if not np.isfinite(self.value):
            raise NonFiniteError(f"check_gradient: f is {self.value} at x; choose an x where it is finite")
        self.finite = np.isfinite(self.gradient)
        self.drift = 0.0  # how far apart two answers at x were

    def chosen(self, components: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """The components to compare: all, or so many, and the first that is not finite."""
        if self.size <= components:
            return np.arange(self.size)
        return np.union1d(rng.choice(self.size, components, replace=False), np.flatnonzero(~self.finite)[:1])

    def unsteady(self) -> str:
        """Ask f at x again: nothing, or in words that it answers otherwise."""
        value, gradient = self._answer()
        self.drift = max(self.drift, abs(value - self.value))
        apart = np.abs(np.where(self.finite, gradient, 0) - np.where(self.finite, self.gradient, 0))
        if not self.drift <= SAME * self.eps * abs(self.value):
            noun, first, second = "f", self.value, value
        elif not apart.max() <= SAME * self.eps * np.abs(self.gradient[self.finite]).max(initial=0.0):
            i = int(np.argmax(apart))
            noun, first, second = f"the gradient at {self.name(i)}", float(self.gradient[i]), float(gradient[i])
        else:
            return ""
        return (
            f"{noun} is {first:.10g} and, asked again at the same x, {second:.10g}; fix what f draws or keeps: "
            "a seed, one batch, no dropout"
        )

    def seen_eps(self, lines: list[Line]) -> float:
        """The relative precision of f: that of float32 where no value needs more."""
        values = np.concatenate([line.seen[:, :, 0].reshape(-1) for line in lines])
        single = (values == _single(values)) | ~np.isfinite(values)
        return max(self.eps, SINGLE) if single.all() else self.eps

    def precision(self, eps: float, noise: float) -> Precision:
        """How exact f and its gradient are, where f varies so much without cause."""
        size, noise = abs(self.value), max(noise, self.drift)
        # What blurs the value blurs the gradient too, but a sum that cancels in f need not cancel there.
        share = noise / size if noise < SINGLE * size else SINGLE * bool(noise)
        return Precision(eps, max(eps, share), max(noise, eps * size))

    def component(self, i: int) -> Line:
        """f along component i."""
        way = np.zeros(self.size)
        way[i] = 1.0
        here = float(self.flat[i])
        given = float(self.gradient[i]) if self.finite[i] else 0.0

        def at(h: float) -> NDArray[np.float64]:
            value, moved = self._at(h * way)
            far = abs(float(moved[i]) - here)
            return np.array([value, given * far, far, _single(moved[i]) != _single(self.flat[i])])

        return Line(self.name(i), float(self.gradient[i]), self.value, max(1.0, abs(here)), at)

    def direction(self, number: int, rng: np.random.Generator) -> Line:
        """f along a random direction of length 1."""
        way = rng.normal(size=self.size)
        way /= np.linalg.norm(way)

        def at(h: float) -> NDArray[np.float64]:
            value, moved = self._at(h * way)
            change = moved - self.flat
            says = float(self.gradient @ change) * np.sign(h)
            return np.array([value, says, abs(h) * change.any(), (_single(moved) != _single(self.flat)).any()])

        size = max(1.0, float(np.linalg.norm(self.flat)))
        return Line(f"random direction {number}", float(self.gradient @ way), self.value, size, at)

    def _at(self, change: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """f where x is changed so, NaN where it has no value, and that x, as its dtypes round it."""
        with np.errstate(all="ignore"):
            nest = self._nest(self.flat + change)
            moved = np.concatenate([leaf.reshape(-1).astype(float) for _, leaf in leaves(nest)])
            try:
                return _number(_pair(self.f(nest))[0]), moved
            except (ArithmeticError, ValueError, DtypeError):  # x is outside of what f takes
                return np.nan, moved

    def _nest(self, flat: NDArray[np.float64]) -> Parameters:
        parts, start = [], 0
        for leaf in self.arrays:
            parts.append(flat[start : start + leaf.size].reshape(leaf.shape).astype(leaf.dtype))
            start += leaf.size
        each = iter(parts)
        return alike(self.x, lambda _: next(each))

    def _answer(self) -> tuple[float, NDArray[np.float64]]:
        """f and its gradient at x."""
        value, given = _pair(self.f(alike(self.x, np.copy)))
        parts = list(matching(self.x, given, "check_gradient", "the gradient"))
        for path, leaf, g in zip(self.paths, self.arrays, parts, strict=True):
            if leaf.shape != g.shape:
                raise ShapeError(f"check_gradient: the gradient of {path} has shape {g.shape}, not {leaf.shape}")
            if g.dtype.kind not in "fiu":
                raise DtypeError(f"check_gradient: the gradient of {path} is {g.dtype}; it must hold real numbers")
            if g.dtype.kind == "f":
                self.eps = max(self.eps, float(np.finfo(g.dtype).eps))
        if isinstance(value, np.floating | np.ndarray) and value.dtype.kind == "f":
            self.eps = max(self.eps, float(np.finfo(value.dtype).eps))
        return _number(value), np.concatenate([g.reshape(-1).astype(float) for g in parts])

    def name(self, i: int) -> str:
        """What component i is called: the path to its array, and its place in it."""
        for path, leaf in zip(self.paths, self.arrays, strict=True):
            if i < leaf.size:
                return path + (str([int(k) for k in np.unravel_index(i, leaf.shape)]) if leaf.ndim else "")
            i -= leaf.size
        raise IndexError(i)


def _single(values: Any) -> Any:
    """As float32 rounds them, without a word where it cannot hold them."""
    with np.errstate(all="ignore"):
        return np.asarray(values).astype(np.float32)


def _pair(answer: Any) -> tuple[Any, Any]:
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise ShapeError(f"check_gradient: f must return a pair (value, gradient), got a {type(answer).__name__}")
    return answer[0], answer[1]


def _number(value: Any) -> float:
    if isinstance(value, np.ndarray) and value.size != 1:
        raise ShapeError(f"check_gradient: the value of f must be one number, got shape {value.shape}")
    try:
        real = value.item() if isinstance(value, np.ndarray | np.generic) else value
        if isinstance(real, complex):
            raise TypeError
        return float(real)
    except TypeError:
        raise DtypeError(f"check_gradient: the value of f must be a real number, got {value!r}") from None
