import numpy as np

from talweg.formula import Average, Epsilon, Rate, Switch
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="AMSGrad")
def amsgrad(
    w, g, m, v, u, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
    corrected: Switch = 0,
):
    """AMSGrad: Adam divided by the root of the largest mean squared gradient so far, so that no rate grows again.

    u is that largest value. By default it is the maximum of the raw v and corrected for the start at zero afterwards,
    as in PyTorch (Keras too, but for Adam's eps hat); with corrected = 1 it is the maximum of the corrected v, as in
    optax, where the noisy first steps count for more. The paper itself corrects nothing.

    Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond", 2018, arXiv:1904.09237.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    u = np.maximum(u, v / (1 - corrected * beta2**t))
    m_hat = bias_corrected(m, beta1, t)
    u_hat = u / (1 - (1 - corrected) * beta2**t)
    return w - lr * m_hat / (np.sqrt(u_hat) + eps), m, v, u
