"""Findings about the rate: against the measured sharpness, and by a short trial."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator

import numpy as np

from talweg.errors import NonFiniteError, TalwegError
from talweg.formula import Inequality
from talweg.lab.diagnosis.finding import Finding, panel
from talweg.lab.diagnosis.scene import Scene
from talweg.training.loop.rule import Rule
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import measure

STEPS = 100
RISEN = 1.1
"""A trial whose loss ends this much above its start is going uphill."""
STILL = 1e-4
"""A trial that moves the weights by less than this share of their length a hundred steps long goes nowhere."""
VALLEY = 20.0
"""The largest curvature of the panel's valley at rest."""


def findings(scene: Scene) -> Iterator[Finding]:
    """What speaks against the rate."""
    over = unstable(scene.rule, scene.sharpness)
    if over is not None:
        yield over
        return
    yield from _trial(scene)


def unstable(rule: Rule, sharpness: float | None) -> Finding | None:
    """The rule's own condition for convergence, if this curvature breaks it. For SGD it is lr < 2 / curvature."""
    condition = rule.stable
    if condition is None or sharpness is None or not sharpness > 0:
        return None
    now = {**rule.at(0), "curvature": sharpness}
    left, right = condition.sides(**now)
    if condition.holds(**now):
        return None
    name = rule.rate or "step"
    limit = _limit(condition, now, rule.rate, left, right)
    told = "" if limit is None else f"; {name} must stay below {limit:.4g}"
    beta = now.get("beta", 0.0)
    shown = panel("stability", lr=left / VALLEY, beta=beta)
    return Finding(
        "rate_too_large", left, right,
        f"the largest curvature is {sharpness:.4g}, so {condition.text} is broken: {left:.4g} is not below "
        f"{right:.4g}{told}",
        f"Take {name} = {limit / 2:.2g}, half of what is stable." if limit is not None else f"Take a smaller {name}.",
        shown,
    )  # fmt: skip


def _limit(condition: Inequality, now: dict[str, float], rate: str | None, left: float, right: float) -> float | None:
    """The largest stable rate, where the left side alone is in proportion to it."""
    if rate is None or rate not in condition.names or not left > 0:
        return None
    doubled = condition.sides(**{**now, rate: 2 * now[rate]})
    return now[rate] * right / left if math.isclose(doubled[0], 2 * left) and doubled[1] == right else None


def _trial(scene: Scene) -> Iterator[Finding]:
    """A short run of a copy: does its loss rise, do its weights move at all?"""
    model = copy.deepcopy(scene.model)
    epochs = math.ceil(STEPS * scene.size / len(scene.examples)) + 1
    run = Run(
        model, scene.loss, scene.rule, scene.examples, size=min(scene.size, len(scene.examples)), epochs=epochs,
        seed=scene.seed, watched=False,
    )  # fmt: skip
    begin = model.parameters.copy()
    try:
        for _, batch in zip(range(STEPS), run.endless(), strict=False):
            run.step(batch)
        run.check_weights()
        end = measure(model, scene.loss, scene.examples, np.empty_like(begin))[0]
    except NonFiniteError:
        end = math.inf
    except TalwegError:
        return
    name = scene.rule.rate or "step"
    value = f"{name} = {scene.rule.at(0)[name]:.4g}" if scene.rule.rate else "the step"
    if not end <= RISEN * scene.value:
        yield Finding(
            "loss_rises", end / scene.value, RISEN,
            f"{STEPS} steps at {value} take the loss from {scene.value:.4g} up to {end:.4g}",
            f"Take a tenth of this {name}, or find one: tw.find_lr(model, loss, optimizer, data).",
            panel("stability", lr=0.11, beta=0.0),
        )  # fmt: skip
        return
    length = max(float(np.linalg.norm(begin)), 1e-12)
    moved = float(np.linalg.norm(model.parameters - begin)) / length
    if moved < STILL and float(np.abs(scene.gradient).max(initial=0.0)) > 0:
        yield Finding(
            "rate_too_small", moved, STILL,
            f"{STEPS} steps at {value} move the weights by {moved:.2g} of their length: at this pace nothing is "
            "learned",
            f"Take ten times this {name} or more: tw.find_lr(model, loss, optimizer, data) looks for one.",
            panel("stability", lr=0.0005, beta=0.0),
        )  # fmt: skip
