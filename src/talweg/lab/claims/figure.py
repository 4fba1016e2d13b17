"""The picture of an experiment as numbers: the site draws it as SVG, and `plot` on a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Values = tuple[float, ...]


@dataclass(frozen=True)
class Curve:
    """Points in order; `low` and `high`, where they are known, are the ends of each y's interval."""

    name: str
    x: Values
    y: Values
    low: Values | None = None
    high: Values | None = None


@dataclass(frozen=True)
class Figure:
    """Curves over two named axes; `level` is a y that a dashed line marks."""

    x: str
    y: str
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False
    level: float | None = None

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw it on `ax`, to a file, or in a window. Returns the axes, or the path that was saved to."""
        from talweg.charts.sheet import CONTOUR, chart
        from talweg.lab.style import nth_style

        def draw(axes: Any) -> None:
            for place, curve in enumerate(self.curves):
                color = nth_style(place).color
                axes.plot(curve.x, curve.y, color=color, marker=".", label=curve.name)
                if curve.low is not None and curve.high is not None:
                    axes.fill_between(curve.x, curve.low, curve.high, color=color, alpha=0.2, linewidth=0)
            if self.level is not None:
                axes.axhline(self.level, color=CONTOUR, linestyle="--", linewidth=1)
            axes.set(
                xlabel=self.x,
                ylabel=self.y,
                xscale="log" if self.log_x else "linear",
                yscale="log" if self.log_y else "linear",
            )
            axes.legend(frameon=False)

        return chart(draw, path, ax)


def curve(name: str, x: Any, y: Any, low: Any = None, high: Any = None) -> Curve:
    """A curve of arrays, to four digits: more than a picture shows."""

    def rounded(values: Any) -> Values:
        return tuple(float(f"{value:.4g}") for value in np.asarray(values, float).reshape(-1))

    return Curve(
        name, rounded(x), rounded(y), None if low is None else rounded(low), None if high is None else rounded(high)
    )
