"""What a descent tells: where it stands after each step, how it ended, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters

Stopped = Literal["steps", "tolerance", "callback", "not finite", "no lower value"]

REASONS: dict[Stopped, str] = {
    "steps": "all steps were taken",
    "tolerance": "the gradient is within the tolerance",
    "callback": "the callback asked to stop",
    "not finite": "f or its gradient is not finite after one more step, which was taken back; try a smaller lr",
    "no lower value": "the line search finds no lower value: f is down to its rounding error",
}


@dataclass(frozen=True, eq=False)
class Iterate:
    """Where a descent stands after `step` steps: x, f(x) and the gradient there, all yours to keep."""

    step: int
    x: Parameters
    value: float
    gradient: Parameters


@dataclass(frozen=True, eq=False)
class Descent:
    """How a descent ended: at `x`, where f is `value`, after `steps` steps and `evaluations` calls of f.

    `values` (steps + 1,) is f along the way.

    `stopped` says why: "steps", "tolerance", "callback", "not finite", where x is the last point at which f and its
    gradient were finite, or "no lower value", which only L-BFGS says. Where the rule averages its weights, x is the
    average, and `value` may be none of `values`.
    """

    x: Parameters
    value: float
    gradient: Parameters
    steps: int
    values: NDArray[np.float64]
    stopped: Stopped
    evaluations: int

    @property
    def reason(self) -> str:
        """Why it stopped, in words."""
        return REASONS[self.stopped]

    def columns(self) -> dict[str, NDArray[Any]]:
        """A row a step as columns, for pandas.DataFrame or polars.DataFrame."""
        return {"step": np.arange(len(self.values)), "f": self.values}

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw f over the steps; on `ax`, to a file, or in a window. Returns the axes, or the path saved to."""
        from talweg.charts.sheet import LINES, chart, losses

        def draw(axes: Any) -> None:
            axes.plot(self.values, color=LINES[0])
            losses(axes, self.values)
            axes.set(xlabel="step", ylabel="f")

        return chart(draw, path, ax)

    def __repr__(self) -> str:
        return f"Descent(f = {self.value:.6g} after {self.steps} steps: {self.reason})"
