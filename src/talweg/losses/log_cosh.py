import numpy as np

from talweg.nouns import loss


@loss(label="Log-cosh")
def log_cosh(y_hat, y):
    """The logarithm of the error's hyperbolic cosine: half its square when small, its size less log 2 when large.

    y_hat and y are numbers; errors of about 1 are where the parabola turns into straight lines, so scale them to that.
    Each branch keeps its digits where the other loses them: neither a tiny nor a huge error is rounded away. The
    gradient is tanh of the error.

    Source: Green, "Bayesian reconstructions from emission tomography data using a modified EM algorithm", 1990.
    """
    error = y_hat - y
    size = np.abs(error)
    slope = np.tanh(error)
    small = -np.log1p(-slope**2) / 2
    large = size + np.log((1 + np.exp(-2 * size)) / 2)
    return np.where(size < 1, small, large), slope
