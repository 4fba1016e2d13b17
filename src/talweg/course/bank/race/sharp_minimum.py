import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_CURVATURE_TWO, OVERSHOOT_SHRINKS, STABLE_BY_SMALLEST
from talweg.course.question import Draw, Right, Several, Wrong, question, shown

STEPS = 25
FROM = 0.05
# In parts of the largest rate at which it stays.
GENTLE, STEEP = [each / 20 for each in range(5, 17)], [each / 10 for each in range(12, 31)]
"""So far from the sharp minimum the walkers start."""


@question(
    section="race",
    level=2,
    kind="several",
    objective="Tell at which rates gradient descent can stay in a sharp minimum.",
    hint="Near the minimum it is a bowl of this curvature. What does a step multiply the distance by?",
    misconceptions=(DROPS_CURVATURE_TWO, OVERSHOOT_SHRINKS, STABLE_BY_SMALLEST),
)
def sharp_minimum(draw: Draw) -> Several:
    """At which rates SGD settles in a sharp minimum."""
    sharpness = draw.whole(10, 50)
    curvature = 2 * sharpness
    ground = tw.surfaces.sharp_and_flat(sharpness=sharpness)
    held = draw.whole(1, 3)
    shares = [*draw.some(GENTLE, held), *draw.some(STEEP, 4 - held)]
    rates = [float(f"{share / sharpness:.3g}") for share in shares]
    race = tw.race(ground, [tw.sgd(lr=lr) for lr in rates], start=(-2 + FROM, 0.0), steps=STEPS)
    limit = 1 / sharpness
    right, wrong = [], []
    for lr, path in zip(rates, race.paths.values(), strict=True):
        away = np.hypot(path[:, 0] + 2, path[:, 1])
        factor = f"$1 - {curvature} \\cdot {lr:g} = {round(1 - curvature * lr, 4):g}$"
        see = f"?race.surface=sharp_and_flat&race.shape.sharpness={sharpness}&race.rules=sgd&race.rate={lr:g}"
        see += f"&race.start={-2 + FROM:g},0&race.steps={STEPS}#the-race"
        if away.max() < 1.001 * FROM:
            right.append(Right(f"lr = {lr:g}", f"A step multiplies the distance by {factor}, less than 1 in size."))
        else:
            slip = DROPS_CURVATURE_TWO if lr < 1.9 * limit else OVERSHOOT_SHRINKS
            slip = STABLE_BY_SMALLEST if lr > 2.5 * limit else slip
            why = f"A step multiplies the distance by {factor}, more than 1 in size: the walker is driven out."
            wrong.append(Wrong(f"lr = {lr:g}", slip, why, see))
    return Several(
        prompt=f"A loss has two minima of the same depth: a flat one of curvature 2 and a sharp one of curvature {curvature}. "
        f"Plain gradient descent starts {FROM} away from the sharp one. At which of these rates does it settle there?",
        why=f"It settles where $|1 - {curvature}\\,\\text{{lr}}| < 1$, below $\\text{{lr}} = 2/{curvature} = {shown(limit)}$. A larger "
        "rate cannot stay in a minimum so sharp, while the flat one holds rates up to 1.",
        see="?race.surface=sharp_and_flat&race.rules=sgd#the-race",
        right=right,
        wrong=wrong,
    )
