from talweg.course.bank.misconceptions import MIXES_UP_ORDER, STALE_SLOPE
from talweg.course.question import Draw, Order, Wrong, question


@question(
    section="momentum",
    level=1,
    kind="order",
    objective="Recall what happens in a step of momentum, and in which order.",
    hint="$v = \\beta\\,v + \\text{lr}\\,g$, then $w = w - v$.",
    misconceptions=(MIXES_UP_ORDER, STALE_SLOPE),
    conceptual=True,
)
def order_of_momentum(draw: Draw) -> Order:
    """The parts of momentum's first two steps in their order."""
    lr, beta = draw.pick([0.01, 0.02, 0.04, 0.05, 0.1, 0.2, 0.5]), draw.pick([0.5, 0.8, 0.9, 0.95, 0.99])
    return Order(
        prompt=f"Momentum stands at $w$, at rest, with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. Put the parts of its first two "
        "steps in order.",
        steps=[
            "Ask for the gradient $g_1$ at $w$",
            f"Let the velocity be $v_1 = {lr}\\,g_1$",
            "Subtract $v_1$ from the weight",
            "Ask for the gradient $g_2$ at the weight as it is now",
            f"Let the velocity be $v_2 = {beta}\\,v_1 + {lr}\\,g_2$",
            "Subtract $v_2$ from the weight",
        ],
        why="Each step asks for the slope where it stands, lets the velocity take it in, and moves by the whole velocity. The "
        "second step does the same at the new place, with the first velocity still at work in it.",
        see="#momentum",
        wrong=[
            Wrong(
                (0, 1, 3, 2, 4, 5),
                STALE_SLOPE,
                "The second gradient would be asked for before the first move. It has to be that of the new place.",
            ),
            Wrong((0, 3, 1, 2, 4, 5), STALE_SLOPE, "Both gradients would be asked for at the start, before any move."),
            Wrong((0, 2, 1, 3, 4, 5), MIXES_UP_ORDER, "The weight would move by $v_1$ before there is any $v_1$."),
            Wrong(
                (0, 1, 2, 4, 3, 5),
                MIXES_UP_ORDER,
                "The second velocity takes in $g_2$, so $g_2$ has to be there before it.",
            ),
        ],
    )
