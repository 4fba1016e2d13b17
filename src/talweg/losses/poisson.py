import numpy as np

from talweg.nouns import loss
from talweg.nouns.links import LOG
from talweg.nouns.targets import COUNT


@loss(targets=COUNT, link=LOG)
def poisson(z, y):
    """Poisson loss of a log rate z: minus the log probability of the count y, in nats, without its constant log y!.

    The predicted rate is exp(z), so z is any number and the rate is never negative; y >= 0 is a count, or a mean of
    counts. The constant depends on no prediction: without it the loss can be negative and is smallest, y - y log y, at
    z = log y. The gradient is exp(z) - y. A log rate above 709 (88 in float32) overflows to inf, as its rate does.

    Source: Nelder and Wedderburn, "Generalized linear models", 1972.
    """
    rate = np.exp(z)
    return rate - y * z, rate - y
