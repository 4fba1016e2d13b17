"""Adam's first steps, with and without its bias correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, bars, drawing, line, rule
from talweg.course.picture import Picture
from talweg.lab.style import rule_style

STEPS, SEED = 30, 1
LATE = 10**9
"""A count of steps at which nothing is left of the correction."""
ON, OFF = rule_style("adam"), rule_style("sgd")


def picture() -> Picture:
    """Under a steady gradient, and the moves that a noisy one makes."""
    steady, bare = moves(np.ones(STEPS)), moves(np.ones(STEPS), LATE)
    frame = Frame(Axis(1, STEPS, "step"), Axis(0, 1.15 * float(bare.max()), "move / lr"))
    steps = range(1, STEPS + 1)
    correction = drawing(
        frame, axes(frame), rule(frame, y=1), line(frame, steps, steady, ON), line(frame, steps, bare, OFF),
        alt="The length of Adam's move over lr: with the correction it is 1 from the first step, without it far more",
    )  # fmt: skip
    noisy = 0.5 + np.random.default_rng(SEED).normal(size=STEPS)
    reach = 1.1 * float(np.abs(noisy).max())
    frame = Frame(Axis(0.4, STEPS + 0.6, "step"), Axis(-reach, reach, "gradient, move / lr"))
    made = drawing(
        frame, axes(frame), bars(frame, steps, noisy, OFF, 0.5), line(frame, steps, moves(noisy), ON),
        alt="A noisy gradient as bars, and Adam's moves as a far smoother line that never goes much beyond lr",
    )  # fmt: skip
    caption = (
        f"Left, a steady gradient: with the correction Adam's first move is {steady[0]:.2f} lr, without it "
        f"{bare[0]:.2f} lr, and {bare.max():.1f} lr at its largest. Right, a noisy gradient (bars) and Adam's moves."
    )
    return Picture(
        (correction, made), caption, ((ON, "Adam"), (OFF, "left, without the correction; right, the gradient"))
    )


def moves(gradients: NDArray[np.float64], counted: int = 0) -> NDArray[np.float64]:
    """How far Adam moves down at each step, over lr, if so many steps had been counted before the first."""
    w = np.zeros(1)
    state, found = tw.adam.init(w), []
    state.t = counted
    for g in gradients:
        w[:] = 0
        tw.adam.step(w, np.array([g]), state)
        found.append(-w[0] / tw.adam.hyper["lr"])
    return np.array(found)
