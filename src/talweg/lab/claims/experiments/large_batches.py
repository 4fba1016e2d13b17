"""Accuracy on unseen digits after training with small and with very large batches, each at its best rate."""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import trained

SMALL, SIZES = 16, (16, 64, 256, 1437)
RATES, EPOCHS = (0.1, 0.3, 1.0, 3.0), 15
TUNING = 2


def accuracy(size: int, lr: float, epochs: int, seed: int) -> float:
    """The share of unseen digits that are right; 0 where the run diverged."""
    digits, model = tw.training.digits(seed), tw.models.mlp([64, 32, 10], seed=seed)
    if not np.isfinite(
        trained(model, tw.cross_entropy, tw.sgd(lr=lr), digits.train, size=size, epochs=epochs, seed=seed)
    ):
        return 0.0
    return float(np.mean(model(digits.X_test).argmax(axis=1) == digits.y_test))


def tuned(size: int, epochs: int, seeds: range) -> np.ndarray:
    """The accuracy of every seed but the first few, at the rate that is best for those."""
    lr = max(RATES, key=lambda each: sum(accuracy(size, each, epochs, seed) for seed in seeds[:TUNING]))
    return np.array([accuracy(size, lr, epochs, seed) for seed in seeds[TUNING:]])


def measure(thorough: bool, seed: int) -> Measured:
    """Small batches' lead in accuracy over one batch of all: for the same passes, and for many times as many."""
    count, factor = (26, 24) if thorough else (12, 8)
    seeds = range(count * seed, count * seed + count)
    found = np.array([tuned(size, EPOCHS, seeds) for size in SIZES])
    most = tuned(SIZES[-1], EPOCHS * factor, seeds)
    numbers = (
        mean("small", f"accuracy in batches of {SMALL}, {EPOCHS} epochs", 100 * found[0], "%"),
        mean("lead", f"its lead over one batch of all, {EPOCHS} epochs each", 100 * (found[0] - found[-1]), "points"),
        mean("lead_256", "its lead over batches of 256", 100 * (found[0] - found[2]), "points"),
        mean(
            "lead_long",
            f"its lead over one batch of all after {factor} times as many epochs",
            100 * (found[0] - most),
            "points",
        ),
    )
    each = [mean("", "", 100 * row) for row in found]
    ends = ([getattr(one, end) for one in each] for end in ("value", "low", "high"))
    return Measured(
        numbers,
        Figure("batch size", "% of unseen digits right", (curve(f"{EPOCHS} epochs", SIZES, *ends),), log_x=True),
    )


def judge(numbers: Numbers) -> Judgement:
    """It holds where large batches lose however long they train, and depends where they lose for the same passes."""
    same, long = numbers["lead"], numbers["lead_long"]
    lost, lost_long = same.low > 0, long.low > 0
    return Judgement(
        "holds" if lost and lost_long else "depends" if lost or lost_long else "fails",
        f"After {EPOCHS} epochs, each at its best rate, batches of {SMALL} have {float(numbers['small']):.1f}% of the "
        f"unseen digits right, and one batch of all has {float(same):.1f} points less; batches of 256 have "
        f"{float(numbers['lead_256']):.1f} less. After many more epochs the lead over one batch of all is "
        f"{float(long):.1f} points ({long.low:.1f} to {long.high:.1f}).",
        "It turns with how long the large batch may train: what it lacks first of all are updates. "
        + ("Even so something of the lead stays." if lost_long else "With enough of them no lead is seen here."),
    )


CLAIM = Claim(
    name="large_batches",
    statement="Very large batches can cost test accuracy.",
    section="batches",
    source="Keskar et al., 2017, arXiv:1609.04836",
    experiment="A network of 32 hidden units on the digits by SGD, the rate tuned for every batch size on seeds of "
    "its own and the accuracy taken on others: for the same passes over the data, and for many times as many.",
    measure=measure,
    judge=judge,
)
