"""A noisy quadratic of many dimensions, whose curvatures are spread as those of a deep network are.

Batches come in a new order every epoch here. The runs that Schmidt et al. (2021) published take the same seven batches
in the same order in every epoch, which a rule of long memory averages out: momentum of 0.99 ends lower there (a test
repeats both). For rules of short memory it makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.formula import Range
from talweg.lab.problems.problem import SEED, Problem
from talweg.lab.problems.training import MeanLoss, Training
from talweg.losses import mse
from talweg.nouns import Loss
from talweg.training.loop.examples import Examples

TRAIN, TEST = 1000, 896
"""Centres to train on, and others to measure on: as many as DeepOBS measures in its batches of 128."""


@dataclass(frozen=True, eq=False)
class Bowl:
    """Rotated, stretched distances of the weights to centres X (n, d): outputs whose squares' mean is the quadratic.

    The outputs of the centre x are (w - x) axes, times sqrt(d curvatures / 2); so their mse to 0 is
    (w - x)' H (w - x) / 2, with H = axes diag(curvatures) axes'.
    """

    parameters: NDArray[np.float64]
    axes: NDArray[np.float64]
    curvatures: NDArray[np.float64]

    @property
    def _stretch(self) -> NDArray[np.float64]:
        return np.sqrt(self.curvatures * len(self.curvatures) / 2)

    def __call__(self, X: ArrayLike) -> NDArray[np.float64]:
        """The outputs (n, d) for the centres X (n, d)."""
        with np.errstate(all="ignore"):
            found: NDArray[np.float64] = (self.parameters - np.asarray(X)) @ self.axes * self._stretch
        return found

    def targets(self, _loss: Loss, y: ArrayLike) -> NDArray[Any]:
        """`y` as it is."""
        return np.asarray(y)

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, *, out: NDArray[Any]
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss of the outputs, and its gradient with respect to the weights, written into `out`."""
        value, delta = loss.value_and_grad(self(X), self.targets(loss, y))
        with np.errstate(all="ignore"):
            np.matmul(self.axes, delta.sum(axis=0) * self._stretch, out=out)
        return value, out


def bowl(*, noise: float, batch_size: int, hessian: int) -> Training:
    """The task: curvatures and rotation are drawn by `hessian`, and centres with the deviation `noise`.

    Of `hessian=42` and `noise=0.6` they are those of DeepOBS, number by number.
    """
    rng = np.random.RandomState(hessian)
    curvatures = np.concatenate([rng.uniform(0.0, 1.0, 90), rng.uniform(30.0, 60.0, 10)])
    axes = _rotation(len(curvatures), rng).T
    train = np.random.RandomState(42).normal(0.0, noise, (TRAIN, len(curvatures)))
    test = np.random.RandomState(43).normal(0.0, noise, (TEST, len(curvatures)))
    held = Examples(test, np.zeros_like(test))

    def model(_seed: int) -> Bowl:
        return Bowl(np.ones(100), axes, curvatures)

    lowest = Bowl(test.mean(axis=0), axes, curvatures)
    best = mse(lowest(test), held.y)
    return Training(
        model, mse, Examples(train, np.zeros_like(train)), batch_size, MeanLoss(mse, held),
        f"the mean of the quadratic over {TEST} centres that it is not trained on",
        f"bowl {hessian}, noise {noise!r}, {held.fingerprint}",
        target=1.01 * best, best=best,
    )  # fmt: skip


def _rotation(dimensions: int, rng: np.random.RandomState) -> NDArray[np.float64]:
    """A rotation drawn uniformly: from that of a plane on, each dimension more is mirrored into the others.

    Source: Diaconis and Shahshahani, "The subgroup algorithm for generating uniform random variables", 1987.
    """
    angle = 2 * np.pi * rng.uniform()
    found = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    for size in range(3, dimensions + 1):
        mirror = rng.normal(size=size)
        mirror /= np.linalg.norm(mirror)
        mirror[0] -= 1
        mirror /= np.linalg.norm(mirror)
        grown = np.eye(size)
        grown[1:, 1:] = found
        found = grown - 2 * np.outer(mirror, mirror @ grown)
    return -found


quadratic = Problem(
    "quadratic",
    "Noisy quadratic",
    "A quadratic of 100 dimensions around centres drawn by a batch: 90 curvatures in (0, 1), 10 in (30, 60), rotated. "
    "Source: Schneider, Balles and Hennig, DeepOBS (quadratic_deep), 2019, arXiv:1903.05499.",
    bowl,
    {"noise": 0.6, "batch_size": 128, "hessian": 42},
    {"noise": Range(0.0, low_open=False), "batch_size": Range(1, low_open=False, integer=True), "hessian": SEED},
    steps=400,
)
