import numpy as np

from talweg.formula import Count, NonNegative, Steps
from talweg.nouns import schedule


@schedule(
    label="Warmup-stable-decay", requires=("warmup + cooldown <= total", "floor <= peak"), turns=("total - cooldown",)
)
def warmup_stable_decay(
    t, *, peak: NonNegative, total: Count, warmup: Steps = 0, cooldown: Count, floor: NonNegative = 0.0
):
    """Warm-up, a long level stretch, and a straight fall over the last `cooldown` of `total` steps.

    At t = warmup it is peak, and still at t = total - cooldown; one step later it has begun to fall; at t = total - 1,
    the last step, it is floor + (peak - floor) / cooldown; at t = total, one past it, floor, and it stays there.

    Source: Hu et al., "MiniCPM", 2024, arXiv:2404.06395; Hägele et al., 2024, arXiv:2405.18392 (the linear cooldown).
    """
    left = np.maximum(total - warmup - t, 0)
    return floor + (peak - floor) * np.minimum(1, left / cooldown)
