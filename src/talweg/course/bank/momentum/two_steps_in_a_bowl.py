import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_OLD_VELOCITY, SCALES_NEW_SLOPE, STALE_SLOPE
from talweg.course.bank.momentum.walk import places
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Walk two steps of momentum down a parabola.",
    hint="The first step is SGD's. For the second, find the slope at the new place, and add what is left of the velocity.",
    misconceptions=(FORGETS_OLD_VELOCITY, SCALES_NEW_SLOPE, STALE_SLOPE),
)
def two_steps_in_a_bowl(draw: Draw) -> Number:
    """Where two steps of momentum on x^2 lead."""
    x, lr, beta = draw.decimal(1, 6, 0.1), draw.decimal(0.04, 0.2, 0.01), draw.decimal(0.5, 0.95, 0.01)
    race = tw.race(tw.surfaces.valley, [tw.momentum(lr=lr, beta=beta)], start=(x, 0.0), steps=2)
    first, right = (float(each[0]) for each in race.paths["momentum"][1:])
    v = x - first
    return Number(
        prompt=f"Momentum stands at rest at $x = {x:g}$ on $f = x^2$, with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. "
        "Where is it after two steps?",
        right=right,
        again=places(x, 2, lr, beta, 2)[-1],
        why=f"First the slope is ${2 * x:g}$, so $v = {shown(v)}$ and $x = {shown(first)}$. There the slope is "
        f"${shown(2 * first)}$, so $v = {beta} \\cdot {shown(v)} + {lr} \\cdot {shown(2 * first)} = "
        f"{shown(first - right)}$ and $x = {shown(right)}$.",
        see=f"?race.rules=sgd,momentum&race.shape.kappa=1&race.start={x:g},0&race.rate={lr}&race.hyper.momentum.beta={beta}"
        "&race.steps=2#the-race",
        wrong=[
            Wrong(
                first - lr * 2 * first,
                FORGETS_OLD_VELOCITY,
                "These are two steps of SGD. The second step must also carry on with part of the first.",
            ),
            Wrong(
                first - (beta * v + lr * 2 * x),
                STALE_SLOPE,
                f"This takes the slope at $x = {x:g}$ twice. The second slope is that at the new place, "
                f"${shown(2 * first)}$.",
            ),
            Wrong(
                x - (1 - beta) * v - (beta * (1 - beta) * v + (1 - beta) * lr * 2 * (x - (1 - beta) * v)),
                SCALES_NEW_SLOPE,
                "This weighs every new slope by $1 - \\beta$, as an average does. Momentum takes it whole.",
            ),
        ],
    )
