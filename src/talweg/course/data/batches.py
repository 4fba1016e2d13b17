"""What the panel `batches` walks on: real examples with two features, and the lowest point of their mean loss."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.noted import Noted

FEATURES = ("mean compactness", "mean concavity")
# Three decimals are written alike in Python and in the browser, so both add up the very same numbers.
DECIMALS = 3
START = (-5.0, 4.0)
VIEW = ((-6.0, 4.5), (-1.5, 8.0))


def examples() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """X (n, 2) and y (n,): two measurements of each training tumour, and whether it is malignant."""
    tumours = tw.training.breast_cancer(seed=0)
    columns = [tumours.names.index(name) for name in FEATURES]
    return tumours.X_train[:, columns].round(DECIMALS), tumours.y_train


def mean_loss(
    w: NDArray[np.float64], X: NDArray[np.float64], y: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """The loss of the two weights over the examples, and its gradient: the surface of the panel."""
    value, slopes = tw.binary_cross_entropy.value_and_grad(X @ w, y.astype(float))
    return value, X.T @ slopes


@Noted
def values() -> dict[str, Any]:
    """The examples by column, where to begin, what to show, and the lowest point."""
    X, y = examples()
    lowest = tw.lbfgs.minimize(lambda w: mean_loss(w, X, y), np.zeros(2))
    return {
        "features": [name.removeprefix("mean ") for name in FEATURES],
        "columns": X.T.tolist(),
        "labels": y.tolist(),
        "start": START,
        "view": VIEW,
        "minimum": lowest.x.tolist(),
    }
