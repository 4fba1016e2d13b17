import numpy as np

from talweg.formula import row_max, row_sum
from talweg.nouns import loss


@loss(rowwise=True)
def cross_entropy(z, y):
    """Softmax cross-entropy of a row of logits z: minus the log probability of the right class, in nats.

    z has one logit a class, y one probability a class (a class index stands for its one-hot row). The largest logit is
    subtracted first, so nothing overflows; the gradient is softmax(z) - y.

    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """
    s = z - row_max(z)
    u = np.exp(s)
    total = row_sum(u)
    return np.log(total) - row_sum(y * s), u / total - y
