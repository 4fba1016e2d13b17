from math import cos, pi

import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAM_NEEDS_NO_SCHEDULE,
    ADAM_UNDOES_SCHEDULE,
    LINEAR_COSINE,
    STEP_FOLLOWS_SIZE,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="schedule",
    level=2,
    kind="number",
    objective="Say how far Adam moves under a schedule.",
    hint="On a steady slope Adam's step is the rate. Which rate does the schedule give at this step?",
    misconceptions=(ADAM_NEEDS_NO_SCHEDULE, ADAM_UNDOES_SCHEDULE, LINEAR_COSINE, STEP_FOLLOWS_SIZE),
)
def adam_under_a_cosine(draw: Draw) -> Number:
    """How far Adam steps on a steady slope under a cosine schedule."""
    peak, total = draw.number(0.001, 0.1), 12 * draw.whole(2, 8)
    part, whole = draw.pick([(1, 6), (1, 4), (1, 3), (2, 3), (3, 4), (5, 6)])
    t, g = total * part // whole, draw.number(0.2, 9)
    plan = tw.cosine(peak=peak, total=total)
    right = moves(tw.adam(lr=plan), (t + 1) * [float(g)])[-1]
    see = panel("cosine,linear", peak=peak, total=total, warmup=0, step=t)
    return Number(
        prompt=f"Adam walks on a slope of ${g}$ that never changes. Its rate follows a cosine without warm-up, from {peak} at step 0 "
        f"down to 0 at step {total}. How far does it move at step {t}?",
        right=right,
        again=plan(t) * g / (g + tw.adam.hyper["eps"]),
        why=f"On a steady slope Adam's step is the rate, whatever the slope. Step {t} lies ${part}/{whole}$ of the way along, and "
        f"${peak}/2 \\cdot (1 + \\cos(\\pi \\cdot {part}/{whole}))$ = {shown(peak / 2 * (1 + cos(pi * part / whole)))}.",
        see=see,
        wrong=[
            Wrong(
                plan(t) * g,
                STEP_FOLLOWS_SIZE,
                "This multiplies by the slope, as SGD does. Adam divides by the slope's own size.",
                see,
            ),
            Wrong(
                peak,
                ADAM_UNDOES_SCHEDULE,
                "Adam's divisor knows the slopes and not the rate: it does not make up for what the schedule takes away.",
                see,
            ),
            Wrong(
                peak * (1 - part / whole),
                LINEAR_COSINE,
                "This falls in a straight line. Half a cosine falls slowly first, then fast, then slowly.",
                see,
            ),
            Wrong(
                peak / (t + 1) ** 0.5,
                ADAM_NEEDS_NO_SCHEDULE,
                "So AdaGrad would shrink its steps at a fixed rate. Adam forgets old slopes, and lowers nothing by itself.",
                see,
            ),
        ],
    )
