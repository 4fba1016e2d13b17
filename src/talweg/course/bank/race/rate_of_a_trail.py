import talweg as tw
from talweg.course.bank.misconceptions import (
    LANDS_EXACTLY,
    OVERSHOOT_IS_DIVERGENCE,
    STAYS_ON_ITS_SIDE,
    ZIGZAG_EVERYWHERE,
)
from talweg.course.bank.race.setting import MAP, ground, panel, run
from talweg.course.drawing import drawing, neatline, trail
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.style import rule_style

# Of the rate at which SGD leaves the valley: the trail it makes, and the idea of those who see it where it is not.
TRAILS = (
    (0.2, "comes down to the floor in a curve and never crosses it", STAYS_ON_ITS_SIDE),
    (0.5, "is on the floor after one step and then walks straight along it", LANDS_EXACTLY),
    (0.9, "lands on the other wall at every step, a little nearer each time", ZIGZAG_EVERYWHERE),
    (1.05, "lands on the other wall at every step, a little higher each time", OVERSHOOT_IS_DIVERGENCE),
)


@question(
    section="race",
    level=2,
    kind="picture",
    objective="Read from SGD's trail in a valley how large its rate was.",
    hint="What is $y$ multiplied by at each step in the picture: a positive number, 0, or a negative one?",
    misconceptions=(LANDS_EXACTLY, OVERSHOOT_IS_DIVERGENCE, STAYS_ON_ITS_SIDE, ZIGZAG_EVERYWHERE),
)
def rate_of_a_trail(draw: Draw) -> Choice:
    """Which rate has made SGD's trail on a map."""
    kappa = draw.decimal(4, 10, 0.1)
    x, y = draw.decimal(4.5, 5.5, 0.1) * draw.pick([-1, 1]), draw.decimal(1.5, 2, 0.1) * draw.pick([-1, 1])
    steps = draw.pick([7, 8])
    rates = {float(f"{share / kappa:.3g}"): (what, slip) for share, what, slip in TRAILS}
    lr = draw.pick(list(rates))
    path = run(kappa, [tw.sgd(lr=lr)], (x, y), steps).paths["sgd"]
    told = ", ".join(f"({px:.2f}, {py:.2f})".replace("-", "\N{MINUS SIGN}") for px, py in path[[0, 1, 2, 3, steps]])
    side = "left" if x < 0 else "right"
    factor = 1 - 2 * kappa * lr
    return Choice(
        prompt=f"Plain gradient descent has walked {steps} steps in the valley $f = x^2 + {kappa:g}\\,y^2$, from the "
        f"{side} end of the trail. It leaves the valley above $\\text{{lr}} = 1/{kappa:g}$. Which rate has made "
        "this trail?",
        figure=drawing(
            MAP,
            ground(kappa),
            trail(MAP, path, rule_style("sgd")),
            neatline(MAP),
            alt=f"Map of a valley along x with its floor at y = 0 and a trail on it; at the start, after 1, 2, 3 and {steps} "
            f"steps it is at {told}",
        ),
        right=f"lr = {lr:g}",
        why=f"At this rate a step multiplies $y$ by ${round(factor, 3) + 0.0:g}$ and $x$ by ${1 - 2 * lr:.3g}$: the walker {rates[lr][0]}.",
        see=panel(kappa, "sgd", lr, (x, y), steps),
        ordered=True,
        wrong=[
            Wrong(
                f"lr = {other:g}",
                slip,
                f"Here $y$ would be multiplied by ${round(1 - 2 * kappa * other, 3) + 0.0:g}$ at each step: the walker {what}.",
                panel(kappa, "sgd", other, (x, y), steps),
            )
            for other, (what, slip) in rates.items()
            if other != lr
        ],
    )
