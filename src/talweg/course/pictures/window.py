"""Momentum's memory: the weights of past gradients, and what v makes of two plain signals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, bars, drawing, line, rule
from talweg.course.picture import Picture
from talweg.lab.style import Style, rule_style

LENGTH = 40
BETA = tw.momentum.hyper["beta"]
STEADY, ALTERNATING = rule_style("momentum"), Style(0, "", "circle")


def picture() -> Picture:
    """beta to the k as bars, and two answers of v."""
    push = np.zeros(LENGTH)
    push[0] = 1
    weights, signs = velocities(push), np.resize([1.0, -1.0], LENGTH)
    steady, alternating = velocities(np.ones(LENGTH)), velocities(signs)
    total = 1 / (1 - BETA)
    frame = Frame(Axis(-0.6, LENGTH - 0.4, "k steps back"), Axis(0, 1.05, "weight"))
    memory = drawing(
        frame, axes(frame), bars(frame, range(LENGTH), weights, rule_style("momentum"), 0.72),
        alt=f"Bars that fall from 1 by a factor of {BETA:g} each: the weight of the gradient k steps back",
    )  # fmt: skip
    frame = Frame(Axis(1, LENGTH, "step"), Axis(-1.5, 1.12 * total, "v"))
    answers = drawing(
        frame, axes(frame), rule(frame, y=total),
        line(frame, range(1, LENGTH + 1), steady, STEADY), line(frame, range(1, LENGTH + 1), alternating, ALTERNATING),
        alt=f"v under a steady pull of 1 climbs toward {total:.3g}; under one that alternates it stays near one half",
    )  # fmt: skip
    caption = (
        f"With \N{GREEK SMALL LETTER BETA} = {BETA:g} the weights add up to {total:.3g}. A steady pull of 1 has made v "
        f"{steady[-1]:.3g} after {LENGTH} steps; one that alternates, {abs(alternating[-1]):.2g} either way."
    )
    return Picture((memory, answers), caption, ((STEADY, "a steady pull"), (ALTERNATING, "one that alternates")))


def velocities(signal: ArrayLike) -> NDArray[np.float64]:
    """v after each step, with lr = 1: how far the weight was moved."""
    opt = tw.momentum(lr=1)
    w = np.zeros(1)
    state, found = opt.init(w), []
    for g in np.asarray(signal, float):
        before = w[0]
        opt.step(w, np.array([g]), state)
        found.append(before - w[0])
    return np.array(found)
