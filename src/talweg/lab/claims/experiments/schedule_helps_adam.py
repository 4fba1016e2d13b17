"""What a cosine adds to Adam in a noisy valley, beside what Adam does by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact, factor
from talweg.lab.claims.figure import Figure, curve

RATES, SHOWN = (0.01, 0.02, 0.03, 0.06, 0.1, 0.3, 1.0), 0.3
NOISE, KAPPA, STEPS = 2.0, 10, 400
GROUPS = 10


def ends(rule: tw.Optimizer, seeds: NDArray[np.int64], keep: str | int = "end") -> NDArray[np.float64]:
    """f of every walk, at its end or along it."""
    found = tw.sweep("valley", rule, kappa=KAPPA, steps=STEPS, keep=keep, seed=seeds, noise=NOISE)
    return np.asarray(found.values)


def medians(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median f of each of GROUPS groups of walks: each an estimate of its own."""
    return np.median(values.reshape(GROUPS, -1), axis=1)


def measure(thorough: bool, seed: int) -> Measured:
    """f at a fixed rate over f under a cosine, for every rate; and f of Adam over that of steps of one length."""
    count = 2000 if thorough else 400
    seeds = count * seed + np.arange(count)
    fixed, falling = (
        np.array([medians(ends(tw.adam(lr=plan(lr)), seeds)) for lr in RATES]) for plan in (float, _cosine)
    )
    found = [
        factor(f"gain_{lr}", f"f at a fixed lr = {lr:g} over f under a cosine", one / other)
        for lr, one, other in zip(RATES, fixed, falling, strict=True)
    ]
    fixed_lr = RATES[int(fixed.mean(axis=1).argmin())]
    fixed_best, falling_best = (each[each.mean(axis=1).argmin()] for each in (fixed, falling))
    # A step of lr against the sign is Adam without its memory, and so without its own shrinking.
    alone, bare = (medians(ends(rule, seeds)) for rule in (tw.adam(lr=SHOWN), tw.adam(lr=SHOWN, beta1=0.0, beta2=0.0)))
    own = factor("own", f"f of steps that never shrink over f of Adam's, both at lr = {SHOWN}", bare / alone)
    tuned = factor("tuned", "f at the best fixed rate over f under a cosine from its best", fixed_best / falling_best)
    best = exact("best", "of these rates, the one at which Adam alone ends lowest", float(fixed_lr))
    paths = (ends(rule, seeds, 8) for rule in (tw.adam(lr=SHOWN), tw.adam(lr=_cosine(SHOWN))))
    at = np.minimum(8 * np.arange(STEPS // 8 + 1), STEPS)
    named = zip((f"fixed lr = {SHOWN}", "cosine"), paths, strict=True)
    curves = tuple(curve(name, at, np.median(path, axis=0)) for name, path in named)
    return Measured((*found, tuned, own, best), Figure("step", "median f", curves, log_y=True))


def _cosine(lr: float) -> tw.Schedule:
    return tw.cosine(peak=lr, total=STEPS)


def judge(numbers: Numbers) -> Judgement:
    """It holds where the cosine ends lower at every rate, depends where at some."""
    gains = {lr: numbers[f"gain_{lr}"] for lr in RATES}
    helps = [each.low > 1 for each in gains.values()]
    own, tuned = numbers["own"], numbers["tuned"]
    shrinking = f"{float(own):.1f} times lower" if own.low > 1 else "no lower"
    harmed = [f"{lr:g}" for lr, each in gains.items() if each.high < 1]
    where = f", at {', '.join(harmed)} here" if harmed else ""
    return Judgement(
        "holds" if all(helps) else "depends" if any(helps) else "fails",
        f"At lr = {SHOWN} a cosine ends {float(gains[SHOWN]):.0f} times lower than the fixed rate. Adam's own "
        f"shrinking ends {shrinking} there than steps that never shrink. Each at its best rate, "
        f"{float(numbers['best']):g} for the fixed one, the cosine ends {float(tuned):.2f} times as low.",
        f"It turns at small rates{where}: a walk that has not arrived needs its rate, and the cosine takes half of "
        "the way from it.",
    )


CLAIM = Claim(
    name="schedule_helps_adam",
    statement="A schedule still helps Adam, although Adam adapts and even shrinks its own steps under noise.",
    section="schedule",
    source="Loshchilov and Hutter, 2019, arXiv:1711.05101",
    experiment=f"Adam in the valley of κ = {KAPPA} with normal noise of deviation {NOISE:g} on the gradient, {STEPS} "
    "steps, many walks side by side, at seven rates: fixed, and under a cosine from the same peak.",
    measure=measure,
    judge=judge,
)
