import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer
def adam(
    w, g, m, v, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
):
    """Adam: momentum over the root of the mean squared gradient, both corrected for their start at zero.

    m and v are moving averages of g and of its square; t is 1 at the first step. Each weight moves by about lr a step,
    whatever the scale of its gradient. eps stands outside the root and after the correction, as in the paper's
    algorithm 1 and in PyTorch and optax.

    Keras adds its eps before the correction ("eps hat"): `adam(eps=lambda t: 1e-7 / (1 - 0.999 ** (t + 1)) ** 0.5)`
    takes the same steps. With eps inside the root: `adamw(weight_decay=0, eps_root=...)`.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization", 2015, arXiv:1412.6980.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
