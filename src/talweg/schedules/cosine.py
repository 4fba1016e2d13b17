import numpy as np

from talweg.formula import Count, NonNegative, Steps
from talweg.nouns import schedule


@schedule(requires=("warmup < total", "floor <= peak"))
def cosine(t, *, peak: NonNegative, total: Count, warmup: Steps = 0, floor: NonNegative = 0.0):
    """A cosine fall from peak to floor, after a straight warm-up; `total` counts all steps, warm-up included.

    At t = 0, the first step, it is peak / (warmup + 1), never zero; at t = warmup it is peak; at t = total, one past
    the last step, it is floor, and stays there.

    Source: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, arXiv:1608.03983.
    """
    ramp = peak * (t + 1) / (warmup + 1)
    progress = np.minimum(1, (t - warmup) / (total - warmup))
    fall = floor + (peak - floor) / 2 * (1 + np.cos(np.pi * progress))
    return np.where(t < warmup, ramp, fall)
