"""How often the largest output is the right class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def accuracy(outputs: NDArray[Any], y: NDArray[Any]) -> float | None:
    """The share of examples whose largest output (n, classes) is at the class that `y` names.

    y holds class indices (n,) or one-hot rows (n, classes). None where that means nothing: with a single output, with
    targets that are no classes, or with no examples.
    """
    if y.ndim == 2 and ((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all():
        y = y.argmax(axis=1)
    if not len(y) or y.ndim != 1 or not np.issubdtype(y.dtype, np.integer):
        return None
    if outputs.ndim != 2 or outputs.shape[1] < 2:
        return None
    return float(np.mean(outputs.argmax(axis=1) == y))
