from talweg.formula import NonNegative, Positive
from talweg.nouns import schedule


@schedule(requires=("floor <= peak",))
def polynomial(progress, *, peak: NonNegative, power: Positive = 2.0, floor: NonNegative = 0.0):
    """A fall from peak to floor as a power of what is left of the run; `total` counts all steps, warm-up included.

    At t = warmup it is peak; at t = total - 1, the last step, floor + (peak - floor) / (total - warmup)**power; at
    t = total, one past it, floor, and it stays there. Without warm-up that is torch's PolynomialLR (whose floor is 0)
    and optax's polynomial_schedule.

    Source: Chen et al., "DeepLab", 2017, arXiv:1606.00915 (the "poly" policy, power 0.9).
    """
    return floor + (peak - floor) * (1 - progress)**power
