from typing import Annotated

import numpy as np
from annotated_types import Ge, Interval

from talweg.formula import NonNegative
from talweg.nouns import schedule


@schedule(label="One-cycle", requires=("floor <= peak",), turns=("warmup + rise * (total - warmup)",))
def one_cycle(
    progress,
    *,
    peak: NonNegative,
    rise: Annotated[float, Interval(gt=0, lt=1)] = 0.3,
    divide: Annotated[float, Ge(1)] = 25.0,
    floor: NonNegative = 0.0,
):
    """One cycle: a cosine climb from peak / divide to peak for the share `rise` of the run, then a fall to floor.

    At t = 0 it is peak / divide; at t = rise * total it is peak; at t = total - 1, the last step, a little above
    floor; at t = total, one past it, floor, and it stays there. The climb is its warm-up already; with warmup > 0 it
    starts that much later, after a straight line up to peak / divide. optax's cosine_onecycle_schedule is the same,
    with the turn rounded down to a whole step; torch's OneCycleLR reaches the floor on the last step, t = total - 1,
    and turns one step earlier.

    Source: Smith and Topin, "Super-convergence", 2019, arXiv:1708.07120.
    """
    end = np.where(progress < rise, peak / divide, floor)
    away = np.where(progress < rise, 1 - progress / rise, (progress - rise) / (1 - rise))
    return end + (peak - end) / 2 * (1 + np.cos(np.pi * away))
