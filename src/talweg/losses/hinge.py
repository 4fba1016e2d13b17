import numpy as np

from talweg.nouns import loss
from talweg.nouns.links import SCORE
from talweg.nouns.targets import SIGN


@loss(targets=SIGN, link=SCORE)
def hinge(z, y):
    """Hinge loss of a score z: nothing for a margin of 1 or more, a unit for every unit below.

    y is a label -1 or +1, and y z the margin: positive where the sign of z is right. At a margin of exactly 1, where
    the slope jumps, the gradient is 0.

    Source: Cortes and Vapnik, "Support-vector networks", 1995.
    """
    short = np.maximum(1 - y * z, 0)
    return short, -y * np.sign(short)
