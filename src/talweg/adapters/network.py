"""What scikit-learn's Classifier and Regressor share: their parameters, and the training itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.model_selection import train_test_split
from sklearn.utils import check_array, check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.validation import check_is_fitted, validate_data

from talweg.adapters.scheduled import scheduled
from talweg.errors import RangeError, ShapeError
from talweg.formula import Range
from talweg.losses import LOSSES
from talweg.models import Model, mlp
from talweg.nouns import Loss, Plateau, Schedule, State
from talweg.training import EarlyStopping, Rule
from talweg.training.loop.examples import Examples, scaled
from talweg.training.loop.fit import train
from talweg.training.loop.rule import rule_of
from talweg.training.loop.run import Run

FLOATS = (np.float64, np.float32)


class Network(BaseEstimator):  # type: ignore[misc]
    """A network with scikit-learn's contract, save for what is to be predicted."""

    model_: Model
    _training: Model
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
        batch_size: int = 200,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        warm_start: bool = False,
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
        - early_stopping: keep `validation_fraction` of the examples back, stop when the loss on them has not improved
          for `patience` epochs, and take the weights of the best epoch.
        - warm_start: let `fit` begin at the weights of the last one. random_state: an integer repeats a run exactly.

        Then model_ is the network, loss_curve_ the mean loss of every epoch, n_iter_ the epochs run; with early
        stopping, validation_loss_curve_ and best_epoch_ (from 1) too.
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
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.warm_start = warm_start
        self.random_state = random_state

    def _default_loss(self) -> Loss:
        raise TypeError("Network alone predicts nothing; use Classifier or Regressor")

    def _train(self, examples: Examples, outputs: int, strata: NDArray[Any] | None = None) -> None:
        """All epochs, or those until the validation loss has not improved for `patience` of them."""
        epochs, patience = self._whole("epochs"), self._whole("patience")
        stopping = EarlyStopping(patience) if self.early_stopping else None
        seeds = self._seeds()
        held_back = None
        if stopping:
            examples, held_back = self._split(examples, strata, seeds[2])
        run = self._begin(examples, outputs, seeds, epochs, warm=self.warm_start, stopping=stopping)
        if held_back:
            held_back = replace(held_back, y=run.model.targets(run.loss, held_back.y))
        train(run, held_back)
        self.loss_curve_, self.n_iter_ = [row.loss for row in run.rows], len(run.rows)
        if stopping:
            self.validation_loss_curve_ = [row.validation_loss for row in run.rows]
            self.best_epoch_ = stopping.best(run.rows) + 1
        self._keep(run)

    def _continue(self, examples: Examples, outputs: int) -> None:
        """One epoch more: weights, optimizer, schedule and shuffling go on where they stood."""
        if hasattr(self, "model_"):
            X = examples.X.astype(self._training.parameters.dtype, copy=False)
            run = self._run(self._training, replace(examples, X=X), epochs=1, seed=0)
            run.state, run.rng = self.optimizer_state_, self._shuffler
        else:
            run = self._begin(examples, outputs, self._seeds(), epochs=1, warm=False)
            self.loss_curve_, self.n_iter_ = [], 0
        if watching := [each.name for each in run.rule.hyper.values() if isinstance(each, Plateau)]:
            raise RangeError(f"partial_fit: {watching[0]} watches whole epochs; use fit")
        train(run)
        self.loss_curve_.append(run.rows[-1].loss)
        self.n_iter_ += 1
        self._keep(run)

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
        model = mlp(sizes, activation=self.activation, seed=seeds[0], dtype=examples.X.dtype)
        if warm and hasattr(self, "model_"):
            if self.model_.sizes != model.sizes:
                raise ShapeError(f"warm_start: the layers were {self.model_.sizes} and cannot become {model.sizes}")
            model.parameters[...] = self._training.parameters
        size = min(self._whole("batch_size"), len(examples))
        self.total_ = self._whole("epochs") * -(-len(examples) // size)
        return self._run(model, examples, epochs, seeds[1], stopping)

    def _run(
        self, model: Model, examples: Examples, epochs: int, seed: int, stopping: EarlyStopping | None = None
    ) -> Run:
        size = min(self._whole("batch_size"), len(examples))
        rule = self._rule(self.total_)
        return Run(model, self._loss(), rule, examples, size=size, epochs=epochs, seed=seed, stopping=stopping)

    def _keep(self, run: Run) -> None:
        """What predictions and another call need. No loss and no rule: those come from the parameters."""
        assert isinstance(run.model, Model)
        self._training = replace(run.model, parameters=run.best[0] if run.best else run.model.parameters.copy())
        run.finish()
        self.model_, self.optimizer_state_, self._shuffler = run.model, run.state, run.rng

    def _rule(self, total: int) -> Rule:
        rule = rule_of(type(self).__name__, self.optimizer)
        return scheduled(rule, self.lr, self.schedule, self.warmup, total)

    def _loss(self) -> Loss:
        if self.loss is None:
            return self._default_loss()
        return LOSSES.take(type(self).__name__, self.loss)

    def _whole(self, name: str) -> int:
        return int(Range(1, low_open=False, integer=True).check(type(self).__name__, name, getattr(self, name)))

    def _seeds(self) -> list[int]:
        """Of the weights, the shuffling and the split."""
        draw = check_random_state(self.random_state)
        return [int(draw.randint(2**31 - 1)) for _ in range(3)]

    def _split(self, examples: Examples, strata: NDArray[Any] | None, seed: int) -> tuple[Examples, Examples]:
        share = Range(0, 1).check(type(self).__name__, "validation_fraction", self.validation_fraction)
        if strata is not None and np.unique(strata, return_counts=True)[1].min() < 2:
            strata = None  # a class of one example cannot be in both parts
        rows = train_test_split(np.arange(len(examples)), test_size=share, random_state=seed, stratify=strata)
        train, held_back = map(examples.take, rows)
        return train, held_back

    def _weights(self, sample_weight: ArrayLike | None, X: NDArray[Any]) -> NDArray[Any] | None:
        if sample_weight is None:
            return None
        name = "sample_weight"
        weights = check_array(sample_weight, ensure_2d=False, dtype=X.dtype, ensure_non_negative=True, input_name=name)
        weights = column_or_1d(weights)
        check_consistent_length(X, weights)
        if not weights.any():
            raise RangeError("sample_weight is zero for every example; at least one must count")
        return scaled(name, weights, len(X))

    def _outputs(self, X: ArrayLike) -> NDArray[Any]:
        check_is_fitted(self)
        examples = validate_data(self, X, reset=False, dtype=FLOATS)
        return self.model_(examples.astype(self.model_.parameters.dtype, copy=False))
