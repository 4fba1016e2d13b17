"""The best rates of the textbook, (κ-1)/(κ+1) and (√κ-1)/(√κ+1), found by a search that does not know them."""

from __future__ import annotations

import numpy as np

from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.pace import tuned

QUICK, THOROUGH = (3, 10, 30, 100), (3, 5, 10, 20, 50, 100, 200, 500, 1000)
CLOSE = 0.01


def measure(thorough: bool, seed: int) -> Measured:
    """The tuned factor of SGD and of momentum at every κ, beside the closed forms."""
    kappas = THOROUGH if thorough else QUICK
    start = np.random.default_rng(seed).uniform(1, 5, 2)
    sgd, momentum = [], []
    for kappa in kappas:
        most = 1 / kappa  # SGD leaves from here on, momentum from (1 + beta) times as much on
        sgd.append(tuned("sgd", kappa, start, {"lr": (0.01 * most, most)})[0])
        ranges = {"lr": (0.01 * most, 2 * most), "beta": (0.0, 0.99)}
        momentum.append(tuned("momentum", kappa, start, ranges)[0])
    closed = [[(root - 1) / (root + 1) for root in roots] for roots in (kappas, np.sqrt(kappas))]
    worst = [max(np.abs(np.array(found) / form - 1)) for found, form in zip((sgd, momentum), closed, strict=True)]
    numbers = (
        exact("sgd", "largest deviation of SGD's tuned factor from (κ-1)/(κ+1)", 100 * worst[0], "%"),
        exact("momentum", "largest deviation of momentum's from (√κ-1)/(√κ+1)", 100 * worst[1], "%"),
        exact("narrowest", "κ of the narrowest valley tried", kappas[-1]),
    )
    curves = (
        curve("SGD, measured", kappas, sgd),
        curve("momentum, measured", kappas, momentum),
        curve("(κ-1)/(κ+1)", kappas, closed[0]),
        curve("(√κ-1)/(√κ+1)", kappas, closed[1]),
    )
    return Measured(numbers, Figure("κ", "factor a step", curves, log_x=True))


def judge(numbers: Numbers) -> Judgement:
    """Both within a hundredth: holds; one of them: depends."""
    right = [float(numbers[rule]) <= 100 * CLOSE for rule in ("sgd", "momentum")]
    return Judgement(
        "holds" if all(right) else "depends" if any(right) else "fails",
        f"A search over lr, and for momentum over lr and beta, ends within {numbers['sgd'].text} of SGD's closed form "
        f"and within {numbers['momentum'].text} of momentum's, up to κ = {numbers['narrowest'].text}.",
        "The forms are of the long run on a quadratic: the first steps, and any other ground, have paces of their own.",
    )


CLAIM = Claim(
    name="closed_rates",
    statement="On a quadratic, tuned SGD shrinks the error by (κ-1)/(κ+1) a step, and tuned momentum by (√κ-1)/(√κ+1).",
    section="momentum",
    source="Polyak, 1964; Goh, 2017",
    experiment="For each κ a grid of hyperparameters, refined five times, without knowledge of the closed forms; a "
    "run's factor is read off the recurrence that its places obey.",
    measure=measure,
    judge=judge,
)
