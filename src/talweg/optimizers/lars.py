import numpy as np

from talweg.formula import Average, Decay, Positive, Rate
from talweg.nouns import optimizer


@optimizer(label="LARS", whole=True)
def lars(
    w, g, v, *,
    lr: Rate = 1.0, beta: Average = 0.9, trust: Positive = 0.001, weight_decay: Decay = 0.0,
):
    """LARS: momentum with a rate for every layer, in proportion to its weights over its gradient.

    Each array of a nest is a layer; the norms are over all its entries. Where the weights or the gradient are all zero
    the ratio is 1, as in optax. The paper's denominator is ||g|| + weight_decay * ||w||; optax has the norm of the sum
    g + weight_decay * w, which is the same without decay.

    Source: You, Gitman and Ginsburg, "Large batch training of convolutional networks", 2017, arXiv:1708.03888.
    """
    size = np.linalg.norm(w)
    slope = np.linalg.norm(g) + weight_decay * size
    ratio = np.where(np.minimum(size, slope) > 0, trust * size / slope, 1)
    v = beta * v + lr * ratio * (g + weight_decay * w)
    return w - v, v
