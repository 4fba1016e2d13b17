"""Adam with and without its bias correction, on the digits: its first steps, its early loss and its end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact, factor
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import chance, losses_of
from talweg.lab.claims.uncorrected import uncorrected_adam

RATES, SHOWN, EPOCHS = (0.001, 0.003, 0.01, 0.03), 0.01, 10
EARLY, LATE = 50, 100
MATTERS = 1.1
"""An early loss that differs by a tenth matters."""
WORST = 3 * chance(10)


def losses(rule: tw.Optimizer, lr: float, seed: int) -> NDArray[np.float64]:
    """The batch losses of a run, those of one that explodes cut off at three times that of guessing."""
    data, model = tw.training.digits(seed).train, tw.models.mlp([64, 32, 10], seed=seed)
    found = losses_of(model, tw.cross_entropy, rule(lr=lr), data, size=32, epochs=EPOCHS, seed=seed)
    return np.minimum(found, WORST)


def first_step(rule: tw.Optimizer) -> float:
    """How far the first step moves, over lr."""
    w = np.zeros(1)
    rule.step(w, np.array([3.0]), rule.init(w))
    return float(-w[0] / rule.hyper["lr"])


def measure(thorough: bool, seed: int) -> Measured:
    """The loss without over that with the correction: early at every rate, at the end at the best of each."""
    count = 30 if thorough else 6
    found = np.array(
        [
            [[losses(rule, lr, count * seed + run) for run in range(count)] for lr in RATES]
            for rule in (uncorrected_adam, tw.adam)
        ]
    )  # (rules, rates, runs, steps)
    early, late = found[..., 1:EARLY].mean(axis=-1), found[..., -LATE:].mean(axis=-1)
    best = [rows[rows.mean(axis=1).argmin()] for rows in late]
    numbers = (
        exact("first", "length of the first step over lr, without it", first_step(uncorrected_adam)),
        *(
            factor(
                f"early_{lr}",
                f"mean loss of steps 2 to {EARLY} without it over with it, lr = {lr:g}",
                without / with_it,
            )
            for lr, without, with_it in zip(RATES, *early, strict=True)
        ),
        factor("end", f"loss of the last {LATE} steps without over with it, each at its best rate", best[0] / best[1]),
    )
    place, at = RATES.index(SHOWN), np.arange(1, LATE + 1)
    curves = tuple(
        curve(name, at, rows[place].mean(axis=0)[:LATE]) for name, rows in zip(("without", "with"), found, strict=True)
    )
    return Measured(numbers, Figure("step", f"batch loss, lr = {SHOWN}", curves, log_y=True))


def judge(numbers: Numbers) -> Judgement:
    """It holds where the early loss is a tenth higher without it at every rate, depends where it differs at some."""
    early = {lr: numbers[f"early_{lr}"] for lr in RATES}
    worse = [each.low > MATTERS for each in early.values()]
    better = [f"{lr:g}" for lr, each in early.items() if each.high < 1]
    end = numbers["end"]
    later = "no longer differ" if end.low <= 1 <= end.high else f"differ by a factor of {float(end):.2f}"
    return Judgement(
        "holds"
        if all(worse)
        else "depends"
        if any(worse) or any(each.high < 1 / MATTERS for each in early.values())
        else "fails",
        f"Without it the first step is {float(numbers['first']):.2f} lr long. Over the first {EARLY} steps the loss "
        f"is {float(early[RATES[0]]):.2f} times that with it at lr = {RATES[0]:g}, and {float(early[RATES[-1]]):.2f} "
        f"times at {RATES[-1]:g}. At the end of {EPOCHS} epochs, each at its best rate, the two {later}.",
        "It turns with the rate. Without the correction early steps are several times as long: "
        + (
            f"that helps where the rate is too small anyway (lr = {', '.join(better)} here), and hurts"
            if better
            else "it hurts"
        )
        + " where it is as large as can be borne.",
    )


CLAIM = Claim(
    name="bias_correction",
    statement="Bias correction matters early: without it Adam's first steps are wrong, and the loss is worse for it.",
    section="adam",
    source="Kingma and Ba, 2015, arXiv:1412.6980",
    experiment=f"A network of 32 hidden units on the digits, {EPOCHS} epochs in batches of 32, by Adam and by the "
    "same formula without its two corrections, at four rates, from the same weights and in the same order.",
    measure=measure,
    judge=judge,
)
