"""The user's table, a file or arrays, as examples to train on and examples held out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.answers import TASKS, is_standardised
from talweg.engine.conversion import numbers
from talweg.engine.parameters import refuse_masked
from talweg.errors import LabelError, NonFiniteError, RangeError, ShapeError, unknown
from talweg.lab.problems.learning import parted, standardised
from talweg.nouns import Loss
from talweg.training import Split

MOST_CLASSES = 20
"""Whole numbers of so many different values or fewer are classes."""
FEWEST = 5
"""Rows: with fewer nothing can be kept back."""


def of_file(
    owner: str, path: str | Path, y: Any, target: str | None, task: str | None, loss: Loss | None
) -> tuple[Split, int]:
    """The column `target` of the file and all others, and how many classes it has; 0 for a quantity."""
    from talweg.adapters.tables import read_table

    if y is not None:
        raise RangeError(f"{owner}: what to predict in the file {path} is its column target=..., and not y")
    if target is None:
        raise RangeError(f"{owner}: {path} needs target, the name of the column to predict")
    found = read_table(path, target, task, loss=loss)
    return found, len(found.classes)


def of_arrays(owner: str, X: Any, y: Any, task: str | None, scale: bool, loss: Loss | None) -> tuple[Split, int]:
    """X and y, checked, and how many classes y has; 0 for a quantity."""
    if y is None:
        raise ShapeError(f"{owner}: needs y beside X, what to predict of each row")
    if task not in (None, *TASKS):
        raise unknown(owner, "task", task, TASKS)
    for name, given in (("X", X), ("y", y)):
        refuse_masked(owner, name, given)
    columns, answers = _floats(owner, "X", X), np.asarray(y)
    if columns.ndim != 2 or answers.ndim not in (1, 2) or len(answers) != len(columns) or not columns.size:
        raise ShapeError(f"{owner}: X must be (n, features) and y (n,), got X {columns.shape} and y {answers.shape}")
    if len(columns) < FEWEST:
        raise ShapeError(f"{owner}: {len(columns)} rows are too few to keep a fifth back; it takes {FEWEST} or more")
    if not np.isfinite(columns).all():
        place = tuple(int(each) for each in np.argwhere(~np.isfinite(columns))[0])
        raise NonFiniteError(f"{owner}: X is {columns[place]} at {place}; every entry must be a finite number")
    words = answers.dtype.kind in "OUSb"
    few = answers.ndim == 1 and answers.dtype.kind in "iu" and len(np.unique(answers)) <= MOST_CLASSES
    if task == "classification" or (task is None and (words or few)):
        split, classes = _of_classes(owner, columns, answers)
    else:
        split, classes = _of_quantities(owner, columns, answers, scale and is_standardised(loss, False, owner)), 0
    return (standardised(split) if scale else split), classes


def _floats(owner: str, name: str, given: Any) -> NDArray[np.float64]:
    """Numbers as float64. Raises DtypeError, or RangeError for one that is too large."""
    try:
        return numbers(owner, name, np.asarray(given)).astype(float)
    except OverflowError:
        raise RangeError(f"{owner}: {name} has a number beyond 1.8e308, the largest that float64 holds") from None


def _of_classes(owner: str, X: NDArray[Any], y: NDArray[Any]) -> tuple[Split, int]:
    if y.ndim != 1:
        raise ShapeError(f"{owner}: the classes y must be (n,), got {y.shape}")
    missing = [place for place, each in enumerate(y.tolist()) if each is None or each != each]  # noqa: PLR0124  # NaN
    if missing:
        raise LabelError(f"{owner}: y is {y.tolist()[missing[0]]} at {missing[0]}; leave out rows without a class")
    labels, index = np.unique(y.astype(str) if y.dtype.kind == "O" else y, return_inverse=True)
    if len(labels) < 2:
        raise LabelError(f"{owner}: there is nothing to learn: y is always {labels.tolist()[0]!r}")
    split = parted(X, index, len(labels))
    if not len(split.y_test):
        raise ShapeError(f"{owner}: {len(X)} rows of {len(labels)} classes are too few to keep a fifth of each back")
    return split, len(labels)


def _of_quantities(owner: str, X: NDArray[Any], y: NDArray[Any], scale: bool) -> Split:
    quantity = _floats(owner, "y", y)
    if not np.isfinite(quantity).all():
        raise NonFiniteError(f"{owner}: y has entries that are not finite; every target must be a finite number")
    split = parted(X, quantity, 0)
    if not scale:
        return split
    with np.errstate(over="ignore", invalid="ignore"):
        center, deviation = split.y_train.mean(axis=0), split.y_train.std(axis=0)
    if not np.all((deviation > 0) & np.isfinite(deviation)):
        if np.all(deviation == 0):
            raise LabelError(f"{owner}: there is nothing to learn: y is constant")
        raise LabelError(
            f"{owner}: y runs from {y.min():g} to {y.max():g} and cannot be standardised; give it in another unit"
        )
    y_train, y_test = ((each - center) / deviation for each in (split.y_train, split.y_test))
    return Split(split.X_train, y_train, split.X_test, y_test)
