"""A stall on real data: a classifier that begins confidently wrong, under cross-entropy and under squared error."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw
from talweg.course.noted import Noted
from talweg.lab.claims.experiments.stall import (
    BATCH,
    EVERY,
    LOSSES,
    RATES,
    confidently_wrong,
    curve_of,
    fair,
)

STEPS = 300


@Noted
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
            {
                "rates": [lr, factor * lr],
                "right": [curve_of(LOSSES[0], lr, steps=STEPS), curve_of(LOSSES[1], factor * lr, steps=STEPS)],
            }
            for lr in RATES
        ],
    }
