import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_SQUARE, LETS_ERRORS_CANCEL, SUM_FOR_MEAN
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="loss",
    level=2,
    kind="number",
    objective="Compute a mean squared error by hand.",
    hint="Square first, then take the mean.",
    misconceptions=(FORGETS_SQUARE, LETS_ERRORS_CANCEL, SUM_FOR_MEAN),
)
def two_errors(draw: Draw) -> Number:
    """The mean squared error of three predictions."""
    y = np.array([float(draw.whole(1, 9)) for _ in range(3)])
    errors = np.array([float(each) for each in draw.some([-4, -3, -2, -1, 1, 2, 3, 4], 3)])
    y_hat = y + errors
    squares = " + ".join(f"({each:g})^2" if each < 0 else f"{each:g}^2" for each in errors)
    return Number(
        prompt=f"Three predictions are ${y_hat[0]:g}$, ${y_hat[1]:g}$ and ${y_hat[2]:g}$; the targets are ${y[0]:g}$, "
        f"${y[1]:g}$ and ${y[2]:g}$. What is their mean squared error?",
        right=tw.mse(y_hat, y),
        again=float(errors @ errors) / 3,
        why=f"The errors are ${errors[0]:g}$, ${errors[1]:g}$ and ${errors[2]:g}$; "
        f"$({squares})/3 = {shown(tw.mse(y_hat, y))}$.",
        wrong=[
            Wrong(float(errors @ errors), SUM_FOR_MEAN, "This is the sum of the squares. The loss is their mean."),
            Wrong(tw.mae(y_hat, y), FORGETS_SQUARE, "This is the mean of the errors' sizes: the squares are missing."),
            Wrong(
                float(errors.mean() ** 2),
                LETS_ERRORS_CANCEL,
                "This squares the mean error, in which errors of opposite sign have already cancelled.",
            ),
        ],
    )
