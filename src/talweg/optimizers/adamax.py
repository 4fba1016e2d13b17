import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="AdaMax")
def adamax(
    w, g, m, u, t, *,
    lr: Rate = 0.002, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
):
    """AdaMax: Adam with the largest recent gradient in the place of the root of the mean square.

    u is that largest magnitude, fading by beta2 a step; it needs no correction for its start. The paper has no eps:
    PyTorch and optax add it to |g|, as here, and Keras to u at the division.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization", section 7, 2015, arXiv:1412.6980.
    """
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g) + eps)
    m_hat = bias_corrected(m, beta1, t)
    return w - lr * m_hat / u, m, u
