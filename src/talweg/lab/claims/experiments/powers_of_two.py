"""The time of a training step's gradient for batches of a power of two, beside that of their neighbours."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import factor
from talweg.lab.claims.figure import Figure, curve

SIZES, BESIDE = (32, 64, 128, 256), (-3, -2, -1, 0, 1, 2, 3)
LAYERS = (64, 256, 10)
FASTER = 0.95
"""A power of two keeps the hardware busier where an example takes a twentieth less time."""


def times(sizes: NDArray[np.int64], rounds: int, seed: int) -> NDArray[np.float64]:
    """Microseconds an example, (rounds, sizes): in every round each size has its turn, in a new order."""
    draw = np.random.default_rng(seed)
    model = tw.models.mlp(LAYERS, seed=seed, dtype=np.float32)
    X, y = draw.normal(size=(int(sizes.max()), LAYERS[0])).astype(np.float32), draw.integers(10, size=int(sizes.max()))
    buffer, found = np.empty_like(model.parameters), np.empty((rounds, len(sizes)))
    for row in found:
        for place in draw.permutation(len(sizes)):
            size = sizes[place]
            began = perf_counter()
            model.value_and_grad(tw.cross_entropy, X[:size], y[:size], out=buffer)
            row[place] = 1e6 * (perf_counter() - began) / size
    return found


def measure(thorough: bool, seed: int) -> Measured:
    """For each power of two its time an example over that of the sizes around it, in every block of rounds."""
    rounds, blocks = (2000, 20) if thorough else (200, 10)
    sizes = np.array([[size + by for by in BESIDE] for size in SIZES])
    found = times(sizes.reshape(-1), rounds, seed).reshape(blocks, -1, *sizes.shape)
    typical = np.median(found, axis=1)  # (blocks, powers, around): what else the machine did falls out
    own = BESIDE.index(0)
    others = np.delete(typical, own, axis=2).mean(axis=2)
    numbers = tuple(
        factor(f"ratio_{size}", f"time an example at {size}, over that at {size - 3} to {size + 3} without it", ratios)
        for size, ratios in zip(SIZES, (typical[:, :, own] / others).T, strict=True)
    )
    values, low, high = ([getattr(each, end) for each in numbers] for end in ("value", "low", "high"))
    curves = (curve("time over that of the neighbours", SIZES, values, low, high),)
    return Measured(numbers, Figure("batch size", "ratio", curves, log_x=True, level=1.0))


def judge(numbers: Numbers) -> Judgement:
    """It holds where every power of two saves a twentieth of the time, and depends where some do."""
    faster = [each.high < FASTER for each in numbers.values()]
    told = ", ".join(f"{100 * (float(numbers[f'ratio_{size}']) - 1):+.1f}% at {size}" for size in SIZES)
    return Judgement(
        "holds" if all(faster) else "depends" if any(faster) else "fails",
        f"Against its neighbours, three on either side, the time of an example differs by {told}, on the processor "
        "that this was measured on.",
        "It turns with the hardware: arithmetic units with wide tiles, as graphics cards have them, waste what a "
        "batch leaves of the last tile. A processor's vector is a few numbers long, and the batch only one of three "
        "sides.",
    )


CLAIM = Claim(
    name="powers_of_two",
    statement="Batches of a power of two keep the hardware busy.",
    section="batches",
    source="NVIDIA, Matrix multiplication background, user's guide",
    experiment=f"Loss and gradient of a network of {LAYERS[1]} hidden units in float32, for batches of 32, 64, 128 "
    "and 256 and for the three sizes on either side of each, turn by turn in a new order every round; medians.",
    measure=measure,
    judge=judge,
    timed=True,
)
