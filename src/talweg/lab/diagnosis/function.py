"""The diagnosis of a function that gives its value and its gradient, such as a PyTorch module's closure."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.descent import descend, evaluated
from talweg.adapters.line_search import nested, vector
from talweg.adapters.trees import every, start
from talweg.engine.parameters import leaves
from talweg.errors import NonFiniteError, ShapeError
from talweg.lab.diagnosis.finding import Diagnosis, Finding, panel
from talweg.lab.diagnosis.rate import RISEN, STEPS, unstable
from talweg.lab.diagnosis.sharpness import sharpness
from talweg.training.loop.rule import Rule
from talweg.training.pipeline.names import names

FADED = 1e-6
"""An array's gradient, as a root mean square, over that of the largest: below this it has gone out."""


def diagnose_function(f: Callable[[Any], Any], rule: Rule, x0: Any, seed: int) -> Diagnosis:
    """What can be said of f at x0 from values and gradients alone. f is left at x0."""
    begin = start(x0)
    flat = vector(begin)
    if not flat.size:
        raise ShapeError("diagnose: x0 holds no numbers")

    def gradient(w: NDArray[Any]) -> NDArray[Any]:
        return np.array(vector(evaluated(f, nested(w, begin), "diagnose")[1]), float)

    value, found_here = evaluated(f, every(np.copy, begin), "diagnose")
    here = every(np.copy, found_here)
    if not (math.isfinite(value) and all(np.isfinite(leaf).all() for _, leaf in leaves(here))):
        why = f"the value is {value:.4g} or its gradient not finite"
        cure = "Begin where both are finite, and look for NaN in the data."
        return Diagnosis((Finding("not_finite", value, 0.0, why, cure, panel("stability")),), value)
    curvature = sharpness(gradient, flat, seed)
    found = [*_faded(here)]
    over = unstable(rule, curvature)
    found += [over] if over else [*_trial(f, begin, rule, value)]
    f(every(np.copy, begin))
    return Diagnosis(tuple(found), value, curvature)


def _faded(gradient: Any) -> Iterator[Finding]:
    sizes = {
        short: float(np.sqrt(np.mean(np.square(leaf, dtype=float))))
        for (_, short), (_, leaf) in zip(names(gradient), leaves(gradient), strict=True)
    }
    top = max(sizes.values())
    gone = {name: size for name, size in sizes.items() if size <= FADED * top}
    if gone:
        name = min(gone, key=lambda each: gone[each])
        share = gone[name] / top if top else 0.0
        yield Finding(
            "vanishing_gradients", share, FADED,
            f"the gradient of {', '.join(gone)} has gone out: that of {name} is {share:.2g} of the largest",
            "Look for dead units, saturated activations, a softmax or sigmoid that is there twice, and parameters "
            "that are not used.",
            panel("two-gradients", z=-8.0),
        )  # fmt: skip


def _trial(f: Callable[[Any], Any], begin: Any, rule: Rule, value: float) -> Iterator[Finding]:
    try:
        end = float(descend(f, copy.deepcopy(begin), rule, STEPS).value)
    except NonFiniteError:
        end = math.inf
    worse = end - value
    if not worse <= (RISEN - 1) * abs(value):
        name = rule.rate or "step"
        yield Finding(
            "loss_rises", end / value if value else math.inf, RISEN,
            f"{STEPS} steps take the value from {value:.4g} up to {end:.4g}",
            f"Take a tenth of this {name}.", panel("stability", lr=0.11, beta=0.0),
        )  # fmt: skip
