from talweg.course.bank.misconceptions import FORGETS_CORRECTION, MIXES_UP_ORDER
from talweg.course.question import Draw, Order, Wrong, question


@question(
    section="adam",
    level=3,
    kind="order",
    objective="Rebuild Adam's step, part by part.",
    hint="What has to be there before it can be divided?",
    misconceptions=(FORGETS_CORRECTION, MIXES_UP_ORDER),
    conceptual=True,
)
def order_of_adam(draw: Draw) -> Order:
    """The parts of Adam's step in their order."""
    lr, beta1, beta2 = draw.pick([0.001, 0.003, 0.01, 0.1]), draw.pick([0.8, 0.9, 0.95]), draw.pick([0.98, 0.99, 0.999])
    return Order(
        prompt=f"Put the parts of one of Adam's steps in order, with $\\text{{lr}} = {lr}$, $\\beta_1 = {beta1}$ and "
        f"$\\beta_2 = {beta2}$.",
        steps=[
            "Ask for the gradient $g$ at the present weight $w$",
            f"Let the averages take it in: $m = {beta1}\\,m + {1 - beta1:.2g}\\,g$ and "
            f"$v = {beta2}\\,v + {1 - beta2:.2g}\\,g^2$",
            f"Undo their start at zero: divide $m$ by $1 - {beta1}^t$ and $v$ by $1 - {beta2}^t$",
            f"Move $w$ by ${lr}$ times the one over the root of the other, against it",
        ],
        why="The gradient first, then both averages, then their correction, and the weight last. The corrected values are "
        "used and forgotten; the averages themselves stay as they are.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong((1, 0, 2, 3), MIXES_UP_ORDER, "The averages have nothing to take in before the gradient is there."),
            Wrong(
                (0, 2, 1, 3), FORGETS_CORRECTION, "Corrected before they take in $g$, the averages would be used raw."
            ),
            Wrong(
                (0, 1, 3, 2), FORGETS_CORRECTION, "Corrected after the weight has moved, they help only the next step."
            ),
        ],
    )
