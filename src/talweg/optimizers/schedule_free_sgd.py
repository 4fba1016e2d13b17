import numpy as np

from talweg.formula import Average, Decay, Rate
from talweg.nouns import optimizer


@optimizer(label="Schedule-free SGD", average="w - (1 - beta) * d")
def schedule_free_sgd(
    w, g, d, total, *, lr: Rate = 0.1, beta: Average = 0.9, weight_decay: Decay = 0.0,
):
    """Schedule-free SGD: plain steps for z, their average x for use, and gradients taken between the two.

    While training, w is the paper's y = (1 - beta) * z + beta * x: take gradients there, and read the weights to
    evaluate and keep, x, with `average(w, state)`. d is z - x. Each z counts in the average with the square of its rate
    (total is their sum, the same number for every weight), so a warm-up counts for little; the rate should rise to its
    value and stay. beta must not change during a run. The decay is taken at w, as in optax.

    Source: Defazio et al., "The road less scheduled", 2024, arXiv:2405.15682.
    """
    total = total + lr**2
    c = np.where(total > 0, lr**2 / total, 1)
    e = d - lr * (g + weight_decay * w)  # the new z, less the old x
    x = w - (1 - beta) * d + c * e
    d = (1 - c) * e
    return x + (1 - beta) * d, d, total
