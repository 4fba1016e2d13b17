import numpy as np

from talweg.formula import NonNegative
from talweg.nouns import schedule


@schedule(requires=("floor <= peak",))
def cosine(progress, *, peak: NonNegative, floor: NonNegative = 0.0):
    """A cosine fall from peak to floor, after a straight warm-up; `total` counts all steps, warm-up included.

    At t = 0, the first step, it is peak / (warmup + 1), never zero; at t = warmup it is peak; at t = total - 1, the
    last step, a little above floor; at t = total, one past it, floor, and it stays there. torch's CosineAnnealingLR
    climbs again after T_max; optax's warmup_cosine_decay_schedule takes its first step at init_value, often zero.

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, arXiv:1608.03983.
    """
    return floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))
