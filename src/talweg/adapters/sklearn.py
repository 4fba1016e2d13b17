"""scikit-learn: a network trained by any loss, optimizer and schedule, as a Classifier and a Regressor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils import column_or_1d
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from talweg.adapters.display import LossCurveDisplay
from talweg.adapters.links import class_scores, class_targets, label_choices, label_targets, probabilities
from talweg.adapters.network import Network
from talweg.adapters.scaling import Scaling
from talweg.errors import LabelError, RangeError, ShapeError
from talweg.formula import Range
from talweg.losses import binary_cross_entropy, cross_entropy, mse
from talweg.nouns import Loss, Schedule
from talweg.nouns.links import IDENTITY, LOG
from talweg.nouns.targets import NUMBER
from talweg.training import Rule
from talweg.training.loop.examples import Examples

__all__ = ["Classifier", "LossCurveDisplay", "Regressor"]


class Classifier(ClassifierMixin, Network):  # type: ignore[misc]
    """A network that tells classes apart, whatever their labels are: scikit-learn's contract, Talweg's rules.

    Its loss is cross_entropy unless another is given; an elementwise one, such as binary_cross_entropy or hinge, is
    given a column a class (one for two classes). An example whose label the loss ignores is left out, and its label is
    no class. Several labels an example, a column of 0 and 1 for each, are learned by binary_cross_entropy unless
    another elementwise loss is given, and classes_ are then the numbers of the columns.

    After fit, classes_ holds the labels, sorted. For the parameters see `__init__`; besides, class_weight is a weight
    for each label, {label: weight} with 1 for those left out, or "balanced": such that every class weighs the same.
    """

    def __init__(
        self,
        hidden: int | Sequence[int] = (100,),
        *,
        activation: str = "relu",
        loss: str | Loss | None = None,
        optimizer: str | Rule = "adam",
        lr: Any = None,
        schedule: str | Schedule | None = None,
        warmup: float = 0.0,
        epochs: int = 200,
        batch_size: int = 64,
        alpha: float = 0.0,
        scale: bool = True,
        class_weight: Mapping[Any, float] | str | None = None,
        tol: float | None = 1e-4,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        warm_start: bool = False,
        verbose: bool = False,
        random_state: Any = None,
    ) -> None:
        super().__init__(
            hidden, activation=activation, loss=loss, optimizer=optimizer, lr=lr, schedule=schedule, warmup=warmup,
            epochs=epochs, batch_size=batch_size, alpha=alpha, scale=scale, tol=tol, early_stopping=early_stopping,
            validation_fraction=validation_fraction, patience=patience, warm_start=warm_start, verbose=verbose,
            random_state=random_state,
        )  # fmt: skip
        self.class_weight = class_weight

    __init__.__doc__ = Network.__init__.__doc__

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on X (n, features) and the labels y (n,): numbers, strings or booleans; or (n, labels) of 0 and 1.

        sample_weight (n,): an example of weight 2 counts as two.
        """
        with self._all_or_nothing():
            again = self.warm_start and hasattr(self, "model_")
            X, labels, weights = self._checked(X, y, sample_weight, reset=not again)
            several = labels.ndim == 2
            classes = np.arange(labels.shape[1]) if several else np.unique(labels)
            if again and (several != self._several or not np.array_equal(classes, self.classes_)):
                was = self.classes_.tolist()
                raise LabelError(f"warm_start: the classes were {was} and cannot become {classes.tolist()}")
            self._learn(X, labels, weights, classes, again=again, train=self._train)
        return self

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """One epoch more on these examples. `classes` are all labels there will ever be, given with the first call.

        A schedule is laid out for `epochs` calls with as many examples as the first, which also sets the scaling.
        """
        if isinstance(self.class_weight, str):
            raise RangeError("partial_fit: class_weight='balanced' needs all examples; give {label: weight}")
        with self._all_or_nothing():
            again = hasattr(self, "model_")
            X, labels, weights = self._checked(X, y, sample_weight, reset=not again)
            several = labels.ndim == 2
            given = None if classes is None else self._kept(np.unique(np.asarray(classes)))
            if again:
                known = self.classes_
            else:
                known = given if given is not None else np.arange(labels.shape[1]) if several else np.unique(labels)
            if given is not None and not np.array_equal(given, known):
                raise LabelError(f"partial_fit: the classes are {known.tolist()} since the first call, not {classes!r}")
            if (several and labels.shape[1] != len(known)) or (again and several != self._several):
                raise LabelError(f"partial_fit: y of shape {labels.shape} does not fit the classes {known.tolist()}")
            strange = np.zeros(0, bool) if several else ~np.isin(labels, known)
            if strange.any():
                first = labels[strange].tolist()[0]
                raise LabelError(f"partial_fit: {first!r} is not one of the classes {known.tolist()}")
            self._learn(X, labels, weights, known, again=again, train=self._continue)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The most likely label of every example; of several labels a column each, 1 where it is likely."""
        outputs = self._outputs(X)
        chosen = self._chosen(outputs)
        labels: NDArray[Any] = chosen if self._several else self.classes_[chosen]
        return labels

    def decision_function(self, X: ArrayLike) -> NDArray[Any]:
        """A score for every class (n, classes); with two classes the second's less the first's, (n,)."""
        outputs = self._outputs(X)
        if self._several:
            return outputs
        scores = class_scores(outputs, len(self.classes_))
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    @available_if(lambda self: self._loss().link.gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:
        """The probability of every class (n, classes), in the order of classes_. Only for losses of logits.

        They sum to 1, save with several labels an example, where each stands alone.
        """
        outputs = self._outputs(X)
        if self._several:
            return self._loss().link.prediction(outputs)
        return probabilities(self._loss(), class_scores(outputs, len(self.classes_)))

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may expect: several labels an example, too."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def _default_loss(self) -> Loss:
        return binary_cross_entropy if self._several else cross_entropy

    _several = False
    """Whether an example has several labels."""

    def _learn(
        self,
        X: Any,
        labels: NDArray[Any],
        weights: NDArray[Any] | None,
        classes: NDArray[Any],
        *,
        again: bool,
        train: Callable[..., None],
    ) -> None:
        self._several, self.classes_ = labels.ndim == 2, classes
        index = labels if self._several else np.searchsorted(classes, labels)
        weights = self._class_weighted(weights, index)
        examples = self._examples(X, index, weights, again=again)
        strata = None if self._several else examples.y
        if self._several:
            targets, outputs = label_targets(self._loss(), examples.y)
        else:
            targets, outputs = class_targets(self._loss(), examples.y, len(classes))
        train(replace(examples, y=targets), outputs, *(() if train == self._continue else (strata,)))

    def _class_weighted(self, weights: NDArray[Any] | None, index: NDArray[Any]) -> NDArray[Any] | None:
        """The examples' weights, times those of their classes."""
        given, known = self.class_weight, self.classes_.tolist()
        if given is None:
            return weights
        if self._several:
            raise RangeError("Classifier: class_weight is for one label an example; take it away")
        own = np.ones(len(index)) if weights is None else weights
        if given == "balanced":
            total = np.bincount(index, own, len(known))
            each = np.divide(own.sum(), np.count_nonzero(total) * total, out=np.zeros(len(known)), where=total > 0)
        elif isinstance(given, Mapping):
            if strange := [label for label in given if label not in known]:
                raise LabelError(f"Classifier: class_weight names {strange[0]!r}, and the classes are {known}")
            legal = Range(0, low_open=False)
            each = np.array([legal.check("Classifier", "class_weight", given.get(label, 1.0)) for label in known])
        else:
            raise RangeError(f"Classifier: class_weight must be 'balanced', {{label: weight}} or None, got {given!r}")
        found: NDArray[Any] = own * each[index]
        if not found.any():
            raise RangeError("Classifier: class_weight leaves no example that counts")
        return found

    def _chosen(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """The place of the predicted class (n,), or of several labels 0 and 1 (n, labels)."""
        if self._several:
            return label_choices(self._loss(), outputs)
        return np.asarray(class_scores(outputs, len(self.classes_)).argmax(axis=1))

    def _scores_of(self, outputs: NDArray[Any], targets: NDArray[Any], weights: NDArray[Any] | None) -> float:
        if self._several or (targets.ndim == 2 and targets.shape[1] == 1):
            right = targets > 0
            right = right if self._several else right[:, 0]
        else:
            right = targets if targets.ndim == 1 else targets.argmax(axis=1)
        return float(accuracy_score(right, self._chosen(outputs), sample_weight=weights))

    def _kept(self, labels: NDArray[Any]) -> NDArray[Any]:
        return labels[~self._ignored(labels)]

    def _ignored(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        """Where the loss ignores the label; one of text that spells it, too."""
        ignored = self._given_loss().ignore
        if ignored is None or labels.ndim != 1:
            return np.zeros(len(labels), dtype=bool)
        if labels.dtype.kind in "fiu":
            return np.asarray(labels == ignored)
        return np.array([str(label) == str(ignored) for label in labels.tolist()], dtype=bool)

    def _checked(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, *, reset: bool
    ) -> tuple[Any, NDArray[Any], NDArray[Any] | None]:
        """X, the labels and the weights, without the examples that the loss ignores."""
        loss = self._given_loss()
        if len(loss.parts) > 1:
            raise RangeError(f"Classifier: {loss.name} predicts quantities; take cross_entropy, say")
        examples, labels = self._validated(X, y, reset=reset)
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = column_or_1d(labels, warn=True)
        weights = self._weights(sample_weight, examples)
        counts = ~self._ignored(labels)
        if not counts.any():
            raise LabelError(f"Classifier: every label is {loss.ignore}, which the loss ignores")
        if not counts.all():
            examples, labels = examples[counts], labels[counts]
            weights = None if weights is None else weights[counts]
        check_classification_targets(labels)
        if labels.ndim == 2:
            if type_of_target(labels) != "multilabel-indicator" or not np.isin(labels, [0, 1]).all():
                raise LabelError(f"Classifier: y of shape {labels.shape} must hold 0 and 1, a column for each label")
            if self.loss is not None and loss.rowwise:
                raise RangeError(
                    f"Classifier: {loss.name} takes one label an example; for several take binary_cross_entropy, say"
                )
        return examples, labels, weights


class Regressor(RegressorMixin, Network):  # type: ignore[misc]
    """A network that predicts numbers, one or several an example: scikit-learn's contract, Talweg's rules.

    Its loss is mse unless another is given. With `scale` it learns standardised targets, and for a loss of rates, such
    as poisson, targets over their mean; predictions come back in the unit of y. The loss, and a hyperparameter such as
    huber's delta, is then in standard deviations of y: under mse, 1 less the loss is R2. Probabilities are never
    scaled. Under poisson the prediction is the rate, not its logarithm; under gaussian_nll the mean. For the parameters
    see `__init__`.
    """

    _target_scaling: Scaling

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on X (n, features) and the numbers y: (n,), or (n, outputs) for several an example.

        sample_weight (n,): an example of weight 2 counts as two.
        """
        with self._all_or_nothing():
            self._train(*self._checked(X, y, sample_weight, again=self.warm_start and hasattr(self, "model_")))
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """One epoch more on these examples.

        A schedule is laid out for `epochs` calls with as many examples as the first, which also sets the scaling.
        """
        with self._all_or_nothing():
            self._continue(*self._checked(X, y, sample_weight, again=hasattr(self, "model_")))
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The prediction for every example, in the shape and the unit of the y it was trained on."""
        outputs = self._outputs(X)
        return self._predicted(outputs[:, 0] if self._is_vector else outputs)

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may expect: several targets an example, too."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _default_loss(self) -> Loss:
        return mse

    def _predicted(self, outputs: NDArray[Any]) -> NDArray[Any]:
        found = self._loss().link.prediction(outputs)
        return self._target_scaling.undo(found)

    def _scores_of(self, outputs: NDArray[Any], targets: NDArray[Any], weights: NDArray[Any] | None) -> float:
        found = self._loss().link.prediction(outputs[:, 0] if targets.ndim == 1 else outputs)
        if len(targets) < 2:
            return float("nan")  # R2 needs two
        return float(r2_score(targets, found, sample_weight=weights))

    def _checked(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, *, again: bool
    ) -> tuple[Examples, int]:
        """The examples, and how many outputs the network needs for them."""
        loss = self._loss()
        if loss.rowwise:
            raise RangeError(f"Regressor: {loss.name} compares rows of classes; take a loss of numbers, such as mse")
        X, targets = self._validated(X, y, reset=not again, y_numeric=True)
        weights = self._weights(sample_weight, X)
        self._is_vector = targets.ndim == 1
        several = len(loss.parts) > 1
        if several and targets.ndim > 1:
            raise ShapeError(f"Regressor: {loss.name} takes one target an example, got y of shape {targets.shape}")
        columns = targets.astype(float).reshape(len(targets), -1)
        if again and columns.shape[1] != len(self._target_scaling.shift):
            was = len(self._target_scaling.shift)
            raise ShapeError(f"Regressor: y had {was} targets an example and cannot have {columns.shape[1]} now")
        examples = self._examples(X, columns, weights, again=again)
        if not again:
            self._target_scaling = self._scaling_of(examples.y, examples.weights)
        y_scaled = self._target_scaling.apply(examples.y).astype(examples.X.dtype)
        if several:
            return replace(examples, y=y_scaled[:, 0]), len(loss.parts)
        return replace(examples, y=y_scaled), columns.shape[1]

    def _scaling_of(self, y: NDArray[Any], weights: NDArray[Any] | None) -> Scaling:
        loss = self._loss()
        if self.scale and loss.link == IDENTITY and loss.targets == NUMBER:
            return Scaling.standard(y, weights)
        if self.scale and loss.link == LOG and y.min() >= 0:
            return Scaling.of_rates(y, weights)
        return Scaling.none(y.shape[1])
