import numpy as np

from talweg.formula import Milestones, NonNegative, Steps, UnitInterval
from talweg.nouns import schedule


@schedule(turns=("milestones",))
def multi_step(t, *, peak: NonNegative, warmup: Steps = 0, milestones: Milestones, factor: UnitInterval = 0.1):
    """Stairs at given steps: at each of the milestones the rate is multiplied by factor.

    Milestones count all steps, warm-up included: at t = milestone - 1 the rate is still the old one, at t = milestone
    the new one. A milestone inside the warm-up lowers the value that the warm-up climbs to. Without warm-up that is
    torch's MultiStepLR and optax's piecewise_constant_schedule.

    Source: He et al., "Deep residual learning for image recognition", 2016, arXiv:1512.03385.
    """
    return peak * factor**np.digitize(t + warmup, milestones)
