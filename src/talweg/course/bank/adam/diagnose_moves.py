from collections.abc import Callable

import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    ADAM_ADDS_UP,
    FORGETS_CORRECTION,
    FORGETS_ROOT,
    STEP_FOLLOWS_SIZE,
)
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown

# What may be wrong with a program: in words; its step t, over lr, on a slope that is always g; the idea behind it.
FAULTS: tuple[tuple[str, Callable[[int, float], float], Misconception], ...] = (
    (
        "It leaves out the bias correction",
        lambda t, _g: (1 - 0.9**t) / (1 - 0.999**t) ** 0.5,
        FORGETS_CORRECTION,
    ),
    (
        "It corrects $m$, but forgets to correct $v$",
        lambda t, _g: 1 / (1 - 0.999**t) ** 0.5,
        FORGETS_CORRECTION,
    ),
    (
        "It corrects $v$, but forgets to correct $m$",
        lambda t, _g: 1 - 0.9**t,
        FORGETS_CORRECTION,
    ),
    ("It forgets the root in the divisor", lambda _t, g: 1 / g, FORGETS_ROOT),
    ("It does not divide at all", lambda _t, g: g, STEP_FOLLOWS_SIZE),
    (
        "It adds up the squares in $v$, uncorrected",
        lambda t, _g: 1 / t**0.5,
        ADAGRAD_FORGETS,
    ),
    (
        "It adds up the gradients in $m$, uncorrected",
        lambda t, _g: (1 - 0.9**t) / 0.1,
        ADAM_ADDS_UP,
    ),
)


@question(
    section="adam",
    level=4,
    kind="single",
    objective="Tell from its first steps what is wrong with a program that runs Adam.",
    hint="On a steady slope a sound Adam moves by lr at every step, the first included.",
    misconceptions=(ADAGRAD_FORGETS, ADAM_ADDS_UP, FORGETS_CORRECTION, FORGETS_ROOT, STEP_FOLLOWS_SIZE),
)
def diagnose_moves(draw: Draw) -> Choice:
    """Which fault a sequence of steps gives away."""
    lr, g = draw.number(0.005, 0.1), draw.number(0.2, 6)
    sound = ", ".join(shown(move) for move in moves(tw.adam(lr=lr), 4 * [g]))
    (right, rule, _), *others = draw.some(FAULTS, 4)

    def printed(step: Callable[[int, float], float]) -> str:
        return ", ".join(shown(lr * step(t, g)) for t in range(1, 5))

    seen = printed(rule)
    return Choice(
        prompt=f"A friend's Adam runs with $\\text{{lr}} = {lr}$, $\\beta_1 = 0.9$ and $\\beta_2 = 0.999$. To test it, you feed it "
        f"the gradient ${g:g}$ four times and print its steps: {seen}. What is wrong with the program?",
        right=right,
        why=f"With this fault the steps are just the ones you see, {seen}. A sound program prints {sound}.",
        see="?inside-adam.signal=constant&inside-adam.step=4#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong(
                text,
                slip,
                f"Then it would print {printed(other)}.",
                "?inside-adam.signal=constant&inside-adam.step=4#a-rate-of-its-own-for-every-weight",
            )
            for text, other, slip in others
        ],
    )
