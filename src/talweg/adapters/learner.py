"""A model in training, an epoch at a time: what scikit-learn's `fit`, `partial_fit` and early stopping share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters
from talweg.errors import MissingError, NonFiniteError, RangeError
from talweg.formula import Range
from talweg.models import Model
from talweg.nouns import Loss, Optimizer, Plateau, Schedule, State
from talweg.schedules import SCHEDULES
from talweg.training import Rule, batches
from talweg.training.loop.observe import observed
from talweg.training.pipeline.names import by_layer


@dataclass(eq=False)
class Examples:
    """X (n, features), what the loss takes as y, and how much each example counts (n,): their mean is 1."""

    X: NDArray[Any]
    y: NDArray[Any]
    weights: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.X)

    def take(self, rows: NDArray[np.int64]) -> Examples:
        """Those of these rows."""
        return Examples(self.X[rows], self.y[rows], None if self.weights is None else self.weights[rows])


@dataclass(frozen=True)
class _Weighted:
    """A loss as a model calls it, with weights for the examples of one batch: their weighted sum over their number."""

    loss: Loss
    weights: NDArray[Any]

    @property
    def rowwise(self) -> bool:
        return self.loss.rowwise

    def value_and_grad(self, outputs: NDArray[Any], y: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        # Not over the sum of this batch's weights: a batch of light examples should move the weights little.
        count = len(y) if self.loss.rowwise else y.size
        return self.loss.value_and_grad(outputs, y, self.weights / count, "sum")


@dataclass(eq=False)
class Learner:
    """A model, what it learns by, and where its optimizer and its shuffling stand."""

    model: Model
    loss: Loss
    rule: Rule
    state: State
    rng: np.random.Generator

    @classmethod
    def begin(cls, model: Model, loss: Loss, rule: Rule, seed: int) -> Learner:
        """A learner that has taken no step."""
        return cls(model, loss, rule, rule.init(_seen(rule, model, model.parameters)), np.random.default_rng(seed))

    def epoch(self, examples: Examples, batch_size: int) -> float:
        """One pass over all examples, a step a batch; the mean loss, each example's taken when its batch came.

        Raises NonFiniteError at the first loss, gradient or weight that is not finite.
        """
        total, flat = 0.0, np.empty_like(self.model.parameters)
        w, gradient = (_seen(self.rule, self.model, each) for each in (self.model.parameters, flat))
        for rows in batches(len(examples), min(batch_size, len(examples)), self.rng):
            batch = examples.take(rows)
            value, _ = self.model.value_and_grad(self._loss(batch), batch.X, batch.y, out=flat)
            if not math.isfinite(value):
                raise NonFiniteError(f"the loss is {value} at step {self.state.t + 1}; a smaller lr may keep it finite")
            self.rule.step(w, gradient, self.state)
            total += value * len(rows)
        if not np.isfinite(self.model.parameters).all():
            raise NonFiniteError(f"the weights overflowed by step {self.state.t}; a smaller lr may keep them finite")
        return total / len(examples)

    def observe(self, loss: float) -> None:
        """Tell every schedule that watches a loss, such as reduce_on_plateau, what it was after this epoch."""
        self.rule = observed(self.rule, loss, self.state.t)

    @property
    def watching(self) -> dict[str, Plateau]:
        """The hyperparameters that follow a measured loss."""
        return {name: each for name, each in self.rule.hyper.items() if isinstance(each, Plateau)}

    def measure(self, examples: Examples) -> float:
        """The mean loss on these examples, at the weights to evaluate."""
        outputs = self.evaluated()(examples.X)
        return self.loss(outputs, self.model.targets(self.loss, examples.y), examples.weights)

    def evaluated(self) -> Model:
        """A copy of the model with the weights to evaluate: the rule's average where it keeps one."""
        twin = replace(self.model, parameters=self.model.parameters.copy())
        mean = self.rule.average(_seen(self.rule, twin, twin.parameters), self.state)
        parts = mean.values() if isinstance(mean, dict) else [mean]
        twin.parameters[...] = np.concatenate([part.reshape(-1) for part in parts])
        return twin

    def _loss(self, batch: Examples) -> Loss:
        return self.loss if batch.weights is None else cast(Loss, _Weighted(self.loss, batch.weights))


def scheduled(
    rule: Rule, lr: Any = None, schedule: str | Schedule | None = None, warmup: float = 0.0, total: int = 1
) -> Rule:
    """`rule` at the rate `lr` (None: its own), or along `schedule` with `lr` as its peak, over `total` batches.

    The schedule is a name, or a Schedule; what it was given it keeps, and peak, total and warm-up are filled in where
    they are missing. warmup is a share of all steps below 1, else a number of steps. Raises RangeError,
    UnknownNameError, or MissingError for a rule that declares no rate.
    """
    warmup = Range(0, low_open=False).check(rule.name, "warmup", warmup)
    if schedule is None:
        if warmup:
            raise RangeError(f"warmup belongs to a schedule, such as 'cosine' or 'constant'; got warmup={warmup:g}")
        return rule if lr is None else rule(**{_rate(rule): lr})
    noun = SCHEDULES[schedule] if isinstance(schedule, str) else schedule
    rate = _rate(rule)
    peak = rule.hyper[rate] if lr is None else lr
    if callable(peak):
        raise RangeError(f"{rule.name}: {rate} is {peak!r}, a schedule already; give {noun.name} a number as its peak")
    steps = max(total // getattr(rule, "every", 1), 1)
    wanted = {"peak": peak, "total": steps}
    missing = {name: value for name, value in wanted.items() if name in noun.formula.hyper and name not in noun.hyper}
    if warmup:
        missing["warmup"] = round(warmup * steps) if warmup < 1 else round(warmup)
    return rule(**{rate: noun.replace(**missing)})


def _rate(rule: Rule) -> str:
    if rule.rate is None:
        raise MissingError(f"lr and schedule set the rate, and {rule.name} declares none, such as lr: Rate = 0.01")
    return rule.rate


def _seen(rule: Rule, model: Model, flat: NDArray[Any]) -> Parameters:
    """A vector like the parameters as the rule takes it: layer by layer where it looks at more than single elements."""
    return flat if isinstance(rule, Optimizer) and not rule.whole else by_layer(model, flat)
