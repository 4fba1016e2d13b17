"""Rules of whole arrays on a matrix of 512 x 512, beside PyTorch's, pytorch_optimizer's and optax's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import Contest, Work
from benchmarks.work import peers
from benchmarks.work.steps import ours
from talweg.optimizers import OPTIMIZERS

SIDE = 512
PRODUCTS = 15
"""Muon's: three for each of its five steps."""


def contests(_: bool) -> Iterator[Contest]:
    """Muon beside its matrix products alone; LAMB and LARS."""
    g = (1e-3 * np.random.default_rng(0).normal(size=(SIDE, SIDE))).astype(np.float32)
    for name in ("muon", "lamb", "lars"):
        floor = _products(g) if name == "muon" else None
        found = peers.stepping(name, [g])
        yield Contest("whole", f"{name}, {SIDE} x {SIDE}", ours(OPTIMIZERS[name], [g]), found, floor)


def _products(g: NDArray[np.float32]) -> Work:
    out = np.empty_like(g)

    def work() -> None:
        for _ in range(PRODUCTS):
            np.matmul(g, g, out=out)

    return work
