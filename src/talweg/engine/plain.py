"""The plain reader: the formula called as it is written, on NumPy arrays. The reference for every other reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from talweg.formula import Formula


def run(formula: Formula, arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
    """The results of `formula`, always as a tuple, each of the first argument's dtype if that is a floating array.

    Hyperparameters are Python numbers, so NumPy keeps the arrays' dtype; but its functions turn a number into float64
    (`np.sqrt(1 - beta2**t)`), and a float32 array beside one into float64 with it. Those results are rounded back.
    Overflow and division by zero give inf and NaN in silence, as they do in every other reader; who needs finite
    numbers checks for them.
    """
    with np.errstate(all="ignore"):
        results = formula.function(*arguments, **hyper)
        results = results if isinstance(results, tuple) else (results,)
        dtype = getattr(arguments[0], "dtype", None)
        if dtype is None or dtype.kind != "f":
            return results
        return tuple(each.astype(dtype) if getattr(each, "dtype", dtype) != dtype else each for each in results)
