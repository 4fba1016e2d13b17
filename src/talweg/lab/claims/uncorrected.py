"""Adam as it would be without its bias correction: a formula of an experiment, and on no shelf."""

import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.nouns import optimizer


@optimizer
def uncorrected_adam(
    w, g, m, v, *, lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8
):
    """Adam without its bias correction: both averages are taken as they come from their start at zero."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (np.sqrt(v) + eps), m, v
