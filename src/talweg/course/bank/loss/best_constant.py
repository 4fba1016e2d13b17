import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import SWAPS_MEAN_AND_MEDIAN, TAKES_MIDRANGE
from talweg.course.question import Choice, Draw, Wrong, question

SCENES = (
    ("Five houses in a street cost", "hundred thousand euros", "price"),
    ("The bus took, on five mornings,", "minutes", "time"),
    ("Five parcels weigh", "kilograms", "weight"),
    ("A baker sold, on five days,", "trays of rolls", "number"),
)


@question(
    section="loss",
    level=3,
    kind="single",
    objective="Know which constant each regression loss asks for.",
    hint="Where do the pulls of all the examples balance? How strong is each pull under this loss?",
    misconceptions=(SWAPS_MEAN_AND_MEDIAN, TAKES_MIDRANGE),
)
def best_constant(draw: Draw) -> Choice:
    """Which one number has the lowest loss on five values."""
    scene, unit, what = draw.pick(SCENES)
    base = draw.whole(2, 6)
    y = np.array([base, base + 1, base + draw.whole(2, 3), base + draw.whole(4, 5), base + draw.whole(14, 24)], float)
    loss = draw.pick([tw.mse, tw.mae])
    candidates = {"mean": float(y.mean()), "median": float(np.median(y)), "middle": float((y[0] + y[-1]) / 2)}
    costs = {name: loss(np.full(5, value), y) for name, value in candidates.items()}
    right = min(costs, key=costs.__getitem__)
    other = "median" if right == "mean" else "mean"
    mean = f"$({' + '.join(f'{each:g}' for each in y)})/5 = {candidates['mean']:g}$"
    if loss is tw.mse:
        why = (
            f"A squared error pulls in proportion to its size, and the pulls balance at the mean, {mean}. "
            f"The {y[-1]:g} draws it far up."
        )
        missed = "This is the median, where as many values lie above as below. Absolute error would ask for it."
    else:
        why = (
            f"Under absolute error every value pulls equally hard, so they balance at the median, "
            f"{candidates['median']:g}: two values above, two below. How far off the {y[-1]:g} lies does not matter."
        )
        missed = "This is the mean, where squared errors balance. The largest value has pulled it up."
    values = ", ".join(f"{each:g}" for each in draw.shuffled(list(y)))
    return Choice(
        prompt=f"{scene} {values} {unit}. A model without inputs can only learn one {what} for all of them. Which one has "
        f"the lowest {loss.label}?",
        right=candidates[right],
        again=float(np.mean(y) if loss is tw.mse else sorted(y)[2]),
        digits=4,
        why=why,
        see=f"?punishment.show={loss.name}#what-a-loss-does",
        wrong=[
            Wrong(candidates[other], SWAPS_MEAN_AND_MEDIAN, missed, f"?punishment.show={loss.name}#what-a-loss-does"),
            Wrong(
                candidates["middle"],
                TAKES_MIDRANGE,
                f"This lies half way between {y[0]:g} and {y[-1]:g} and does not hear the other three at all. Its {loss.label} is "
                f"{costs['middle']:.4g}, against {costs[right]:.4g} at the best.",
            ),
        ],
    )
