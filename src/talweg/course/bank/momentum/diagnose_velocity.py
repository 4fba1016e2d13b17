from collections.abc import Callable

from talweg.course.bank.misconceptions import (
    FORGETS_OLD_VELOCITY,
    NEVER_FORGETS,
    SCALES_NEW_SLOPE,
    SHRINKS_NEW_SLOPE,
    SWAPS_KEPT_SHARE,
)
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown

Rule = Callable[[float, float, float, float], float]

# What may be wrong with a program: in words, what it then makes of v and g, and the idea behind it.
FAULTS: tuple[tuple[str, Rule, Misconception], ...] = (
    (
        "It throws the old velocity away at each step",
        lambda _v, g, lr, _beta: lr * g,
        FORGETS_OLD_VELOCITY,
    ),
    (
        "It weighs each new slope by $1 - \\beta$",
        lambda v, g, lr, beta: beta * v + (1 - beta) * lr * g,
        SCALES_NEW_SLOPE,
    ),
    (
        "It never multiplies the velocity by $\\beta$",
        lambda v, g, lr, _beta: v + lr * g,
        NEVER_FORGETS,
    ),
    (
        "It shrinks the new slope by $\\beta$, too",
        lambda v, g, lr, beta: beta * (v + lr * g),
        SHRINKS_NEW_SLOPE,
    ),
    (
        "It keeps the share $1 - \\beta$ instead of $\\beta$",
        lambda v, g, lr, beta: (1 - beta) * v + lr * g,
        SWAPS_KEPT_SHARE,
    ),
)


@question(
    section="momentum",
    level=4,
    kind="single",
    objective="Tell from its first steps what is wrong with a program that runs momentum.",
    hint="Compare the first number with $\\text{lr} \\cdot g$, then ask how the second comes from the first.",
    misconceptions=(FORGETS_OLD_VELOCITY, NEVER_FORGETS, SCALES_NEW_SLOPE, SHRINKS_NEW_SLOPE, SWAPS_KEPT_SHARE),
)
def diagnose_velocity(draw: Draw) -> Choice:
    """Which fault a sequence of velocities gives away."""
    lr, g, beta = draw.number(0.01, 0.1), draw.number(1, 10), draw.decimal(0.75, 0.95, 0.01)
    chosen = draw.some(FAULTS, 4)

    def printed(rule: Rule) -> str:
        v, found = 0.0, []
        for _ in range(4):
            v = rule(v, g, lr, beta)
            found.append(shown(v))
        return ", ".join(found)

    (right, rule, _), *others = chosen
    sound = ", ".join(shown(v) for v in velocities(4 * [g], lr, beta))
    seen = printed(rule)
    return Choice(
        prompt=f"A friend's momentum runs with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. To test it, you feed it the slope "
        f"${g:g}$ four times and print $v$: {seen}. What is wrong with the program?",
        right=right,
        why=f"With this fault the velocities are just the ones you see, {seen}. A sound program prints {sound}.",
        see="#momentum",
        wrong=[
            Wrong(text, slip, f"Then it would print {printed(other)}.", "#momentum") for text, other, slip in others
        ],
    )
