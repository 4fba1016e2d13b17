from collections.abc import Callable, Iterable

import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    ALWAYS_MOVES_LR,
    CORRECTS_RMSPROP,
    FORGETS_CORRECTION,
    KEEPS_SIZE,
)
from talweg.course.drawing import Axis, Frame, axes, drawing, line, rule as level
from talweg.course.question import Choice, Draw, Misconception, Wrong, question
from talweg.lab.style import rule_style

STEPS = 40
LATE = 10**6
"""A step at which nothing is left of the bias correction."""


def uncorrected(adam: tw.Optimizer, slopes: Iterable[float]) -> list[float]:
    """How far Adam moves against each of the slopes, without its bias correction."""
    found, slots = [], (0.0, 0.0)
    for g in slopes:
        w, slots = adam.next(0.0, g, slots, LATE)
        found.append(-float(w))
    return found


@question(
    section="adam",
    level=2,
    kind="picture",
    objective="Tell the adaptive rules apart by the length of their steps on a steady slope.",
    hint="Look at the first step and at the last: which rules begin at lr, and which end there?",
    misconceptions=(ADAGRAD_FORGETS, ALWAYS_MOVES_LR, CORRECTS_RMSPROP, FORGETS_CORRECTION, KEEPS_SIZE),
)
def whose_moves(draw: Draw) -> Choice:
    """Which rule has made the steps in the picture."""
    g, beta = draw.decimal(0.2, 0.75, 0.005), draw.decimal(0.8, 0.95, 0.01)
    beta2 = draw.pick([0.99, 0.995, 0.999])
    adam = tw.adam(lr=1, beta2=beta2)
    slopes = STEPS * [g]
    rules: dict[str, tuple[Callable[[], list[float]], Misconception, str]] = {
        "SGD": (
            lambda: moves(tw.sgd(lr=1), slopes),
            KEEPS_SIZE,
            f"SGD's step is {g} times lr from first to last.",
        ),
        "AdaGrad": (
            lambda: moves(tw.adagrad(lr=1), slopes),
            ADAGRAD_FORGETS,
            f"AdaGrad begins at lr and shrinks as one over the root of the steps, to {STEPS**-0.5:.2f} of it at the end.",
        ),
        f"RMSProp, β = {beta}": (
            lambda: moves(tw.rmsprop(lr=1, beta=beta), slopes),
            CORRECTS_RMSPROP,
            f"RMSProp begins at {(1 - beta) ** -0.5:.3g} times lr, uncorrected, and falls to lr.",
        ),
        "Adam": (
            lambda: moves(adam, slopes),
            ALWAYS_MOVES_LR,
            "Adam's step is lr from the first to the last.",
        ),
        "Adam without its bias correction": (
            lambda: uncorrected(adam, slopes),
            FORGETS_CORRECTION,
            f"Without the correction Adam's steps begin at {uncorrected(adam, [g])[0]:.3g} times lr and first get longer.",
        ),
    }
    chosen = draw.some(list(rules), 4)
    right = chosen[0]
    walk, _, why = rules[right]
    lengths = walk()
    frame = Frame(Axis(1, STEPS, "step"), Axis(0, 1.15 * max(1.0, *lengths), "step length / lr"))
    told = ", ".join(f"{lengths[step - 1]:.2f} at step {step}" for step in (1, 2, 5, 10, 20, STEPS))
    figure = drawing(
        frame,
        axes(frame),
        level(frame, y=1),
        line(frame, range(1, STEPS + 1), lengths, rule_style("sgd")),
        alt=f"Step length over lr for {STEPS} steps, with a dashed line at 1; it is {told}",
    )
    see = "?inside-adam.signal=constant#a-rate-of-its-own-for-every-weight"
    return Choice(
        prompt=f"A rule walks on a slope of ${g}$ that never changes. The picture shows how long each of its steps is, over lr. "
        "Which rule is it?",
        figure=figure,
        right=right,
        why=f"{why} So it is in the picture.",
        see=see,
        wrong=[Wrong(name, rules[name][1], rules[name][2], see) for name in chosen[1:]],
    )
