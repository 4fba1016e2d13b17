"""scikit-learn: a network trained by any loss, optimizer and schedule, as a Classifier and a Regressor."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from talweg.adapters.links import class_scores, class_targets, probabilities
from talweg.adapters.network import FLOATS, Network
from talweg.errors import LabelError, RangeError, ShapeError
from talweg.losses import cross_entropy, mse
from talweg.nouns import Loss
from talweg.training.loop.examples import Examples

__all__ = ["Classifier", "Regressor"]


class Classifier(ClassifierMixin, Network):  # type: ignore[misc]
    """A network that tells classes apart, whatever their labels are: scikit-learn's contract, Talweg's rules.

    Its loss is cross_entropy unless another is given; an elementwise one, such as binary_cross_entropy or hinge, is
    given a column a class (one for two classes). After fit, classes_ holds the labels, sorted. For the parameters see
    `__init__`.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on X (n, features) and the labels y (n,): numbers, strings or booleans.

        sample_weight (n,): an example of weight 2 counts as two.
        """
        examples, labels = self._checked(X, y, reset=True)
        weights = self._weights(sample_weight, examples)
        classes, index = np.unique(labels, return_inverse=True)
        targets, outputs = class_targets(self._loss(), index, len(classes))
        self._train(Examples(examples, targets, weights), outputs, index)
        self.classes_ = classes
        return self

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """One epoch more on these examples. `classes` are all labels there will ever be, given with the first call.

        A schedule is laid out for `epochs` calls with as many examples as the first.
        """
        first = not hasattr(self, "model_")
        examples, labels = self._checked(X, y, reset=first)
        weights = self._weights(sample_weight, examples)
        known = np.unique(labels if classes is None else np.asarray(classes)) if first else self.classes_
        if not first and classes is not None and not np.array_equal(np.unique(np.asarray(classes)), known):
            raise LabelError(f"partial_fit: the classes are {known.tolist()} since the first call, not {classes!r}")
        strange = ~np.isin(labels, known)
        if strange.any():
            raise LabelError(f"partial_fit: {labels[strange].tolist()[0]!r} is not one of the classes {known.tolist()}")
        targets, outputs = class_targets(self._loss(), np.searchsorted(known, labels), len(known))
        self._continue(Examples(examples, targets, weights), outputs)
        self.classes_ = known
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The most likely label of every example."""
        scores = self._scores(X)
        labels: NDArray[Any] = self.classes_[scores.argmax(axis=1)]
        return labels

    def decision_function(self, X: ArrayLike) -> NDArray[Any]:
        """A score for every class (n, classes); with two classes the second's less the first's, (n,)."""
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    @available_if(lambda self: self._loss().link.gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:
        """The probability of every class (n, classes), in the order of classes_. Only for losses of logits."""
        return probabilities(self._loss(), self._scores(X))

    def _scores(self, X: ArrayLike) -> NDArray[Any]:
        outputs = self._outputs(X)
        return class_scores(outputs, len(self.classes_))

    def _default_loss(self) -> Loss:
        return cross_entropy

    def _checked(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[NDArray[Any], NDArray[Any]]:
        if len(self._loss().parts) > 1:
            raise RangeError(f"Classifier: {self._loss().name} predicts quantities; take cross_entropy, say")
        examples, labels = validate_data(self, X, y, reset=reset, dtype=FLOATS)
        check_classification_targets(labels)
        return examples, labels


class Regressor(RegressorMixin, Network):  # type: ignore[misc]
    """A network that predicts numbers, one or several an example: scikit-learn's contract, Talweg's rules.

    Its loss is mse unless another is given. The targets are taken as they are: where they are large, scale them, with
    TransformedTargetRegressor for one. Under poisson the prediction is the rate, not its logarithm; under gaussian_nll
    the mean. For the parameters see `__init__`.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on X (n, features) and the numbers y: (n,), or (n, outputs) for several an example.

        sample_weight (n,): an example of weight 2 counts as two.
        """
        self._train(*self._checked(X, y, sample_weight, reset=True))
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """One epoch more on these examples.

        A schedule is laid out for `epochs` calls with as many examples as the first.
        """
        self._continue(*self._checked(X, y, sample_weight, reset=not hasattr(self, "model_")))
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The prediction for every example, in the shape and the unit of the y it was trained on."""
        outputs = self._loss().link.prediction(self._outputs(X))
        return outputs[:, 0] if self._is_vector else outputs

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may expect: several targets an example, too."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _default_loss(self) -> Loss:
        return mse

    def _checked(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, *, reset: bool
    ) -> tuple[Examples, int]:
        """The examples, and how many outputs the network needs for them."""
        loss = self._loss()
        if loss.rowwise:
            raise RangeError(f"Regressor: {loss.name} compares rows of classes; take a loss of numbers, such as mse")
        examples, targets = validate_data(self, X, y, reset=reset, dtype=FLOATS, multi_output=True, y_numeric=True)
        targets = targets.astype(examples.dtype)
        weights = self._weights(sample_weight, examples)
        self._is_vector = targets.ndim == 1
        if len(loss.parts) > 1:
            if targets.ndim > 1:
                raise ShapeError(f"Regressor: {loss.name} takes one target an example, got y of shape {targets.shape}")
            return Examples(examples, targets, weights), len(loss.parts)
        columns = targets.reshape(len(targets), -1)
        return Examples(examples, columns, weights), columns.shape[1]
