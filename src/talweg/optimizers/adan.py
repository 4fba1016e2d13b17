import numpy as np

from talweg.formula import Average, Decay, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer
def adan(
    w, g, m, v, n, last, t, *,
    lr: Rate = 0.001, beta1: Average = 0.98, beta2: Average = 0.92, beta3: Average = 0.99,
    eps: Epsilon = 1e-8, weight_decay: Decay = 0.0,
):
    """Adan: Nesterov's look ahead estimated from the change of the gradient, with Adam's scaling.

    m, v and n are moving averages of g, of its change d since the last step (none at the first), and of the square of
    g + beta2 * d. Here beta is what is kept, 1 - beta in the paper; all three are corrected for their start at zero,
    and the decay divides the weight afterwards, as in the authors' code. optax 0.2 weighs d by 1 - beta2, which is the
    same at beta2 = 0.5 alone, and subtracts lr * weight_decay * w.

    Source: Xie et al., "Adan: Adaptive Nesterov momentum algorithm for faster optimizing deep models", 2022,
    arXiv:2208.06677.
    """
    d = np.where(t > 1, g - last, 0)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * d
    n = beta3 * n + (1 - beta3) * (g + beta2 * d)**2
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    n_hat = bias_corrected(n, beta3, t)
    step = (m_hat + beta2 * v_hat) / (np.sqrt(n_hat) + eps)
    return (w - lr * step) / (1 + lr * weight_decay), m, v, n, g
