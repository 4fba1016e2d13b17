import numpy as np

import talweg as tw
from talweg.course.bank.curves import Curve, which_curve
from talweg.course.bank.misconceptions import TRAIL_OF_THE_OTHER
from talweg.course.bank.race.setting import panel, run
from talweg.course.drawing import Axis, Frame
from talweg.course.question import Choice, Draw, question
from talweg.lab.race import number

RULES = (tw.sgd, tw.momentum, tw.adam)
# The styles of the letters are none of those that the three rules wear on the page.
FIRST_LOOK = 5


@question(
    section="race",
    level=2,
    kind="picture",
    objective="Tell SGD, momentum and Adam apart by their losses over the steps.",
    hint="Who falls by the same factor at each step, who swings, and who moves by the same length at each step?",
    misconceptions=(TRAIL_OF_THE_OTHER,),
)
def whose_loss_curve(draw: Draw) -> Choice:
    """Which of three curves of the loss belongs to a rule."""
    kappa, steps = draw.decimal(5, 20, 0.5), draw.pick([30, 40])
    share = draw.pick([0.3, 0.4, 0.5, 0.6])
    start, lr = (float(draw.whole(4, 6)), float(draw.whole(2, 4))), float(f"{share / kappa:.2g}")
    race = run(kappa, [rule(lr=lr) for rule in RULES], start, steps)
    values = {name: np.maximum(run_values, 1e-12) for name, run_values in race.values.items()}
    names = draw.shuffled(list(values))
    asked = draw.pick(names)
    low = 10.0 ** np.floor(np.log10(min(each.min() for each in values.values())))
    high = 10.0 ** np.ceil(np.log10(max(each.max() for each in values.values())))
    frame = Frame(Axis(0, steps, "step"), Axis(low, high, "f", log=True))
    # Each letter stands where its curve is furthest from the others.
    logs = {name: np.log10(each) for name, each in values.items()}
    inner = slice(steps // 8, steps - steps // 8)
    spot = {
        name: steps // 8
        + int(np.argmax(np.min([abs(logs[name] - logs[other])[inner] for other in names if other != name], axis=0)))
        for name in names
    }
    reach = steps * lr
    story = {
        "sgd": f"SGD multiplies $x$ by ${1 - 2 * lr:.4g}$ at each step: on a log axis a straight line, once $y$ is solved",
        "momentum": "Momentum swings through the floor: $f$ falls in waves, and again and again it goes up for a while",
        "adam": f"Adam goes at most about lr a step, some {reach:.2g} in {steps} steps, so $f$ falls late and little",
    }
    label = {name: race.runners[name].label for name in names}
    return which_curve(
        f"SGD, momentum and Adam walk from $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa:g}\\,y^2$, all at "
        f"$\\text{{lr}} = {lr:g}$. The picture shows $f$ over {steps} steps. Which curve is that of {label[asked]}?",
        frame,
        range(steps + 1),
        {
            name: Curve(
                values[name],
                (spot[name], values[name][spot[name]]),
                TRAIL_OF_THE_OTHER,
                f"This is {label[name]}. {story[name]}.",
                up=6,
            )
            for name in names
        },
        asked,
        why=f"{story[asked]}. It ends at f = {number(values[asked][-1])}.",
        see=panel(kappa, "sgd,momentum,adam", lr, start, steps),
        alt=f"Three curves of f on a log axis from step 0 to {steps}. Every {steps // 5} steps:",
        read=range(0, steps + 1, steps // 5),
        told=number,
        first_style=FIRST_LOOK,
    )
