import numpy as np

from talweg.formula import NonNegative, Steps
from talweg.nouns import schedule


@schedule
def constant(t, *, peak: NonNegative, warmup: Steps = 0):
    """A constant rate, reached after `warmup` steps.

    At t = 0, the first step, it is peak / (warmup + 1); from t = warmup on it is peak. Without warm-up it is peak
    from the start.

    Source: Goyal et al., "Accurate, large minibatch SGD", 2017, arXiv:1706.02677 (gradual warm-up).
    """
    return peak * np.minimum(1, (t + 1) / (warmup + 1))
