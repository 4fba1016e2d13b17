"""What the section "Schedules" quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw
from talweg.nouns.checkup import landmarks

TOTAL, WARMUP = 400, 20
STEPS, RUNS, NOISE = 400, 200, 2.0
LR, ADAM_LR = 0.04, 0.3


def settled(rule: tw.Optimizer) -> float:
    """The median f after STEPS steps on the valley, with normal noise on the gradient: the same for every rule."""
    valley = tw.surfaces.valley(kappa=10)
    noise = NOISE * np.random.default_rng(0).normal(size=(STEPS, RUNS, 2))
    w = np.tile(valley.start, (RUNS, 1))  # a run a row
    state = rule.init(w)
    for each in noise:
        rule.step(w, np.stack(valley.gradient(*w.T), axis=1) + each, state)
    return float(np.median(valley.value(*w.T)))


def values() -> dict[str, Any]:
    """Every name the text uses."""
    example = tw.cosine(peak=1.0, total=TOTAL, warmup=WARMUP)
    return {
        "warmup": WARMUP,
        "first": example(0),
        "marks": landmarks(example, TOTAL),
        "runs": RUNS,
        "steps": STEPS,
        "lr": LR,
        "fixed": settled(tw.sgd(lr=LR)),
        "scheduled": settled(tw.sgd(lr=tw.cosine(peak=LR, total=STEPS))),
        "adam_lr": ADAM_LR,
        "adam_fixed": settled(tw.adam(lr=ADAM_LR)),
        "adam_scheduled": settled(tw.adam(lr=tw.cosine(peak=ADAM_LR, total=STEPS))),
    }
