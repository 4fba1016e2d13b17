"""A surface as a task: its seeds draw starts around its own, and the noise on its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.noise import normal
from talweg.errors import DeclarationError, NonFiniteError, ShapeError
from talweg.formula import Range
from talweg.lab.problems.curve import Curve, Told, untold
from talweg.lab.problems.problem import Problem
from talweg.lab.race import LONG
from talweg.lab.sweep import DEVIATION, sweep
from talweg.lab.walks import walk
from talweg.nouns import Optimizer, Surface
from talweg.surfaces import SURFACES
from talweg.training.checkpoint.checkpoint import formulas
from talweg.training.loop.rule import Rule

AROUND = 0.05
"""The deviation of the starts around the surface's own, as a share of the width and height of its view."""
COORDINATE = Range()
SOLVED = 1e-3
"""It is solved once f above its lowest is this share of what it is at the surface's own start."""


@dataclass(frozen=True, eq=False)
class Ground:
    """f above its lowest, on a surface with normal noise of the deviation `noise` on each entry of the gradient."""

    surface: Surface
    noise: float
    begin: tuple[float, float]
    """Around it the seeds draw the starts."""

    @property
    def measured(self) -> str:
        """What is measured, in words."""
        about = f", whose gradient has noise of deviation {self.noise:g}" if self.noise else ""
        around = f", from around ({self.begin[0]:g}, {self.begin[1]:g})" if self.begin != self.surface.start else ""
        return f"f above its lowest on {self.surface!r}{about}{around}"

    @property
    def words(self) -> str:
        """All that a run depends on, in a line."""
        return f"{self.surface!r} {formulas(self.surface)}, from {self.begin}, noise {self.noise!r}"

    @property
    def target(self) -> float | None:
        """A share of the height of the surface's own start."""
        return SOLVED * (float(self.surface.value(*self.surface.start)) - self._lowest)

    @property
    def best(self) -> float | None:
        """0, where the surface knows a minimum."""
        return None if self.surface.lowest is None else 0.0

    @property
    def _lowest(self) -> float:
        return self.surface.lowest or 0.0

    def start(self, seed: int) -> NDArray[np.float64]:
        """A point near `begin`."""
        width = np.ptp(np.asarray(self.surface.view), axis=1)
        at: NDArray[np.float64] = np.asarray(self.begin) + AROUND * width * np.random.default_rng(seed).normal(size=2)
        return at

    def value_and_grad(self, w: Any) -> tuple[float, NDArray[np.float64]]:
        """f and its gradient, without noise."""
        return self.surface.value_and_grad(w)

    def run(self, rule: Rule, seed: int, kept: Sequence[int], told: Told = untold) -> Curve:
        """One run, measured after each of the steps `kept`; of a rule that is one formula it is told as a whole."""
        begin, steps = self.start(seed), kept[-1]
        began = perf_counter()
        left = None
        if not isinstance(rule, Optimizer):
            values, left = self._step_by_step(rule, begin, seed, kept, told)
        elif steps < LONG:
            _, found = walk(self.surface, rule, begin, steps, sigma=self.noise, seed=seed)
            values = found[np.asarray(kept)] - self._lowest
        else:
            swept = sweep(self.surface, rule, start=begin, steps=steps, keep="path", noise=self.noise, seed=seed)
            values = swept.values[np.asarray(kept)] - self._lowest
        spent = (perf_counter() - began) * np.asarray(kept) / steps
        return Curve.of(kept, values, spent, left)

    def run_side_by_side(self, asked: Sequence[tuple[Optimizer, int]], kept: Sequence[int]) -> list[Curve]:
        """The run of each pair (rule, seed), to rounding that of `run`, all at once: a run a lane.

        The rules are one formula with different hyperparameters. The seconds of a run are its share of those of all.
        """
        rules, seeds = [rule for rule, _ in asked], np.array([seed for _, seed in asked])
        starts = np.array([self.start(seed) for _, seed in asked])
        # Each number is told for each lane, also where all are the same: so the kernel does not hang on who else runs.
        hyper = {name: _for_each_lane([rule.hyper[name] for rule in rules]) for name in rules[0].hyper}
        given: dict[str, Any] = {"noise": self.noise, "seed": seeds, "start": starts, **hyper}
        sweep(self.surface, rules[0], steps=1, **given)  # compiled, if it was not
        began = perf_counter()
        swept = sweep(self.surface, rules[0], steps=kept[-1], keep=kept[1], **given)
        spent = (perf_counter() - began) / len(asked) * np.asarray(kept) / kept[-1]
        return [Curve.of(kept, values - self._lowest, spent, None) for values in swept.values]

    def _step_by_step(
        self, rule: Rule, w: Any, seed: int, kept: Sequence[int], told: Told
    ) -> tuple[list[float], int | None]:
        """The same for what is more than a formula."""
        places, state, values, began = set(kept), rule.init(w), [], perf_counter()
        for t in range(kept[-1] + 1):
            if t in places:
                values.append(float(self.surface.value(*rule.average(w, state))) - self._lowest)
                told(t, values[-1], perf_counter() - began)
            if t == kept[-1]:
                break
            _, gradient = self.surface.value_and_grad(w)
            if self.noise:
                gradient = gradient + self.noise * np.array(normal(np.uint64(seed), np.uint64(t)))
            try:
                rule.step(w, gradient, state)
            except NonFiniteError:
                return values, t + 1
        return values, None


def of_surface(
    surface: Surface | str, *, steps: int = 200, noise: float = 0.0, start: tuple[float, float] | None = None,
    name: str | None = None,
) -> Problem:  # fmt: skip
    """A surface as a problem; its hyperparameters, the noise on its gradient, and x and y of its start are settings.

    The seed draws where a run starts: normal around `start`, the surface's own if None, with a deviation of 5 % of the
    view's width and height. Solved is what is solved from the surface's own start, wherever the runs begin. Raises
    DeclarationError or UnknownNameError for what is no surface, ShapeError or RangeError for what is no start, and
    NonFiniteError where f is infinite there.
    """
    ground = SURFACES.take("problems.surface", surface)
    if ground.lowest is not None and not np.isfinite(ground.lowest):
        raise DeclarationError(f"problems.surface: {ground!r} has no finite minimum")
    sigma = DEVIATION.check("problems.surface", "noise", noise)
    begin = _point(ground.start if start is None else start)
    noisy = f" with noise of deviation {sigma:g} on its gradient" if sigma else ""
    return Problem(
        name or ground.name,
        f"{ground.label}{', noisy' if sigma else ''}",
        f"The surface {ground.name}{noisy}: {ground.formula.summary}",
        _Build(ground),
        {**ground.hyper, "noise": sigma, "x": begin[0], "y": begin[1]},
        {**ground.legal, "noise": DEVIATION, "x": COORDINATE, "y": COORDINATE},
        steps=steps,
    )


def _for_each_lane(values: Sequence[Any]) -> NDArray[Any]:
    """Numbers, or schedules, as an array with one for each lane."""
    if not any(callable(each) for each in values):
        return np.array(values, float)
    found = np.empty(len(values), object)
    found[:] = values
    return found


def surface_of(problem: Problem) -> Surface | None:
    """The surface that a problem is made of, None where it is another kind of problem."""
    return problem.build.surface if isinstance(problem.build, _Build) else None


def _point(given: Any) -> tuple[float, float]:
    """A start as x and y. Raises ShapeError or RangeError."""
    if isinstance(given, str) or np.shape(given) != (2,):
        raise ShapeError(f"problems.surface: start is (x, y), such as (5, 3); got {given!r:.60}")
    x, y = (COORDINATE.check("problems.surface", name, each) for name, each in zip("xy", given, strict=True))
    return x, y


@dataclass(frozen=True)
class _Build:
    surface: Surface

    def __call__(self, *, noise: float, x: float, y: float, **hyper: Any) -> Ground:
        ground = self.surface.replace(**hyper)
        with np.errstate(all="ignore"):
            f = float(ground.value(x, y))
        if not np.isfinite(f):
            raise NonFiniteError(f"{ground!r}: f is {f} at ({x:g}, {y:g}); start where it is a finite number")
        return Ground(ground, noise, (x, y))
