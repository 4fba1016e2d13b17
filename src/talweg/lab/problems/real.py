"""The problems on real data: what scikit-learn ships, learned by small networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from talweg.lab.problems.convolution import Convolution
from talweg.lab.problems.learning import BATCH, Layers, Network, learning, parted, standardised
from talweg.lab.problems.problem import Problem
from talweg.lab.problems.recurrence import Recurrence
from talweg.lab.problems.training import Training
from talweg.training import Split
from talweg.training.loop.data import shipped


@cache
def digits() -> tuple[Split, int]:
    """Images of handwritten digits, their pixels in [0, 1], and which of the ten they are."""
    X, y = shipped("digits")
    return parted(X / 16, y, 10), 10


@cache
def images() -> tuple[Split, int]:
    """The same images, to be drawn again."""
    split, _ = digits()
    return Split(split.X_train, split.X_train, split.X_test, split.X_test), 0


@cache
def eights() -> tuple[Split, int]:
    """The same images, and whether each is an 8, as one in ten is."""
    split, _ = digits()
    return Split(split.X_train, (split.y_train == 8).astype(int), split.X_test, (split.y_test == 8).astype(int)), 2


@cache
def _shipped(name: str, classes: int, scaled: bool) -> Split:
    split = parted(*shipped(name), classes)
    return standardised(split) if scaled else split


@dataclass(frozen=True)
class Classes:
    """A data set of so many classes, standardised or in the units that it was measured in."""

    name: str
    classes: int
    scaled: bool = True

    def __call__(self) -> tuple[Split, int]:
        """The examples and the number of classes."""
        return _shipped(self.name, self.classes, self.scaled), self.classes


@cache
def disease() -> tuple[Split, int]:
    """Ten measurements of patients with diabetes, standardised, and how far it had gone a year later, too."""
    split = standardised(parted(*shipped("diabetes"), 0))
    center, scale = split.y_train.mean(), split.y_train.std()
    return Split(split.X_train, (split.y_train - center) / scale, split.X_test, (split.y_test - center) / scale), 0


@cache
def spoiled() -> tuple[Split, int]:
    """The same patients, but of every tenth to train on the target is off by 10 deviations, up or down."""
    split, _ = disease()
    y = split.y_train.copy()
    rows = np.random.default_rng(0).permutation(len(y))[: len(y) // 10]
    y[rows] += np.where(np.arange(len(rows)) % 2, 10.0, -10.0)
    return Split(split.X_train, y, split.X_test, split.y_test), 0


@cache
def athletes() -> tuple[Split, int]:
    """Three exercises and three measurements of the bodies of 20 athletes, all standardised; none is held out."""
    X, y = ((each - each.mean(axis=0)) / each.std(axis=0) for each in shipped("linnerud"))
    return Split(X, y, X, y), 0


wines, wines_raw = Classes("wine", 3), Classes("wine", 3, scaled=False)
tumours, tumours_raw = Classes("breast_cancer", 2), Classes("breast_cancer", 2, scaled=False)
irises = Classes("iris", 3)


@dataclass(frozen=True)
class _Build:
    """What makes the task of one row of the table below."""

    name: str
    data: Callable[[], tuple[Split, int]]
    network: Network
    usual: str
    held_out: bool

    def __call__(self, *, loss: Any, batch_size: int) -> Training:
        split, classes = self.data()
        return learning(
            self.name, split, classes, self.network, loss, self.usual, int(batch_size), held_out=self.held_out
        )


def _problem(
    name: str, label: str, summary: str, data: Callable[[], tuple[Split, int]], network: Network, loss: str,
    *, batch_size: int = 32, steps: int = 300, held_out: bool = True,
) -> Problem:  # fmt: skip
    build = _Build(name, data, network, loss, held_out)
    return Problem(
        name, label, summary, build, {"loss": loss, "batch_size": batch_size}, {"batch_size": BATCH}, steps=steps
    )


_ALL = 100_000
"""A batch of all examples."""
REAL = (
    _problem("digits", "Digits", "Handwritten digits, 8 x 8 pixels, a hidden layer of 64: which digit is it?",
             digits, Layers((64,)), "cross_entropy"),
    _problem("digits_linear", "Digits, linear", "Softmax regression on the digits.",
             digits, Layers(), "cross_entropy"),
    _problem("digits_deep", "Digits, deep", "Four hidden layers of 32 on the digits.",
             digits, Layers((32,) * 4), "cross_entropy", steps=400),
    _problem("digits_tanh", "Digits, tanh", "Two hidden layers of 32, with tanh between them.",
             digits, Layers((32, 32), "tanh"), "cross_entropy"),
    _problem("digits_wide", "Digits, wide", "A hidden layer of 256.",
             digits, Layers((256,)), "cross_entropy"),
    _problem("digits_small_batch", "Digits, small batches", "Digits with 2 examples a step: steep noise.",
             digits, Layers((32,)), "cross_entropy", batch_size=2, steps=1000),
    _problem("digits_full_batch", "Digits, full batch", "Digits with all examples a step: no noise at all.",
             digits, Layers((32,)), "cross_entropy", batch_size=_ALL, steps=100),
    _problem("digits_convolution", "Digits, convolution", "Eight filters of 3 x 3 pixels, then a linear layer.",
             digits, Convolution(8), "cross_entropy"),
    _problem("digits_recurrence", "Digits, recurrence", "The rows of a digit read one after another by 24 tanh units.",
             digits, Recurrence(24), "cross_entropy", steps=400),
    _problem("digits_autoencoder", "Digits, autoencoder", "The image from 16 numbers that are made of it: 64 outputs.",
             images, Layers((16,), "tanh"), "mse", steps=400),
    _problem("digits_imbalanced", "Digits, imbalanced", "Is it an 8, as one digit in ten is? Logistic loss.",
             eights, Layers((16,)), "binary_cross_entropy"),
    _problem("digits_margin", "Digits, margin", "One machine against the rest for each digit: squared hinge loss.",
             digits, Layers(), "squared_hinge"),
    _problem("wine", "Wine", "Which of three growers made it, by 13 measurements: a hidden layer of 16.",
             wines, Layers((16,), "tanh"), "cross_entropy", batch_size=16, steps=200),
    _problem("wine_linear", "Wine, linear", "Softmax regression on the wines.",
             wines, Layers(), "cross_entropy", batch_size=16, steps=200),
    _problem("wine_unscaled", "Wine, unscaled", "The same in the units it was measured in: columns from 0.1 to 1,700.",
             wines_raw, Layers(), "cross_entropy", batch_size=16, steps=400),
    _problem("cancer", "Tumours", "Is a tumour malignant, by 30 measurements: logistic regression.",
             tumours, Layers(), "binary_cross_entropy", steps=200),
    _problem("cancer_network", "Tumours, network", "The same with two hidden layers of 16.",
             tumours, Layers((16, 16)), "binary_cross_entropy", steps=200),
    _problem("cancer_unscaled", "Tumours, unscaled", "Logistic regression in the units it was measured in.",
             tumours_raw, Layers(), "binary_cross_entropy", steps=400),
    _problem("iris", "Iris", "Which of three species, by four lengths: softmax regression.",
             irises, Layers(), "cross_entropy", batch_size=16, steps=200),
    _problem("iris_network", "Iris, network", "The same with two hidden layers of 8, with tanh between them.",
             irises, Layers((8, 8), "tanh"), "cross_entropy", batch_size=16, steps=300),
    _problem("diabetes", "Diabetes", "How far a disease goes, by ten measurements: least squares, ill-conditioned.",
             disease, Layers(), "mse", steps=300),
    _problem("diabetes_network", "Diabetes, network", "The same with a hidden layer of 32.",
             disease, Layers((32,)), "mse", steps=200),
    _problem("diabetes_outliers", "Diabetes, outliers", "Every tenth target is far off: Huber's loss.",
             spoiled, Layers(), "huber", steps=300),
    _problem("diabetes_absolute", "Diabetes, absolute", "The same targets, by absolute errors: a kink at each.",
             spoiled, Layers(), "mae", steps=300),
    _problem("linnerud", "Linnerud", "Three measurements of a body by three exercises: least squares, 20 athletes.",
             athletes, Layers(), "mse", batch_size=_ALL, steps=200, held_out=False),
)  # fmt: skip
