import numpy as np

from talweg.formula import Average, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="AdaBelief")
def adabelief(
    w, g, m, v, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-16,
):
    """AdaBelief: Adam divided by how far gradients fall from what momentum expects, and not by their size.

    v is a moving average of (g - m)**2: where the gradient comes as expected the step is long. eps is added twice, to
    v at every step and outside the root, as in the paper; in optax the first is eps_root.

    Source: Zhuang et al., "AdaBelief optimizer: Adapting stepsizes by the belief in observed gradients", 2020,
    arXiv:2010.07468.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * (g - m)**2 + eps
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
