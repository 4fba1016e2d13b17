"""Optimizer steps on one array and on a nest, beside PyTorch's and optax's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work
from talweg.optimizers import OPTIMIZERS

RULES = ("sgd", "momentum", "adagrad", "rmsprop", "adam", "adamw", "amsgrad", "nadam", "lion", "adan")
SIZES = (1_000, 100_000, 1_000_000)
LARGE = 25_000_000
FUSED = {"sgd": "SGD", "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW"}
FOREACH = {**FUSED, "rmsprop": "RMSprop", "nadam": "NAdam"}
OPTAX = ("sgd", "adagrad", "rmsprop", "adam", "adamw", "amsgrad", "nadam", "lion", "adan")


@tw.optimizer
def floor_1(w: Any, g: Any, a: Any) -> Any:
    """The traffic of a rule of one slot, and nothing but additions."""
    return w + g, a + g


@tw.optimizer
def floor_2(w: Any, g: Any, a: Any, b: Any) -> Any:
    """The traffic of a rule of two slots, and nothing but additions."""
    return w + g, a + g, b + g


def contests(large: bool) -> Iterator[Contest]:
    """Every rule at every size; a nest of 50 small arrays; the work around a step."""
    rng = np.random.default_rng(0)
    for size in (*SIZES, *([LARGE] if large else [])):
        g = (1e-3 * rng.normal(size=size)).astype(np.float32)
        for name in RULES if size == 1_000_000 else ("adam", "lion"):
            rule = OPTIMIZERS[name]
            floor = {1: floor_1, 2: floor_2}.get(len(rule.slots))
            floors = ours(floor, [g]) if floor else None
            yield Contest("steps", f"{name}, {size:,}", ours(rule, [g]), _peers(name, [g]), floors)
    nest = [(1e-3 * rng.normal(size=shape)).astype(np.float32) for shape in [(16, 16), (16,)] * 25]
    yield Contest("steps", "adam, a nest of 50 small arrays", ours(tw.adam, nest), _peers("adam", nest))
    for size in (10_000, 4_000_000):
        g = [(1e-3 * rng.normal(size=size)).astype(np.float32)]
        around = tw.pipeline(tw.adam, clip_norm=1.0, decay=0.01, average=0.999)
        yield Contest("steps", f"clip, decay, adam, average, {size:,}", ours(around, g), {}, ours(tw.adam, g))


def ours(rule: Any, gradients: list[Any]) -> Work:
    """A step of ours on one array, or on a nest of several."""
    one = len(gradients) == 1
    g = gradients[0] if one else gradients
    w = np.zeros_like(g) if one else [np.zeros_like(each) for each in gradients]
    state = rule.init(w)
    return lambda: rule.step(w, g, state)


def _peers(name: str, gradients: list[Any]) -> Mapping[str, Work]:
    found: dict[str, Work] = {}
    if find_spec("torch"):
        for kind, known in (("fused", FUSED), ("foreach", FOREACH)):
            if name in known:
                found[f"torch {kind}"] = torch_step(known[name], kind, gradients)
    if find_spec("optax") and name in OPTAX:
        found["optax, jitted"] = optax_step(name, gradients)
    return found


def torch_step(name: str, kind: str, gradients: list[Any]) -> Work:
    """A step of PyTorch's optimizer of this name, of the kind "fused" or "foreach"."""
    import torch

    weights = [torch.nn.Parameter(torch.zeros(each.shape)) for each in gradients]
    for weight, each in zip(weights, gradients, strict=True):
        weight.grad = torch.from_numpy(each.copy())
    rule = getattr(torch.optim, name)(weights, lr=1e-3, **{kind: True})
    return rule.step


def optax_step(name: str, gradients: list[Any]) -> Work:
    """A step of optax's rule of this name, compiled, in the arrays' own place."""
    import jax
    import optax

    rule = getattr(optax, name)(1e-3)
    w = [jax.numpy.zeros(each.shape) for each in gradients]
    g = [jax.numpy.asarray(each) for each in gradients]
    held = {"w": w, "state": rule.init(w)}

    def step(w: Any, g: Any, state: Any) -> Any:
        change, state = rule.update(g, state, w)
        return optax.apply_updates(w, change), state

    compiled = jax.jit(step, donate_argnums=(0, 2))

    def work() -> None:
        held["w"], held["state"] = compiled(held["w"], g, held["state"])
        jax.block_until_ready(held["w"])

    return work
