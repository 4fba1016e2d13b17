from talweg.formula import NonNegative
from talweg.nouns import schedule


@schedule(requires=("floor <= peak",))
def linear(progress, *, peak: NonNegative, floor: NonNegative = 0.0):
    """A straight fall from peak to floor; `total` counts all steps, warm-up included.

    At t = warmup it is peak; at t = total - 1, the last step, floor + (peak - floor) / (total - warmup), so that with
    floor = 0 no step is wasted; at t = total, one past it, floor, and it stays there. Without warm-up that is optax's
    linear_schedule, and torch's LinearLR from a start_factor of 1.

    Source: Devlin et al., "BERT", 2019, arXiv:1810.04805 (warm-up, then linear decay).
    """
    return floor + (peak - floor) * (1 - progress)
