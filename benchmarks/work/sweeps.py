"""Many short runs side by side, beside JAX's vmap and scan, and NumPy as people write it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work

STEPS = 100


def contests(large: bool) -> Iterator[Contest]:
    """Adam on the valley at many rates, and a stability map."""
    runs = 1_000_000 if large else 100_000
    rates = np.geomspace(1e-3, 1, runs)
    for dtype in (np.float32, np.float64):
        start = np.array([5, 3], dtype)
        peers = {"NumPy": numpy_sweep(rates, dtype)}
        if find_spec("jax") and dtype == np.float32:
            peers["JAX vmap, scan"] = jax_sweep(rates)
        name = f"adam on the valley, {runs:,} runs x {STEPS}, {np.dtype(dtype).name}"
        yield Contest("sweeps", name, ours(rates, start), peers)
    axes = {"lr": np.geomspace(1e-3, 1, 300), "beta": np.linspace(0, 0.99, 300)}
    yield Contest(
        "sweeps", "stability map, 300 x 300, 200 steps", lambda: tw.stability_map("valley", "momentum", **axes)
    )


def ours(rates: Any, start: Any) -> Work:
    """A sweep of ours over the rates."""
    return lambda: tw.sweep("valley", "adam", lr=rates, start=start, steps=STEPS)


def numpy_sweep(rates: Any, dtype: Any) -> Work:
    """The same runs as people write them in NumPy, all at once, step by step."""
    lr = rates.astype(dtype)
    curvature = np.array([[2], [20]], dtype)

    def work() -> Any:
        w = np.repeat(np.array([[5], [3]], dtype), len(lr), axis=1)
        m, v = np.zeros_like(w), np.zeros_like(w)
        for t in range(1, STEPS + 1):
            g = curvature * w
            m = dtype(0.9) * m + dtype(0.1) * g
            v = dtype(0.999) * v + dtype(0.001) * g**2
            w = w - lr * (m / dtype(1 - 0.9**t)) / (np.sqrt(v / dtype(1 - 0.999**t)) + dtype(1e-8))
        return w

    return work


def jax_sweep(rates: Any) -> Work:
    """The same runs by JAX, compiled, in float32."""
    import jax
    from jax import numpy as jnp

    curvature = jnp.array([2.0, 20.0])

    def one(lr: Any) -> Any:
        def step(held: Any, t: Any) -> Any:
            w, m, v = held
            g = curvature * w
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            w = w - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
            return (w, m, v), None

        zero = jnp.zeros(2)
        (w, _, _), _ = jax.lax.scan(step, (jnp.array([5.0, 3.0]), zero, zero), jnp.arange(1.0, STEPS + 1))
        return w

    compiled = jax.jit(jax.vmap(one))
    lr = jnp.asarray(rates.astype(np.float32))
    return lambda: jax.block_until_ready(compiled(lr))
