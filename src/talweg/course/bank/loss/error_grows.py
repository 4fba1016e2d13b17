import talweg as tw
from talweg.course.bank.misconceptions import (
    DOUBLES_FOR_SQUARES,
    EQUAL_SHARES,
    FORGETS_SQUARE,
    KEEPS_COMMON_FACTOR,
    SQUARES_EVERY_LOSS,
)
from talweg.course.question import Choice, Draw, Wrong, question


@question(
    section="loss",
    level=2,
    kind="single",
    objective="Know how a loss and its gradient grow with the error.",
    hint="Write down what is charged for the one error and for the other.",
    misconceptions=(DOUBLES_FOR_SQUARES, EQUAL_SHARES, FORGETS_SQUARE, KEEPS_COMMON_FACTOR, SQUARES_EVERY_LOSS),
)
def error_grows(draw: Draw) -> Choice:
    """How many times as much a loss, or its gradient, is at a larger error."""
    small, times = draw.decimal(1.2, 9.5, 0.1), draw.decimal(2.5, 9.5, 0.1)
    large = round(small * times, 2)
    ask = draw.pick(["mse", "mse", "gradient", "mae"])
    loss = tw.mae if ask == "mae" else tw.mse
    before, after = (loss.value_and_grad([float(error)], [0.0]) for error in (small, large))
    right = float(after[1][0] / before[1][0] if ask == "gradient" else after[0] / before[0])
    what = {"mse": "its squared error", "gradient": "the gradient of its squared error", "mae": "its absolute error"}[
        ask
    ]
    said = {
        "mse": f"${large:g}^2/{small:g}^2 = {times:g}^2$: the error is {times:g} times as large, and it is multiplied by itself.",
        "gradient": f"The slope of the square is twice the error, and $2 \\cdot {large:g}$ is {times:g} times $2 \\cdot {small:g}$.",
        "mae": f"Absolute error charges the same for every unit: {large:g} against {small:g}.",
    }[ask]
    squared = {
        "gradient": "The loss itself grows so. Its slope grows in proportion to the error.",
        "mae": "Squared error grows so. Absolute error squares nothing.",
    }
    see = f"?punishment.error={large if large <= 5 else 4}&punishment.show={'mae' if ask == 'mae' else 'mse'}#what-a-loss-does"
    wrong = [
        Wrong(
            1.0,
            EQUAL_SHARES,
            "That would be a loss that only asks whether there is an error, not how large it is.",
            see,
        ),
    ]
    if ask == "mse":
        wrong += [
            Wrong(float(times), FORGETS_SQUARE, "The error grows so, and the gradient. The loss squares it.", see),
            Wrong(
                2.0 * times,
                DOUBLES_FOR_SQUARES,
                f"Squaring {times:g} gives {times**2:g}, and not twice {times:g}.",
                see,
            ),
        ]
    else:
        wrong.append(Wrong(float(times**2), SQUARES_EVERY_LOSS, squared[ask], see))
    if ask == "gradient":
        both = "The 2 of the derivative stands in both gradients and drops out when they are compared."
        wrong.append(Wrong(2.0 * times, KEEPS_COMMON_FACTOR, both, see))
    return Choice(
        prompt=f"One prediction is off by {small:g}, another by {large:g}. How many times as large is {what} for the second?",
        right=right,
        again=float(times**2 if ask == "mse" else times),
        digits=4,
        unit=" times",
        why=said,
        see=see,
        wrong=wrong,
    )
