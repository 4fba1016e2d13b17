import numpy as np

from talweg.nouns import function


@function(latex=r"\sigma\left({z}\right)")
def sigmoid(z):
    """The sigmoid of a logit z: the probability 1 / (1 + exp(-z)), written so that no logit overflows.

    It keeps its digits where the probability is small; close to 1, sigmoid(-z) has those of what is missing.

    Source: Verhulst, "Recherches mathématiques sur la loi d'accroissement de la population", 1845.
    """
    u = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, u) / (1 + u)
