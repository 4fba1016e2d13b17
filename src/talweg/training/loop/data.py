"""Real data to train on, small enough for a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True, eq=False, repr=False)
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

    def __repr__(self) -> str:
        return f"{type(self).__name__}(train X {self.X_train.shape}, test X {self.X_test.shape}, {self.X_train.dtype})"


@dataclass(frozen=True, eq=False, repr=False)
class NamedSplit(Split):
    """A split whose columns have `names`."""

    names: tuple[str, ...]


def digits(seed: int = 0, *, dtype: DTypeLike = np.float64) -> Split:
    """Handwritten digits: 1797 images of 8 x 8 pixels as rows of 64 numbers in [0, 1], and which digit 0 to 9 each is.

    scikit-learn counts a pixel's ink from 0 to 16; here it is divided by 16. A fifth of the images, drawn by `seed`,
    is the test set: 1437 and 360. The split is stratified: every digit has the same share in both parts, so an
    accuracy does not change with the luck of the draw. Raises ImportError where scikit-learn is not installed.

    Source: Alpaydin and Kaynak, "Optical recognition of handwritten digits", UCI, 1998, as scikit-learn carries it.
    """
    ink = _load("digits")
    return _split(ink.data / 16, ink.target, seed, dtype)


def breast_cancer(seed: int = 0, *, dtype: DTypeLike = np.float64) -> NamedSplit:
    """Breast tumours: 569 rows of 30 measurements of cell nuclei, and whether each is malignant, 1, or benign, 0.

    Each measurement is standardised by its mean and deviation in the training part. A fifth of the tumours, drawn by
    `seed` and stratified, is the test set: 455 and 114. (scikit-learn counts the other way: there 1 is benign.)
    Raises ImportError where scikit-learn is not installed.

    Source: Street, Wolberg and Mangasarian, "Nuclear feature extraction for breast tumor diagnosis", 1993, as
    scikit-learn carries it.
    """
    found = _load("breast_cancer")
    raw = _split(found.data, 1 - found.target, seed, np.float64)
    mean, deviation = raw.X_train.mean(axis=0), raw.X_train.std(axis=0)
    train, test = (((X - mean) / deviation).astype(dtype) for X in (raw.X_train, raw.X_test))
    return NamedSplit(train, raw.y_train, test, raw.y_test, tuple(map(str, found.feature_names)))


def shipped(name: str) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """(X, y) of a data set that scikit-learn ships, as it is there; copies. Raises ImportError without it."""
    found = _load(name)
    return np.array(found.data, dtype=float), np.array(found.target)


@cache
def _load(name: str) -> Any:
    """What scikit-learn reads from its files, once; whoever takes it takes copies."""
    try:
        import sklearn.datasets as shelf
    except ImportError as error:
        raise ImportError(f"{name} comes with scikit-learn: pip install 'talweg[lab]'") from error
    return getattr(shelf, f"load_{name}")()


def _split(X: NDArray[Any], y: NDArray[np.int64], seed: int, dtype: DTypeLike) -> Split:
    from sklearn.model_selection import train_test_split

    parts = train_test_split(X.astype(dtype), y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_test, y_train, y_test = parts
    return Split(X_train, y_train, X_test, y_test)
