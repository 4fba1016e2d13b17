import numpy as np

from talweg.formula import UnitInterval, row_max, row_size, row_sum
from talweg.functions import weighted
from talweg.nouns import loss


@loss(rowwise=True)
def cross_entropy(z, y, *, smoothing: UnitInterval = 0.0):
    """Softmax cross-entropy of a row of logits z: minus the log probability of the right class, in nats.

    z has one logit a class, y one probability a class (a class index stands for its one-hot row). The largest logit is
    subtracted first, so nothing overflows; the gradient is softmax(z) - y. A logit of -inf is a class that cannot be:
    its probability is 0, and it costs nothing unless it is the right one. Probabilities passed as z are taken for
    logits: pass their logarithm.

    With smoothing, that share of y is first spread evenly over all K classes (Szegedy et al., 2016, arXiv:1512.00567).
    `replace(class_weights=..., ignore=...)` weighs whole examples by the label as it was given, and the mean divides by
    the sum of those weights: smoothing and class weights do not mix. (Where a class's weight multiplies that class's
    term of the sum instead, as in PyTorch, smoothing makes every example pay for the weights of the wrong classes.)

    Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """
    y = (1 - smoothing) * y + smoothing / row_size(y)
    s = z - row_max(z)
    u = np.exp(s)
    total = row_sum(u)
    return np.log(total) - row_sum(weighted(y, s)), u / total - y
