from math import ceil, log

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_F_IS_SQUARED, SUBTRACTS_FACTOR
from talweg.course.bank.race.setting import panel, run
from talweg.course.lessons.loss_and_optimization.momentum import rate, sgd_best
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.course.question.words import share as in_words

STEPS = 80


@question(
    section="race",
    level=3,
    kind="number",
    objective="Work out how many steps gradient descent needs, from its factor a step.",
    hint="By what does one step multiply the distance, and by what does it multiply $f$, which is made of squares?",
    misconceptions=(FORGETS_F_IS_SQUARED, SUBTRACTS_FACTOR),
)
def steps_to_a_share(draw: Draw) -> Number:
    """The steps that well-tuned SGD needs until f is a small share of what it was."""
    kappa, share = draw.number(4, 40, 4), draw.pick([0.5, 0.2, 0.1, 0.05, 0.01, 0.001])
    lr = sgd_best(kappa)
    factor = rate(lr, 0, kappa)
    values = run(kappa, [tw.sgd(lr=lr)], (5, 3), STEPS).values["sgd"]
    right = float(np.argmax(values <= share * values[0]))
    exact = log(share) / (2 * log(factor))
    see = panel(kappa, "sgd", lr, (5, 3), STEPS)
    part = in_words(share)
    return Number(
        prompt=f"In the valley $f = x^2 + {kappa:g}\\,y^2$, gradient descent at its best rate multiplies both $x$ and $y$ by "
        f"{shown(factor, 4)} in size at each step. After how many steps is $f$ for the first time below {part} of what it "
        "was at the start?",
        right=right,
        again=float(ceil(exact)),
        whole=True,
        why=f"$f$ is made of squares, so a step multiplies it by ${shown(factor, 4)}^2 = {shown(factor**2, 4)}$. From "
        f"${shown(factor**2, 4)}^n = {share:g}$ follows $n = {shown(exact, 4)}$: step {right:.0f} is the first one below.",
        see=see,
        wrong=[
            Wrong(
                float(ceil(2 * exact)),
                FORGETS_F_IS_SQUARED,
                f"After so many steps the distance has fallen to {part}. $f$ goes with its square and is there in half the time.",
                see,
            ),
            Wrong(
                float(ceil((1 - share) / (1 - factor**2))),
                SUBTRACTS_FACTOR,
                f"The first step takes {shown(100 * (1 - factor**2))}% of $f$ away, and the next one takes this share of what is "
                "left, not of the start.",
                see,
            ),
        ],
    )
