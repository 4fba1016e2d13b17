"""One logistic neuron, as the panel has it: what two losses make of its logit, and how it learns."""

from __future__ import annotations

from math import exp, log

import numpy as np

import talweg as tw

PANEL = "#why-cross-entropy-and-not-squared-error"
SQUARED, ENTROPY = tw.squared_sigmoid, tw.binary_cross_entropy


def logit(p: float) -> float:
    """The logit whose sigmoid is p."""
    return log(p / (1 - p))


def sigmoid(z: float) -> float:
    """The probability of label 1."""
    return 1 / (1 + exp(-z))


def look(loss: tw.Loss, p: float, y: int) -> tuple[float, float]:
    """The loss of a probability, and its gradient with respect to the logit."""
    value, (slope,) = loss.value_and_grad([logit(p)], [float(y)])
    return value, float(slope)


def learned(loss: tw.Loss, p: float, y: int, lr: float, steps: int) -> list[float]:
    """The probability of the label before the first step of SGD on the logit, and after each."""
    z, target, rule = np.array([logit(p)]), np.array([float(y)]), tw.sgd(lr=lr)
    state = rule.init(z)
    sure = [p if y else 1 - p]
    for _ in range(steps):
        rule.step(z, loss.value_and_grad(z, target)[1], state)
        sure.append(sigmoid(float(z[0]) * (1 if y else -1)))
    return sure


def panel(p: float, y: int, **more: float | str) -> str:
    """A link to the panel at this prediction."""
    given = "".join(f"&two-gradients.{key}={value}" for key, value in more.items())
    return f"?two-gradients.z={logit(p):.4f}&two-gradients.y={y}{given}{PANEL}"
