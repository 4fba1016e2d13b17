import numpy as np

from talweg.functions import sigmoid
from talweg.nouns import loss
from talweg.nouns.links import LOGIT
from talweg.nouns.targets import PROBABILITY


@loss(targets=PROBABILITY, link=LOGIT)
def binary_cross_entropy(z, y):
    """Binary cross-entropy of a logit z: minus the log probability of what came true, in nats.

    y is a label 0 or 1, or a probability between. With p = sigmoid(z) it equals -y log p - (1 - y) log(1 - p), written
    so that no logit overflows; the gradient is p - y.

    Source: Good, "Rational decisions", 1952.
    """
    u = np.exp(-np.abs(z))
    p = sigmoid(z)
    return np.maximum(z, 0) - z * y + np.log1p(u), p - y
