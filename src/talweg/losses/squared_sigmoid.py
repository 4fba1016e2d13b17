import numpy as np

from talweg.functions import sigmoid
from talweg.nouns import loss
from talweg.nouns.links import LOGIT
from talweg.nouns.targets import PROBABILITY


@loss(label="MSE through a sigmoid", targets=PROBABILITY, link=LOGIT)
def squared_sigmoid(z, y):
    """Squared error of the probability sigmoid(z): flat where the prediction is surely right, and surely wrong.

    z is a logit, y a label 0 or 1 (or a probability between). The factor p (1 - p) of the gradient is at most 1/4 and
    vanishes at both ends: the path that stalls.

    Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
    """
    u = np.exp(-np.abs(z))
    p = sigmoid(z)
    slope = u / (1 + u) ** 2
    return (p - y) ** 2, 2 * (p - y) * slope
