import numpy as np

import talweg as tw
from talweg.course.bank.curves import Curve, letters, which_curve
from talweg.course.bank.misconceptions import FORGETS_SQUARE, NO_BEND_IN_HUBER, SQUARES_EVERY_LOSS, SWAPS_LOSSES
from talweg.course.drawing import Axis, Frame
from talweg.course.question import Choice, Draw, question
from talweg.course.question.misconception import Misconception

ERRORS = np.linspace(-4, 4, 65)
FEATURES = {
    ("mse", 0): "a parabola: four times as high at twice the error",
    ("mae", 0): "two straight lines with a sharp corner at 0",
    ("huber", 0): "rounded at the bottom and straight further out",
    ("mse", 1): "a straight line: the pull grows with the error without end",
    ("mae", 1): "a jump from $-1$ to 1 at 0: every error pulls alike",
    ("huber", 1): "a straight line near 0 that turns level at delta",
}
SLIPS: dict[tuple[str, str], Misconception] = {
    ("huber", "mse"): NO_BEND_IN_HUBER,
    ("mse", "mae"): FORGETS_SQUARE,
    ("mae", "mse"): SQUARES_EVERY_LOSS,
}


@question(
    section="loss",
    level=2,
    kind="picture",
    objective="Recognise a regression loss, or its gradient, by its shape.",
    hint="Look at the place near 0 and at the far ends: bent or straight, rising or level?",
    misconceptions=(FORGETS_SQUARE, NO_BEND_IN_HUBER, SQUARES_EVERY_LOSS, SWAPS_LOSSES),
)
def curve_of_a_loss(draw: Draw) -> Choice:
    """Which curve belongs to a loss or to its gradient."""
    slopes = draw.whole(0, 1)
    delta = draw.decimal(1.4, 2.6, 0.001) if slopes else draw.decimal(0.5, 2, 0.001)  # at 1 two gradients end as one
    losses = {"mse": tw.mse, "mae": tw.mae, "huber": tw.huber.replace(delta=delta)}
    names = draw.shuffled(list(losses))
    asked = draw.pick(names)
    zero = np.zeros_like(ERRORS)
    frame = Frame(Axis(-4, 4, "error"), Axis(-4, 4, "gradient") if slopes else Axis(0, 6, "loss"))
    # Each letter stands on its curve, where no other is near.
    spots = {
        ("mse", 0): (-2.1, 4.3), ("mae", 0): (3.3, 3.2), ("huber", 0): (-3.3, losses["huber"]([3.3], [0.0]) - 0.1),
        ("mse", 1): (1.7, 3.25), ("mae", 1): (-3.3, -1.16), ("huber", 1): (3.3, delta - 0.16),
    }  # fmt: skip
    label = {
        "mse": "the squared error",
        "mae": "the absolute error",
        "huber": f"Huber's loss with $\\delta = {delta:g}$",
    }
    what = f"the gradient of {label[asked]}" if slopes else label[asked]
    letter = letters(names)
    curves = {
        name: Curve(
            losses[name].value_and_grad(ERRORS, zero, reduction="none")[slopes],
            spots[name, slopes],
            SLIPS.get((asked, name), SWAPS_LOSSES),
            f"Curve {letter[name]} is {FEATURES[name, slopes]}. That is {'the gradient of ' * slopes}{label[name]}.",
        )
        for name in names
    }
    return which_curve(
        f"The picture shows three {'gradients' if slopes else 'losses'} over the error: squared error, absolute "
        f"error and Huber's loss. Which curve is {what}?",
        frame,
        ERRORS,
        curves,
        asked,
        why=f"Curve {letter[asked]} is {FEATURES[asked, slopes]}.",
        see=f"?punishment.delta={delta:g}&punishment.show=mse,mae,huber#what-a-loss-does",
        alt="Three curves over the error from -4 to 4. At the errors -1, 1, 2 and 3:",
        read=(-1, 1, 2, 3),
    )
