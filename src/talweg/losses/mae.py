import numpy as np

from talweg.nouns import loss


@loss(label="MAE")
def mae(y_hat, y):
    """Mean absolute error: every unit of error costs the same, so outliers pull no harder than the rest.

    y_hat and y are numbers in one unit, and so is the loss. At an error of 0, where the slope jumps from -1 to 1, the
    gradient is 0.

    Source: Boscovich, "De litteraria expeditione per pontificiam ditionem", 1757.
    """
    error = y_hat - y
    return np.abs(error), np.sign(error)
