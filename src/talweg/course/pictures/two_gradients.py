"""How hard two losses pull on a prediction, and how one neuron learns under each from confidently wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, drawing, line, rule
from talweg.course.lessons.loss_and_optimization.stall import P
from talweg.course.picture import Picture
from talweg.lab.style import Style

LOSSES = (tw.binary_cross_entropy, tw.squared_sigmoid)
STYLES = (Style(1), Style(0, "10 4", "square"))
REACH, LR, STEPS = 8.0, 0.5, 100


def picture() -> Picture:
    """The size of both gradients over the logit, and the two learning curves."""
    z = np.linspace(-REACH, REACH, 201)
    pulls = [np.abs(pull(loss, z)) for loss in LOSSES]
    frame = Frame(Axis(-REACH, REACH, "logit z, right class 1"), Axis(0, 1, "size of the gradient"))
    start = float(np.log(P / (1 - P)))
    gradients = drawing(
        frame, axes(frame), rule(frame, x=start),
        *(line(frame, z, each, style) for each, style in zip(pulls, STYLES, strict=True)),
        alt="Size of both gradients over the logit: surely wrong, only cross-entropy still pulls",
    )  # fmt: skip
    runs = [learn(loss, start) for loss in LOSSES]
    frame = Frame(Axis(0, STEPS, "step"), Axis(0, 1, "p of the right class"))
    curves = drawing(
        frame, axes(frame), rule(frame, y=0.5),
        *(line(frame, range(STEPS + 1), run, style) for run, style in zip(runs, STYLES, strict=True)),
        alt=f"Probability of the right class over {STEPS} steps: cross-entropy climbs at once, squared error stalls",
    )  # fmt: skip
    ratio = abs(pull(LOSSES[0], np.array([start]))[0] / pull(LOSSES[1], np.array([start]))[0])
    told = "; ".join(f"{loss.label}: {_half(run)}" for loss, run in zip(LOSSES, runs, strict=True))
    caption = (
        f"At p = {P:g}, the dashed line, cross-entropy pulls {ratio:.1f} times as hard. Right, one neuron that starts "
        f"there, at lr = {LR:g}. {told}."
    )
    return Picture(
        (gradients, curves), caption, tuple((style, loss.label) for style, loss in zip(STYLES, LOSSES, strict=True))
    )


def pull(loss: tw.Loss, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gradient of the loss of each logit, at the label 1."""
    return np.array([loss.value_and_grad(np.array([each]), np.array([1.0]))[1][0] for each in z])


def learn(loss: tw.Loss, z: float) -> NDArray[np.float64]:
    """The probability of the right class before each step of gradient descent, and after the last."""
    w, opt = np.array([z]), tw.sgd(lr=LR)
    state, sure = opt.init(w), []
    for _ in range(STEPS + 1):
        # The probability of the right class is e to the minus cross-entropy.
        sure.append(np.exp(-tw.binary_cross_entropy(w, np.array([1.0]))))
        opt.step(w, pull(loss, w), state)
    return np.array(sure)


def _half(run: NDArray[np.float64]) -> str:
    past = np.flatnonzero(run >= 0.5)
    return f"past one half from step {past[0]}" if past.size else f"still at {run[-1]:.2g} after {STEPS} steps"
