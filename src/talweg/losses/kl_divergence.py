import numpy as np

from talweg.formula import row_max, row_sum
from talweg.functions import weighted
from talweg.nouns import loss


@loss(label="KL divergence", rowwise=True)
def kl_divergence(z, y):
    """Kullback-Leibler divergence from softmax(z) to y: what coding y with the wrong probabilities wastes, in nats.

    z has one logit a class, y one probability a class, and 0 log 0 is 0. It is cross_entropy less the entropy of y: 0
    where the two agree, with the same gradient softmax(z) - y. A class index stands for its one-hot row.

    Source: Kullback and Leibler, "On information and sufficiency", 1951.
    """
    s = z - row_max(z)
    u = np.exp(s)
    total = row_sum(u)
    entropy = -row_sum(weighted(y, np.log(y)))
    return np.log(total) - row_sum(weighted(y, s)) - entropy, u / total - y
