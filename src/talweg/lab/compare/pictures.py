"""The pictures of a comparison: runs, ends by budget, how far the rate may be off, and performance profiles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from talweg.charts.sheet import LOOK, finish, losses, plain, sheet
from talweg.lab.compare.statistics import middle
from talweg.lab.style import Style, line_styles

if TYPE_CHECKING:
    from talweg.lab.compare.comparison import Comparison

HEIGHT = 3.2
"""Inches of a row of pictures."""


def draw(found: Comparison, path: str | Path | None) -> Path | None:
    """A row of pictures for each problem, and the profiles below where problems have targets."""
    profiled = len(found.problems) > 1 and any(each.target is not None for each in found.problems.values())
    count = len(found.problems) + profiled
    with _sheet(path, (11, HEIGHT * count)) as figure:
        grid = figure.subplots(count, 3, squeeze=False)
        for line, problem in zip(grid, found.problems, strict=False):
            draw_problem(found, problem, line)
        if profiled:
            for axes in grid[-1][1:]:
                axes.remove()
            draw_profile(found, grid[-1][0])
        return finish(figure, path)


@contextmanager
def _sheet(path: str | Path | None, size: tuple[float, float]) -> Iterator[Any]:
    import matplotlib as mpl

    with mpl.rc_context(LOOK):
        yield sheet(path, size)


def draw_problem(found: Comparison, problem: str, line: Any) -> None:
    """On three axes: the runs that are reported, the ends by budget, and the ends by how far the rate is off."""
    for axes in line:
        plain(axes)
    _draw_runs(found, problem, line[0])
    _draw_ends(found, problem, line[1])
    _draw_widths(found, problem, line[2])
    line[0].set_title(found.problems[problem].label, loc="left", fontsize=11)


def styles(found: Comparison) -> dict[str, Style]:
    """The style of each rule."""
    cores = [entry.core.name for entry in next(iter(found.entries.values())).values()]
    return dict(zip(found.names, line_styles(cores), strict=True))


def _drawn(style: Style) -> dict[str, Any]:
    dash = [float(length) / 2 for length in style.dash.split()]
    return {"color": style.color, "linestyle": (0, dash) if dash else "-", "linewidth": 1.8}


def _draw_runs(found: Comparison, problem: str, axes: Any) -> None:
    target, seen = found.problems[problem].target, []
    for rule, style in styles(found).items():
        rows = found.trials.of(problem, rule, found.winners[problem, rule, found.budgets[-1]])
        curves = np.array([[value for _, value, _ in rows[seed].curve] for seed in found.seeds])
        steps = [step for step, _, _ in rows[found.seeds[0]].curve]
        half = np.array([middle(column) for column in curves.T])
        low, high = np.quantile(curves, [0.25, 0.75], axis=0, method="inverted_cdf")
        seen.append(half)
        shown = np.isfinite(half)
        axes.plot(np.array(steps)[shown], half[shown], label=rule, **_drawn(style))
        axes.fill_between(steps, low, np.where(np.isfinite(high), high, np.nan), color=style.color, alpha=0.15, lw=0)
    losses(axes, *(np.maximum(each, 1e-18) for each in seen))
    if target is not None:
        axes.axhline(target, color="#7a6a4f", linewidth=0.8, linestyle=":")
    axes.set(xlabel="step", ylabel="measured")
    axes.legend(frameon=False, fontsize=7)


def _draw_ends(found: Comparison, problem: str, axes: Any) -> None:
    """The median of each rule at each budget with its quartiles, side by side."""
    seen, count = [], len(found.names)
    for place, (rule, style) in enumerate(styles(found).items()):
        values = [found.values(rule, budget, problem) for budget in found.budgets]
        half = np.array([middle(each) for each in values])
        low, high = (np.array([np.quantile(each, q, method="inverted_cdf") for each in values]) for q in (0.25, 0.75))
        at = np.arange(len(half)) + 0.5 * ((place + 0.5) / count - 0.5)
        shown = np.isfinite(half) & np.isfinite(high)
        bars = np.array([half[shown] - low[shown], high[shown] - half[shown]])
        marker = [(x, -y) for x, y in style.outline]
        axes.errorbar(at[shown], half[shown], bars, color=style.color, marker=marker, linestyle="none", markersize=6)
        seen.append(half[shown])
    losses(axes, *(np.maximum(each, 1e-18) for each in seen))
    axes.set_xticks(range(len(found.budgets)), [str(each) for each in found.budgets])
    axes.set(xlabel="trials to tune with", ylabel="measured at the end", xlim=(-0.5, len(found.budgets) - 0.5))


def _draw_widths(found: Comparison, problem: str, axes: Any) -> None:
    seen = []
    for rule, style in styles(found).items():
        around = found.trials.around(problem, rule)
        own = found.entries[problem][rule].rate_in(found.hyper(rule, None, problem))
        if not around or own is None:
            continue
        rows = found.trials.of(problem, rule, found.winners[problem, rule, found.budgets[-1]])
        here = {own: middle([rows[seed].final for seed in found.tuning_seeds if seed in rows])}
        rates = sorted({**around, **here})
        ends = np.array([{**around, **here}[each] for each in rates])
        shown = np.isfinite(ends)
        axes.plot(np.array(rates)[shown] / own, ends[shown], marker=".", **_drawn(style))
        seen.append(ends[shown])
    if not any(each.size for each in seen):
        axes.remove()
        return
    losses(axes, *(np.maximum(each, 1e-18) for each in seen))
    axes.set_xscale("log", base=2)
    axes.set(xlabel="rate, times the best", ylabel="measured at the end")


def draw_profile(found: Comparison, axes: Any) -> None:
    """The performance profiles in steps, with their bands."""
    plain(axes)
    factors, profiles = found.profiles()
    for rule, style in styles(found).items():
        share, low, high = profiles[rule]
        axes.step(factors, share, where="post", label=rule, **_drawn(style))
        axes.fill_between(factors, low, high, step="post", color=style.color, alpha=0.12, lw=0)
    axes.set_xscale("log", base=2)
    axes.set(
        xlabel="steps to the target, times the fastest rule's", ylabel="share of problems solved", ylim=(-0.02, 1.02)
    )
    axes.legend(frameon=False, fontsize=7)


def svg(figure: Any) -> str:
    """A figure as SVG text to stand in a page."""
    from io import StringIO

    figure.tight_layout()
    drawn = StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def problem_svg(found: Comparison, problem: str) -> str:
    """The row of pictures of one problem."""
    with _sheet("page.svg", (11, HEIGHT)) as figure:
        draw_problem(found, problem, figure.subplots(1, 3))
        return svg(figure)


def profile_svg(found: Comparison) -> str:
    """The performance profiles."""
    with _sheet("page.svg", (6, HEIGHT)) as figure:
        draw_profile(found, figure.subplots())
        return svg(figure)
