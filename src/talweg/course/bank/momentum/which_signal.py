import numpy as np

from talweg.course.bank.misconceptions import (
    ALTERNATING_ADDS,
    CANCELS_TO_NOTHING,
    FORGETS_THE_REST,
    VELOCITY_IS_SLOPE,
)
from talweg.course.bank.momentum.walk import velocities
from talweg.course.drawing import Axis, Frame, axes, bars, drawing
from talweg.course.question import Choice, Draw, Misconception, Wrong, question
from talweg.lab.style import rule_style

LENGTH = 30


@question(
    section="momentum",
    level=2,
    kind="picture",
    objective="Tell from the velocity what the slopes have been.",
    hint="While the slope is 0, the velocity shrinks by the same factor at every step.",
    misconceptions=(ALTERNATING_ADDS, CANCELS_TO_NOTHING, FORGETS_THE_REST, VELOCITY_IS_SLOPE),
)
def which_signal(draw: Draw) -> Choice:
    """Which slopes have made the velocity in the picture."""
    beta, first = draw.decimal(0.7, 0.85, 0.002), draw.whole(3, 8)
    last = first + draw.whole(8, 12)
    at = np.arange(1, LENGTH + 1)
    push = np.where((at >= first) & (at <= last), 1.0, 0.0)
    signals: dict[str, tuple[np.ndarray, Misconception, str]] = {
        f"A slope of 1 from step {first} to step {last}, else 0": (
            push,
            VELOCITY_IS_SLOPE,
            "climbs while the slope lasts, and fades when it has ended",
        ),
        f"A slope of 1 at step {first} alone, else 0": (
            np.where(at == first, 1.0, 0.0),
            FORGETS_THE_REST,
            f"jumps to 1 at step {first} and fades at once",
        ),
        f"A slope of 1 from step {first} on, to the end": (
            np.where(at >= first, 1.0, 0.0),
            VELOCITY_IS_SLOPE,
            f"climbs toward {1 / (1 - beta):.2g} and stays there",
        ),
        f"From step {first} on a slope of 1 and \N{MINUS SIGN}1 in turn": (
            np.where(at >= first, (-1.0) ** (at - first), 0.0),
            ALTERNATING_ADDS,
            "changes its sign at every step",
        ),
        f"A slope of 1 up to step {last}, and \N{MINUS SIGN}1 from then on": (
            np.where(at <= last, 1.0, -1.0),
            CANCELS_TO_NOTHING,
            f"climbs from step 1, turns round at step {last + 1} and ends below 0",
        ),
    }
    chosen = draw.some(list(signals), 4)
    right = chosen[0]
    v = velocities(signals[right][0].tolist(), lr=1, beta=beta)
    reach = 1.1 * max(map(abs, v))
    frame = Frame(Axis(0.3, LENGTH + 0.7, "step"), Axis(-reach if min(v) < 0 else 0, reach, "v"))
    told = ", ".join(
        f"{v[step - 1]:.2f} at step {step}".replace("-", "\N{MINUS SIGN}") for step in (1, first, first + 1, last, 30)
    )
    figure = drawing(
        frame,
        axes(frame),
        bars(frame, at, v, rule_style("momentum"), 0.7),
        alt=f"Momentum's velocity at each of {LENGTH} steps as bars: {told}",
    )
    return Choice(
        prompt=f"The bars are momentum's velocity $v$ at each step, with $\\text{{lr}} = 1$ and $\\beta = {beta}$. It starts "
        "from rest. What were the slopes?",
        figure=figure,
        right=right,
        why=f"The velocity builds up while a slope lasts and fades when it is gone. Under these slopes it {signals[right][2]}, "
        "as in the picture.",
        see=f"?window.beta={beta}&window.signal=step#momentum",
        wrong=[
            Wrong(
                text,
                signals[text][1],
                f"Under these slopes the velocity {signals[text][2]}.",
                f"?window.beta={beta}#momentum",
            )
            for text in chosen[1:]
        ],
    )
