"""Whether noise leaves sharp minima for flat ones: on a surface that has one of each, and on the digits."""

from __future__ import annotations

import math

import numpy as np

import talweg as tw
from talweg.errors import NonFiniteError
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import factor, share
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import loss_of, trained
from talweg.training import Epoch, largest_curvature

LR, STEPS, NOISES = 0.02, 2000, (0.0, 2.0, 5.0, 10.0, 20.0)
SHARP, FLAT = (-2.0, 0.0), (2.0, 0.0)
SIZES, RATE, TARGET, MOST = (8, 1437), 0.3, 0.05, 1200
"""Of the network: the smallest and the largest batch, their rate, the loss that both train to, and epochs at most."""


def escaped(noise: float, seeds: np.ndarray) -> int:
    """How many walks that begin in the sharp minimum end nearer to the flat one; the rate is stable in both."""
    found = tw.sweep("sharp_and_flat", "sgd", lr=LR, start=SHARP, steps=STEPS, seed=seeds, noise=noise)
    far = [np.hypot(*(found.w - np.array(place)).T) for place in (SHARP, FLAT)]
    return int(np.sum(far[1] < far[0]))


def sharpness(size: int, seed: int) -> float:
    """The largest curvature of the loss on all training examples, where a run in batches of `size` reached TARGET."""
    data, model = tw.training.digits(seed).train, tw.models.mlp([64, 32, 10], seed=seed, activation="tanh")

    def reached(_: Epoch) -> bool:
        return loss_of(model, tw.cross_entropy, data) <= TARGET

    if not math.isfinite(
        trained(model, tw.cross_entropy, tw.sgd(lr=RATE), data, size=size, epochs=MOST, seed=seed, each=reached)
    ):
        raise NonFiniteError(f"flat_minima: a run in batches of {size} diverged at lr = {RATE}")
    here = model.parameters.copy()

    def gradient(w: np.ndarray) -> np.ndarray:
        model.parameters[...] = w
        return np.asarray(model.value_and_grad(tw.cross_entropy, *data)[1])

    found = largest_curvature(gradient, here)
    return math.nan if found is None else found


def measure(thorough: bool, seed: int) -> Measured:
    """The walks that left the sharp minimum, by noise; and the sharpness of either batch size's end."""
    walks, runs = (4000, 12) if thorough else (400, 4)
    seeds = walks * seed + np.arange(walks)
    left = [
        share(f"left_{noise:g}", f"walks that left the sharp minimum, noise {noise:g}", escaped(noise, seeds), walks)
        for noise in NOISES
    ]
    small, all_at_once = (np.array([sharpness(size, runs * seed + run) for run in range(runs)]) for size in SIZES)
    numbers = (
        *left,
        factor("small", f"largest curvature where batches of {SIZES[0]} end", small),
        factor("ratio", "largest curvature where full batches end, over that", all_at_once / small),
    )
    values, low, high = ([getattr(each, end) for each in left] for end in ("value", "low", "high"))
    curves = (curve("left the sharp minimum", NOISES, values, low, high),)
    return Measured(numbers, Figure("deviation of the gradient's noise", "share of walks", curves))


def judge(numbers: Numbers) -> Judgement:
    """It holds where noise lets most walks leave and small batches end a tenth flatter; depends: one of them."""
    calm, wild = numbers[f"left_{NOISES[0]:g}"], numbers[f"left_{NOISES[-1]:g}"]
    ratio = numbers["ratio"]
    signs = [wild.low > max(calm.high, 0.5), ratio.low > 1.1]
    return Judgement(
        "holds" if all(signs) else "depends" if any(signs) else "fails",
        f"Without noise {100 * float(calm):.0f}% of the walks leave the sharp minimum of the surface, with a "
        f"deviation of {NOISES[-1]:g} on the gradient {100 * float(wild):.0f}%. On the digits, at one rate and one "
        f"training loss, full batches end where the largest curvature is {float(ratio):.2f} times that where batches "
        f"of {SIZES[0]} end.",
        "It turns with the noise and the wall between the minima: little noise never leaves. Whether a flat minimum "
        "is better on unseen data is another question: see the claim on very large batches.",
    )


CLAIM = Claim(
    name="flat_minima",
    statement="The noise of small batches leaves sharp minima for flat ones.",
    section="batches",
    source="Keskar et al., 2017, arXiv:1609.04836",
    experiment="SGD with normal noise from the sharp minimum of a surface that also has a flat one, at a rate that "
    "is stable in both; and a network on the digits, trained to one loss in small and in full batches, its Hessian's "
    "largest eigenvalue by power iterations.",
    measure=measure,
    judge=judge,
)
