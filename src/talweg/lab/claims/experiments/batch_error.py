"""How far the gradient of a batch is from that of all examples, at three moments of a training run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.lab.claims.claim import Claim, Judgement, Measured, Numbers
from talweg.lab.claims.estimate import Number, mean
from talweg.lab.claims.figure import Figure, curve
from talweg.lab.claims.trained import Pair, trained
from talweg.training import Trainable

SIZES, TAUGHT = (8, 16, 32, 64, 128, 256, 512), 256
EPOCHS = (0, 1, 20)
CLOSE = 0.75
"""A gradient is close that brings three quarters of the descent of that of all, by steps of one length."""
MODELS = {"linear": (64, 10), "network": (64, 32, 10)}


def compared(model: Trainable, data: Pair, draws: int, draw: np.random.Generator) -> NDArray[np.float64]:
    """For each size two numbers, (sizes, 2): the error of the gradient of a batch, and its share of the descent.

    The error is the root mean square, over the length of the gradient of all; the share is the cosine between the two.
    """
    X, y = data
    whole = np.empty_like(model.parameters)
    model.value_and_grad(tw.cross_entropy, X, y, out=whole)
    found, part = [], np.empty_like(whole)
    for size in SIZES:
        squares, cosines = [], []
        for _ in range(draws):
            rows = draw.choice(len(X), size, replace=False)
            model.value_and_grad(tw.cross_entropy, X[rows], y[rows], out=part)
            squares.append(np.sum((part - whole) ** 2))
            cosines.append(part @ whole / np.linalg.norm(part) / np.linalg.norm(whole))
        found.append((math.sqrt(np.mean(squares) / np.sum(whole**2)), np.mean(cosines)))
    return np.array(found)


def measure(thorough: bool, seed: int) -> Measured:
    """Error and share at the start, early and late, and the power of the batch size by which the error falls."""
    runs, draws = (20, 100) if thorough else (5, 30)
    found = np.empty((len(MODELS), len(EPOCHS), runs, len(SIZES), 2))
    for run in range(runs):
        own = runs * seed + run
        data, draw = tw.training.digits(own).train, np.random.default_rng(own)
        for of_model, sizes in zip(found, MODELS.values(), strict=True):
            model = tw.models.mlp(sizes, seed=own)
            for of_moment, epochs in zip(of_model, np.diff(EPOCHS, prepend=0).tolist(), strict=True):
                if epochs:
                    trained(model, tw.cross_entropy, tw.adam(lr=0.003), data, size=32, epochs=epochs, seed=own)
                of_moment[run] = compared(model, data, draws, draw)
    n = len(data[0])
    # A batch that never draws an example twice errs less than one that may, the less the nearer it is to all.
    evened = np.log(found[..., 0] / np.sqrt((n - np.array(SIZES)) / (n - 1)))
    powers = np.polyfit(np.log(SIZES), evened.reshape(-1, len(SIZES)).T, 1)[0]
    at, numbers = SIZES.index(TAUGHT), [mean("power", "power of the batch size by which the error changes", powers)]
    for name, of_model in zip(MODELS, found, strict=True):
        for epochs, rows in zip(EPOCHS, of_model, strict=True):
            where = f"{name}, {_when(epochs)}"
            numbers += [
                mean(
                    f"share_{name}_{epochs}",
                    f"share of the descent that {TAUGHT} examples bring, {where}",
                    rows[:, at, 1],
                ),
                mean(f"error_{name}_{epochs}", "error over the length of the full gradient there", rows[:, at, 0]),
            ]
    curves = tuple(
        curve(_when(epochs), SIZES, *np.array([_ends(mean("", "", column)) for column in rows.T]).T)
        for epochs, rows in zip(EPOCHS, found[-1, ..., 1], strict=True)
    )
    return Measured(
        tuple(numbers), Figure("batch size", "share of the descent, network", curves, log_x=True, level=CLOSE)
    )


def _ends(number: Number) -> tuple[float, float, float]:
    return number.value, number.low, number.high


def _when(epochs: int) -> str:
    return f"after {epochs} epoch{'s' * (epochs != 1)}" if epochs else "before training"


def judge(numbers: Numbers) -> Judgement:
    """It holds where the share is three quarters at every moment, for both models, and depends where it is at some."""
    close = [numbers[f"share_{name}_{epochs}"].low >= CLOSE for name in MODELS for epochs in EPOCHS]
    first, last = (
        [100 * float(numbers[f"share_{name}_{epochs}"]) for name in MODELS] for epochs in (EPOCHS[0], EPOCHS[-1])
    )
    error = 100 * float(numbers[f"error_network_{EPOCHS[-1]}"])
    return Judgement(
        "holds" if all(close) else "depends" if any(close) else "fails",
        f"Before training a step along the gradient of {TAUGHT} digits brings {first[0]:.0f}% of the descent of one "
        f"along the full gradient for a linear classifier and {first[1]:.0f}% for a network; after {EPOCHS[-1]} "
        f"epochs {last[0]:.0f}% and {last[1]:.0f}%, where the error of the network's is {error:.0f}% of the "
        f"gradient's length. The error falls as the batch size to the power {float(numbers['power']):.2f}.",
        "It turns with training and with the model: what the examples agree on is learned first, the full gradient "
        "shrinks, and what is left is their disagreement.",
    )


CLAIM = Claim(
    name="batch_error",
    statement="The gradient of a batch of a few hundred examples is close to that of all.",
    section="batches",
    source="Bottou, Curtis and Nocedal, 2018, arXiv:1606.04838",
    experiment="A network of 32 hidden units on scikit-learn's digits; batches of each size against all training "
    "examples, before training, after one epoch of Adam and after twenty.",
    measure=measure,
    judge=judge,
)
