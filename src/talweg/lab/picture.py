"""The picture of a race: trails on a shaded relief map, and f over the steps on a log axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LightSource, LinearSegmentedColormap
from numpy.typing import NDArray

from talweg.charts.sheet import CONTOUR, INK, LOOK, PAPER, finish, plain, sheet
from talweg.lab.divergence import DIVERGED
from talweg.lab.style import Style, line_styles
from talweg.nouns import Surface

LOWLAND_TO_PEAK = ("#cfe0c3", "#e6e6c3", "#f0dfb8", "#e2c49a", "#c9a27c", "#a98467")
WIDTH = 2


@dataclass(frozen=True, eq=False)
class Line:
    """One runner as it is drawn: its rule's name, its words in the key, its path (steps + 1, 2) and f along it."""

    rule: str
    label: str
    path: NDArray[np.float64]
    values: NDArray[np.float64]


def draw(surface: Surface, lines: Sequence[Line], path: str | Path | None) -> Path | None:
    """Draw a race and save it to `path` (the ending says the format), or show it in a window if `path` is None."""
    with mpl.rc_context(LOOK):
        figure = sheet(path, (10, 4.2))
        relief, chart = figure.subplots(1, 2, width_ratios=(1.5, 1))
        _relief(relief, surface, lines)
        plain(chart)
        fall(chart, surface, lines)
        return finish(figure, path)


def _relief(axes: Any, surface: Surface, lines: Sequence[Line]) -> None:
    (left, right), (bottom, top) = surface.view
    x, y = np.meshgrid(np.linspace(left, right, 480), np.linspace(bottom, top, 320))
    height = surface.value(x, y) - _lowest(surface, lines)
    height = np.where(np.isfinite(height), height, np.max(height, where=np.isfinite(height), initial=0.0))
    # Levels and shade follow log f: the floor of a valley keeps its detail beside its walls. What is far below the
    # middle of the map is one colour, however high its walls are.
    logged = np.log10(np.maximum(height, max(3e-3 * np.median(height), 1e-12)))
    colors = LinearSegmentedColormap.from_list("map", LOWLAND_TO_PEAK)
    shaded = LightSource(315, 50).shade(logged, colors, blend_mode="soft", vert_exag=18, dx=1, dy=1)
    axes.imshow(shaded, extent=(left, right, bottom, top), origin="lower", aspect="auto", interpolation="bilinear")
    if np.ptp(logged):  # a plain has no contours
        levels = np.linspace(logged.min(), logged.max(), 24)[1:-1]
        axes.contour(x, y, logged, levels=levels, colors=CONTOUR, linewidths=0.5, linestyles="solid")
    for point in surface.minima:
        axes.plot(*point, marker="+", color=INK, markersize=11, markeredgewidth=1.4)
    for line, style in zip(lines, line_styles([line.rule for line in lines]), strict=True):
        axes.plot(*line.path.T, color=PAPER, linewidth=4, alpha=0.8)
        axes.plot(*line.path.T, label=line.label, **_drawn(style), markevery=max(1, len(line.path) // 25))
    axes.plot(*lines[0].path[0], marker="o", color=PAPER, markeredgecolor=INK, markersize=8, markeredgewidth=1.4)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="x", ylabel="y")
    hyper = ", ".join(f"{name} = {value:g}" for name, value in surface.hyper.items())
    steps = len(lines[0].path) - 1
    axes.set_title(f"{surface.label}{', ' + hyper if hyper else ''}: {steps} steps", loc="left", fontsize=12)


def _lowest(surface: Surface, lines: Sequence[Line]) -> float:
    """The lowest value of f there is, or that is in sight where no minimum is known."""
    known = surface.lowest
    if known is not None:
        return known
    (left, right), (bottom, top) = surface.view
    seen = surface.value(*np.meshgrid(np.linspace(left, right, 480), np.linspace(bottom, top, 320)))
    values = np.concatenate([seen.ravel(), *(line.values for line in lines)])
    return float(np.min(values[np.isfinite(values)]))


def fall(axes: Any, surface: Surface, lines: Sequence[Line]) -> None:
    """Draw f above its lowest over the steps, on a log axis."""
    lowest = _lowest(surface, lines)
    scale = max(lines[0].values[0] - lowest, 1.0)
    low, high = 1e-18 * scale, 10 * DIVERGED * scale  # beyond, a curve leaves the picture: it has arrived, or diverged
    for line, style in zip(lines, line_styles([line.rule for line in lines]), strict=True):
        values = np.clip(line.values - lowest, 0.1 * low, 10 * high)
        axes.semilogy(values, label=line.label, **_drawn(style), markevery=0.15)
    axes.set(xlabel="step", ylabel="f above its lowest" if lowest else "f", xlim=(0, len(lines[0].path) - 1))
    bottom, top = axes.get_ylim()
    axes.set_ylim(max(bottom, low), min(top, high))
    axes.legend(frameon=False, fontsize=8, loc="lower left")


def _drawn(style: Style) -> dict[str, Any]:
    # A dash is counted in widths of the line, which is as many pixels wide in a panel.
    dash = [float(length) / WIDTH for length in style.dash.split()]
    return {
        "color": style.color,
        "linestyle": (0, dash) if dash else "-",
        "linewidth": WIDTH,
        "marker": [(x, -y) for x, y in style.outline],
        "markersize": 5.5,
        "markeredgecolor": PAPER,
        "markeredgewidth": 0.6,
    }
