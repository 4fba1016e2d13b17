from typing import Annotated

import numpy as np
from annotated_types import Ge

from talweg.formula import Count, NonNegative
from talweg.nouns import schedule


@schedule(requires=("floor <= peak",), turns=("warmup + period", "warmup + period * (1 + growth)"))
def cosine_restarts(
    t, *, peak: NonNegative, period: Count, growth: Annotated[float, Ge(1)] = 1.0, floor: NonNegative = 0.0
):
    """Cosine falls from peak to floor, one after the other, each `growth` times as long as the one before.

    The first begins at t = warmup and is `period` steps long: at t = warmup + period - 1 it is a little above floor,
    at t = warmup + period it is peak again, as at every restart. The value floor itself is never taken. A run that
    should end low ends on the step before a restart. Without warm-up that is torch's CosineAnnealingWarmRestarts.

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, arXiv:1608.03983.
    """
    cycles = np.where(growth > 1, np.log1p((growth - 1) * t / period) / np.log(growth), t / period)
    n = np.floor(cycles + 0.5)  # the nearest restart, before t or after it: rounding cannot miss a join
    restart = np.where(growth > 1, period * (growth**n - 1) / (growth - 1), period * n)
    length = period * growth**n
    phase = np.where(t < restart, 1 - (restart - t) * growth / length, (t - restart) / length)
    return floor + (peak - floor) / 2 * (1 + np.cos(np.pi * phase))
