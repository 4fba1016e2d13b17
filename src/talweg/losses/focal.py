from typing import Annotated

import numpy as np
from annotated_types import Interval

from talweg.formula import NonNegative
from talweg.functions import sigmoid
from talweg.nouns import loss
from talweg.nouns.links import LOGIT
from talweg.nouns.targets import PROBABILITY


@loss(targets=PROBABILITY, link=LOGIT)
def focal(z, y, *, gamma: NonNegative = 2.0, alpha: Annotated[float, Interval(ge=0, le=1)] = 0.25):
    """Focal loss of a logit z: binary cross-entropy that hardly looks at what is already easy.

    y is a label 0 or 1; a probability between is the mean over both. With p = sigmoid(z), an example of label 1 costs
    -alpha (1 - p)^gamma log p, and one of label 0 costs -(1 - alpha) p^gamma log(1 - p), in nats. gamma = 0 and
    alpha = 1/2 give half the binary cross-entropy.

    Source: Lin et al., "Focal loss for dense object detection", 2017, arXiv:1708.02002.
    """
    u = np.exp(-np.abs(z))
    p = sigmoid(z)
    q = sigmoid(-z)
    surprise1 = np.maximum(-z, 0) + np.log1p(u)
    surprise0 = np.maximum(z, 0) + np.log1p(u)
    weight1 = alpha * y * q**gamma
    weight0 = (1 - alpha) * (1 - y) * p**gamma
    value = weight1 * surprise1 + weight0 * surprise0
    return value, weight0 * (p + gamma * q * surprise0) - weight1 * (q + gamma * p * surprise1)
