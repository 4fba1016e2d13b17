import numpy as np

from talweg.formula import NonNegative, Positive
from talweg.nouns import schedule


@schedule(label="Inverse square root")
def inverse_sqrt(t, *, peak: NonNegative, timescale: Positive = 10_000.0):
    """A fall with one over the square root of the steps, without an end.

    At t = warmup it is peak; at t = warmup + timescale it is peak / sqrt(2); at t = warmup + 3 * timescale half of
    peak. With timescale = warmup it is peak * sqrt(warmup / t) after the warm-up, as the Transformer was trained.

    Source: Vaswani et al., "Attention is all you need", 2017, arXiv:1706.03762.
    """
    return peak / np.sqrt(1 + t / timescale)
