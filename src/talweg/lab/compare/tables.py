"""A comparison as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from talweg.lab.compare.entries import shown
from talweg.lab.compare.statistics import middle
from talweg.lab.compare.verdict import comparable
from talweg.lab.race import number

if TYPE_CHECKING:
    from talweg.lab.compare.comparison import Comparison


def table(found: Comparison) -> str:
    """Every problem with a row for each rule, then the verdicts at the largest budget, then the warnings."""
    parts = [
        "\n".join(
            [heading(found, problem), "", *aligned(rows(found, problem)), *said(found, found.budgets[-1], problem)]
        )
        for problem in found.problems
    ]
    over = said(found, found.budgets[-1]) if len(found.problems) > 1 else []
    like = said_between(found, found.budgets[-1])
    warned = [f"note: {each}" for each in found.warnings]
    again = [f"again: {found.again}"]
    warned = [f"note: {each}" for each in found.warnings]
    sections = [*parts, *("\n".join(each) for each in (over, like, warned, again) if each)]
    return "\n\n".join(sections)


def said(found: Comparison, budget: int, problem: str | None = None) -> list[str]:
    """The verdicts, a line each."""
    return ["", *(each.said for each in found.verdicts(budget, problem))] if len(found.names) > 1 else []


def said_between(found: Comparison, budget: int) -> list[str]:
    """The verdicts between problems that measure the same, a line for each rule and two of them."""
    return [found.between(*pair, rule, budget).said for rule in found.names for pair in comparable(found)]


def heading(found: Comparison, problem: str) -> str:
    """The problem in two lines: what is measured, and what is known of it."""
    each = found.problems[problem]
    known = [f"target {number(each.target)}"] if each.target is not None else []
    known += [f"best known {number(each.best)}"] if each.best is not None else []
    counted = f"{found.steps[problem]} steps, {len(found.seeds)} seeds, tuned on {len(found.tuning_seeds)} others"
    _, _, settings = problem.partition(":")  # that tell it from others of its label
    called = f"{each.label} ({settings})" if settings else each.label
    return f"{called}: {each.measured}\n{'; '.join([counted, *known])}"


def rows(found: Comparison, problem: str) -> list[tuple[str, ...]]:
    """A head and a row for each rule, best first: the median end at each budget and its quartiles at the largest."""
    solved = found.problems[problem].target is not None
    many = [f"{budget} trial{'s' if budget > 1 else ''}" for budget in found.budgets]
    head = [
        "rule",
        *many,
        "quartiles",
        *(["solved", "steps", "seconds"] if solved else []),
        "lr off by",
        "tuning",
        "hyperparameters",
    ]
    last = found.budgets[-1]
    ranked = sorted(found.names, key=lambda rule: middle(found.values(rule, last, problem)))
    lines = [tuple(head)]
    for rule in ranked:
        ends = [cell(middle(found.values(rule, budget, problem))) for budget in found.budgets]
        values = found.values(rule, last, problem)
        low, high = np.quantile(values, [0.25, 0.75], method="inverted_cdf")
        line = [rule, *ends, f"{cell(low)} to {cell(high)}"]
        if solved:
            steps, seconds = (found.reached(rule, last, problem, unit) for unit in ("steps", "seconds"))
            there = int(np.isfinite(steps).sum())
            line += [f"{there}/{len(steps)}", cell(middle(steps)), cell(middle(seconds))]
        line += [width(found, rule, problem), f"{found.cost(rule, last, problem)[2]:.1f} s"]
        lines.append((*line, shown(found.hyper(rule, last, problem))))
    return lines


def width(found: Comparison, rule: str, problem: str) -> str:
    """How far the rate may be off: /4 x8; the most that is tried is 32."""
    around = found.width(rule, problem)
    return "" if around is None else f"/{around[0]:.3g} x{around[1]:.3g}"


def cell(value: float) -> str:
    """A number in three digits; inf as it is."""
    return f"{value:.3g}" if 1e-3 <= abs(value) < 1e5 or not np.isfinite(value) or not value else number(value)


def aligned(lines: Sequence[tuple[str, ...]]) -> list[str]:
    """The lines as columns: the first and the last to the left, all others to the right."""
    widths: NDArray[np.int64] = np.array([[len(each) for each in line] for line in lines]).max(axis=0)
    return [
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:-1], widths[1:-1]), line[-1]]).rstrip()
        for line in lines
    ]
