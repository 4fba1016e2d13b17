"""Real data to train on, small enough for a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True, eq=False)
class Split:
    """Examples to train on and examples kept back to test on: X (n, features), y (n,) class indices."""

    X_train: NDArray[Any]
    y_train: NDArray[np.int64]
    X_test: NDArray[Any]
    y_test: NDArray[np.int64]

    @property
    def train(self) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """(X_train, y_train), as `fit` takes its data."""
        return self.X_train, self.y_train

    @property
    def test(self) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """(X_test, y_test), as `fit` takes its validation."""
        return self.X_test, self.y_test


def digits(seed: int = 0, *, dtype: DTypeLike = np.float64) -> Split:
    """Handwritten digits: 1797 images of 8 x 8 pixels as rows of 64 numbers in [0, 1], and which digit 0 to 9 each is.

    scikit-learn counts a pixel's ink from 0 to 16; here it is divided by 16. A fifth of the images, drawn by `seed`,
    is the test set: 1437 and 360. The split is stratified: every digit has the same share in both parts, so an
    accuracy does not change with the luck of the draw. Raises ImportError where scikit-learn is not installed.

    Source: Alpaydin and Kaynak, "Optical recognition of handwritten digits", UCI, 1998, as scikit-learn carries it.
    """
    try:
        from sklearn.datasets import load_digits
        from sklearn.model_selection import train_test_split
    except ImportError as error:
        raise ImportError("digits comes with scikit-learn: pip install 'talweg[lab]'") from error
    ink, y = load_digits(return_X_y=True)
    X = (ink / 16).astype(dtype)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    return Split(X_train, y_train, X_test, y_test)
