"""What the section "Why cross-entropy, and not squared error" quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw

P = 0.02
EPOCHS = 5
RATES = {"cross_entropy": 0.1, "squared_sigmoid": 1.0}


def accuracy(loss: tw.Loss, lr: float) -> float:
    """The share of unseen digits that are right after a short run of plain SGD."""
    data = tw.training.digits(seed=0)
    train, test = ((X, y if loss.rowwise else tw.one_hot(y, 10)) for X, y in (data.train, data.test))
    model = tw.models.mlp([64, 32, 10], seed=0)
    history = tw.fit(model, loss, tw.sgd(lr=lr), train, batch_size=32, epochs=EPOCHS, seed=0, validation=test)
    return history.last.validation_accuracy or 0.0


def values() -> dict[str, Any]:
    """Every name the text uses."""
    z = np.log([P / (1 - P)])
    squared, squared_slope = tw.squared_sigmoid.value_and_grad(z, [1.0])
    entropy, entropy_slope = tw.binary_cross_entropy.value_and_grad(z, [1.0])
    return {
        "p": P,
        "epochs": EPOCHS,
        "largest": 0.5 * (1 - 0.5),
        "slope": P * (1 - P),
        "squared": squared,
        "squared_slope": squared_slope[0],
        "entropy": entropy,
        "entropy_slope": entropy_slope[0],
        "ratio": entropy_slope[0] / squared_slope[0],
        "stall_rate_ratio": RATES["squared_sigmoid"] / RATES["cross_entropy"],
        "stall_entropy": accuracy(tw.cross_entropy, RATES["cross_entropy"]),
        "stall_squared": accuracy(tw.squared_sigmoid, RATES["squared_sigmoid"]),
    }
