from typing import Annotated

import numpy as np
from annotated_types import Interval

from talweg.nouns import loss


@loss
def quantile(y_hat, y, *, q: Annotated[float, Interval(gt=0, lt=1)] = 0.5):
    """The pinball loss: smallest on average where y_hat is the q-quantile of y.

    y_hat and y are numbers in one unit, and so is the loss. A unit too low costs q, a unit too high 1 - q; at q = 1/2
    it is half the absolute error and its best constant the median. At an error of 0, where the slope jumps from -q to
    1 - q, the gradient is 0.

    Source: Koenker and Bassett, "Regression quantiles", 1978.
    """
    error = y_hat - y
    slope = np.sign(error) * np.where(error > 0, 1 - q, q)
    return error * slope, slope
