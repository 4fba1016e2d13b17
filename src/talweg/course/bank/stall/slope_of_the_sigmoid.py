from talweg.course.bank.misconceptions import PROBABILITY_FOR_SLOPE, QUARTER_EVERYWHERE
from talweg.course.bank.stall.neuron import SQUARED, look, panel
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="stall",
    level=2,
    kind="number",
    objective="Know the slope of the sigmoid from its value.",
    hint="It is written with $p$ alone, and is never more than a quarter.",
    misconceptions=(PROBABILITY_FOR_SLOPE, QUARTER_EVERYWHERE),
)
def slope_of_the_sigmoid(draw: Draw) -> Number:
    """The slope of the sigmoid where its value is known."""
    p = draw.decimal(0.02, 0.98, 0.0001)
    y = draw.whole(0, 1)
    right = look(SQUARED, p, y)[1] / (2 * (p - y))  # the squared error's gradient without its first link
    ends = ("this far out the sigmoid is nearly flat", "on its shoulder the sigmoid is flatter than in the middle")
    end = ends[right > 0.06] if right < 0.17 else "near its middle the sigmoid is at its steepest"
    what = draw.pick(
        ["mail is spam", "mushroom is edible", "leaf is sick", "picture shows a cat", "film will be liked"]
    )
    return Number(
        prompt=f"A network says with $p = \\sigma(z) = {p}$ that a {what}. What is the sigmoid's slope "
        "$\\partial p/\\partial z$ there?",
        right=right,
        again=p * (1 - p),
        why=f"$p\\,(1 - p) = {p} \\cdot {1 - p:.4g} = {shown(right)}$: {end}. It is never more than 0.25.",
        see=panel(p, y),
        wrong=[
            Wrong(p, PROBABILITY_FOR_SLOPE, "This is the sigmoid's value. Its slope is $p\\,(1 - p)$.", panel(p, y)),
            Wrong(
                1 - p, PROBABILITY_FOR_SLOPE, "This is the gap to 1, only one of the slope's two factors.", panel(p, y)
            ),
            Wrong(0.25, QUARTER_EVERYWHERE, "This is the slope at $p = 1/2$. Further out it is smaller.", panel(p, y)),
        ],
    )
