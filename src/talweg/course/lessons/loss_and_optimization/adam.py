"""What the section on adaptive rates quotes."""

from __future__ import annotations

import ast
from itertools import count
from typing import Any

import numpy as np

import talweg as tw
from talweg.course.lessons.loss_and_optimization.race import LR, START, STEPS, taught
from talweg.course.noted import Noted
from talweg.formula import latex
from talweg.lab.claims.experiments.adam_default import LENGTHS, MARGIN
from talweg.lab.claims.results import kept

GONE = 0.01
"""So little is left of a correction that has faded."""
EPOCHS, SGD_RATES, ADAM_RATES = 5, (0.3, 1.0, 3.0), (0.01, 0.03, 0.1)


def first_step(gradient: float) -> float:
    """How far Adam's first step moves, over lr."""
    w = np.zeros(1)
    tw.adam.step(w, np.array([gradient]), tw.adam.init(w))
    return float(-w[0] / tw.adam.hyper["lr"])


def faded(beta: float) -> int:
    """The first step at which less than GONE of a correction is left."""
    return next(t for t in count(1) if beta**t < GONE)


@Noted
def trial() -> dict[str, Any]:
    """A linear classifier of the digits: Adam at its default rate, beside Adam and SGD at the best of a few."""
    data = tw.training.digits(seed=0)
    steps = 0

    def run(rule: tw.Optimizer) -> dict[str, Any]:
        nonlocal steps
        model = tw.models.linear(64, 10, seed=0)
        history = tw.fit(model, tw.cross_entropy, rule, data.train, batch_size=32, epochs=EPOCHS, seed=0)
        steps = len(history.losses)
        right = float(np.mean(model(data.X_test).argmax(axis=1) == data.y_test))
        loss = float(tw.cross_entropy(model(data.X_train), data.y_train))
        return {"label": rule.label, "lr": rule.hyper["lr"], "loss": loss, "right": right}

    def best(rule: tw.Optimizer, rates: tuple[float, ...]) -> dict[str, Any]:
        return min((run(rule.replace(lr=lr)) for lr in rates), key=lambda found: float(found["loss"]))

    runs = [run(tw.adam), best(tw.adam, ADAM_RATES), best(tw.sgd, SGD_RATES)]
    return {
        "epochs": EPOCHS,
        "runs": runs,
        "rates": len(ADAM_RATES),
        "steps": steps,
        "reach": steps * tw.adam.hyper["lr"],
    }


def ninety() -> dict[str, Any]:
    """What the claim of Adam's default rate has kept: the share of problems in short runs and in long ones."""
    numbers = kept()["adam_default"].outcome.numbers
    short, long = LENGTHS[0], LENGTHS[-1]
    return {
        "problems": int(numbers["problems"].value),
        "trials": int(numbers["trials"].value),
        "margin": MARGIN,
        "short": numbers[f"all_{short}"].value,
        "long": numbers[f"all_{long}"].value,
        "times": long / short,
    }


def values() -> dict[str, Any]:
    """Every name the text uses."""
    hyper = tw.adam.hyper
    beta1, beta2, rms_beta = hyper["beta1"], hyper["beta2"], tw.rmsprop.hyper["beta"]
    return {
        "lr": hyper["lr"],
        "beta1": beta1,
        "beta2": beta2,
        "eps": latex.expression(ast.Constant(hyper["eps"])),
        "rms_beta": rms_beta,
        "rms_window": 1 / (1 - rms_beta),
        "m_share": 1 - beta1,
        "v_share": 1 - beta2,
        "uncorrected": (1 - beta1) / (1 - beta2) ** 0.5,
        "corrected": first_step(3.0),
        "m_window": 1 / (1 - beta1),
        "m_left": beta1 ** round(1 / (1 - beta1)),
        "m_gone": faded(beta1),
        "v_gone": faded(beta2),
        "race_lr": LR,
        "race_steps": STEPS,
        "covered": START[0] - taught().paths["adam"][-1][0],
        "trial": trial(),
        "rule": ninety(),
    }
