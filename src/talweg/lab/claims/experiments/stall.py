"""Squared error through a sigmoid against cross-entropy, from a start that is confidently wrong, on real tumours."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import factor
from talweg.lab.claims.figure import Figure, curve

LOSSES = (tw.binary_cross_entropy, tw.squared_sigmoid)
RATES = (0.03, 0.1, 0.3, 1.0)
"""Of cross-entropy; squared error gets FAIR times as much."""
BATCH, EVERY, MOST = 32, 5, 4000
TEACHING = 300
"""Steps over the whole training part that teach the classifier whose opinion is then turned into its opposite."""
LONGER = 2.0
"""A stall makes the way so many times as long, or more."""


def fair() -> float:
    """How many times as hard cross-entropy pulls on an undecided logit, where neither loss is stuck."""
    entropy, squared = (loss.value_and_grad(np.zeros(1), np.ones(1))[1][0] for loss in LOSSES)
    return float(entropy / squared)


@cache
def confidently_wrong(seed: int = 0) -> NDArray[np.float64]:
    """The weights of a classifier that has learned the tumours, split by `seed`, with every sign turned."""
    X, y = tw.training.breast_cancer(seed).train
    w = np.zeros(X.shape[1])
    opt = tw.sgd(lr=0.3)
    state = opt.init(w)
    for _ in range(TEACHING):
        opt.step(w, X.T @ tw.binary_cross_entropy.value_and_grad(X @ w, y.astype(float))[1], state)
    return -w


def curve_of(loss: tw.Loss, lr: float, seed: int = 0, steps: int = MOST, until: float = math.inf) -> list[float]:
    """The share of unseen tumours that are right, every EVERY steps of plain SGD, from the confidently wrong start.

    It ends after `steps`, or with the first share of `until` or more.
    """
    tumours = tw.training.breast_cancer(seed)
    X, y = tumours.train
    w, draw = confidently_wrong(seed).copy(), np.random.default_rng(seed)
    opt = tw.sgd(lr=lr)
    state = opt.init(w)
    shares = [_right(w, *tumours.test)]
    while True:
        for batch in tw.training.batches(len(X), BATCH, draw):
            opt.step(w, X[batch].T @ loss.value_and_grad(X[batch] @ w, y[batch].astype(float))[1], state)
            if state.t % EVERY == 0:
                shares.append(_right(w, *tumours.test))
            if state.t == steps or shares[-1] >= until:
                return shares


def _right(w: NDArray[np.float64], X: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    return round(float(np.mean((X @ w > 0) == (y == 1))), 4)


def measure(thorough: bool, seed: int) -> Measured:
    """Steps until half of the unseen are right: squared error's over cross-entropy's, at every rate."""
    splits = range(20 * seed, 20 * seed + (20 if thorough else 5))
    pairs, found = tuple(zip(LOSSES, (1.0, fair()), strict=True)), []
    for lr in RATES:
        steps = np.array(
            [[EVERY * (len(curve_of(loss, lr * by, split, until=0.5)) - 1) for loss, by in pairs]
             for split in splits]
        )  # fmt: skip
        found.append(
            factor(f"ratio_{lr}", f"times as many steps to half right, at rate {lr:g}", steps[:, 1] / steps[:, 0])
        )
    shown = [curve_of(loss, RATES[1] * by, splits[0], steps=400) for loss, by in pairs]
    at = EVERY * np.arange(len(shown[0]))
    curves = (curve("cross-entropy", at, shown[0]), curve("squared error", at, shown[1]))
    return Measured(tuple(found), Figure("step", f"unseen tumours right, rate {RATES[1]}", curves, level=0.5))


def judge(numbers: Numbers) -> Judgement:
    """It holds where squared error needs at least twice the steps at every rate, and depends where at some."""
    longer = [each.low >= LONGER for each in numbers.values()]
    low, high = numbers[f"ratio_{RATES[0]}"], numbers[f"ratio_{RATES[-1]}"]
    return Judgement(
        "holds" if all(longer) else "depends" if any(longer) else "fails",
        f"From the confidently wrong start squared error needs {float(low):.1f} times the steps of cross-entropy at "
        f"rate {RATES[0]}, and {float(high):.1f} times at {RATES[-1]:g}, each counted until half of the unseen "
        "tumours are right; its rate is doubled, so that both pull alike on the undecided.",
        "A stall is no prison: the few examples that still pull get it going in the end. From an undecided start "
        "there is none, and on the bare output, without a sigmoid, squared error has no flat ends.",
    )


CLAIM = Claim(
    name="stall",
    statement="Squared error through a sigmoid stalls when it is confidently wrong; cross-entropy does not.",
    section="stall",
    source="Goodfellow, Bengio and Courville, 2016, section 6.2",
    experiment="A classifier of scikit-learn's tumours with every weight's sign turned learns once more by plain "
    "SGD, from the same batches under both losses, at four rates and several splits.",
    measure=measure,
    judge=judge,
)
