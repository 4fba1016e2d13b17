"""What losses charge for an error, and the worked case of three classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, bars, drawing, line, words
from talweg.course.lessons.loss_and_optimization.loss import BIG, RIGHT, P
from talweg.course.picture import Picture
from talweg.lab.style import nth_style

REACH = 5.0
SHOWN = (tw.mse, tw.mae, tw.huber)


def picture() -> Picture:
    """Three losses over the error; beside them p - y, the whole advice of cross-entropy."""
    errors = np.linspace(-REACH, REACH, 201)
    costs = [loss(errors, np.zeros_like(errors), reduction="none") for loss in SHOWN]
    frame = Frame(Axis(-REACH, REACH, "error"), Axis(0, float(max(map(np.max, costs))), "loss"))
    curves = [line(frame, errors, cost, nth_style(place)) for place, cost in enumerate(costs)]
    names = ", ".join(loss.label for loss in SHOWN)
    alt = f"{names} over the error, from {-REACH:g} to {REACH:g}"
    charges = ", ".join(f"{loss.label} {loss([BIG], [0.0]):.3g}" for loss in SHOWN)

    value, gradient = tw.cross_entropy.value_and_grad(np.log([P]), [RIGHT])
    caption = (
        f"An error of {BIG:g} costs: {charges}. On the right, cross-entropy's gradient p \N{MINUS SIGN} y for "
        f"p = {P} with class {RIGHT} right: it pulls that class up and pushes the others down; the loss is {value:.3f}."
    )
    pulls = bars_of(gradient[0], "gradient", (-0.5, 0.5))
    return Picture(
        (drawing(frame, axes(frame), *curves, alt=alt), pulls),
        caption,
        tuple((nth_style(place), loss.label) for place, loss in enumerate(SHOWN)),
    )


def bars_of(values: NDArray[np.float64], name: str, span: tuple[float, float]) -> str:
    """One bar a class, with its value."""
    frame = Frame(Axis(-0.5, len(values) - 0.5, "class", whole=True), Axis(*span, name))
    texts = [f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") for value in values]
    labels = [
        words(frame, k, value, text, "middle", up=6 if value > 0 else -16)
        for k, (value, text) in enumerate(zip(values, texts, strict=True))
    ]
    alt = "Bars, one a class: " + ", ".join(f"class {k} {text}" for k, text in enumerate(texts))
    return drawing(frame, axes(frame), bars(frame, range(len(values)), values, nth_style(1), 0.5), *labels, alt=alt)
