"""Early stopping: no more epochs once the loss has stopped falling, and the weights of the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from talweg.formula import Range
from talweg.training.loop.history import Epoch


@dataclass(frozen=True)
class EarlyStopping:
    """Stop once the loss has not fallen for `patience` epochs in a row, and keep the weights of the best epoch.

    The loss is that of the validation, or without validation that of training. One that is lower than the best so far
    by more than `least` has fallen; NaN never has. Raises RangeError.

    Source: Prechelt, "Early stopping, but when?", 1998.
    """

    patience: int = 10
    least: float = 0.0

    def __post_init__(self) -> None:
        patience = Range(1, low_open=False, integer=True).check("EarlyStopping", "patience", self.patience)
        object.__setattr__(self, "patience", int(patience))
        object.__setattr__(self, "least", Range(0, low_open=False).check("EarlyStopping", "least", self.least))

    def best(self, rows: Sequence[Epoch]) -> int:
        """The place of the best epoch among `rows`: the last that fell, or the first."""
        place, lowest = 0, math.inf
        for i, row in enumerate(rows):
            loss = row.loss if row.validation_loss is None else row.validation_loss
            if loss < lowest - self.least or (loss < lowest == math.inf):
                place, lowest = i, loss
        return place

    def reached(self, rows: Sequence[Epoch]) -> bool:
        """Whether it is time to stop after these epochs."""
        return bool(rows) and len(rows) - 1 - self.best(rows) >= self.patience
