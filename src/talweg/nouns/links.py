"""A loss's link: what turns a model's outputs, which may be any numbers, into predictions in the unit of the target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Function = Callable[[NDArray[Any]], NDArray[Any]]


@dataclass(frozen=True)
class Link:
    """`prediction` of outputs (n, ...), the `output` that a prediction comes from, and where that is a probability, its
    logarithm `log`, never underflowing."""

    name: str
    prediction: Function
    output: Function
    log: Function | None = None

    @property
    def gives_probabilities(self) -> bool:
        """Whether the predictions are probabilities."""
        return self.log is not None


def _itself(outputs: NDArray[Any]) -> NDArray[Any]:
    return outputs


def _log_sigmoid(z: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(-np.logaddexp(0, -z))


def _log_softmax(z: NDArray[Any]) -> NDArray[Any]:
    below = z - z.max(axis=-1, keepdims=True)
    return np.asarray(below - np.log(np.exp(below).sum(axis=-1, keepdims=True)))


IDENTITY = Link("identity", _itself, _itself)
"""The output is the prediction."""
SCORE = Link("score", _itself, _itself)
"""The output is a score: its sign, or the largest, decides, and its size has no unit."""
LOG = Link("log", np.exp, np.log)
"""The output is the logarithm of what is predicted, such as a rate."""
LOGIT = Link("logit", lambda z: np.exp(_log_sigmoid(z)), lambda p: np.log(p) - np.log1p(-p), _log_sigmoid)
"""The output is a logit: its sigmoid is a probability."""
SOFTMAX = Link("softmax", lambda z: np.exp(_log_softmax(z)), np.log, _log_softmax)
"""A row of outputs is logits: their softmax is a probability for each class."""
