import numpy as np

from talweg.nouns import loss


@loss(label="Gaussian NLL")
def gaussian_nll(mean, log_variance, y):
    """Gaussian negative log-likelihood: a prediction of the target and, beside it, of how far off it may be.

    An example has two predictions, side by side on the last axis: predictions (..., 2) hold mean, in the unit of y, and
    the logarithm of the variance, so that every number is legal and no variance needs a floor; a model with two outputs
    learns both. The loss is in nats without its constant log(2 pi) / 2, and can be negative. For a variance that is
    known and not learned, use mse.

    Source: Nix and Weigend, "Estimating the mean and variance of the target probability distribution", 1994.
    """
    error = mean - y
    # Where the error is 0 it stays 0, even beside a variance too small to be a number.
    root = np.where(np.abs(error) > 0, np.exp(-log_variance / 2), 0)
    scaled = error * root
    return (log_variance + scaled**2) / 2, scaled * root, (1 - scaled**2) / 2
