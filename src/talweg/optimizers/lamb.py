import numpy as np

from talweg.formula import Average, Decay, Epsilon, Rate
from talweg.functions import bias_corrected
from talweg.nouns import optimizer


@optimizer(label="LAMB", whole=True)
def lamb(
    w, g, m, v, t, *,
    lr: Rate = 0.001, beta1: Average = 0.9, beta2: Average = 0.999, eps: Epsilon = 1e-6,
    weight_decay: Decay = 0.0,
):
    """LAMB: AdamW whose step is as long, layer by layer, as a share lr of the layer's own weights.

    Each array of a nest is a layer; the norm is over all its entries. Where the weights or the step are all zero the
    ratio is 1, as in optax. eps stands outside the root (optax and the paper: 1e-6).

    Source: You et al., "Large batch optimization for deep learning: Training BERT in 76 minutes", 2020,
    arXiv:1904.00962.
    """
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = bias_corrected(m, beta1, t)
    v_hat = bias_corrected(v, beta2, t)
    u = m_hat / (np.sqrt(v_hat) + eps) + weight_decay * w
    size = np.linalg.norm(w)
    length = np.linalg.norm(u)
    ratio = np.where(np.minimum(size, length) > 0, size / length, 1)
    return w - lr * ratio * u, m, v
