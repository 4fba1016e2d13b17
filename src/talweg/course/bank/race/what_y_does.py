import talweg as tw
from talweg.course.bank.misconceptions import (
    LANDS_EXACTLY,
    OVERSHOOT_IS_DIVERGENCE,
    OVERSHOOT_SHRINKS,
    STAYS_ON_ITS_SIDE,
    ZIGZAG_EVERYWHERE,
)
from talweg.course.bank.race.setting import panel, run
from talweg.course.question import Choice, Draw, Misconception, Wrong, question

# Of the rate at which SGD leaves; at a half it lands on the floor, and at 1 it comes no nearer.
SHARES = [each / 50 for each in range(5, 70) if each not in (25, 50)]
CREEPS, LANDS = "It nears the floor from one side", "It is on the floor after one step"
ZIGZAGS, LEAVES = "It changes sides and comes nearer", "It changes sides and goes further out"
WHEN = {
    CREEPS: "lies between 0 and 1",
    LANDS: "is 0",
    ZIGZAGS: "lies between $-1$ and 0",
    LEAVES: "lies below $-1$",
}


def seen(before: float, after: float) -> str:
    """What a step of SGD has done to y."""
    if abs(after) < 1e-9:
        return LANDS
    if before * after > 0:
        return CREEPS
    return ZIGZAGS if abs(after) < abs(before) else LEAVES


@question(
    section="race",
    level=2,
    kind="single",
    objective="Tell from the rate how SGD moves across a valley.",
    hint="Each step multiplies $y$ by $1 - \\text{lr} \\cdot 2\\kappa$. What does the sign of that say, and what its size?",
    misconceptions=(LANDS_EXACTLY, OVERSHOOT_IS_DIVERGENCE, OVERSHOOT_SHRINKS, STAYS_ON_ITS_SIDE, ZIGZAG_EVERYWHERE),
)
def what_y_does(draw: Draw) -> Choice:
    """How SGD's y moves in a valley at some rate."""
    kappa = draw.pick([2, 2.5, 4, 5, 8, 10, 12.5, 16, 20, 25, 40, 50])
    lr = (0.5 if draw.whole(1, 8) == 1 else draw.pick(SHARES)) / kappa
    start = (5.0, draw.decimal(0.5, 4, 0.1))
    path = run(kappa, [tw.sgd(lr=lr)], start, 1).paths["sgd"]
    right = seen(*map(float, path[:, 1]))
    factor = round(1 - 2 * kappa * lr, 10)
    see = panel(kappa, "sgd", lr, start, 20)

    def slip(option: str) -> Misconception:
        if option == CREEPS:
            return STAYS_ON_ITS_SIDE
        if option == LANDS:
            return LANDS_EXACTLY
        if option == LEAVES:
            return OVERSHOOT_IS_DIVERGENCE
        return OVERSHOOT_SHRINKS if right == LEAVES else ZIGZAG_EVERYWHERE

    return Choice(
        prompt=f"Plain gradient descent walks in the valley $f = x^2 + {kappa:g}\\,y^2$ from $y = {start[1]:g}$, with "
        f"$\\text{{lr}} = {lr:g}$. What does $y$ do from step to step?",
        right=right,
        why=f"The slope across is ${2 * kappa:g}\\,y$, so each step multiplies $y$ by $1 - {2 * kappa:g} \\cdot {lr:g} = {factor:g}$. "
        f"That {WHEN[right]}{'.' if right != LANDS else ': one step is enough.'}",
        see=see,
        wrong=[
            Wrong(
                option,
                slip(option),
                f"That is so where the factor of $y$ {WHEN[option]}. Here it is ${factor:g}$.",
                see,
            )
            for option in WHEN
            if option != right
        ],
    )
