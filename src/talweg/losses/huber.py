import numpy as np

from talweg.formula import Positive
from talweg.nouns import loss


@loss
def huber(y_hat, y, *, delta: Positive = 1.0):
    """Huber's loss: a parabola near the target, straight lines further out.

    y_hat, y and delta are numbers in one unit; the loss is in its square. Up to an error of delta it is half the
    squared error, beyond it grows by delta for every unit of error. The gradient is the error, held within -delta and
    delta.

    Source: Huber, "Robust estimation of a location parameter", 1964.
    """
    error = y_hat - y
    inside = np.minimum(np.abs(error), delta)
    return inside * (np.abs(error) - inside / 2), inside * np.sign(error)
