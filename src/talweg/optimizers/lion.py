import numpy as np

from talweg.formula import Average, Decay, Rate
from talweg.nouns import optimizer


@optimizer
def lion(
    w, g, m, *,
    lr: Rate = 0.0001, beta1: Average = 0.9, beta2: Average = 0.99, weight_decay: Decay = 0.0,
):
    """Lion: the sign of momentum, so that every weight moves by exactly lr.

    Two averages of g in one slot: the step follows c, which beta1 mixes, and m remembers with beta2. Its steps are
    larger than Adam's: lr is usually 3 to 10 times smaller, weight_decay as many times larger. The decay is beside the
    step, a share lr * weight_decay a step, as in Keras and optax (whose default is 0.001).

    Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, arXiv:2302.06675.
    """
    c = beta1 * m + (1 - beta1) * g
    m = beta2 * m + (1 - beta2) * g
    return w - lr * (np.sign(c) + weight_decay * w), m
