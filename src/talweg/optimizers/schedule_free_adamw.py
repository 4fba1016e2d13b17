import numpy as np

from talweg.formula import Average, Decay, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="Schedule-free AdamW", average="w - (1 - beta1) * d")
def schedule_free_adamw(
    w, g, d, v, total, t, *,
    lr: Rate = 0.0025, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
):
    """Schedule-free AdamW: Adam's scaling without its momentum for z, and the average x for use.

    While training, w is the paper's y = (1 - beta1) * z + beta1 * x: take gradients there, and read the weights to
    evaluate and keep, x, with `average(w, state)`. d is z - x, total the sum of the squared rates, by which z counts in
    the average. beta1 must not change during a run. v is corrected for its start as in Adam, and the decay taken at w,
    as in optax; the paper puts the correction into the rate, and so into the average's weights.

    Source: Defazio et al., "The road less scheduled", 2024, arXiv:2405.15682.
    """
    v = beta2 * v + (1 - beta2) * g**2
    v_hat = bias_corrected(v, beta2, t)
    total = total + lr**2
    c = np.where(total > 0, lr**2 / total, 1)
    e = d - lr * (g / (np.sqrt(v_hat) + eps) + weight_decay * w)  # the new z, less the old x
    x = w - (1 - beta1) * d + c * e
    d = (1 - c) * e
    return x + (1 - beta1) * d, d, v, total
