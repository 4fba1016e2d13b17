"""What asks for steps, beside the bare step: an explanation, and a descent of a small function.

An explanation takes several steps and returns several arrays: `by hand` is the same answer from the formula called as
NumPy runs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work
from benchmarks.work.steps import ours

STEPS = 200


def contests(large: bool) -> Iterator[Contest]:
    """`explain_step` of a rule and of a pipeline; `minimize`, whose floor asks the function and steps, and no more."""
    rng = np.random.default_rng(0)
    for size in (1_000, 1_000_000) if large else (1_000, 100_000):
        for name, rule in (("adam", tw.adam), ("a pipeline", tw.pipeline(tw.adam, clip_norm=1.0, decay=0.01))):
            w, g = rng.normal(size=size), rng.normal(size=size)
            state = rule.init(w)
            rule.step(w, g, state)

            def explained(rule: Any = rule, w: Any = w, g: Any = g, state: Any = state) -> None:
                tw.explain_step(rule, w, g, state)

            by_hand = {"by hand": _by_hand(w, g, state)} if rule is tw.adam else {}
            yield Contest("around", f"explain_step of {name}, {size:,}", explained, by_hand, ours(rule, [g]))
    curvature, start = np.array([2.0, 20.0]), np.array([5.0, 3.0])

    def f(x: Any) -> tuple[float, Any]:
        gradient = curvature * x
        return float(x @ gradient) / 2, gradient

    def bare() -> None:
        x, rule = start.copy(), tw.adam(lr=0.1)
        state = rule.init(x)
        for _ in range(STEPS):
            rule.step(x, f(x)[1], state)

    def minimized() -> None:
        tw.minimize(f, start, tw.adam(lr=0.1), steps=STEPS)

    yield Contest("around", f"minimize, two numbers, {STEPS} steps", minimized, {}, bare)


def _by_hand(w: Any, g: Any, state: Any) -> Work:
    """Adam's step, and what it loses without eps, without the correction, and without momentum."""
    adam, (m, v), t, late = tw.adam.formula.function, state.slots.values(), state.t + 1, 10**12

    def work() -> Any:
        hyper = dict(tw.adam.hyper)
        whole = adam(w, g, m, v, t, **hyper)[0] - w
        no_eps = adam(w, g, m, v, t, **(hyper := hyper | {"eps": 0.0}))[0] - w
        uncorrected = adam(w, g, m, v, late, **hyper)[0] - w
        no_momentum = adam(w, g, m, v, late, **(hyper | {"beta1": 0.0}))[0] - w
        gradient = -hyper["lr"] * g
        return whole, whole - no_eps, no_eps - uncorrected, uncorrected - no_momentum, no_momentum - gradient, gradient

    return work
