import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_HALF_DELTA, NO_BEND_IN_HUBER, SWAPS_LOSSES
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="loss",
    level=2,
    kind="number",
    objective="Compute Huber's loss on either side of its delta.",
    hint="Is the error within delta? If not: the parabola up to delta, and from there a straight line of slope delta.",
    misconceptions=(FORGETS_HALF_DELTA, NO_BEND_IN_HUBER, SWAPS_LOSSES),
)
def huber_charges(draw: Draw) -> Number:
    """Huber's loss of one error."""
    delta = draw.decimal(0.3, 3, 0.05)
    error = round(delta + draw.decimal(0.3, 5 - delta, 0.01), 2)
    right = tw.huber.replace(delta=delta)([error], [0.0])
    see = f"?punishment.error={error:g}&punishment.delta={delta:g}&punishment.show=mse,huber#what-a-loss-does"
    return Number(
        prompt=f"What does Huber's loss with $\\delta = {delta:g}$ charge for an error of {error:g}?",
        right=right,
        again=delta**2 / 2 + delta * (error - delta),
        why=f"Up to {delta:g} it is half the square, $\\delta^2/2 = {delta**2 / 2:g}$; from there it rises by {delta:g} for "
        f"every unit: ${delta**2 / 2:g} + {delta:g} \\cdot ({error:g} - {delta:g}) = {shown(right)}$.",
        see=see,
        wrong=[
            Wrong(
                error**2 / 2,
                NO_BEND_IN_HUBER,
                f"This is half the square, ${error:g}^2/2$. That holds only for errors up to {delta:g}.",
                see,
            ),
            Wrong(
                delta * error,
                FORGETS_HALF_DELTA,
                f"This is ${delta:g} \\cdot {error:g}$, a line through 0. The straight part goes on from the parabola, "
                f"which is ${delta:g}^2/2$ below that.",
                see,
            ),
            Wrong(
                error**2,
                SWAPS_LOSSES,
                f"This is the plain squared error, ${error:g}^2$. Huber's loss bends long before.",
                see,
            ),
        ],
    )
