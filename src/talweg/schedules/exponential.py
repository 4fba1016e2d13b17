import numpy as np

from talweg.formula import NonNegative, UnitInterval
from talweg.nouns import schedule


@schedule(requires=("floor <= peak",))
def exponential(t, *, peak: NonNegative, decay: UnitInterval = 0.99, floor: NonNegative = 0.0):
    """An exponential fall: each step's rate is decay times the one before, but never below floor.

    At t = warmup it is peak, at t = warmup + n it is peak * decay**n, at no t is it over. Without warm-up and floor
    that is torch's ExponentialLR, and optax's exponential_decay with transition_steps = 1.

    Source: Bottou, "Large-scale machine learning with stochastic gradient descent", 2010.
    """
    return np.maximum(floor, peak * decay**t)
