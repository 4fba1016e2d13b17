"""What a training run was: its loss at every step, and a row for every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Epoch:
    """One pass over the data.

    `loss` is the mean over its examples that count, weighed by example weights and class weights, each taken when its
    batch came, so the weights improve while it runs; the validation numbers are those of the weights at its end.
    `seconds` leaves the validation out.
    """

    number: int
    loss: float
    seconds: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, eq=False)
class History:
    """`losses` (steps,): the batch loss before each step, 0 where nothing in it counts. `epochs`: a row for each.

    `scheduled` has, by name, the value at every step (steps,) of each hyperparameter that followed a schedule.
    """

    losses: NDArray[np.float64]
    scheduled: Mapping[str, NDArray[np.float64]]
    epochs: tuple[Epoch, ...]

    @property
    def last(self) -> Epoch:
        """The row of the last epoch."""
        return self.epochs[-1]

    def table(self) -> str:
        """The epochs as plain text: a line each under a header, without the columns that nothing was measured for."""
        columns = {
            "epoch": [str(row.number) for row in self.epochs],
            "loss": [_number(row.loss) for row in self.epochs],
            "validation loss": [_number(row.validation_loss) for row in self.epochs],
            "accuracy": [_percent(row.validation_accuracy) for row in self.epochs],
            "seconds": [f"{row.seconds:.3f}" for row in self.epochs],
        }
        shown = {name: cells for name, cells in columns.items() if any(cells)}
        widths = [max(len(name), *map(len, cells)) for name, cells in shown.items()]
        lines = [tuple(shown), *zip(*shown.values(), strict=True)]
        return "\n".join("  ".join(map(str.rjust, line, widths)) for line in lines)

    def __repr__(self) -> str:
        return f"History({len(self.losses)} steps, {len(self.epochs)} epochs, last: {self.last})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
