"""What the section on batches quotes."""

from __future__ import annotations

import warnings
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.data import data
from talweg.course.noted import Noted
from talweg.errors import TrainingWarning

SIZES, DRAWS = (1, 4, 16, 64, 256), 200
EPOCHS, RATES, RUNS = 2, (0.03, 0.1, 0.3, 1.0, 3.0, 10.0), (1, 32)
USUAL, ODD, EVEN = (32, 64, 128, 256), 100, 128


def error_of(X: NDArray[np.float64], y: NDArray[np.int64], size: int, draw: np.random.Generator) -> float:
    """The root mean square error of the gradient of DRAWS batches of one size, over the gradient of the whole."""
    model = tw.models.linear(X.shape[1], int(y.max()) + 1, seed=0)
    _, whole = model.value_and_grad(tw.cross_entropy, X, y)
    squares = []
    for _ in range(DRAWS):
        batch = draw.choice(len(X), size, replace=False)
        _, gradient = model.value_and_grad(tw.cross_entropy, X[batch], y[batch])
        squares.append(np.sum((gradient - whole) ** 2))
    return sqrt(np.mean(squares) / np.sum(whole**2))


def errors() -> list[dict[str, Any]]:
    """For each size: the error of the gradient, and what the law says."""
    X, y = tw.training.digits(seed=0).train
    n, draw = len(X), np.random.default_rng(0)
    rows: list[dict[str, Any]] = []
    for size in SIZES:
        error = error_of(X, y, size, draw)
        first = rows[0]["error"] if rows else error
        drawn = sqrt((n - size) / (n - 1))  # a sample without repetition misses less than one with
        rows.append({"size": size, "error": error, "predicted": first * drawn / sqrt(size), "updates": -(-n // size)})
    return rows


def run(size: int) -> dict[str, Any]:
    """The lowest loss on all training examples after EPOCHS passes, over the rates."""
    X, y = tw.training.digits(seed=0).train
    best: dict[str, Any] = {"loss": np.inf}
    for lr in RATES:
        model = tw.models.linear(64, 10, seed=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TrainingWarning)  # among the rates are some that fail
            history = tw.fit(model, tw.cross_entropy, tw.sgd(lr=lr), (X, y), batch_size=size, epochs=EPOCHS, seed=0)
        loss = tw.cross_entropy(model(X), y)
        if loss < best["loss"]:
            best = {"size": size, "lr": lr, "updates": len(history.losses), "loss": loss}
    return best


@Noted
def values() -> dict[str, Any]:
    """Every name the text uses."""
    n = len(tw.training.digits(seed=0).X_train)
    return {
        "n": n,
        "draws": DRAWS,
        "rows": errors(),
        "epochs": EPOCHS,
        "rates": len(RATES),
        "runs": [run(size) for size in (*RUNS, n)],
        "middle": RUNS[-1],
        "usual": USUAL,
        "odd": run(ODD),
        "even": run(EVEN),
        "cases": len(data("batches")["labels"]),
    }
