from talweg.course.bank.misconceptions import DROPS_FACTOR_TWO, PROBABILITY_FOR_SLOPE, STEEP_WHEN_WRONG
from talweg.course.bank.stall.neuron import ENTROPY, SQUARED, look, panel
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="stall",
    level=2,
    kind="number",
    objective="Compare the gradients of cross-entropy and squared error at one prediction.",
    hint="Both gradients hold $p - y$. What else does each of them hold?",
    misconceptions=(DROPS_FACTOR_TWO, PROBABILITY_FOR_SLOPE, STEEP_WHEN_WRONG),
)
def ratio_of_pulls(draw: Draw) -> Number:
    """How many times as hard cross-entropy pulls as squared error does."""
    sure, y, factor = draw.decimal(0.01, 0.3, 0.001), draw.whole(0, 1), draw.number(0.2, 5)
    p = sure if y else round(1 - sure, 3)
    (entropy, pull), (squared, weak) = look(ENTROPY, p, y), look(SQUARED, p, y)
    right = pull / (factor * weak)
    slope = p * (1 - p)
    wrong = [
        Wrong(
            2 * right,
            DROPS_FACTOR_TWO,
            f"This is $1/({factor:g} \\cdot {slope:.4g})$: the 2 of the square is missing.",
            panel(p, y),
        ),
        Wrong(
            entropy / (factor * squared),
            STEEP_WHEN_WRONG,
            f"This compares the losses, {shown(entropy)} and {shown(factor * squared)}. How hard a loss pulls is its slope.",
            panel(p, y),
        ),
        Wrong(
            1 / (2 * factor * sure),
            PROBABILITY_FOR_SLOPE,
            f"This divides by $2 \\cdot {factor:g} \\cdot {sure}$. The sigmoid's slope has two factors, $p\\,(1 - p)$.",
            panel(p, y),
        ),
    ]
    return Number(
        prompt=f"A yes-or-no model says $p = {p}$, and the label is $y = {y}$. How many times as large is the gradient of "
        f"cross-entropy with respect to the logit as that of the squared error ${factor:g}\\,(p - y)^2$?",
        right=right,
        again=1 / (2 * factor * p * (1 - p)),
        unit=" times",
        why=f"The gradients are $p - y$ and ${factor:g} \\cdot 2\\,(p - y)\\,p\\,(1 - p)$, so the first is $1/({2 * factor:g}\\,p\\,(1 - p))"
        f" = 1/({2 * factor:g} \\cdot {slope:.4g}) = {shown(right)}$ times the second.",
        see=panel(p, y),
        wrong=[each for each in wrong if isinstance(each.answer, float) and abs(each.answer / right - 1) > 0.05],
    )
