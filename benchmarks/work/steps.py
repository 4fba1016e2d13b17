"""Optimizer steps on one array and on a nest, with slots in bfloat16, and what is done around them, beside others'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work
from benchmarks.work import peers
from talweg.optimizers import OPTIMIZERS

RULES = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw", "amsgrad", "nadam", "lion", "adan")
SIZES = (1_000, 100_000, 1_000_000)
LARGE = 25_000_000
SHORT = "bfloat16"


@tw.optimizer
def floor_1(w: Any, g: Any, a: Any) -> Any:
    """The traffic of a rule of one slot, and nothing but additions."""
    return w + g, a + g


@tw.optimizer
def floor_2(w: Any, g: Any, a: Any, b: Any) -> Any:
    """The traffic of a rule of two slots, and nothing but additions."""
    return w + g, a + g, b + g


def contests(large: bool) -> Iterator[Contest]:
    """Every rule at every size; slots in bfloat16 beside float32; nests; the work around a step."""
    rng = np.random.default_rng(0)
    for size in (*SIZES, *([LARGE] if large else [])):
        g = (1e-3 * rng.normal(size=size)).astype(np.float32)
        for name in RULES if size == 1_000_000 else ("adam", "lion"):
            rule = OPTIMIZERS[name]
            floor = {1: floor_1, 2: floor_2}.get(len(rule.slots))
            floors = ours(floor, [g]) if floor else None
            yield Contest("steps", f"{name}, {size:,}", ours(rule, [g]), peers.stepping(name, [g]), floors)
    size = LARGE if large else 4_000_000
    g = (1e-3 * rng.normal(size=size)).astype(np.float32)
    for name, floor in (("adam", floor_2), ("lion", floor_1)):
        short, wide = ours(OPTIMIZERS[name], [g], SHORT), {"slots in float32": ours(OPTIMIZERS[name], [g])}
        yield Contest("steps", f"{name}, slots in bfloat16, {size:,}", short, wide, ours(floor, [g], SHORT))
    nest = [(1e-3 * rng.normal(size=shape)).astype(np.float32) for shape in [(16, 16), (16,)] * 25]
    yield Contest("steps", "adam, a nest of 50 small arrays", ours(tw.adam, nest), peers.stepping("adam", nest))
    around = tw.pipeline(tw.adam, clip_norm=1.0, decay=0.01, average=0.999)
    for size in (10_000, 4_000_000):
        g = [(1e-3 * rng.normal(size=size)).astype(np.float32)]
        yield Contest("steps", f"clip, decay, adam, average, {size:,}", ours(around, g), {}, ours(tw.adam, g))
    nest = 2 * nest
    name = "clip, decay, adam, average, a nest of 100 arrays"
    yield Contest("steps", name, ours(around, nest), {}, ours(tw.adam, nest))


def ours(rule: Any, gradients: list[Any], states: str | None = None) -> Work:
    """A step of ours on one array, or on a nest of several."""
    one = len(gradients) == 1
    g = gradients[0] if one else gradients
    w = np.zeros_like(g) if one else [np.zeros_like(each) for each in gradients]
    state = rule.init(w) if states is None else rule.init(w, states=states)
    return lambda: rule.step(w, g, state)
