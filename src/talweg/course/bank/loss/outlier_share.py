import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import EQUAL_SHARES, FORGETS_SQUARE, SQUARES_EVERY_LOSS
from talweg.course.question import Draw, Number, Wrong, question


@question(
    section="loss",
    level=2,
    kind="number",
    objective="See how much of a loss one wild example makes up.",
    hint="What does each of the errors cost, and what do they cost together?",
    misconceptions=(EQUAL_SHARES, FORGETS_SQUARE, SQUARES_EVERY_LOSS),
)
def outlier_share(draw: Draw) -> Number:
    """What share of the loss the largest error makes up."""
    count, usual, wild = draw.whole(4, 30), draw.decimal(0.5, 3, 0.1), draw.decimal(5, 15, 0.5)
    loss, other = draw.pick([(tw.mse, tw.mae), (tw.mae, tw.mse)])
    errors = np.array([float(usual)] * count + [float(wild)])
    share, unlike = (
        100 * float(costs[-1] / costs.sum())
        for costs in (each(errors, np.zeros(count + 1), reduction="none") for each in (loss, other))
    )
    power = 2 if loss is tw.mse else 1
    square = "^2" if power == 2 else ""
    return Number(
        prompt=f"{count} predictions are off by {usual:g} each, and one is off by {wild:g}. What share of their {loss.label} does "
        "that one make up, in per cent?",
        right=share,
        again=100 * wild**power / (wild**power + count * usual**power),
        unit="%",
        why=f"It costs ${wild:g}{square}$, and all together ${count} \\cdot {usual:g}{square} + {wild:g}{square}"
        f" = {count * usual**power + wild**power:g}$: {share:.3g}%. "
        + (
            "Squaring lets one voice fill the room."
            if power == 2
            else "With absolute error it is heard in proportion to its error; squared, it would have been "
            f"{unlike:.3g}%."
        ),
        see="?punishment.show=mse,mae&punishment.error=4#what-a-loss-does",
        wrong=[
            Wrong(
                unlike,
                FORGETS_SQUARE if power == 2 else SQUARES_EVERY_LOSS,
                f"This is its share of the {other.label}, which {'squares nothing' if power == 2 else 'squares'}.",
            ),
            Wrong(
                100 / (count + 1),
                EQUAL_SHARES,
                f"It is one of {count + 1} examples, but examples do not pay alike: the larger the error, the more.",
            ),
        ],
    )
