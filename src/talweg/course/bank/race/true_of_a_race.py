import talweg as tw
from talweg.course.bank.misconceptions import (
    ADAM_BY_SLOPE,
    LANDS_EXACTLY,
    MEMORY_PAYS_AT_ONCE,
    OVERSHOOT_IS_DIVERGENCE,
    SGD_LIMIT_FOR_MOMENTUM,
    SMALLER_IS_BETTER,
    STEP_FOLLOWS_SIZE,
    TRUSTS_FAME,
    ZIGZAG_EVERYWHERE,
)
from talweg.course.bank.race.setting import panel, run
from talweg.course.question import Draw, Misconception, Right, Several, Wrong, question, shown
from talweg.lab.race import number


@question(
    section="race",
    level=3,
    kind="several",
    objective="Work out the course of a race from the rate, the valley and the number of steps.",
    hint="SGD multiplies $x$ and $y$ by a factor each. Momentum starts at rest. Adam goes about lr a step.",
    misconceptions=(
        ADAM_BY_SLOPE,
        LANDS_EXACTLY,
        MEMORY_PAYS_AT_ONCE,
        OVERSHOOT_IS_DIVERGENCE,
        SGD_LIMIT_FOR_MOMENTUM,
        SMALLER_IS_BETTER,
        STEP_FOLLOWS_SIZE,
        TRUSTS_FAME,
        ZIGZAG_EVERYWHERE,
    ),
)
def true_of_a_race(draw: Draw) -> Several:
    """Which sentences about a race of SGD, momentum and Adam are true."""
    kappa, share = draw.pick([4, 5, 8, 10, 20]), draw.pick([0.3, 0.5, 0.5, 0.8, 0.9, 1.1])
    lr, steps = float(f"{share / kappa:.4g}"), draw.pick([20, 30])
    start = (float(draw.whole(3, 6)), float(draw.whole(1, 4)))
    race = run(kappa, [tw.sgd(lr=lr), tw.momentum(lr=lr), tw.adam(lr=lr)], start, steps)
    sgd, momentum, adam = race.paths.values()
    ends = {name: float(values[-1]) for name, values in race.values.items()}
    factor, along = round(1 - 2 * kappa * lr, 10), round(1 - 2 * lr, 10)
    first = sgd[1, 1]
    reach = 1 - float(adam[-1, 0]) / start[0]
    tenth = float(sgd[10, 0]) / start[0]
    close = momentum[1] - sgd[1]
    equal = abs(abs(adam[1, 0] - adam[0, 0]) - abs(adam[1, 1] - adam[0, 1]))
    gap = ends["adam"] / ends["sgd"]
    y_factor = f"A step multiplies $y$ by $1 - {2 * kappa} \\cdot {lr:g} = {factor:g}$."
    # What is said, whether it is so, the reason either way, and the idea of those who believe it where it is not so.
    starts: list[tuple[str, bool, str, Misconception]] = [
        (
            "After one step SGD and momentum stand at the same place",
            abs(close).max() < 1e-12,
            "Momentum starts at rest, so its first velocity is lr times the slope, as SGD's step is.",
            MEMORY_PAYS_AT_ONCE,
        ),
        (
            "Momentum's first step is 10 times as long as SGD's",
            False,
            "The velocity starts at 0 and has taken in one slope only: the first step is SGD's.",
            MEMORY_PAYS_AT_ONCE,
        ),
        (
            "Adam's first step is as long in $x$ as in $y$",
            bool(equal < 1e-6),
            "Each coordinate is divided by the size of its own slope, so both move by lr.",
            STEP_FOLLOWS_SIZE,
        ),
        (
            "Adam's first step is longer in $y$ than in $x$, since the slope is steeper there",
            bool(equal > 1e-6),
            "Adam divides by the slope's size: its first step is lr in either direction.",
            STEP_FOLLOWS_SIZE,
        ),
    ]
    said = [
        draw.pick(starts[:2]),
        draw.pick(starts[2:]),
        ("SGD's first step crosses the floor, $y = 0$", bool(first < -1e-9), y_factor, ZIGZAG_EVERYWHERE),
        ("SGD's first step ends on the floor, $y = 0$", bool(abs(first) < 1e-9), y_factor, LANDS_EXACTLY),
        ("SGD diverges", ends["sgd"] > race.values["sgd"][0], y_factor, OVERSHOOT_IS_DIVERGENCE),
    ]
    if share > 1:
        why = f"Momentum bears rates up to $1 + \\beta$ times SGD's limit, up to {shown(1.9 / kappa)}."
        said.append(("Momentum diverges", False, why, SGD_LIMIT_FOR_MOMENTUM))
    if abs(reach - 0.5) > 0.1 and reach < 1.2:
        why = (
            f"{steps} steps of about {lr:g} are at most about {steps * lr:.3g}, and $x$ starts at {start[0]:g}. "
            f"It ends at $x = {adam[-1, 0]:.2f}$."
        )
        said.append(
            (f"In {steps} steps Adam brings $x$ more than half of the way to 0", reach > 0.5, why, ADAM_BY_SLOPE)
        )
    if abs(tenth - 0.5) > 0.06:
        why = f"A step multiplies $x$ by ${along:g}$, and ten of them by ${tenth:.2g}$."
        said.append(("After 10 steps SGD's $x$ is less than half of what it was", tenth < 0.5, why, SMALLER_IS_BETTER))
    if not 0.5 < gap < 2:
        why = f"Adam ends at f = {number(ends['adam'])}, SGD at f = {number(ends['sgd'])}."
        said.append((f"After {steps} steps Adam stands lower than SGD", gap < 1, why, TRUSTS_FAME))
    see = panel(kappa, "sgd,momentum,adam", lr, start, steps)
    if not any(so for _, so, _, _ in said):
        said[0] = starts[0]
    chosen = draw.some(said, 5)
    while len({so for _, so, _, _ in chosen}) < 2:
        chosen = draw.some(said, 5)
    right = [Right(text, why) for text, so, why, _ in chosen if so]
    wrong = [Wrong(text, slip, why, see) for text, so, why, slip in chosen if not so]
    return Several(
        prompt=f"SGD, momentum with $\\beta = 0.9$ and Adam start at $({start[0]:g}, {start[1]:g})$ in the valley "
        f"$f = x^2 + {kappa}\\,y^2$, all with $\\text{{lr}} = {lr:g}$, and take {steps} steps. Which of these sentences are true?",
        why=f"SGD multiplies $x$ by ${along:g}$ and $y$ by ${factor:g}$ a step. Momentum starts as SGD does and gathers speed. "
        f"Adam covers at most about {lr:g} a step in each direction.",
        see=see,
        right=right,
        wrong=wrong,
    )
