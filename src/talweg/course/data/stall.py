"""A stall on real data: a classifier that begins confidently wrong, under cross-entropy and under squared error."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import talweg as tw

LOSSES = (tw.binary_cross_entropy, tw.squared_sigmoid)
RATES = (0.03, 0.1, 0.3, 1.0)
"""Of cross-entropy; squared error gets FAIR times as much."""
BATCH, STEPS, EVERY = 32, 300, 5
TAUGHT = 300
"""Steps over the whole training part that teach the classifier whose opinion is then turned into its opposite."""


def fair() -> float:
    """How many times as hard cross-entropy pulls on an undecided logit, where neither loss is stuck."""
    entropy, squared = (loss.value_and_grad(np.zeros(1), np.ones(1))[1][0] for loss in LOSSES)
    return float(entropy / squared)


@cache
def confidently_wrong() -> NDArray[np.float64]:
    """The weights of a classifier that has learned the tumours, with every sign turned."""
    X, y = tw.training.breast_cancer(seed=0).train
    w = np.zeros(X.shape[1])
    opt = tw.sgd(lr=0.3)
    state = opt.init(w)
    for _ in range(TAUGHT):
        opt.step(w, X.T @ tw.binary_cross_entropy.value_and_grad(X @ w, y.astype(float))[1], state)
    return -w


def curve(loss: tw.Loss, lr: float) -> list[float]:
    """The share of unseen tumours that are right, every EVERY steps of plain SGD, from the confidently wrong start."""
    tumours = tw.training.breast_cancer(seed=0)
    X, y = tumours.train
    w, draw = confidently_wrong().copy(), np.random.default_rng(0)
    opt = tw.sgd(lr=lr)
    state = opt.init(w)
    shares = [_right(w, *tumours.test)]
    while True:
        for batch in tw.training.batches(len(X), BATCH, draw):
            opt.step(w, X[batch].T @ loss.value_and_grad(X[batch] @ w, y[batch].astype(float))[1], state)
            if state.t % EVERY == 0:
                shares.append(_right(w, *tumours.test))
            if state.t == STEPS:
                return shares


def _right(w: NDArray[np.float64], X: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    return round(float(np.mean((X @ w > 0) == (y == 1))), 4)


def values() -> dict[str, Any]:
    """By rate of cross-entropy, the curve of each loss; how often they were measured; how sure the start is."""
    tumours = tw.training.breast_cancer(seed=0)
    X, y = tumours.test
    z = X @ confidently_wrong()
    factor = fair()
    return {
        "every": EVERY,
        "steps": STEPS,
        "batch": BATCH,
        "train": len(tumours.X_train),
        "test": len(X),
        "features": X.shape[1],
        "fair": factor,
        # The probability of the right class is e to the minus cross-entropy.
        "median": float(np.median(np.exp(-tw.binary_cross_entropy(z, y.astype(float), reduction="none")))),
        "runs": [
            {"rates": [lr, factor * lr], "right": [curve(LOSSES[0], lr), curve(LOSSES[1], factor * lr)]} for lr in RATES
        ],
    }
