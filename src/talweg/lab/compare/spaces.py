"""Where a comparison looks for hyperparameters: the published spaces of `spaces.toml`, and those that roles give."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from talweg.errors import DeclarationError, RangeError, unknown
from talweg.formula import AVERAGE, DECAY, RATE, Range, Role
from talweg.nouns import Optimizer

Scale = Literal["log", "linear", "far"]
SCALES: tuple[Scale, ...] = ("log", "linear", "far")
EDGE = 0.1
"""A rate in the outermost tenth of its space, on the scale that is searched, sits at its edge."""


@dataclass(frozen=True)
class Span:
    """The numbers from `low` to `high`, searched on a scale (see `spaces.toml`)."""

    low: float
    high: float
    scale: Scale = "log"

    def at(self, share: float) -> float:
        """The number at this share of the way, on the scale."""
        if self.scale == "linear":
            return self.low + share * (self.high - self.low)
        if self.scale == "log":
            return float(np.exp(log(self.low) + share * log(self.high / self.low)))
        return 1.0 - float(np.exp(log(1 - self.low) + share * log((1 - self.high) / (1 - self.low))))

    def share(self, value: float) -> float:
        """How far along the number lies on the scale: 0 at `low`, 1 at `high`."""
        low, high, here = (self._measure(each) for each in (self.low, self.high, value))
        return (here - low) / (high - low)

    def _measure(self, value: float) -> float:
        if self.scale == "linear":
            return value
        inner = value if self.scale == "log" else 1 - value
        return log(inner) if inner > 0 else -np.inf

    def edge(self, value: float) -> str | None:
        """Which end of the span the number is close to, or has left: "low", "high" or None."""
        share = self.share(value)
        return "low" if share < EDGE else "high" if share > 1 - EDGE else None


Space = Mapping[str, Span]
"""A span for each hyperparameter that is searched."""


def space_of(rule: Optimizer, given: Mapping[str, Any] | None = None) -> dict[str, Span]:
    """Where the hyperparameters of a rule are searched: as published, or by their roles; `given` spans overrule.

    What has another value than its default, or follows a schedule, was chosen, and is not searched. A span is
    (low, high), (low, high, scale) or a `Span`; None: not searched. Raises UnknownNameError or RangeError.
    """
    published = _published()
    table = published.get(rule.name)
    found = _by_role(rule) if table is None else {name: Span(*each) for name, each in table.items()}
    fixed = {name for name, value in rule.hyper.items() if callable(value) or value != rule.formula.defaults.get(name)}
    found = {name: span for name, span in found.items() if name not in fixed}
    for name, each in (given or {}).items():
        if name not in rule.formula.hyper:
            raise unknown(rule.name, "hyperparameter", name, rule.formula.hyper)
        found.pop(name, None)
        if each is not None:
            found[name] = read_span(rule, name, each)
    # The rate first: so the same trials try every rule at the same place of its span.
    return dict(sorted(found.items(), key=lambda item: item[0] != rule.rate))


def read_span(rule: Optimizer, name: str, given: Any) -> Span:
    """A span of a hyperparameter, both of whose ends are legal. Raises RangeError or UnknownNameError."""
    owner, legal = f"the space of {rule.name}", rule.formula.hyper[name].range
    parts = (given.low, given.high, given.scale) if isinstance(given, Span) else given
    if not isinstance(parts, tuple | list) or len(parts) not in (2, 3):
        raise RangeError(f"{owner}: {name} is (low, high) or (low, high, scale), got {given!r:.60}")
    scale: Any = parts[2] if len(parts) == 3 else "log"
    if scale not in SCALES:
        raise unknown(owner, "scale", scale, SCALES)
    low, high = (legal.check(owner, name, each) for each in parts[:2])
    inner = Range(0.0) if scale == "log" else Range(0.0, 1.0, low_open=False) if scale == "far" else Range()
    for each in (low, high):
        inner.check(owner, f"{name} on the scale {scale!r}", each)
    if low >= high:
        raise RangeError(f"{owner}: {name} must run from a number to a larger one, got {low:g} to {high:g}")
    return Span(low, high, scale)


def trials(rule: Optimizer, space: Space, count: int, seed: int) -> list[dict[str, float]]:
    """The hyperparameters of `count` trials: the rule's own, then quasi-random ones, the first of any larger count.

    A Halton sequence, scrambled by `seed`: the same for every rule, as far as their spaces have as many dimensions.
    Those that contradict each other are passed over.
    """
    from scipy.stats import qmc

    own = {name: float(value) for name, value in rule.hyper.items() if name in space and not callable(value)}
    found: list[dict[str, float]] = [own]
    if not space:
        return found
    sequence = qmc.Halton(len(space), scramble=True, seed=seed)
    misses = 0
    while len(found) < count:
        (point,) = sequence.random(1)
        drawn = _drawn(rule, space, point)
        try:
            rule(**drawn)
        except RangeError as error:
            misses += 1
            if misses > 100 * count:
                raise DeclarationError(f"{rule.name}: nearly nothing in its space is legal: {error}") from None
            continue
        found.append(drawn)
    return found


def _drawn(rule: Optimizer, space: Space, point: NDArray[np.float64]) -> dict[str, float]:
    found = {name: span.at(float(share)) for (name, span), share in zip(space.items(), point, strict=True)}
    whole = {name for name in found if rule.formula.hyper[name].range.integer}
    return {name: float(round(value)) if name in whole else value for name, value in found.items()}


def _by_role(rule: Optimizer) -> dict[str, Span]:
    factors = _published()["roles"]
    found: dict[str, Span] = {}
    for name, hyper in rule.formula.hyper.items():
        default = hyper.default
        if not isinstance(default, int | float) or hyper.role not in (RATE, AVERAGE, DECAY) or not default:
            continue
        role: Role = hyper.role
        low, high, scale = factors[role.value]
        if role is AVERAGE:
            found[name] = Span(max(0.0, 1 - high * (1 - default)), 1 - low * (1 - default), scale)
        else:
            found[name] = Span(low * default, high * default, scale)
    return found


@cache
def _published() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("spaces.toml").read_text())
