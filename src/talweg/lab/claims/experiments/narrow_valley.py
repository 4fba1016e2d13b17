"""Momentum against SGD in ever narrower valleys, counted in steps to a target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, factor
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.sweep import sweep

KAPPAS, BETA = (2, 5, 10, 20, 30, 40, 60, 100, 300), 0.9
NEAR = 1e-6  # of f at the start
RATES = 80
HANDOUT = 10


def steps_to(rule: str, kappa: float, starts: NDArray[np.float64], most: int, **fixed: float) -> NDArray[np.float64]:
    """Steps (starts,) until f is NEAR of its start, at the one rate that needs the fewest on average."""
    lr = np.geomspace(0.02 / kappa, 1.9 / kappa, RATES)[:, None]
    found = sweep("valley", rule, start=starts, steps=most, keep="path", kappa=kappa, lr=lr, **fixed)
    with np.errstate(all="ignore"):
        there = found.values <= NEAR * found.values[..., :1]
    # There to stay: a walk that only passes the bottom has not arrived.
    stays = np.logical_and.accumulate(there[..., ::-1], axis=-1)[..., ::-1]
    steps = np.where(stays.any(axis=-1), stays.argmax(axis=-1), np.inf)
    best: NDArray[np.float64] = steps[steps.mean(axis=1).argmin()]
    return best


def measure(thorough: bool, seed: int) -> Measured:
    """SGD's steps over momentum's at every κ, from several starts."""
    kappas = (*KAPPAS, 1000) if thorough else KAPPAS
    angles = np.random.default_rng(seed).uniform(0.1, 0.9, 12 if thorough else 6) * np.pi / 2
    starts = 5 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ratios = []
    for kappa in kappas:
        most = max(400, 8 * kappa)
        sgd, momentum = steps_to("sgd", kappa, starts, most), steps_to("momentum", kappa, starts, most, beta=BETA)
        ratios.append(sgd / momentum)
    found = [
        factor(f"ratio_{kappa}", f"SGD's steps over momentum's at κ = {kappa}", each)
        for kappa, each in zip(kappas, ratios, strict=True)
    ]
    logs, means = np.log(kappas), np.log(np.array(ratios)).T
    equal = [np.exp(np.interp(0, each, logs)) for each in means]
    numbers = (factor("crossing", "κ from which momentum needs fewer steps", equal), *found)
    values, low, high = ([getattr(each, end) for each in found] for end in ("value", "low", "high"))
    curves = (curve("SGD's steps over momentum's", kappas, values, low, high),)
    return Measured(numbers, Figure("κ", "ratio", curves, log_x=True, log_y=True, level=1.0))


def _tried(numbers: Numbers) -> list[tuple[int, Number]]:
    return [(int(name.removeprefix("ratio_")), each) for name, each in numbers.items() if name.startswith("ratio_")]


def judge(numbers: Numbers) -> Judgement:
    """It holds where momentum is the faster at every κ from the handout's on, depends where it is at some."""
    tried = _tried(numbers)
    taught = [each.low > 1 for kappa, each in tried if kappa >= HANDOUT]
    crossing, handout, narrow = numbers["crossing"], numbers[f"ratio_{HANDOUT}"], tried[-1]
    return Judgement(
        "holds" if all(taught) else "depends" if any(taught) else "fails",
        f"At the handout's κ = {HANDOUT} SGD needs {float(handout):.2f} times momentum's steps, each at its best "
        f"rate: momentum with β = {BETA} is the slower. They are equal near κ = {float(crossing):.0f}, and at κ = "
        f"{narrow[0]} SGD needs {float(narrow[1]):.1f} times as many.",
        f"It turns with κ, at about {crossing.low:.0f} to {crossing.high:.0f} for this target; a smaller β wins in "
        "wider valleys, and at one common rate momentum looks faster for another reason: its steps are ten times as "
        "long.",
    )


CLAIM = Claim(
    name="narrow_valley",
    statement="Momentum beats SGD in a narrow valley.",
    section="momentum",
    source="Polyak, 1964; Goh, 2017",
    experiment="f = x² + κ y² without noise, from starts all around; steps until f stays below a millionth of its "
    f"start, each rule at the best of {RATES} rates.",
    measure=measure,
    judge=judge,
)
