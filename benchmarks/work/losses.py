"""Losses with their gradients, beside PyTorch's and JAX's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work

ROWS = ((64, 10), (4096, 1000), (512, 50_257))


def contests(large: bool) -> Iterator[Contest]:
    """Softmax cross-entropy over rows, and losses of single numbers."""
    rng = np.random.default_rng(0)
    for rows, classes in ROWS:
        z = rng.normal(size=(rows, classes)).astype(np.float32)
        y = rng.integers(0, classes, rows)
        yield Contest(
            "losses", f"cross_entropy, {rows} x {classes}", ours(tw.cross_entropy, z, y), _peers("ce", z, y), z.copy
        )
    size = 10_000_000 if large else 1_000_000
    z = (3 * rng.normal(size=size)).astype(np.float32)
    y = (rng.random(size) < 0.5).astype(np.float32)
    for loss in (tw.binary_cross_entropy, tw.focal, tw.huber, tw.mse):
        yield Contest("losses", f"{loss.name}, {size:,}", ours(loss, z, y), _peers(loss.name, z, y), z.copy)


def ours(loss: Any, z: Any, y: Any) -> Work:
    """A loss of ours with its gradient."""
    return lambda: loss.value_and_grad(z, y)


def _peers(name: str, z: Any, y: Any) -> Mapping[str, Work]:
    found: dict[str, Work] = {}
    if find_spec("torch"):
        found["torch"] = torch_loss(name, z, y)
    if find_spec("jax"):
        found["JAX, jitted"] = jax_loss(name, z, y)
    return found


def torch_loss(name: str, z: Any, y: Any) -> Work:
    """PyTorch's loss of this name with its gradient; "ce" is softmax cross-entropy."""
    import torch
    from torch.nn import functional

    def focal(z: Any, y: Any) -> Any:
        each = functional.binary_cross_entropy_with_logits(z, y, reduction="none")
        return ((0.25 * y + 0.75 * (1 - y)) * (1 - torch.exp(-each)) ** 2 * each).mean()

    known = {
        "ce": functional.cross_entropy,
        "binary_cross_entropy": functional.binary_cross_entropy_with_logits,
        "focal": focal,
        "huber": functional.huber_loss,
        "mse": functional.mse_loss,
    }
    logits, target = torch.from_numpy(z.copy()).requires_grad_(), torch.from_numpy(y.copy())

    def work() -> None:
        value = known[name](logits, target)
        torch.autograd.grad(value, logits)
        value.item()

    return work


def jax_loss(name: str, z: Any, y: Any) -> Work:
    """JAX's loss of this name with its gradient, compiled; "ce" is softmax cross-entropy."""
    import jax
    import optax
    from jax import numpy as jnp

    def focal(z: Any, y: Any) -> Any:
        return optax.sigmoid_focal_loss(z, y, alpha=0.25, gamma=2.0)

    known = {
        "ce": optax.softmax_cross_entropy_with_integer_labels,
        "binary_cross_entropy": optax.sigmoid_binary_cross_entropy,
        "focal": focal,
        "huber": optax.huber_loss,
        "mse": lambda z, y: (z - y) ** 2,
    }
    compiled = jax.jit(jax.value_and_grad(lambda z, y: known[name](z, y).mean()))
    logits, target = jnp.asarray(z), jnp.asarray(y)
    return lambda: jax.block_until_ready(compiled(logits, target))
