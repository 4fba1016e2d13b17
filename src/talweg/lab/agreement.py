"""Whether a formula's readers agree with each other, and its gradient with differences: what `talweg check` asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import arrays, nests, plain
from talweg.errors import TalwegError
from talweg.formula import Formula, Hyperparameter
from talweg.formula.passes import passes
from talweg.formula.ranges import Rising
from talweg.lab.sweep import sweep
from talweg.nouns import Loss, Optimizer, Schedule, Surface
from talweg.nouns.checkup import check_schedule
from talweg.nouns.noun import Noun
from talweg.nouns.targets import Signs
from talweg.surfaces import SURFACES
from talweg.training import check_gradient

STEPS = 20
EXACT: Mapping[np.dtype[Any], float] = {np.dtype(np.float64): 1e-12, np.dtype(np.float32): 1e-5}
"""How far two readers may lie apart, as a share of the largest entry: rounding, and some of its growth."""
EXAMPLE: Mapping[str, Any] = {"peak": 1.0, "total": 100, "warmup": 10}
"""Values for what a formula leaves open."""


@dataclass(frozen=True)
class Finding:
    """What was asked of a formula, whether it holds (None: it could not be asked), and how that is known."""

    asked: str
    holds: bool | None
    told: str


def findings(noun: Noun) -> Iterator[Finding]:
    """All that can be asked of `noun` in Python, one after the other; what it raises itself is a finding, too."""
    try:
        yield from _asked(noun)
    except Exception as error:  # a whole-tensor rule is any Python
        yield Finding("it runs", False, f"{type(error).__name__}: {error}")


def _asked(noun: Noun) -> Iterator[Finding]:
    if isinstance(noun, Optimizer):
        yield from _of_rule(noun)
    elif isinstance(noun, Loss):
        yield from _of_loss(noun)
    elif isinstance(noun, Surface):
        yield from _of_surface(noun)
    elif isinstance(noun, Schedule):
        yield from _of_schedule(noun)
    else:
        draw = np.random.default_rng(1)
        given = [draw.uniform(0.1, 0.9, size=9) for _ in noun.formula.arguments]
        yield _arrays(noun.formula, given, {})


def settings(formula: Formula) -> dict[str, Any]:
    """Every hyperparameter at its default, or at a legal value where it has none."""
    return {name: _value(each, False) for name, each in formula.hyper.items()}


def moved(formula: Formula) -> dict[str, Any]:
    """The same at other legal values, where there are any."""
    return {name: _value(each, True) for name, each in formula.hyper.items()}


def _value(hyper: Hyperparameter, other: bool) -> Any:
    default: Any = hyper.default if hyper.default is not None else EXAMPLE.get(hyper.name, 0.5)
    if isinstance(hyper.range, Rising):
        return (30, 60) if hyper.default is None else default
    tried = (0.7 * default, default + 1, 0.5, 2) if other else (default, 1, 2, 0.5)
    return next((each for each in tried if each in hyper.range and each != (default if other else None)), default)


def _apart(found: Any, expected: Any) -> float:
    """The largest difference as a share of the largest entry; inf where only one of the two is a number."""
    a, b = np.array(found, float), np.array(expected, float)  # None, as JSON has it, is no number
    if not (np.isfinite(a) == np.isfinite(b)).all():
        return float("inf")
    fine = np.isfinite(b)
    return float(np.max(np.abs(a[fine] - b[fine]), initial=0) / max(np.max(np.abs(b[fine]), initial=0), 1e-300))


def same(asked: str, found: Any, expected: Any, dtype: Any = np.float64) -> Finding:
    """Whether two lists of arrays are the same to rounding."""
    gap = max(_apart(*each) for each in zip(found, expected, strict=True))
    limit = EXACT[np.dtype(dtype)]
    return Finding(asked, gap <= limit, f"{gap:.1e} apart, {limit:.0e} allowed")


def _arrays(formula: Formula, given: list[Any], hyper: Mapping[str, Any]) -> Finding:
    expected = plain.run(formula, given, hyper)
    return same("the reader of arrays equals the plain one", arrays.run(formula, given, hyper, np), expected)


def _of_rule(shelved: Optimizer) -> Iterator[Finding]:
    for words, hyper in (("", settings(shelved.formula)), (" at other values", moved(shelved.formula))):
        try:
            rule = shelved.replace(**hyper)
        except TalwegError:  # a condition between hyperparameters
            continue
        for dtype in EXACT:
            steps, expected = _stepped(rule, dtype)
            yield Finding(
                f"{STEPS} steps in {dtype}{words} stay numbers", bool(np.isfinite(expected[0]).all()),
                f"the largest weight is {np.max(np.abs(expected[0])):.3g}",
            )  # fmt: skip
            if not rule.whole or passes(rule.formula):
                yield same(f"the fused reader equals the plain one in {dtype}{words}", steps, expected, dtype)
        yield from _elsewhere(rule, words)


def _stepped(rule: Optimizer, dtype: np.dtype[Any]) -> tuple[list[Any], list[Any]]:
    """w and the slots after some steps, by `step` and by the formula as it is written."""
    draw = np.random.default_rng(7)
    w = draw.normal(size=(6, 50)).astype(dtype)
    state = rule.init(w)
    row = [w.copy(), *(slot.copy() for slot in state.slots.values())]
    for t in range(1, STEPS + 1):
        g = (draw.normal(size=w.shape) * np.logspace(-3, 1, 50)).astype(dtype)
        if rule.whole:
            rule.step(w, g, state)
        else:
            nests.step(rule.formula, nests.row([w, g, *state.slots.values()]), t, rule.hyper)
        new, kept = rule.next(row[0], g, row[1:], t)
        row = [new, *kept]
    return [w, *state.slots.values()], row


def _elsewhere(rule: Optimizer, words: str) -> Iterator[Finding]:
    """Under another array library, and in a sweep."""
    draw = np.random.default_rng(3)
    named: dict[str, Any] = {"w": draw.normal(size=(4, 3)), "g": draw.normal(size=(4, 3)), "t": 3}
    named |= rule.init(named["w"]).slots
    found = _arrays(rule.formula, [named[name] for name in rule.formula.arguments], rule.hyper)
    yield Finding(found.asked + words, found.holds, found.told)
    if rule.whole:
        return
    ground = SURFACES["valley"]
    swept = sweep(ground, rule, steps=STEPS, keep="path").w
    w, slots, path = np.array(ground.start), list(rule.init(np.zeros(2)).slots.values()), [np.array(ground.start)]
    for t in range(1, STEPS + 1):
        w, kept = rule.next(w, ground.value_and_grad(w)[1], slots, t)
        slots = list(kept)
        path.append(w)
    yield same(f"a sweep takes the same steps{words}", [swept[-len(path) :]], [path[-len(swept) :]])


def _of_loss(loss: Loss) -> Iterator[Finding]:
    draw = np.random.default_rng(5)
    for words, hyper in (("", settings(loss.formula)), (" at other values", moved(loss.formula))):
        own = loss.replace(**hyper)
        y_hat, y = (each.astype(np.float32).astype(float) for each in _batch(own, draw))  # which both dtypes hold
        parts = (y_hat,) if len(own.parts) == 1 else tuple(y_hat.T.copy())
        values, *slopes = plain.run(own.formula, (*parts, y), own.hyper)
        expected = [np.ravel(values), slopes[0] if len(slopes) == 1 else np.stack(slopes, -1)]
        for dtype in EXACT:
            found = own.value_and_grad(y_hat.astype(dtype), y.astype(dtype), reduction="none")
            yield same(f"the fused reader equals the plain one in {dtype}{words}", found, expected, dtype)
        found_here = _arrays(own.formula, [*parts, y], own.hyper)
        yield Finding(found_here.asked + words, found_here.holds, found_here.told)
        verdict = check_gradient(partial(_value_and_grad, own, y), y_hat)
        yield Finding(f"the gradient is the derivative of the value{words}", verdict.agrees, str(verdict))


def _value_and_grad(loss: Loss, y: Any, y_hat: Any) -> Any:
    return loss.value_and_grad(y_hat, y)


def _batch(loss: Loss, draw: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Predictions and legal targets of twelve examples."""
    if loss.rowwise:
        return 3 * draw.normal(size=(12, 5)), draw.multinomial(64, np.full(5, 0.2), size=12) / 64  # sums to 1 exactly
    y_hat = 3 * draw.normal(size=12 if len(loss.parts) == 1 else (12, len(loss.parts)))
    if isinstance(loss.targets, Signs):
        return y_hat, draw.choice([-1.0, 1.0], size=12)
    return y_hat, draw.uniform(size=12)  # legal wherever numbers, counts or probabilities are


def _of_surface(shelved: Surface) -> Iterator[Finding]:
    (left, right), (low, high) = shelved.view
    draw = np.random.default_rng(2)
    for words, hyper in (("", settings(shelved.formula)), (" at other values", moved(shelved.formula))):
        surface = shelved(**hyper)
        x, y = draw.uniform(left, right, size=9), draw.uniform(low, high, size=9)
        found = _arrays(surface.formula, [x, y], surface.hyper)
        yield Finding(found.asked + words, found.holds, found.told)
        verdicts = [check_gradient(surface.value_and_grad, np.array(point)) for point in zip(x, y, strict=True)]
        worst = min(verdicts, key=lambda each: (each.agrees is not False, each.agrees is True))
        yield Finding(f"the gradient is the derivative of f{words}", worst.agrees, str(worst))
    for point in shelved.minima:
        around = np.array(point) + 1e-3 * draw.normal(size=(50, 2))
        lowest = float(np.min(shelved.value(*around.T)))
        own = float(shelved.value(*point))
        yield Finding(f"{point} is a minimum", own <= lowest, f"f is {own:.6g} there, and {lowest:.6g} beside it")


def _of_schedule(shelved: Schedule) -> Iterator[Finding]:
    for words, hyper in (("", settings(shelved.formula)), (" at other values", moved(shelved.formula))):
        try:
            plan = shelved.replace(**hyper)
        except TalwegError:  # a condition between hyperparameters
            continue
        t = np.arange(120.0)
        found = _arrays(plan.formula, [t], plan.hyper)
        yield Finding(found.asked + words, found.holds, found.told)
        doubts = [each for each in check_schedule(plan, 100) if each.kind in ("not finite", "negative")]
        told = "; ".join(map(str, doubts)) or f"from {plan(0):.3g} to {plan(99):.3g}"
        yield Finding(f"its values{words} are rates", not doubts, told)
