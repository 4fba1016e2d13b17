import numpy as np

from talweg.formula import Average, Decay, Epsilon, EpsilonOrZero, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="AdamW")
def adamw(
    w, g, m, v, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-8,
    eps_root: EpsilonOrZero = 0.0, weight_decay: Decay = 0.01,
):
    """AdamW: Adam with weight decay beside the step and not inside the gradient, so that it shrinks all weights alike.

    Each step takes the share lr * weight_decay off the weight, as in PyTorch, Keras and optax; in the paper the decay
    follows the schedule but not the rate itself, so its 0.001 is weight_decay = 0.001 / lr here. PyTorch's default is
    0.01, optax's 0.0001, Keras' 0.004. eps_root is a second eps, inside the root, as in optax.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, arXiv:1711.05101.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    return w - lr * (m_hat / (np.sqrt(v_hat + eps_root) + eps) + weight_decay * w), m, v
