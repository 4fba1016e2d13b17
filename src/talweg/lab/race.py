"""A race: several optimizers on one surface, from one start, with the same number of gradients each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talweg.errors import RangeError, ShapeError
from talweg.lab.divergence import left_at
from talweg.nouns import Optimizer, Surface


def number(value: float) -> str:
    """A value of f as tables print it: four digits, and a short exponent where there is one: 6.64e-4."""
    text = f"{value:.4g}" if 1e-3 <= abs(value) < 1e6 or not value else f"{value:.2e}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


@dataclass(frozen=True, eq=False)
class Race:
    """What happened: for every runner its path, shape (steps + 1, 2), and f along it, shape (steps + 1,)."""

    surface: Surface
    runners: Mapping[str, Optimizer]
    start: tuple[float, float]
    steps: int
    paths: Mapping[str, NDArray[np.float64]]
    values: Mapping[str, NDArray[np.float64]]

    def left_at(self, name: str) -> int | None:
        """The first step at which the runner had diverged, or None."""
        return left_at(self.values[name])

    def verdict(self, name: str) -> str:
        """f after the last step in words; or when the run diverged, and which condition it breaks."""
        left = self.left_at(name)
        if left is None:
            return f"f = {number(self.values[name][-1])}"
        why = self.broken(name)
        return f"diverged at step {left}" + (f": {why}" if why else "")

    def broken(self, name: str) -> str | None:
        """The rule's own condition for convergence with its numbers, if this surface breaks it; else None."""
        rule, curvature = self.runners[name], self.surface.curvature()
        if rule.stable is None or curvature is None:
            return None
        left, right = rule.stable.sides(curvature=curvature, **rule.at(0))
        if left < right:
            return None
        return f"{rule.stable.text} is broken: {left:g} is not below {right:g}, where curvature = {curvature:g}"

    def table(self) -> str:
        """Where every runner stands after the last step, as plain text."""
        head = ("optimizer", "x", "y", "f", "")
        rows = [head]
        for name, path in self.paths.items():
            x, y = path[-1]
            note = self.verdict(name) if self.left_at(name) is not None else ""
            rows.append((name, _coordinate(x), _coordinate(y), number(self.values[name][-1]), note))
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        text = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:4], widths[1:4]), row[4]]) for row in rows]
        return "\n".join(line.rstrip() for line in text)

    def plot(self, path: str | Path | None = None) -> Path | None:
        """Draw the paths on the relief map beside f over the steps; save to `path`, or show a window."""
        from talweg.lab.picture import Line, draw

        lines = [
            Line(rule.name, f"{rule.label}: {self.verdict(name)}", self.paths[name], self.values[name])
            for name, rule in self.runners.items()
        ]
        return draw(self.surface, lines, path)


def race(
    surface: Surface,
    rules: Sequence[Optimizer],
    start: tuple[float, float] | None = None,
    steps: int = 50,
) -> Race:
    """Let every rule take `steps` steps on `surface` from `start` (the surface's own if None).

    All get the same start, the same number of gradients and no clipping. Raises RangeError or ShapeError.
    """
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        raise RangeError(f"race: steps must be a whole number of [1, inf), got {steps!r}")
    if not rules:
        raise ShapeError("race: needs at least one optimizer")
    begin = np.asarray(surface.start if start is None else start, dtype=float)
    if begin.shape != (2,) or not np.isfinite(begin).all():
        raise ShapeError(f"race: the start must be two finite numbers x, y, got {start!r}")
    runners = _named(rules)
    runs = {name: _run(surface, rule, begin, steps) for name, rule in runners.items()}
    return Race(
        surface=surface,
        runners=runners,
        start=(float(begin[0]), float(begin[1])),
        steps=steps,
        paths={name: path for name, (path, _) in runs.items()},
        values={name: values for name, (_, values) in runs.items()},
    )


def _coordinate(value: float) -> str:
    return f"{round(value, 4) + 0.0:.4f}" if abs(value) < 1e6 else number(value)  # + 0.0: no "-0.0000"


def _named(rules: Sequence[Optimizer]) -> dict[str, Optimizer]:
    """The rules by name; where one name comes twice, by name and hyperparameters."""
    names = [rule.name for rule in rules]
    named = {rule.name if names.count(rule.name) == 1 else repr(rule): rule for rule in rules}
    if len(named) < len(rules):
        raise ShapeError("race: the same optimizer with the same hyperparameters is there twice")
    return named


def _run(
    surface: Surface, rule: Optimizer, start: NDArray[np.float64], steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    path, values = np.empty((steps + 1, 2)), np.empty(steps + 1)
    w, slots = start.copy(), tuple(rule.init(start).slots.values())
    for t in range(steps + 1):
        path[t] = w
        values[t], gradient = surface.value_and_grad(w)
        # The plain reader goes on through inf and NaN: where a run ends up is part of the result.
        w, slots = rule.next(w, gradient, slots, t + 1)
    return path, values
