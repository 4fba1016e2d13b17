"""A sweep: one rule on one surface, run side by side from many starts, with many hyperparameters and seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import DeclarationError, unknown
from talweg.formula import Range
from talweg.lab.given import (
    broadcast,
    depth,
    for_each_run,
    kept_steps,
    plain,
    read_hyper,
    read_numbers,
    read_start,
    require,
)
from talweg.lab.walks import walk_all
from talweg.nouns import Optimizer, Surface
from talweg.nouns.shelf import described
from talweg.surfaces import SURFACES
from talweg.training.loop.examples import whole
from talweg.training.loop.rule import Rule, rule_of

Array = NDArray[Any]
DEVIATION = Range(0.0, low_open=False)
SEED = Range(0, 2**32, low_open=False, integer=True)


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """Where every run of a sweep stands. `shape` is what its arrays broadcast to: () for a single run.

    `w` (*shape, 2) and `values` (*shape,) are the places and f there after the last step. Where more than the end was
    kept they have an axis more, w (*shape, kept, 2) and values (*shape, kept), and `kept` are the numbers of steps.
    `left` (*shape,) is the first step at which a run had diverged, -1 where it never did.
    """

    surface: Surface
    rule: Optimizer
    hyper: Mapping[str, Any]
    """What was given for the hyperparameters of this sweep."""
    kept: NDArray[np.int64]
    w: Array
    values: Array
    left: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, ...]:
        """What the arrays of the sweep broadcast to."""
        return self.left.shape

    def columns(self) -> dict[str, Array]:
        """A row for every run and kept step as columns, for pandas.DataFrame or polars.DataFrame."""
        full = (*self.shape, len(self.kept))
        places = self.w.reshape(*full, 2)
        given = {name: np.asarray(value) for name, value in self.hyper.items()}
        varied = {name: value for name, value in given.items() if value.ndim and value.dtype != object}
        spread = {name: np.broadcast_to(value[..., None], full).reshape(-1) for name, value in varied.items()}
        run = np.arange(self.left.size).reshape(*self.shape, 1)
        return {
            "run": np.broadcast_to(run, full).reshape(-1),
            **spread,
            "step": np.broadcast_to(self.kept, full).reshape(-1),
            "x": places[..., 0].reshape(-1),
            "y": places[..., 1].reshape(-1),
            "f": self.values.reshape(-1),
            "left": np.broadcast_to(self.left[..., None], full).reshape(-1),
        }

    def __repr__(self) -> str:
        count, gone = self.left.size, int((self.left >= 0).sum())
        ends = self.values.reshape(count, -1)[:, -1] if count else self.values.reshape(-1)
        stayed = ends[np.isfinite(ends) & (self.left.reshape(-1) < 0)]
        span = f", f from {stayed.min():.4g} to {stayed.max():.4g}" if stayed.size else ""
        shape = " x ".join(map(str, self.shape)) or "1"
        varied = ", ".join(name for name, value in self.hyper.items() if np.ndim(value) or callable(value))
        over = f" over {varied}" if varied else ""
        return (
            f"Sweep of {self.rule.name} on {self.surface!r}{over}: {shape} runs of {self.kept[-1]} steps{span}; "
            f"{gone} diverged"
        )


def sweep(
    surface: Surface | str,
    rule: Rule | str,
    *,
    start: ArrayLike | None = None,
    steps: int = 50,
    keep: str | int = "end",
    seed: ArrayLike | None = None,
    noise: ArrayLike = 0.0,
    **hyper: Any,
) -> Sweep:
    """Let a rule take `steps` steps on a surface, in as many runs as the arguments broadcast to.

    `hyper` are hyperparameters of the rule or, where it has none of that name, of the surface: numbers, or arrays that
    broadcast together; those of the rule may be schedules, too, or arrays of schedules. `start` is the surface's own,
    or an array (..., 2) whose leading axes broadcast with them; a float32 array makes it a sweep in float32. `noise` is
    the standard deviation of normal noise on each entry of the gradient, and `seed` (whole numbers below 2**32) says
    which: runs of one seed meet the same noise, and without a seed every run meets its own. Both broadcast as well.

    `keep` is "end", "path" for every step, or k for every k-th step and the last. All runs are computed side by side,
    each the same to rounding as by `tw.race`; nothing is clipped, and inf and NaN are part of the result. A rule of
    whole arrays takes one run after another.

    Raises RangeError, ShapeError, DtypeError, UnknownNameError, or DeclarationError for what is no surface or no
    optimizer.
    """
    ground, runner = SURFACES.take("sweep", surface), rule_of("sweep", rule)
    if not isinstance(runner, Optimizer):
        raise DeclarationError(f"sweep: needs an optimizer, got {described(runner)}; tw.race takes pipelines")
    last = whole("sweep", "steps", steps, 1)
    kept = kept_steps(keep, last)
    hyper = {name: plain(value) for name, value in hyper.items()}
    given: dict[tuple[str, str], Any] = {("surface", name): value for name, value in ground.hyper.items()}
    for name, value in {**runner.hyper, **hyper}.items():
        if name in runner.hyper:
            given["rule", name] = read_hyper(runner, name, value, last)
        elif name in ground.hyper:
            given["surface", name] = read_numbers(ground.name, name, value, ground.formula.hyper[name].range)
        else:
            raise unknown(runner.name, "hyperparameter", name, [*runner.hyper, *ground.hyper])
    runner = runner.replace(
        **{name: value for name, value in hyper.items() if name in runner.hyper and not depth(value)}
    )
    ground = ground.replace(
        **{k: value for (owner, k), value in given.items() if owner == "surface" and not depth(value)}
    )
    require(runner, {name: value for (owner, name), value in given.items() if owner == "rule"})
    given["noise", "sigma"] = sigma = read_numbers("sweep", "noise", noise, DEVIATION)
    if seed is not None:
        given["noise", "seed"] = read_numbers("sweep", "seed", seed, SEED)
    begin = read_start(ground.start if start is None else start)
    shape = broadcast({name: np.shape(value) for (_, name), value in given.items()} | {"start": begin.shape[:-1]})
    if seed is None and np.any(sigma):
        given["noise", "seed"] = np.random.default_rng().integers(2**32, size=shape)
    flat = {name: for_each_run(value, shape) for name, value in given.items()}
    begin = np.ascontiguousarray(np.broadcast_to(begin, (*shape, 2))).reshape(-1, 2)
    w, values, left = walk_all(runner, ground, kept, flat, begin)
    full = shape if keep == "end" else (*shape, len(kept))
    return Sweep(
        ground, runner, hyper, np.asarray(kept), w.reshape((*full, 2)), values.reshape(full), left.reshape(shape)
    )
