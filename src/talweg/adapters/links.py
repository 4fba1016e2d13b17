"""What a loss makes of a network's outputs: how classes are shown to it, and what its prediction is in words of y."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.nouns import Loss
from talweg.nouns.classes import one_hot
from talweg.nouns.targets import COUNT, PROBABILITY, SIGN


def class_targets(loss: Loss, index: NDArray[np.int64], classes: int) -> tuple[NDArray[Any], int]:
    """Class indices (n,) as `loss` takes them, and how many outputs the network needs for them.

    A row loss takes the indices. Any other takes a column a class, of 1 where it is and 0 (or -1) elsewhere; of two
    classes only the second's, where the loss is made for yes and no.
    """
    if loss.rowwise:
        return index, classes
    columns = one_hot(index, classes)
    if classes == 2 and loss.targets in (PROBABILITY, SIGN):
        columns = columns[:, 1:]
    return 2 * columns - 1 if loss.targets == SIGN else columns, columns.shape[1]


def class_scores(outputs: NDArray[Any], classes: int) -> NDArray[Any]:
    """A column a class (n, classes), the largest of which is the prediction; a lone output is the second class's."""
    return outputs if outputs.shape[1] == classes else np.column_stack([np.zeros_like(outputs), outputs])


def has_probabilities(loss: Loss) -> bool:
    """Whether the outputs under `loss` are logits: its prediction is called z, and its target is a probability."""
    return loss.rowwise or (_is_free(loss) and loss.targets == PROBABILITY)


def probabilities(loss: Loss, scores: NDArray[Any]) -> NDArray[Any]:
    """Rows that sum to 1 from the scores (n, classes): their softmax under a row loss, or of two classes.

    Under another loss each of more classes was trained alone, against the rest: the sigmoid of each, over their sum, as
    scikit-learn's OneVsRestClassifier does it.
    """
    # In logarithms, and relative to the largest: no row can become all zeros.
    logs = scores if loss.rowwise or scores.shape[1] == 2 else _log_sigmoid(scores)
    raw = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares: NDArray[Any] = raw / raw.sum(axis=1, keepdims=True)
    return shares


def quantity(loss: Loss, outputs: NDArray[Any]) -> NDArray[Any]:
    """Outputs in the unit of the target: a rate from its logarithm, a probability from its logit, else as they are."""
    if not _is_free(loss):
        return outputs
    logs = _log_sigmoid(outputs) if loss.targets == PROBABILITY else outputs
    values: NDArray[Any] = np.exp(logs) if loss.targets in (COUNT, PROBABILITY) else outputs
    return values


def _is_free(loss: Loss) -> bool:
    """Whether the prediction is z, any number, and not y_hat, a number like y."""
    return loss.formula.arguments[0] == "z"


def _log_sigmoid(z: NDArray[Any]) -> NDArray[Any]:
    logs: NDArray[Any] = -np.logaddexp(0, -z)
    return logs
