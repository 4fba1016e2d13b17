"""What a training run was: its loss at every step, and a row for every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.errors import unknown


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


COLUMNS = {"number": "epoch"} | {name: name for name in ("loss", "validation_loss", "validation_accuracy", "seconds")}
"""What an epoch's fields are called in a table."""


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

    def table(self, most: int | None = None) -> str:
        """The epochs as plain text: a line each under a header, without the columns that nothing was measured for.

        Of more than `most` the first and the last are shown.
        """
        lines = self._lines(most)
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join("  ".join(map(str.rjust, line, widths)).rstrip() for line in lines)

    def _lines(self, most: int | None) -> list[tuple[str, ...]]:
        """A header and a line each, as cells; "..." where some are left out."""
        rows = self.epochs
        cut = most is not None and len(rows) > most
        ends = (most or 0) // 2
        rows = (*rows[:ends], *rows[len(rows) - ends :]) if cut else rows
        columns = {
            "epoch": [str(row.number) for row in rows],
            "loss": [_number(row.loss) for row in rows],
            "validation loss": [_number(row.validation_loss) for row in rows],
            "accuracy": [_percent(row.validation_accuracy) for row in rows],
            "seconds": [f"{row.seconds:.3f}" for row in rows],
        }
        shown = {name: cells for name, cells in columns.items() if any(cells)}
        lines = [tuple(shown), *zip(*shown.values(), strict=True)]
        gap = [("...", *("",) * (len(shown) - 1))]
        return [*lines[: ends + 1], *gap, *lines[ends + 1 :]] if cut else lines

    def columns(self, each: str = "epoch") -> dict[str, NDArray[Any]]:
        """A row an `each`, "epoch" or "step", as columns, for pandas.DataFrame or polars.DataFrame.

        Epochs have what was measured of them; steps have the batch loss before each and what was scheduled. Raises
        UnknownNameError.
        """
        if each == "step":
            return {"step": np.arange(len(self.losses)), "loss": self.losses, **self.scheduled}
        if each != "epoch":
            raise unknown("History.columns", "row", each, ("epoch", "step"))
        columns = {name: [getattr(row, name) for row in self.epochs] for name in COLUMNS}
        return {COLUMNS[name]: np.array(values) for name, values in columns.items() if None not in values}

    def plot(self, path: str | Path | None = None, *, ax: Any = None) -> Any:
        """Draw the loss of every step and epoch, and of the validation; on `ax`, to a file, or in a window.

        Returns the axes, or the path that was saved to.
        """
        from talweg.charts.sheet import CONTOUR, LINES, chart, losses

        numbers = [row.number for row in self.epochs]
        curves: dict[str, list[Any]] = {
            "training": [row.loss for row in self.epochs],
            "validation": [row.validation_loss for row in self.epochs],
        }

        def draw(axes: Any) -> None:
            steps = np.arange(len(self.losses)) * len(numbers) / max(len(self.losses), 1)
            axes.plot(steps, self.losses, color=CONTOUR, alpha=0.35, linewidth=0.8, label="each step")
            # The training loss is a mean over the epoch, the validation loss that of its end.
            for (name, values), color, dash, at in zip(curves.items(), LINES, ("-", "--"), (0.5, 0.0), strict=True):
                if all(value is not None for value in values):
                    places = np.array(numbers) - at
                    axes.plot(places, values, color=color, linestyle=dash, marker="o", markersize=3, label=name)
            losses(axes, self.losses)
            axes.set(xlabel="epochs", ylabel="loss")
            axes.xaxis.get_major_locator().set_params(integer=True)
            axes.legend(frameon=False)

        return chart(draw, path, ax)

    def _repr_html_(self) -> str:
        """What a notebook shows: the loss over the steps as a small curve, and the table."""
        from talweg.charts.markup import curve, table

        head = f"{len(self.losses)} steps in {len(self.epochs)} epochs"
        return f"<div><p><b>History</b> {head}</p>{curve(self.losses, 'the loss')}{table(self._lines(10))}</div>"

    def __repr__(self) -> str:
        return f"History of {len(self.losses)} steps in {len(self.epochs)} epochs\n{self.table(most=10)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
