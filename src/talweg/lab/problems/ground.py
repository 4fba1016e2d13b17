"""A surface as a task: its seeds draw starts around its own, and the noise on its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.noise import normal
from talweg.errors import DeclarationError, NonFiniteError
from talweg.lab.problems.curve import Curve
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
SOLVED = 1e-3
"""It is solved once f above its lowest is this share of what it is at the surface's own start."""


@dataclass(frozen=True, eq=False)
class Ground:
    """f above its lowest, on a surface with normal noise of the deviation `noise` on each entry of the gradient."""

    surface: Surface
    noise: float = 0.0

    @property
    def measured(self) -> str:
        """What is measured, in words."""
        about = f", whose gradient has noise of deviation {self.noise:g}" if self.noise else ""
        return f"f above its lowest on {self.surface!r}{about}"

    @property
    def words(self) -> str:
        """All that a run depends on, in a line."""
        return f"{self.surface!r} {formulas(self.surface)}, from {self.surface.start}, noise {self.noise!r}"

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
        """A point near the surface's own start."""
        width = np.ptp(np.asarray(self.surface.view), axis=1)
        at: NDArray[np.float64] = np.asarray(self.surface.start) + AROUND * width * np.random.default_rng(seed).normal(
            size=2
        )
        return at

    def value_and_grad(self, w: Any) -> tuple[float, NDArray[np.float64]]:
        """f and its gradient, without noise."""
        return self.surface.value_and_grad(w)

    def run(self, rule: Rule, seed: int, kept: Sequence[int]) -> Curve:
        """One run, measured after each of the steps `kept`."""
        begin, steps = self.start(seed), kept[-1]
        began = perf_counter()
        left = None
        if not isinstance(rule, Optimizer):
            values, left = self._step_by_step(rule, begin, seed, kept)
        elif steps < LONG:
            _, found = walk(self.surface, rule, begin, steps, sigma=self.noise, seed=seed)
            values = found[np.asarray(kept)] - self._lowest
        else:
            swept = sweep(self.surface, rule, start=begin, steps=steps, keep="path", noise=self.noise, seed=seed)
            values = swept.values[np.asarray(kept)] - self._lowest
        spent = (perf_counter() - began) * np.asarray(kept) / steps
        return Curve.of(kept, values, spent, left)

    def _step_by_step(self, rule: Rule, w: Any, seed: int, kept: Sequence[int]) -> tuple[list[float], int | None]:
        """The same for what is more than a formula."""
        places, state, values = set(kept), rule.init(w), []
        for t in range(kept[-1] + 1):
            if t in places:
                values.append(float(self.surface.value(*rule.average(w, state))) - self._lowest)
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


def of_surface(surface: Surface | str, *, steps: int = 200, noise: float = 0.0, name: str | None = None) -> Problem:
    """A surface as a problem; its hyperparameters and the noise on its gradient are settings.

    The seed draws the start: normal around the surface's own, with a deviation of 5 % of the view's width and height.
    Raises DeclarationError or UnknownNameError for what is no surface.
    """
    ground = SURFACES.take("problems.surface", surface)
    if ground.lowest is not None and not np.isfinite(ground.lowest):
        raise DeclarationError(f"problems.surface: {ground!r} has no finite minimum")
    sigma = DEVIATION.check("problems.surface", "noise", noise)
    noisy = f" with noise of deviation {sigma:g} on its gradient" if sigma else ""
    return Problem(
        name or ground.name,
        f"{ground.label}{', noisy' if sigma else ''}",
        f"The surface {ground.name}{noisy}: {ground.formula.summary}",
        _Build(ground),
        {**ground.hyper, "noise": sigma},
        {**ground.legal, "noise": DEVIATION},
        steps=steps,
    )


@dataclass(frozen=True)
class _Build:
    surface: Surface

    def __call__(self, *, noise: float, **hyper: Any) -> Ground:
        return Ground(self.surface.replace(**hyper), noise)
