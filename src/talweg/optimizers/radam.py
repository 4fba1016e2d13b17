import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="RAdam")
def radam(
    w, g, m, v, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
):
    """RAdam: Adam that waits with its scaling until the mean squared gradient can be trusted.

    rho is the number of gradients that v stands for at step t, and limit the number it tends to. Up to rho = 5 the step
    is momentum alone, of length lr * m_hat; from there the scaling comes in by r, which rises to 1. eps stands outside
    the root and after the correction, as in Adam and in optax; PyTorch adds it before the correction:
    `radam(eps=lambda t: 1e-8 / (1 - 0.999 ** (t + 1)) ** 0.5)` takes its steps.

    Source: Liu et al., "On the variance of the adaptive learning rate and beyond", 2020, arXiv:1908.03265.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    limit = 2 / (1 - beta2) - 1
    rho = limit - 2 * t * beta2**t / (1 - beta2**t)
    # Where rho stays below 5 neither maximum matters: they keep the unused r a number.
    r = np.sqrt(np.maximum((rho - 4) * (rho - 2) * limit, 0) / (np.maximum(limit - 4, eps) * (limit - 2) * rho))
    return w - lr * m_hat * np.where(rho > 5, r / (np.sqrt(v_hat) + eps), 1), m, v
