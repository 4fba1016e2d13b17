"""How long Adam's steps are, over its rate, where gradients agree and where noise makes them disagree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import mean
from talweg.lab.claims.figure import Figure, curve

LR, NOISE, KAPPA, STEPS, TIMES = 0.3, 2.0, 10, 400, 5
FEW, LATE = 3, 100
SHRUNK = 0.5


def lengths(seeds: NDArray[np.int64], steps: int, start: tuple[float, float], noise: float) -> NDArray[np.float64]:
    """The length of every step along x and y over lr, shape (seeds, steps, 2)."""
    found = tw.sweep(
        "valley", tw.adam(lr=LR), kappa=KAPPA, start=start, steps=steps, keep="path", seed=seeds, noise=noise
    )
    return np.abs(np.diff(found.w, axis=1)) / LR


def measure(thorough: bool, seed: int) -> Measured:
    """Early and late steps of noisy walks in the valley, and of one whose gradients agree all the way."""
    count = 1000 if thorough else 200
    seeds = count * seed + np.arange(count)
    noisy = lengths(seeds, TIMES * STEPS, (5.0, 3.0), NOISE)
    agreeing = lengths(seeds[:2], STEPS, (1e4, 1e4), 0.0)
    first, late, last = noisy[:, :FEW], noisy[:, STEPS - LATE : STEPS], noisy[:, -LATE:]
    numbers = (
        mean("begins", f"steps over lr, the first {FEW}", first.mean(axis=(1, 2))),
        mean("late_x", f"steps {STEPS - LATE} to {STEPS}, along x", late[..., 0].mean(axis=1)),
        mean("late_y", f"steps {STEPS - LATE} to {STEPS}, along y", late[..., 1].mean(axis=1)),
        mean("later_x", f"the last {LATE} of {TIMES * STEPS:,}, along x", last[..., 0].mean(axis=1)),
        mean("later_y", f"the last {LATE} of {TIMES * STEPS:,}, along y", last[..., 1].mean(axis=1)),
        mean(
            "agreeing", f"steps {STEPS - LATE} to {STEPS} where gradients agree", agreeing[:, -LATE:].mean(axis=(1, 2))
        ),
    )
    at = np.unique(np.geomspace(1, TIMES * STEPS, 60).astype(int))
    means = noisy.mean(axis=0)[at - 1]
    curves = (curve("along x", at, means[:, 0]), curve("along y", at, means[:, 1]))
    return Measured(numbers, Figure("step", "length of a step / lr", curves, log_x=True, log_y=True, level=1.0))


def judge(numbers: Numbers) -> Judgement:
    """It holds where no steps shrink to half; fails where they shrink and go on shrinking; depends between."""
    begins, late = numbers["begins"], [numbers[f"late_{axis}"] for axis in "xy"]
    shrinks = any(each.high < SHRUNK * begins.low for each in late)
    stays = numbers["agreeing"].low >= SHRUNK
    levels = all(numbers[f"later_{axis}"].high > SHRUNK * numbers[f"late_{axis}"].low for axis in "xy")
    return Judgement(
        "holds" if not shrinks else "depends" if stays or levels else "fails",
        f"Under noise the first steps are {float(begins):.2f} of lr long; after {STEPS} they are {float(late[0]):.2f} "
        f"along x and {float(late[1]):.3f} along y: they shrank by themselves. Where gradients agree they stay at "
        f"{float(numbers['agreeing']):.2f}.",
        f"They shrink where gradients disagree, and only so far: after {TIMES * STEPS:,} steps they are "
        f"{float(numbers['later_x']):.2f} and {float(numbers['later_y']):.2f} of lr. The rest of the way is the "
        "schedule's.",
    )


CLAIM = Claim(
    name="adam_anneals",
    statement="Adam never shrinks its steps.",
    section="schedule",
    source="Kingma and Ba, 2015, arXiv:1412.6980",
    experiment=f"Adam at a fixed lr = {LR} in the valley of κ = {KAPPA} with normal noise of deviation {NOISE:g} on "
    "the gradient, many walks side by side; and far out in the same valley without noise.",
    measure=measure,
    judge=judge,
)
