"""Where momentum 0.9 overtakes tuned SGD: the lesson says, from κ = 38 on."""

from __future__ import annotations

import numpy as np

from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import exact, mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.pace import tuned

KAPPAS, BETA, TAUGHT = (10, 20, 30, 34, 36, 37, 38, 39, 40, 44, 50, 60), 0.9, 38


def measure(thorough: bool, seed: int) -> Measured:
    """The tuned factor of both at every κ from several starts, and where their curves cross."""
    draw, kappas = np.random.default_rng(seed), np.array(KAPPAS, float)
    starts = draw.uniform(1, 5, (10 if thorough else 3, 2))
    sgd, momentum = np.empty((2, len(starts), len(kappas)))
    for i, start in enumerate(starts):
        for k, kappa in enumerate(kappas):
            sgd[i, k] = tuned("sgd", kappa, start, {"lr": (0.1 / kappa, 1 / kappa)})[0]
            momentum[i, k] = tuned("momentum", kappa, start, {"lr": (0.01 / kappa, 1.9 / kappa)}, beta=BETA)[0]
    gap = sgd - momentum
    # Where the gap is 0 between the last κ at which SGD is the faster and the next.
    last = (gap < 0).sum(axis=1) - 1
    crossings = [np.interp(0, row[k : k + 2], kappas[k : k + 2]) for row, k in zip(gap, last, strict=True)]
    at = KAPPAS.index(10)
    numbers = (
        mean("crossing", "κ at which the two factors are equal", crossings),
        exact("sgd_10", "SGD's tuned factor a step at κ = 10", float(sgd[:, at].mean())),
        exact("momentum_10", "momentum's at κ = 10, β = 0.9", float(momentum[:, at].mean())),
    )
    curves = (curve("SGD", kappas, sgd.mean(axis=0)), curve("momentum, β = 0.9", kappas, momentum.mean(axis=0)))
    return Measured(numbers, Figure("κ", "factor a step, at the best rate", curves))


def judge(numbers: Numbers) -> Judgement:
    """It holds where 38 is the first whole κ above the crossing, and depends where it is off by less than a tenth."""
    crossing = numbers["crossing"]
    exactly = crossing.low > TAUGHT - 1 and crossing.high <= TAUGHT
    near = abs(float(crossing) / TAUGHT - 1) < 0.1
    return Judgement(
        "holds" if exactly else "depends" if near else "fails",
        f"The two are equally fast at κ = {crossing.value:.2f} ({crossing.low:.2f} to {crossing.high:.2f}). At κ = 10 "
        f"tuned SGD has the factor {float(numbers['sgd_10']):.3f} and momentum with β = 0.9 no better than "
        f"{float(numbers['momentum_10']):.3f}.",
        "With a β of its own momentum wins at every κ: the crossing belongs to β = 0.9, and to the long run.",
    )


CLAIM = Claim(
    name="crossing",
    statement="Momentum with β = 0.9 overtakes SGD at its best rate from κ = 38 on.",
    section="momentum",
    source="Goh, 2017",
    experiment="Both rules at their best rate, found by a refined grid, for twelve κ from several starts; a run's "
    "factor is read off the recurrence that its places obey.",
    measure=measure,
    judge=judge,
)
