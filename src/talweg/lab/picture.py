"""The picture of a race: trails on a shaded relief map, and f over the steps on a log axis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LightSource, LinearSegmentedColormap
from matplotlib.figure import Figure

from talweg.errors import RangeError
from talweg.lab.race import DIVERGED, Race
from talweg.lab.trails import Trail, trails

PAPER, INK, CONTOUR = "#f7f2e7", "#2f2a22", "#7a6a4f"
LOWLAND_TO_PEAK = ("#cfe0c3", "#e6e6c3", "#f0dfb8", "#e2c49a", "#c9a27c", "#a98467")
MARKERS = {
    "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "X",
    "plus": "P", "star": "*", "pentagon": "p", "hexagon": "h", "down": "v",
}  # fmt: skip


def draw(race: Race, path: str | Path | None) -> Path | None:
    """Draw `race` and save it to `path` (the ending says the format), or show it in a window if `path` is None."""
    with mpl.rc_context({"font.family": "serif", "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK}):
        figure = _window() if path is None else Figure()
        figure.set_size_inches(10, 4.2)
        figure.set_facecolor(PAPER)
        relief, chart = figure.subplots(1, 2, width_ratios=(1.5, 1))
        _relief(relief, race)
        _chart(chart, race)
        figure.tight_layout()
        if path is not None:
            endings = figure.canvas.get_supported_filetypes()
            if Path(path).suffix.lstrip(".") not in endings:
                raise RangeError(f"plot: a picture is saved as .{', .'.join(sorted(endings))}; got {str(path)!r}")
            figure.savefig(path, dpi=160)
            return Path(path)
        figure.show()
    return None


def _window() -> Any:
    from matplotlib import pyplot

    return pyplot.figure()


def _relief(axes: Any, race: Race) -> None:
    (left, right), (bottom, top) = race.surface.view
    x, y = np.meshgrid(np.linspace(left, right, 480), np.linspace(bottom, top, 320))
    height = race.surface.value(x, y) - _lowest(race)
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
    for point in race.surface.minima:
        axes.plot(*point, marker="+", color=INK, markersize=11, markeredgewidth=1.4)
    style = trails([rule.name for rule in race.runners.values()])
    for name, rule in race.runners.items():
        trail, (px, py) = style[rule.name], race.paths[name].T
        axes.plot(px, py, color=PAPER, linewidth=4, alpha=0.8)
        axes.plot(
            px, py, label=f"{rule.label}: {race.verdict(name)}", **_line(trail), markevery=max(1, race.steps // 25)
        )
    axes.plot(*race.start, marker="o", color=PAPER, markeredgecolor=INK, markersize=8, markeredgewidth=1.4)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="x", ylabel="y")
    hyper = ", ".join(f"{name} = {value:g}" for name, value in race.surface.hyper.items())
    axes.set_title(f"{race.surface.label}{', ' + hyper if hyper else ''}: {race.steps} steps", loc="left", fontsize=12)


def _lowest(race: Race) -> float:
    """The lowest value of f there is, or that is in sight where no minimum is known."""
    known = race.surface.lowest
    if known is not None:
        return known
    (left, right), (bottom, top) = race.surface.view
    seen = race.surface.value(*np.meshgrid(np.linspace(left, right, 480), np.linspace(bottom, top, 320)))
    values = np.concatenate([seen.ravel(), *race.values.values()])
    return float(np.min(values[np.isfinite(values)]))


def _chart(axes: Any, race: Race) -> None:
    axes.set_facecolor(PAPER)
    lowest = _lowest(race)
    scale = max(race.surface.value(*race.start) - lowest, 1.0)
    low, high = 1e-18 * scale, 10 * DIVERGED * scale  # beyond, a curve leaves the picture: it has arrived, or diverged
    style = trails([rule.name for rule in race.runners.values()])
    for name, rule in race.runners.items():
        values = np.clip(race.values[name] - lowest, 0.1 * low, 10 * high)
        axes.semilogy(values, label=f"{rule.label}: {race.verdict(name)}", **_line(style[rule.name]), markevery=0.15)
    axes.set(xlabel="step", ylabel="f above its lowest" if lowest else "f", xlim=(0, race.steps))
    bottom, top = axes.get_ylim()
    axes.set_ylim(max(bottom, low), min(top, high))
    axes.grid(color=CONTOUR, alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="lower left")


def _line(trail: Trail) -> dict[str, Any]:
    return {
        "color": trail.color,
        "linestyle": (0, trail.dash) if trail.dash else "-",
        "linewidth": 2,
        "marker": MARKERS[trail.marker],
        "markersize": 4.5,
        "markeredgecolor": PAPER,
        "markeredgewidth": 0.6,
    }
