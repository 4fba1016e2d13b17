"""What scikit-learn's Classifier and Regressor share: their parameters, and the training itself."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_array, check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.validation import check_is_fitted, validate_data

from talweg.adapters.frames import explained
from talweg.adapters.penalized import Penalized, SparseExamples
from talweg.adapters.scaling import Scaling
from talweg.adapters.scheduled import scheduled
from talweg.errors import RangeError, ShapeError
from talweg.formula import Range
from talweg.losses import LOSSES
from talweg.models import mlp
from talweg.nouns import Loss, Plateau, Schedule, State
from talweg.training import EarlyStopping, Rule
from talweg.training.loop.examples import Examples, scaled
from talweg.training.loop.fit import train
from talweg.training.loop.history import Epoch
from talweg.training.loop.progress import line
from talweg.training.loop.rule import rule_of
from talweg.training.loop.run import Run

FLOATS = (np.float64, np.float32)


class Network(ABC, BaseEstimator):  # type: ignore[misc]
    """A network with scikit-learn's contract, save for what is to be predicted."""

    model_: Penalized
    _training: Penalized
    scaling_: Scaling
    _mean_weight: float
    optimizer_state_: State
    total_: int

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
        tol: float | None = 1e-4,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        warm_start: bool = False,
        verbose: bool = False,
        random_state: Any = None,
    ) -> None:
        """Keep the parameters; `fit` checks them.

        - hidden: the units of each hidden layer; 0 or () for a linear model. activation: "relu", "tanh" or "identity".
        - loss, optimizer: a name, or the thing itself with its hyperparameters, such as tw.adam(beta2=0.99); for the
          optimizer, a pipeline too.
        - lr: the rate, or the schedule's peak; None for the optimizer's own.
        - schedule: a name or a Schedule of the rate; its peak and total steps are filled in where they are missing.
          One that watches a loss is told the training loss after every epoch, the validation loss where there is one.
        - warmup: the schedule's warm-up: a share of all steps below 1, else a number of steps.
        - epochs, batch_size: passes over the data, and examples a step (all of them where there are fewer).
        - alpha: the L2 penalty, as MLPClassifier has it: a batch of n examples adds alpha / (2 n) times the sum of the
          squared weights, biases left out, to its mean loss.
        - scale: standardise the features whose root mean square over the training examples is below 0.1 or above 10,
          and leave the others; sparse X is never scaled. A Regressor scales its targets, too.
        - tol: without a schedule and without early stopping, stop when the training loss has not fallen by more than
          `tol` for `patience` epochs; None runs all epochs. Where they pass before a run has stopped, early stopping's
          too, there is a ConvergenceWarning, but not with a schedule or with None.
        - early_stopping: keep `validation_fraction` of the examples back, stop when the loss on them has not improved
          for `patience` epochs, and take the weights of the best epoch. The training part has an example of each class.
        - warm_start: let `fit` begin at the weights and the scaling of the last one, for the same features and classes.
        - verbose: print a line an epoch. random_state: an integer repeats a run exactly.

        X may be sparse, and is never made dense: CSR is taken as it is, any other form is turned into it.

        Then model_ is the network of the scaled features, loss_curve_ the mean loss of every epoch (penalty included),
        best_loss_ the least of them, n_iter_ the epochs run; with early stopping, validation_loss_curve_,
        validation_scores_ (accuracy or R2, of each epoch) and best_epoch_ (from 1) too. history_ is the History of the
        last `fit`, whose `plot()` draws the curves; `partial_fit` has none. LossCurveDisplay.from_estimator draws them
        as scikit-learn does.
        """
        self.hidden = hidden
        self.activation = activation
        self.loss = loss
        self.optimizer = optimizer
        self.lr = lr
        self.schedule = schedule
        self.warmup = warmup
        self.epochs = epochs
        self.batch_size = batch_size
        self.alpha = alpha
        self.scale = scale
        self.tol = tol
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.warm_start = warm_start
        self.verbose = verbose
        self.random_state = random_state

    @abstractmethod
    def _default_loss(self) -> Loss:
        """The loss where none is given."""

    @abstractmethod
    def _scores_of(self, outputs: NDArray[Any], targets: NDArray[Any], weights: NDArray[Any] | None) -> float:
        """What `score` says of the outputs for examples whose targets are as the loss takes them."""

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Within the block an error leaves every attribute as it was."""
        before = dict(self.__dict__)
        try:
            yield
        except BaseException:
            self.__dict__.clear()
            self.__dict__.update(before)
            raise

    def _train(self, examples: Examples, outputs: int, strata: NDArray[Any] | None = None) -> None:
        """All epochs, or those until the loss that is watched has not improved for `patience` of them."""
        epochs, patience = self._whole("epochs"), self._whole("patience")
        stopping = EarlyStopping(patience) if self.early_stopping else None
        seeds = self._seeds()
        held_back = None
        if stopping:
            examples, held_back = self._split(examples, strata, seeds[2])
        run = self._begin(examples, outputs, seeds, epochs, warm=self.warm_start, stopping=stopping)
        scores: list[float] = []
        if held_back:
            held_back = replace(held_back, y=run.model.targets(run.loss, held_back.y))
        convergence = self._convergence(run.rule, patience)
        watched = stopping or convergence

        def after(row: Epoch) -> bool:
            if held_back:
                with run.averaged():
                    scores.append(self._scores_of(run.model(held_back.X), held_back.y, held_back.weights))
            if self.verbose:
                print(line(row))
            return watched is not None and watched.reached(run.rows)

        train(run, held_back, [after])
        if watched and convergence and not watched.reached(run.rows):
            warnings.warn(
                f"{type(self).__name__}: the loss is still falling after all {epochs} epochs; ask for more epochs, a "
                "higher lr, or tol=None for exactly as many",
                ConvergenceWarning,
                stacklevel=3,
            )
        self.history_ = run.history()
        self.loss_curve_, self.n_iter_ = [row.loss for row in run.rows], len(run.rows)
        self.best_loss_ = min(self.loss_curve_)
        for name in ("validation_loss_curve_", "validation_scores_", "best_epoch_"):
            self.__dict__.pop(name, None)
        if stopping:
            self.validation_loss_curve_ = [row.validation_loss for row in run.rows]
            self.validation_scores_ = scores
            self.best_epoch_ = stopping.best(run.rows) + 1
        self._keep(run)

    def _continue(self, examples: Examples, outputs: int) -> None:
        """One epoch more: weights, optimizer, schedule and shuffling go on where they stood."""
        if hasattr(self, "model_"):
            run = self._run(replace(self._training, alpha=self._penalty()), examples, epochs=1, seed=0)
            run.state, run.rng = self.optimizer_state_, self._shuffler
        else:
            run = self._begin(examples, outputs, self._seeds(), epochs=1, warm=False)
            self.loss_curve_, self.n_iter_ = [], 0
        if watching := [each.name for each in run.rule.hyper.values() if isinstance(each, Plateau)]:
            raise RangeError(f"partial_fit: {watching[0]} watches whole epochs; use fit")
        train(run)
        self.__dict__.pop("history_", None)
        if self.verbose:
            print(line(replace(run.rows[-1], number=self.n_iter_ + 1)))
        self.loss_curve_ = [*self.loss_curve_, run.rows[-1].loss]
        self.best_loss_ = min(self.loss_curve_)
        self.n_iter_ += 1
        self._keep(run)

    def _convergence(self, rule: Rule, patience: int) -> EarlyStopping | None:
        """What tells that the training loss has stopped falling; a schedule is laid out for all epochs."""
        if self.tol is None or any(callable(value) for value in rule.hyper.values()):
            return None
        return EarlyStopping(patience, Range(0, low_open=False).check(type(self).__name__, "tol", self.tol))

    def _begin(
        self,
        examples: Examples,
        outputs: int,
        seeds: list[int],
        epochs: int,
        warm: bool,
        stopping: EarlyStopping | None = None,
    ) -> Run:
        """A fresh start, or the weights of the last fit."""
        layers = [self.hidden] if isinstance(self.hidden, int | np.integer) else self.hidden
        sizes = [examples.X.shape[1], *(layers if layers != [0] else ()), outputs]
        fresh = mlp(sizes, activation=self.activation, seed=seeds[0], dtype=examples.X.dtype, init="glorot")
        model = Penalized(fresh.name, fresh.sizes, fresh.activation, fresh.parameters, self._penalty())
        if warm and hasattr(self, "model_"):
            if self.model_.sizes != model.sizes:
                raise ShapeError(f"warm_start: the layers were {self.model_.sizes} and cannot become {model.sizes}")
            if self.model_.activation != model.activation:
                was = self.model_.activation
                raise RangeError(f"warm_start: the activation was {was} and cannot become {model.activation}")
            model.parameters[...] = self._training.parameters
        size = min(self._whole("batch_size"), len(examples))
        self.total_ = self._whole("epochs") * -(-len(examples) // size)
        return self._run(model, examples, epochs, seeds[1], stopping)

    def _run(
        self, model: Penalized, examples: Examples, epochs: int, seed: int, stopping: EarlyStopping | None = None
    ) -> Run:
        size = min(self._whole("batch_size"), len(examples))
        rule = self._rule(self.total_)
        watched = not isinstance(examples, SparseExamples)  # the watchdog's diagnosis reads dense rows
        return Run(
            model, self._loss(), rule, examples,
            size=size, epochs=epochs, seed=seed, stopping=stopping, watched=watched,
        )  # fmt: skip

    def _keep(self, run: Run) -> None:
        """What predictions and another call need. No loss and no rule: those come from the parameters."""
        assert isinstance(run.model, Penalized)
        self._training = replace(run.model, parameters=run.best[0] if run.best else run.model.parameters.copy())
        run.finish()
        self.model_, self.optimizer_state_, self._shuffler = run.model, run.state, run.rng

    def _rule(self, total: int) -> Rule:
        rule = rule_of(type(self).__name__, self.optimizer)
        return scheduled(rule, self.lr, self.schedule, self.warmup, total)

    def _loss(self) -> Loss:
        """The loss to train by. Examples with the label that it ignores are taken out before."""
        chosen = self._given_loss()
        return chosen if chosen.ignore is None else chosen.replace(ignore=None)

    def _given_loss(self) -> Loss:
        if self.loss is None:
            return self._default_loss()
        return LOSSES.take(type(self).__name__, self.loss)

    def _penalty(self) -> float:
        return float(Range(0, low_open=False).check(type(self).__name__, "alpha", self.alpha)) / self._mean_weight

    def _whole(self, name: str) -> int:
        return int(Range(1, low_open=False, integer=True).check(type(self).__name__, name, getattr(self, name)))

    def _seeds(self) -> list[int]:
        """Of the weights, the shuffling and the split."""
        draw = check_random_state(self.random_state)
        return [int(draw.randint(2**31 - 1)) for _ in range(3)]

    def _split(self, examples: Examples, strata: NDArray[Any] | None, seed: int) -> tuple[Examples, Examples]:
        """The training part and the part held back, class by class where both have room for every class."""
        name, rows = type(self).__name__, len(examples)
        share = Range(0, 1).check(name, "validation_fraction", self.validation_fraction)
        held = int(np.ceil(share * rows))
        counts = np.array([rows]) if strata is None else np.unique(strata, return_counts=True)[1]
        if held > rows - len(counts):
            raise RangeError(
                f"{name}: validation_fraction={share:g} holds {held} of n_samples={rows} back, and {len(counts)} must "
                "be left, one a class; give more examples, a smaller share, or early_stopping=False"
            )
        if strata is not None and held >= len(counts) and counts.min() >= 2:
            parts = train_test_split(np.arange(rows), test_size=held, random_state=seed, stratify=strata)
        else:
            order = np.random.default_rng(seed).permutation(rows)
            needed = order[:1] if strata is None else order[np.unique(strata[order], return_index=True)[1]]
            spare = order[~np.isin(order, needed)]
            parts = [np.append(needed, spare[held:]), spare[:held]]
        train, held_back = map(examples.take, parts)
        return train, held_back

    def _validated(self, X: ArrayLike, y: ArrayLike, *, reset: bool, **checks: Any) -> tuple[Any, NDArray[Any]]:
        """X as a float array, or CSR, and y, as scikit-learn checks them, y dense; columns of text are named."""
        try:
            examples, targets = validate_data(
                self, X, y, reset=reset, dtype=FLOATS, accept_sparse="csr", multi_output=True, **checks
            )
        except (ValueError, TypeError) as error:
            raise explained(type(self).__name__, X, error) from error
        return examples, np.asarray(targets.toarray() if issparse(targets) else targets)

    def _weights(self, sample_weight: ArrayLike | None, X: Any) -> NDArray[Any] | None:
        if sample_weight is None:
            return None
        name = "sample_weight"
        weights = check_array(
            sample_weight, ensure_2d=False, dtype=np.float64, ensure_non_negative=True, input_name=name
        )
        weights = column_or_1d(weights)
        check_consistent_length(X, weights)
        if not weights.any():
            raise RangeError("sample_weight is zero for every example; at least one must count")
        return np.asarray(weights)

    def _examples(self, X: Any, y: NDArray[Any], weights: NDArray[Any] | None, *, again: bool) -> Examples:
        """X scaled, with weights of mean 1, without examples of weight 0; `again` with the scaling as it is."""
        self._mean_weight = 1.0
        if weights is not None:
            counts = weights > 0
            X, y, weights = X[counts], y[counts], weights[counts]
            self._mean_weight = float(weights.mean())
            weights = scaled("sample_weight", weights, len(weights))
        if not again:
            plain = issparse(X) or not self.scale
            self.scaling_ = Scaling.none(X.shape[1]) if plain else Scaling.of_features(X, weights)
        kind = SparseExamples if issparse(X) else Examples
        dtype = self._training.parameters.dtype if again else X.dtype
        return kind(self._scaled(X).astype(dtype, copy=False), y, weights)

    def _scaled(self, X: Any) -> Any:
        if not issparse(X):
            return self.scaling_.apply(X)
        if self.scaling_.factor.min() == self.scaling_.factor.max() == 1 and not self.scaling_.shift.any():
            return X
        return self.scaling_.apply(X.toarray())  # trained on dense rows

    def _outputs(self, X: ArrayLike) -> NDArray[Any]:
        check_is_fitted(self)
        try:
            examples = validate_data(self, X, reset=False, dtype=FLOATS, accept_sparse="csr")
        except (ValueError, TypeError) as error:
            raise explained(type(self).__name__, X, error) from error
        return self.model_(self._scaled(examples).astype(self.model_.parameters.dtype, copy=False))

    def __sklearn_is_fitted__(self) -> bool:
        """Whether there is a network to predict with."""
        return hasattr(self, "model_")

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may expect: sparse examples, too."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
