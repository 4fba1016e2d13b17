"""Examples looked at until a loss is reached, by mini-batches and by full batches, each at its best rate."""

from __future__ import annotations

import math

import numpy as np

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, factor
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import Pair, loss_of, trained
from talweg.training import Epoch, Trainable

SIZES, RATES = (16, 32, 128, 512), (0.1, 0.3, 1.0, 3.0)
MOST = 300
FEW = 60
"""So many examples make a small data set, where a mini-batch has little to leave out."""
TASKS = {
    "linear": (0.3, "a linear classifier of the digits"),
    "network": (0.3, "a network on the digits"),
    "tumours": (0.1, "a linear classifier of the tumours"),
    "few": (0.3, f"a linear classifier of {FEW} digits"),
}
"""For each task the loss to reach, and what it is."""


def task(name: str, seed: int) -> tuple[Trainable, Pair]:
    """A fresh model and its training examples."""
    if name == "tumours":
        data = tw.training.breast_cancer(seed).train
        return tw.models.linear(30, 2, seed=seed), data
    X, y = tw.training.digits(seed).train
    if name == "few":
        X, y = X[:FEW], y[:FEW]
    return tw.models.mlp([64, 32, 10], seed=seed) if name == "network" else tw.models.linear(64, 10, seed=seed), (X, y)


def epochs_to(name: str, size: int, lr: float, seed: int, most: int = MOST) -> float:
    """Passes over the data until the loss on all of them is reached; inf where it is not in `most`."""
    model, data = task(name, seed)
    target, took = TASKS[name][0], math.inf

    def reached(row: Epoch) -> bool:
        nonlocal took
        if loss_of(model, tw.cross_entropy, data) <= target:
            took = row.number
        return math.isfinite(took)

    trained(model, tw.cross_entropy, tw.sgd(lr=lr), data, size=size, epochs=most, seed=seed, each=reached)
    return took


def best(name: str, size: int, seeds: range) -> list[float]:
    """The passes of each seed but the first two, at the rate at which those two need the fewest."""
    sums: dict[float, float] = {}
    for lr in RATES:
        # A rate that is worse than one known need not run to its end.
        most = int(min([MOST, *sums.values()]))
        sums[lr] = sum(epochs_to(name, size, lr, each, most) for each in seeds[:2])
    lr = min(sums, key=lambda each: sums[each])
    return [epochs_to(name, size, lr, each) for each in seeds[2:]]


def measure(thorough: bool, seed: int) -> Measured:
    """Full batches' passes over those of mini-batches of 32, for every task; and the passes of every size."""
    count = 12 if thorough else 6
    seeds = range(40 * seed, 40 * seed + count)
    numbers: list[Number] = []
    for name, (_, what) in TASKS.items():
        n = len(task(name, 0)[1][0])
        own = range(seeds[0], seeds[0] + 40) if name == "few" else seeds  # which cost little, and differ much
        full, mini = (np.minimum(best(name, size, own), MOST) for size in (n, 32))
        numbers.append(factor(name, f"times the work of mini-batches that full batches need, {what}", full / mini))
    n = len(task("network", 0)[1][0])
    sizes = (*SIZES, n)
    passes = [factor("", "", np.minimum(best("network", size, seeds), MOST)) for size in sizes]
    ends = ([getattr(each, end) for each in passes] for end in ("value", "low", "high"))
    curves = (curve("the network on the digits", sizes, *ends),)
    return Measured(tuple(numbers), Figure("batch size", "passes over the data", curves, log_x=True, log_y=True))


def judge(numbers: Numbers) -> Judgement:
    """It holds where full batches need more work in every task, and depends where in some."""
    more = [each.low > 1 for each in numbers.values()]
    values = [float(numbers[name]) for name in TASKS]
    return Judgement(
        "holds" if all(more) else "depends" if any(more) else "fails",
        f"Full batches look at {values[0]:.0f} times as many examples as batches of 32 before a linear classifier of "
        f"the digits has its loss, {values[1]:.0f} times for a network, {values[2]:.0f} times for the tumours, and "
        f"{values[3]:.1f} times where there are but {FEW} digits.",
        "It turns with redundancy: the fewer the examples and the more each has to say, the less a mini-batch saves; "
        "and with the clock, for one large product is quicker than many small ones.",
    )


CLAIM = Claim(
    name="mini_batches",
    statement="Mini-batches reach a loss with less computation than full batches.",
    section="batches",
    source="Bottou, Curtis and Nocedal, 2018, arXiv:1606.04838",
    experiment=f"Passes over the data until the loss on all training examples is reached, by SGD at the best of "
    f"{len(RATES)} rates for each size, tuned on two seeds and counted on others.",
    measure=measure,
    judge=judge,
)
