import numpy as np

from talweg.course.bank.misconceptions import MEAN_SPEAKS_FOR_ALL
from talweg.course.question import Choice, Draw, Wrong, question

NAMES = "ABCDEF"


@question(
    section="batches",
    level=2,
    kind="single",
    objective="See that a single batch may lead away from where the whole data set points.",
    hint="Compare the sign of each batch's mean with the sign of the mean of all.",
    misconceptions=(MEAN_SPEAKS_FOR_ALL,),
)
def batch_that_climbs(draw: Draw) -> Choice:
    """Which batch of two moves the weight against the will of all examples together."""
    while True:
        slopes = np.array([float(draw.whole(-6, 9)) for _ in range(6)])
        pairs = [(a, b) for a in range(6) for b in range(a + 1, 6)]
        means = {pair: float(slopes[list(pair)].mean()) for pair in pairs}
        down = [pair for pair in pairs if means[pair] < 0]
        up = [pair for pair in pairs if means[pair] > 0 and slopes[list(pair)].min() < 0]
        both = [pair for pair in pairs if slopes[list(pair)].min() > 0]
        if slopes.mean() >= 0.5 and 0 not in slopes and down and len(up) >= 2 and both:
            break
    sign = draw.pick([1.0, -1.0])
    slopes = sign * slopes
    right = draw.pick(down)
    wrong = [*draw.some(up, 2), draw.pick(both)]
    told = ", ".join(f"{name} ${slope:g}$" for name, slope in zip(NAMES, slopes, strict=True))
    way, other = ("up", "down") if sign < 0 else ("down", "up")

    def label(pair: tuple[int, int]) -> str:
        return f"{NAMES[pair[0]]} and {NAMES[pair[1]]}"

    def mean(pair: tuple[int, int]) -> float:
        return float(slopes[list(pair)].mean())

    return Choice(
        prompt=f"A weight has these slopes, one for each of six examples: {told}. All together they would move it {way}. Which "
        f"batch of two moves it {other}?",
        right=label(right),
        why=f"Its mean slope is ${mean(right):g}$, that of all six is ${slopes.mean():.3g}$: opposite signs. A batch is an opinion, and "
        "only on average over many batches is it that of all.",
        see="?batches.size=1,8,64#all-of-it-one-or-a-few",
        wrong=[
            Wrong(
                label(pair),
                MEAN_SPEAKS_FOR_ALL,
                f"Its mean slope is ${mean(pair):g}$, of the same sign as that of all six, ${slopes.mean():.3g}$: the weight moves {way}.",
                "?batches.size=1,8,64#all-of-it-one-or-a-few",
            )
            for pair in wrong
        ],
    )
