"""What the section "Schedules" quotes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.noted import Noted
from talweg.nouns.checkup import landmarks

TOTAL, WARMUP = 400, 20
STEPS, RUNS, NOISE = 400, 200, 2.0
LR, ADAM_LR = 0.04, 0.3
TIMES, FEW, LATE = 5, 3, 100


def walk(rule: tw.Optimizer, steps: int = STEPS) -> tuple[float, NDArray[np.float64]]:
    """RUNS walks in the valley with normal noise on the gradient, the same for every rule.

    The median f at the end, and the mean length of a step along x and along y, shape (steps, 2).
    """
    valley = tw.surfaces.valley(kappa=10)
    noise = NOISE * np.random.default_rng(0).normal(size=(steps, RUNS, 2))
    w = np.tile(valley.start, (RUNS, 1))  # a run a row
    state, lengths = rule.init(w), []
    for each in noise:
        before = w.copy()
        rule.step(w, np.stack(valley.gradient(*w.T), axis=1) + each, state)
        lengths.append(np.abs(w - before).mean(axis=0))
    return float(np.median(valley.value(*w.T))), np.array(lengths)


@Noted
def walks() -> dict[str, Any]:
    """Where SGD and Adam settle with and without a schedule, and how long Adam's steps are."""
    (adam_fixed, lengths), (adam_longer, longer) = (walk(tw.adam(lr=ADAM_LR), n * STEPS) for n in (1, TIMES))
    return {
        "fixed": walk(tw.sgd(lr=LR))[0],
        "scheduled": walk(tw.sgd(lr=tw.cosine(peak=LR, total=STEPS)))[0],
        "begins": lengths[:FEW].mean() / ADAM_LR,
        "settles": (lengths[-LATE:].mean(axis=0) / ADAM_LR).tolist(),
        "later": (longer[-LATE:].mean(axis=0) / ADAM_LR).tolist(),
        "adam_fixed": adam_fixed,
        "adam_longer": adam_longer,
        "adam_scheduled": walk(tw.adam(lr=tw.cosine(peak=ADAM_LR, total=STEPS)))[0],
    }


def values() -> dict[str, Any]:
    """Every name the text uses."""
    example, plain = tw.cosine(peak=1.0, total=TOTAL, warmup=WARMUP), tw.cosine(peak=1.0, total=TOTAL)
    return {
        **walks(),
        "warmup": WARMUP,
        "first": example(0),
        "tail": plain(TOTAL - TOTAL // 10),
        "marks": landmarks(example, TOTAL),
        "runs": RUNS,
        "steps": STEPS,
        "noise": NOISE,
        "lr": LR,
        "adam_lr": ADAM_LR,
        "few": FEW,
        "late": LATE,
        "times": TIMES,
    }
