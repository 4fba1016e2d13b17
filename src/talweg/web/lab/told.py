"""What is told of an experiment, as JSON and CSV: what it compares, each run as it ends, and what came out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

from talweg.lab.compare.comparison import Comparison
from talweg.lab.compare.entries import Entry, shown
from talweg.lab.compare.tables import heading, rows
from talweg.lab.compare.trial import Row
from talweg.lab.compare.verdict import Verdict
from talweg.lab.problems.problem import Problem
from talweg.lab.style import line_styles

APART = 0.2
"""Seconds between two words of a run that goes on."""


def began(problem: Problem, rules: Mapping[str, Entry], steps: int, usual: Problem, loss: str | None) -> dict[str, Any]:
    """The problem, and the rules with the lines that are drawn for them; `usual` is the same problem under its own
    loss, and `loss` another that was asked for."""
    styles = line_styles([each.core.name for each in rules.values()])
    return {
        "problem": problem.label,
        "digest": problem.digest,
        "usual": usual.digest,
        "loss": loss,
        "summary": problem.summary,
        "measured": problem.measured,
        "target": problem.target,
        "steps": steps,
        "rules": [
            {"name": name, "style": {"ink": style.css_class, "dash": style.dash, "shape": style.shape}}
            for name, style in zip(rules, styles, strict=True)
        ],
    }


def ended_run(row: Row, points: int) -> dict[str, Any]:
    """A run that has ended, with its curve in so many points at most."""
    apart = -(-len(row.curve) // points)
    kept = [*row.curve[:-1][::apart], row.curve[-1]]
    return {
        "rule": row.rule,
        "trial": row.trial,
        "seed": row.seed,
        "hyper": shown(row.numbers),
        "final": _finite(row.final),
        "curve": [[int(step), _finite(value)] for step, value, _ in kept],
    }


class Growing:
    """A run as it grows: what has been measured since it was last told of, so often at most as `APART` says.

    So no run is told in more points than it is measured at, and no experiment more often than its time allows.
    """

    def __init__(self) -> None:
        self._digest, self._told, self._at = "", 0, -APART

    def news(self, row: Row, now: float) -> dict[str, Any] | None:
        """What is new of a run after `now` seconds; None where it is too early to tell."""
        if now - self._at < APART:
            return None
        new = row.digest != self._digest
        points = row.curve if new else row.curve[self._told :]
        self._digest, self._told, self._at = row.digest, len(row.curve), now
        curve = [[int(step), _finite(value)] for step, value, _ in points]
        return {"rule": row.rule, "trial": row.trial, "seed": row.seed, "new": new, "curve": curve}


def comparison(found: Comparison) -> dict[str, Any]:
    """The verdicts, the table, what should be known before they are believed, and the line that makes them again."""
    problem = next(iter(found.problems))
    last = found.budgets[-1]
    return {
        "heading": heading(found, problem),
        "table": rows(found, problem),
        "verdicts": [_verdict(each) for each in found.verdicts(last, problem)] if len(found.names) > 1 else [],
        "warnings": list(found.warnings),
        "again": found.again,
        "reported": {rule: {"trial": found.winners[problem, rule, last], "seeds": found.seeds} for rule in found.names},
    }


def runs_csv(found: Comparison) -> bytes:
    """A row for every run."""
    columns = found.trials.columns()
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(columns)
    write.writerows(zip(*(each.tolist() for each in columns.values()), strict=True))
    return text.getvalue().encode()


def _verdict(each: Verdict) -> dict[str, Any]:
    return {"first": each.first, "second": each.second, "winner": each.winner, "said": each.said}


def _finite(value: float) -> float | None:
    """A number as JSON has it: None for what is not finite."""
    return float(value) if math.isfinite(value) else None
