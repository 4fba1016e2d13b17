"""Classes beside a loss: how they are shown to it, and which one its outputs name."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.nouns import Loss
from talweg.nouns.classes import one_hot
from talweg.nouns.links import SOFTMAX
from talweg.nouns.targets import PROBABILITY, SIGN


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


def label_targets(loss: Loss, labels: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Several labels an example, 0 or 1 (n, labels), as an elementwise `loss` takes them, and how many outputs."""
    columns = labels.astype(float)
    return 2 * columns - 1 if loss.targets == SIGN else columns, columns.shape[1]


def label_choices(loss: Loss, outputs: NDArray[Any]) -> NDArray[np.int64]:
    """1 where an output (n, labels) says that the label is there, else 0."""
    there = outputs > 0 if loss.targets == SIGN else loss.link.prediction(outputs) > 0.5
    return there.astype(np.int64)


def class_scores(outputs: NDArray[Any], classes: int) -> NDArray[Any]:
    """A column a class (n, classes), the largest of which is the prediction; a lone output is the second class's."""
    return outputs if outputs.shape[1] == classes else np.column_stack([np.zeros_like(outputs), outputs])


def probabilities(loss: Loss, scores: NDArray[Any]) -> NDArray[Any]:
    """Rows that sum to 1 from the scores (n, classes): their softmax under a row loss, or of two classes.

    Under another loss each of more classes was trained alone, against the rest: the sigmoid of each, over their sum, as
    scikit-learn's OneVsRestClassifier does it. Only for a loss whose link gives probabilities.
    """
    link = SOFTMAX if scores.shape[1] == 2 else loss.link
    assert link.log is not None
    # In logarithms, and relative to the largest: no row can become all zeros.
    return SOFTMAX.prediction(link.log(scores))
