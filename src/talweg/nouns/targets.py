"""What an elementwise loss takes as its target: numbers, in a range or as signs, checked against the prediction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, nextafter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, fused_losses
from talweg.engine.conversion import converted, numbers
from talweg.errors import LabelError, ShapeError
from talweg.formula import Range


@dataclass(frozen=True)
class Numbers:
    """One number an example, in `range` where there is one."""

    range: Range | None = None

    def read(self, owner: str, prediction: NDArray[Any], y: NDArray[Any], parts: tuple[str, ...]) -> NDArray[Any]:
        """`y` flat, in the prediction's dtype. Raises ShapeError, DtypeError or LabelError.

        It has the prediction's shape. Where an example has several predictions, named `parts`, they lie side by side on
        the prediction's last axis, which `y` lacks.
        """
        if len(parts) > 1 and prediction.shape != (*y.shape, len(parts)):
            names = ", ".join(parts)
            raise ShapeError(
                f"{owner}: for targets of shape {y.shape}, predictions must have shape {(*y.shape, len(parts))}, with "
                f"{names} side by side on the last axis, got {prediction.shape}"
            )
        if len(parts) == 1 and y.shape != prediction.shape:
            raise ShapeError(f"{owner}: predictions {prediction.shape} and targets {y.shape} differ in shape")
        y = numbers(owner, "targets", y)
        target = np.ascontiguousarray(converted(owner, "targets", y, prediction.dtype)).reshape(-1)
        if not self._legal(target):
            wrong = int(np.flatnonzero(~self._each_legal(target))[0])
            where = tuple(int(i) for i in np.unravel_index(wrong, y.shape))
            raise LabelError(f"{owner}: {self._wanted}, got {target[wrong]:g} at {where}")
        return target

    @property
    def _wanted(self) -> str:
        return f"targets must lie in {self.range}"

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The smallest and the largest legal number."""
        assert self.range is not None
        low, high = self.range.low, self.range.high
        first = nextafter(low, inf) if self.range.low_open else low
        return first, nextafter(high, -inf) if self.range.high_open else high

    def _legal(self, y: NDArray[Any]) -> bool:
        if self.range is None:
            return True
        if y.dtype in fused.DTYPES:
            return fused_losses.within(y, *self._ends)
        return bool(self._each_legal(y).all())

    def _each_legal(self, y: NDArray[Any]) -> NDArray[np.bool_]:
        assert self.range is not None
        above = self.range.low < y if self.range.low_open else self.range.low <= y
        inside: NDArray[np.bool_] = above & (y < self.range.high if self.range.high_open else y <= self.range.high)
        return inside


@dataclass(frozen=True)
class Signs(Numbers):
    """One label -1 or +1 an example."""

    @property
    def _wanted(self) -> str:
        return "labels must be -1 or 1 (2 * y - 1 makes them of 0 and 1)"

    def _legal(self, y: NDArray[Any]) -> bool:
        return bool(self._each_legal(y).all())

    def _each_legal(self, y: NDArray[Any]) -> NDArray[np.bool_]:
        signs: NDArray[np.bool_] = np.abs(y) == 1
        return signs


NUMBER = Numbers()
COUNT = Numbers(Range(low=0, low_open=False))
PROBABILITY = Numbers(Range(low=0, high=1, low_open=False, high_open=False))
SIGN = Signs()
