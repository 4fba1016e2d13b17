from talweg.formula import NonNegative
from talweg.nouns import schedule


@schedule
def constant(*, peak: NonNegative):
    """A constant rate.

    With a warm-up it is peak / (warmup + 1) at t = 0, the first step, and peak from t = warmup on; without one it is
    peak from the start.

    Source: Goyal et al., "Accurate, large minibatch SGD", 2017, arXiv:1706.02677 (gradual warm-up).
    """
    return peak
