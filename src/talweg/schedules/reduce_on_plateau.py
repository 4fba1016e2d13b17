# ruff: noqa: ARG001  patience, threshold and cooldown are for `observe`: they decide the drops.
import numpy as np

from talweg.formula import Milestones, NonNegative, Steps, UnitInterval
from talweg.nouns import plateau


@plateau(requires=("floor <= peak",))
def reduce_on_plateau(
    t,
    *,
    peak: NonNegative,
    warmup: Steps = 0,
    factor: UnitInterval = 0.1,
    patience: Steps = 10,
    threshold: NonNegative = 1e-4,
    cooldown: Steps = 0,
    floor: NonNegative = 0.0,
    drops: Milestones,
):
    """A rate that is multiplied by factor whenever the measured loss has stopped falling, but never below floor.

    At t = 0 it is peak / (warmup + 1), at t = warmup peak. It has no end of its own: `rate.observe(loss, t)` returns
    the schedule after one more loss, and with each drop found it is one factor lower from that t on. `drops` lists
    them, as multi-step lists its milestones. patience, threshold and cooldown are torch's ReduceLROnPlateau's (mode
    min, threshold_mode rel), but losses below zero are judged by their size, and small drops are not left out.

    Source: Krizhevsky et al., "ImageNet classification with deep convolutional neural networks", 2012 (by hand).
    """
    return np.maximum(floor, peak * factor**np.digitize(t + warmup, drops))
