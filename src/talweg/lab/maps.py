"""Maps: where a rule settles, over two of its hyperparameters; and which minimum it reaches, over its starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import MissingError, RangeError, ShapeError
from talweg.lab.given import array_of, depth
from talweg.lab.sweep import sweep
from talweg.nouns import Optimizer, Surface
from talweg.surfaces import SURFACES
from talweg.training.loop.rule import Rule

Array = NDArray[Any]
NEAR = 0.01
"""A run has reached a minimum if it ends so near, as a share of the diagonal of the surface's view."""


@dataclass(frozen=True, eq=False, repr=False)
class StabilityMap:
    """How far a rule comes down, for every pair of two hyperparameters.

    `axes` are their names and numbers, in the order in which they were given; `values` is f after the last step,
    (first, second), not finite where the run diverged; `left` is the step at which it had, -1 where it never did.
    """

    surface: Surface
    rule: Optimizer
    steps: int
    axes: Mapping[str, Array]
    values: Array
    left: NDArray[np.int64]
    closed: NDArray[np.bool_] | None
    """Whether the rule's own condition promises that it settles, where there is one for this surface; else None."""

    def columns(self) -> dict[str, Array]:
        """A row for every pair as columns, for pandas.DataFrame or polars.DataFrame."""
        grid = np.meshgrid(*self.axes.values(), indexing="ij")
        pairs = {name: each.reshape(-1) for name, each in zip(self.axes, grid, strict=True)}
        closed = {} if self.closed is None else {"closed": self.closed.reshape(-1)}
        return {**pairs, "f": self.values.reshape(-1), "left": self.left.reshape(-1), **closed}

    def __repr__(self) -> str:
        sizes = " x ".join(f"{name} ({len(each)})" for name, each in self.axes.items())
        gone = (self.left >= 0).mean() if self.left.size else 0.0
        return f"StabilityMap of {self.rule.name} on {self.surface!r}: {sizes}, {self.steps} steps, {gone:.1%} diverged"

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw f at the end on a log scale, what diverged in one colour, and the limit in closed form as a line.

        On `ax`, to a file, or in a window. Returns the axes, or the path that was saved to.
        """
        from talweg.charts.sheet import LINES, chart

        (first, x), (second, y) = self.axes.items()
        shown = np.where(self.left < 0, np.log10(np.maximum(self.heights, 1e-16)), np.nan)

        def draw(axes: Any) -> None:
            axes.grid(False)
            mesh = axes.pcolormesh(x, y, shown.T, shading="nearest", cmap="YlGnBu_r", rasterized=True)
            axes.figure.colorbar(mesh, ax=axes, label=f"log10 of f above its lowest, after {self.steps} steps")
            if self.closed is not None and self.closed.any() and not self.closed.all():
                axes.contour(x, y, self.closed.T.astype(float), levels=[0.5], colors=LINES[1], linewidths=1.6)
            for values, scale in ((x, axes.set_xscale), (y, axes.set_yscale)):
                if is_geometric(values):
                    scale("log")
            axes.set(xlabel=first, ylabel=second, facecolor="#b9b0a0")
            axes.set_title(f"{self.rule.label} on {self.surface!r}", loc="left", fontsize=10)

        return chart(draw, path, ax)

    @property
    def heights(self) -> Array:
        """f at the end above the surface's lowest, or above the lowest that was reached where none is known."""
        lowest = self.surface.lowest
        finite = self.values[np.isfinite(self.values)]
        return self.values - (lowest if lowest is not None else finite.min(initial=0.0))


@dataclass(frozen=True, eq=False, repr=False)
class BasinMap:
    """Which minimum of a surface a rule reaches, for every start.

    `values` (x, y) is the number of the minimum in `surface.minima`, -1 where a run reached none; `w` (x, y, 2) is
    where the runs ended.
    """

    surface: Surface
    rule: Optimizer
    steps: int
    x: Array
    y: Array
    values: NDArray[np.int64]
    w: Array

    @property
    def shares(self) -> dict[tuple[float, float] | None, float]:
        """The share of the starts from which each minimum was reached; None for no minimum."""
        points = (*self.surface.minima, None)
        numbers = (*range(len(self.surface.minima)), -1)
        return {point: float((self.values == place).mean()) for point, place in zip(points, numbers, strict=True)}

    def columns(self) -> dict[str, Array]:
        """A row for every start as columns, for pandas.DataFrame or polars.DataFrame."""
        x, y = np.meshgrid(self.x, self.y, indexing="ij")
        return {"x": x.reshape(-1), "y": y.reshape(-1), "minimum": self.values.reshape(-1)}

    def __repr__(self) -> str:
        shares = ", ".join(
            f"{share:.1%} to {'none' if point is None else '({:.4g}, {:.4g})'.format(*point)}"
            for point, share in self.shares.items()
        )
        return f"BasinMap of {self.rule!r} on {self.surface!r}: {self.values.size} starts, {self.steps} steps; {shares}"

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw every start in the colour of the minimum that it leads to; on `ax`, to a file, or in a window.

        Returns the axes, or the path that was saved to.
        """
        from matplotlib.colors import ListedColormap

        from talweg.charts.sheet import INK, chart
        from talweg.lab.style import INKS

        count = len(self.surface.minima)

        def draw(axes: Any) -> None:
            axes.grid(False)
            colors = ListedColormap(["#b9b0a0", *(INKS[place % len(INKS)] for place in range(count))])
            axes.pcolormesh(
                self.x, self.y, self.values.T + 1, shading="nearest", cmap=colors, vmin=-0.5, vmax=count + 0.5,
                alpha=0.75, rasterized=True,
            )  # fmt: skip
            for point in self.surface.minima:
                axes.plot(*point, marker="+", color=INK, markersize=11, markeredgewidth=1.6)
            axes.set(xlabel="x", ylabel="y", xlim=(self.x.min(), self.x.max()), ylim=(self.y.min(), self.y.max()))
            axes.set_title(f"Where {self.rule.label} ends on {self.surface!r}", loc="left", fontsize=10)

        return chart(draw, path, ax)


def stability_map(
    surface: Surface | str, rule: Rule | str, *, start: ArrayLike | None = None, steps: int = 200, **hyper: Any
) -> StabilityMap:
    """Run a rule with every pair of two hyperparameters: two of `hyper` are lists of numbers (n,), all others numbers.

    The two may be the rule's or the surface's; `start` is a point (2,), the surface's own if None. For what else is
    raised see `tw.sweep`. Raises ShapeError unless two are lists.
    """
    axes = {name: _axis("stability_map", name, value) for name, value in hyper.items() if depth(value)}
    if len(axes) != 2 or any(each.ndim != 1 or not each.size for each in axes.values()):
        given = ", ".join(f"{name} {each.shape}" for name, each in axes.items()) or "none"
        raise ShapeError(f"stability_map: needs two hyperparameters that are lists of numbers (n,), got {given}")
    if start is not None and array_of("stability_map", "start", start).shape != (2,):
        raise ShapeError(f"stability_map: start must be a point x, y, got {start!r:.60}")
    first, second = axes.values()
    across = dict(zip(axes, (first[:, None], second[None, :]), strict=True))
    found = sweep(surface, rule, start=start, steps=steps, **{**hyper, **across})
    values = np.where((found.left >= 0) & np.isfinite(found.values), np.inf, found.values)
    return StabilityMap(
        found.surface, found.rule, int(found.kept[-1]), axes, values, found.left,
        _closed(found.rule, found.surface, {**hyper, **across}, found.shape),
    )  # fmt: skip


def basin_map(
    surface: Surface | str,
    rule: Rule | str,
    *,
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    steps: int = 500,
    **hyper: Any,
) -> BasinMap:
    """Run a rule from every start of a grid, and see which of the surface's minima each run reaches.

    `x` and `y` are lists of numbers (n,), (m,); None: 200 over the surface's view. `hyper` are numbers. Raises
    MissingError for a surface that knows no minimum, and what `tw.sweep` raises.
    """
    ground = SURFACES.take("basin_map", surface)
    if not ground.minima:
        raise MissingError(f"basin_map: {ground.name} knows no minimum; declare it with @tw.surface(minima=[(x, y)])")
    if lists := [name for name, value in hyper.items() if depth(value)]:
        raise RangeError(f"basin_map: {lists[0]} must be a number, got {hyper[lists[0]]!r:.60}")
    across, up = (
        np.linspace(*view, 200) if given is None else _axis("basin_map", name, given)
        for name, given, view in zip("xy", (x, y), ground.view, strict=True)
    )
    if any(each.ndim != 1 or not each.size for each in (across, up)):
        raise ShapeError(f"basin_map: x and y must be lists of numbers (n,), got {across.shape} and {up.shape}")
    starts = np.stack(np.meshgrid(across, up, indexing="ij"), axis=-1)
    found = sweep(ground, rule, start=starts, steps=steps, **hyper)
    ends = reached(found.surface, found.w)
    return BasinMap(found.surface, found.rule, int(found.kept[-1]), across, up, ends, found.w)


def _axis(owner: str, name: str, value: Any) -> Array:
    return array_of(owner, name, value).astype(float)


def reached(surface: Surface, w: Array) -> NDArray[np.int64]:
    """The number of the minimum that each place (..., 2) is at, -1 where it is at none."""
    (left, right), (bottom, top) = surface.view
    near = NEAR * np.hypot(right - left, top - bottom)
    with np.errstate(all="ignore"):
        away = np.stack([np.hypot(*np.moveaxis(w - np.array(point), -1, 0)) for point in surface.minima])
    away = np.where(np.isfinite(away), away, np.inf)
    return np.where(away.min(axis=0) <= near, away.argmin(axis=0), -1)


def is_geometric(values: Array) -> bool:
    """Whether each number is the one before by a factor, so that a log axis spaces them evenly."""
    if len(values) < 3 or values.min() <= 0:
        return False
    steps = np.diff(np.log(values))
    return bool(np.ptp(steps) <= 1e-6 * abs(steps).max())


def _closed(
    rule: Optimizer, surface: Surface, hyper: Mapping[str, Any], shape: tuple[int, ...]
) -> NDArray[np.bool_] | None:
    if rule.stable is None or surface.largest_curvature is None:
        return None
    curvature = surface.largest_curvature(**{**surface.hyper, **hyper})
    known = {**rule.hyper, **hyper, "curvature": curvature}
    if any(callable(known[name]) for name in rule.stable.names):
        return None
    left, right = rule.stable.left(**known), rule.stable.right(**known)
    return np.broadcast_to(left < right if rule.stable.strict else left <= right, shape)
