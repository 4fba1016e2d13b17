"""A race: several optimizers on one surface, from one start, with the same number of gradients each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import NonFiniteError, ShapeError
from talweg.lab.divergence import left_at
from talweg.lab.sweep import sweep
from talweg.lab.walks import walk
from talweg.nouns import Optimizer, Surface
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES
from talweg.training import Pipeline, Rule
from talweg.training.loop.examples import whole
from talweg.training.loop.rule import rule_of

LONG = 10_000
"""From so many steps on a run is compiled, which takes about a second; one step of the plain reader some 50 us."""


def number(value: float) -> str:
    """A value of f as tables print it: four digits, and a short exponent where there is one: 6.64e-4."""
    text = f"{value:.4g}" if 1e-3 <= abs(value) < 1e6 or not value else f"{value:.2e}"
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


@dataclass(frozen=True, eq=False, repr=False)
class Race:
    """What happened: for every runner its path, shape (steps + 1, 2), and f along it, shape (steps + 1,)."""

    surface: Surface
    runners: Mapping[str, Optimizer | Pipeline]
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

    def table(self, most: int | None = None) -> str:
        """Where every runner stands after the last step, as plain text; `most` of them where there are more."""
        rows = self._lines(most)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        text = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:4], widths[1:4]), row[4]]) for row in rows]
        left = len(self.paths) - len(rows) + 1
        return "\n".join([*(line.rstrip() for line in text), *([f"and {left} more"] if left else [])])

    def _lines(self, most: int | None) -> list[tuple[str, ...]]:
        """A header and a row for each runner, as cells; where it diverged, the verdict in the last."""
        rows: list[tuple[str, ...]] = [("optimizer", "x", "y", "f", "")]
        for name, path in list(self.paths.items())[:most]:
            x, y = path[-1]
            note = self.verdict(name) if self.left_at(name) is not None else ""
            rows.append((name, _coordinate(x), _coordinate(y), number(self.values[name][-1]), note))
        return rows

    def _repr_html_(self) -> str:
        """What a notebook shows: where every runner stands after the last step."""
        from talweg.charts.markup import table

        x, y = self.start
        head = f"{escape(repr(self.surface))} from ({x:g}, {y:g}), {self.steps} steps"
        return f"<div><p><b>Race</b> on {head}</p>{table(self._lines(None))}</div>"

    def __repr__(self) -> str:
        x, y = self.start
        return f"Race on {self.surface!r} from ({x:g}, {y:g}), {self.steps} steps\n{self.table(most=12)}"

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every step of every runner as columns, for pandas.DataFrame or polars.DataFrame."""
        count = self.steps + 1
        paths = np.concatenate(list(self.paths.values()))
        return {
            "optimizer": np.repeat(list(self.paths), count),
            "step": np.tile(np.arange(count), len(self.paths)),
            "x": paths[:, 0],
            "y": paths[:, 1],
            "f": np.concatenate(list(self.values.values())),
        }

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw the paths on the relief map beside f over the steps; save to `path`, or show a window.

        On axes `ax` of your own, f over the steps alone is drawn. Returns the path or the axes, if any.
        """
        from talweg.lab.picture import Line, draw, fall

        lines = [
            Line(
                rule.name, f"{getattr(rule, 'label', name)}: {self.verdict(name)}", self.paths[name], self.values[name]
            )
            for name, rule in self.runners.items()
        ]
        if ax is None:
            return draw(self.surface, lines, path)
        fall(ax, self.surface, lines)
        return ax


def race(
    surface: Surface | str,
    rules: Rule | str | Sequence[Rule | str],
    start: tuple[float, float] | None = None,
    steps: int = 50,
) -> Race:
    """Let every rule take `steps` steps on `surface` from `start` (the surface's own if None).

    Surface and rules may be given by name, such as "valley:kappa=30" and "adam"; a rule may be a pipeline. All get the
    same start and the same number of gradients, and nothing is clipped but by a pipeline that does. Raises RangeError,
    ShapeError, UnknownNameError, or DeclarationError for what is no surface or no optimizer.
    """
    ground = SURFACES.take("race", surface)
    count = whole("race", "steps", steps, 1)
    given = [rules] if isinstance(rules, str | Rule) else rules
    if not isinstance(given, Iterable):
        raise OPTIMIZERS.refusal("race", given)
    runners = _named([rule_of("race", each) for each in given])
    if not runners:
        raise ShapeError("race: needs at least one optimizer")
    begin = _start(ground.start if start is None else start)
    runs = {name: _run(ground, rule, begin, count) for name, rule in runners.items()}
    return Race(
        surface=ground,
        runners=runners,
        start=(float(begin[0]), float(begin[1])),
        steps=count,
        paths={name: path for name, (path, _) in runs.items()},
        values={name: values for name, (_, values) in runs.items()},
    )


def _coordinate(value: float) -> str:
    return f"{round(value, 4) + 0.0:.4f}" if abs(value) < 1e6 else number(value)  # + 0.0: no "-0.0000"


def _start(given: ArrayLike) -> NDArray[np.float64]:
    try:
        begin = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        begin = np.empty(0)
    if begin.shape != (2,) or not np.isfinite(begin).all():
        raise ShapeError(f"race: the start must be two finite numbers x, y, got {given!r}")
    return begin


def _named(rules: Sequence[Any]) -> dict[str, Any]:
    """The rules by name, a pipeline's transforms after it; where one name comes twice, with all hyperparameters."""
    names = [", ".join([rule.name, *(each.name for each in getattr(rule, "transforms", ()))]) for rule in rules]
    named = {repr(rule) if names.count(name) > 1 else name: rule for name, rule in zip(names, rules, strict=True)}
    if len(named) < len(rules):
        raise ShapeError("race: the same optimizer with the same hyperparameters is there twice")
    return named


def _run(
    surface: Surface, rule: Rule, start: NDArray[np.float64], steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if isinstance(rule, Optimizer):
        if steps < LONG:
            return walk(surface, rule, start, steps)
        found = sweep(surface, rule, start=start, steps=steps, keep="path")
        return found.w, found.values
    path, values = np.empty((steps + 1, 2)), np.empty(steps + 1)
    w, state = start.copy(), rule.init(start)
    for t in range(steps + 1):
        path[t] = w
        values[t], gradient = surface.value_and_grad(w)
        try:
            rule.step(w, gradient, state)
        except NonFiniteError:  # refused by what is more than a formula: from here on it stands nowhere
            w = np.full(2, np.nan)
    return path, values
