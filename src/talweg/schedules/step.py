import numpy as np

from talweg.formula import Count, NonNegative, UnitInterval
from talweg.nouns import schedule


@schedule(turns=("warmup + every", "warmup + 2 * every"))
def step(t, *, peak: NonNegative, every: Count, factor: UnitInterval = 0.1):
    """Stairs: every `every` steps the rate is multiplied by factor.

    It is peak for `every` whole steps, t = warmup to warmup + every - 1; at t = warmup + every it is peak * factor, at
    t = warmup + 2 * every it is peak * factor**2, and so on. Without warm-up that is torch's StepLR.

    Source: He et al., "Deep residual learning for image recognition", 2016, arXiv:1512.03385.
    """
    return peak * factor**np.floor(t / every)
