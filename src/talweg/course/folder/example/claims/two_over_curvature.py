"""From which rate on gradient descent leaves a bowl: the lesson says, from two over the curvature on."""

import numpy as np

import talweg as tw
from talweg.lab.claims import Claim
from talweg.lab.claims.claim import Judgement, Measured, Numbers
from talweg.lab.claims.estimate import mean
from talweg.lab.claims.figure import Figure, curve

FAR, NEAR = 3.0, 0.5
"""Between these multiples of one over the curvature the border is looked for."""


def leaves(lr: float, curvature: float, steps: int) -> bool:
    """Whether so many steps end farther from the bottom than they began."""
    w, rule = 1.0, tw.sgd(lr=lr)
    for t in range(steps):
        w, _ = rule.next(w, curvature * w, [], t + 1)
    return abs(float(w)) > 1


def border(curvature: float, steps: int = 8, halvings: int = 24) -> float:
    """The lowest rate that leaves, by halving, times the curvature."""
    low, high = NEAR / curvature, FAR / curvature
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (low, middle) if leaves(middle, curvature, steps) else (middle, high)
    return high * curvature


def measure(thorough: bool, seed: int) -> Measured:
    """The border of several bowls, drawn over three powers of ten."""
    curvatures = np.sort(10 ** np.random.default_rng(seed).uniform(-1, 2, 20 if thorough else 6))
    found = [border(float(each)) for each in curvatures]
    drawn = Figure("curvature", "border times curvature", (curve("measured", curvatures, found),), log_x=True, level=2)
    return Measured((mean("border", "the border's rate times the curvature", found),), drawn)


def judge(numbers: Numbers) -> Judgement:
    """It holds where the border lies within a thousandth of 2, and depends within a tenth."""
    away = abs(numbers["border"].value / 2 - 1)
    return Judgement(
        "holds" if away < 1e-3 else "depends" if away < 0.1 else "fails",
        f"Gradient descent leaves the bowl from {numbers['border'].value:.4f} over the curvature on.",
        "On ground whose curvature changes there is no one border.",
    )


CLAIM = Claim(
    name="two_over_curvature",
    statement="On a bowl, gradient descent arrives where its rate is below two over the curvature.",
    section="overshoot",
    source="Boyd and Vandenberghe, 2004",
    experiment="Eight steps on bowls of curvatures from 0.1 to 100; the lowest rate that ends farther out is found by "
    "halving.",
    measure=measure,
    judge=judge,
)
