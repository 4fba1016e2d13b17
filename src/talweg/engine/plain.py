"""The plain reader: the formula called as it is written, on NumPy arrays. The reference for every other reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from talweg.formula import Formula


def run(formula: Formula, arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
    """The results of `formula`, always as a tuple.

    Hyperparameters are Python numbers, so NumPy keeps the arrays' dtype. Overflow and division by zero give inf and
    NaN in silence, as they do in every other reader; who needs finite numbers checks for them.
    """
    with np.errstate(all="ignore"):
        results = formula.function(*arguments, **hyper)
    return results if isinstance(results, tuple) else (results,)
