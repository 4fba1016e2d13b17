import numpy as np

from talweg.nouns import loss
from talweg.nouns.links import SCORE
from talweg.nouns.targets import SIGN


@loss(targets=SIGN, link=SCORE)
def squared_hinge(z, y):
    """Squared hinge loss of a score z: nothing for a margin of 1 or more, the square of what is missing below.

    y is a label -1 or +1, and y z the margin: positive where the sign of z is right. The slope has no jump.

    Source: Cortes and Vapnik, "Support-vector networks", 1995.
    """
    short = np.maximum(1 - y * z, 0)
    return short**2, -2 * y * short
