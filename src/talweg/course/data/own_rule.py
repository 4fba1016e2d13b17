# mypy: allow-untyped-defs, allow-incomplete-defs
"""Rules to start one's own from, which the library does not have; each as the bare lines that a learner would write."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from talweg.formula import Average, NonNegative, Positive, Rate, UnitInterval
from talweg.nouns import Optimizer, optimizer
from talweg.optimizers import OPTIMIZERS


@optimizer(label="Momentum with a brake")
def brake(w, g, v, *, lr: Rate = 0.01, beta: Average = 0.9):
    """Where the slope turns against the velocity, stop.

    Source: O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015, arXiv:1204.3982; there
    all weights stop together.
    """
    v = np.where(v * g < 0, 0, v)
    v = beta * v + lr * g
    return w - v, v


@optimizer(label="Sign descent")
def sign_descent(w, g, *, lr: Rate = 0.01):
    """Only the direction counts: every step is lr long.

    Source: Bernstein et al., "signSGD: Compressed optimisation for non-convex problems", 2018, arXiv:1802.04434.
    """
    return w - lr * np.sign(g)


@optimizer(label="A rate that fades")
def fading(w, g, t, *, lr: Rate = 0.01, fade: NonNegative = 0.1):
    """After 1 / fade steps the rate has halved.

    Source: Robbins and Monro, "A stochastic approximation method", 1951.
    """
    return w - lr * g / (1 + fade * t)


@optimizer(label="A slope with a limit")
def limited(w, g, *, lr: Rate = 0.01, limit: Positive = 10.0):
    """No slope counts for more than the limit.

    Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013,
    arXiv:1211.5063; there the limit is on the length of the whole gradient.
    """
    g = np.maximum(-limit, np.minimum(limit, g))
    return w - lr * g


@optimizer(label="A stride that learns")
def learning_stride(w, g, before, stride, t, *, lr: Rate = 0.01, grow: Positive = 1.2, shrink: UnitInterval = 0.5):
    """While the slope keeps its sign the stride grows; when it turns, it shrinks.

    Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
    1993.
    """
    stride = np.where(t > 1, stride, lr)
    stride = np.where(g * before < 0, shrink * stride, grow * stride)
    before = g
    return w - stride * np.sign(g), before, stride


IDEAS = (brake, sign_descent, fading, limited, learning_stride)
_KNOWN = {name for rule in OPTIMIZERS.values() if not rule.whole for name in rule.formula.hyper}


def bare_lines(rule: Optimizer) -> str:
    """The rule as lines without a signature: its new w is assigned, and its slots keep their names."""
    formula = rule.formula
    declared = [
        f"{name}: {formula.function.__annotations__[name]} = {each.default:g}"
        for name, each in formula.hyper.items()
        if name not in _KNOWN
    ]
    *body, _ = formula.body.splitlines()
    return "\n".join([f"# {formula.summary}", *declared, *body, f"w = {ast.unparse(formula.results[0])}"])


def values() -> dict[str, Any]:
    """The ideas in the order of the menu."""
    return {"ideas": [{"label": rule.label, "text": bare_lines(rule)} for rule in IDEAS]}
