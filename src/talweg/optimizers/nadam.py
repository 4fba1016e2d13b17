import numpy as np

from talweg.formula import Average, Epsilon, NonNegative, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="NAdam")
def nadam(
    w, g, m, v, q, t, *,
    lr: Rate = 0.002, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
    psi: NonNegative = 0.004,
):
    """NAdam: Adam with Nesterov's look ahead.

    The momentum mu grows from about beta1 / 2 to beta1 over some 100 / psi steps; q, the same number for every weight,
    is 1 minus the product of all mu so far, the correction for the start at zero. psi is PyTorch's momentum_decay; with
    psi = 1 these are Keras' steps, and with psi = 1e6, where mu is beta1 from the first step, those of optax.

    Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016.
    """
    mu = beta1 * (1 - 0.5 * 0.96 ** (t * psi))
    ahead = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * psi))
    q = 1 - mu * (1 - q)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = ahead * m / (1 - ahead * (1 - q)) + (1 - mu) * g / q
    v_hat = bias_corrected(v, beta2, t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, q
