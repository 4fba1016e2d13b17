"""One training run: all that `fit` must know to take the next step, and so all that a checkpoint must hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.fused import all_finite
from talweg.engine.parameters import Parameters, leaves
from talweg.errors import NonFiniteError
from talweg.nouns import Loss, Optimizer, State
from talweg.nouns.weights import MeanGradient, counting
from talweg.training.checkpoint.checkpoint import Checkpoint, describe, formulas
from talweg.training.diagnostics import watchdog
from talweg.training.loop.batches import cut, shuffled
from talweg.training.loop.early_stopping import EarlyStopping
from talweg.training.loop.examples import Examples
from talweg.training.loop.history import Epoch, History
from talweg.training.loop.observe import observed
from talweg.training.loop.rule import Rule
from talweg.training.loop.trainable import Trainable, measure
from talweg.training.pipeline.names import by_layer
from talweg.training.pipeline.sam import ascent


class Run:
    """Where a run stands: weights, state, generator, the order of this epoch, and what was recorded of every step."""

    def __init__(
        self,
        model: Trainable,
        loss: Loss,
        rule: Rule,
        examples: Examples,
        *,
        size: int,
        epochs: int,
        seed: int,
        rho: float | None = None,
        stopping: EarlyStopping | None = None,
        watched: bool = True,
    ) -> None:
        self.watched, self.stopping = watched, stopping
        self.model, self.loss, self.rule, self.rho = model, loss, rule, rho
        # What each example counts; None where all count alike.
        self.counts = examples.counts("fit", loss)
        self.examples = examples if self.counts is None else examples.evened(self.counts)
        self.size, self.epochs, self.seed = size, epochs, seed
        self.steps = epochs * math.ceil(len(examples) / size)
        self.w = self._seen(model.parameters)
        self.gradient = np.empty_like(model.parameters)
        # An optimizer alone never asks what the examples behind its gradient count.
        self.counted_gradient = not isinstance(rule, Optimizer)
        self.g = self._seen(self.gradient.view(MeanGradient) if self.counted_gradient else self.gradient)
        self.state: State = rule.init(self.w)
        self.rng = np.random.default_rng(seed)
        self.losses: list[float] = []
        self.scheduled: dict[str, list[float]] = {name: [] for name, value in rule.hyper.items() if callable(value)}
        self.rows: list[Epoch] = []
        # Of the best epoch, where one is looked for: the weights there, and those to evaluate.
        self.best: tuple[NDArray[Any], NDArray[Any]] | None = None
        # Of the epoch under way:
        self.order: NDArray[np.int64] | None = None
        self.batch = np.arange(0)  # the last one
        self.place = 0
        self.total, self.counted = 0.0, 0.0  # the loss of all examples so far, and what they count
        self.seconds = 0.0
        # The last weights at which loss and gradient were finite, and how many steps had made them.
        self.good, self.good_t = model.parameters.copy(), 0

    @property
    def epoch(self) -> int:
        """The number of the epoch under way, 1 at the first."""
        return len(self.rows) + 1

    def batches(self) -> Iterator[NDArray[np.int64]]:
        """What is left of this epoch: its order is drawn now, if it has not begun."""
        if self.order is None:
            self.order = shuffled(len(self.examples), self.rng)
        return cut(self.order, self.size, self.place)

    def endless(self) -> Iterator[NDArray[np.int64]]:
        """Batches without end, epoch after epoch, none of which is measured."""
        while True:
            yield from self.batches()
            self.order, self.place = None, 0

    def step(self, batch: NDArray[np.int64]) -> None:
        """Take one step on one batch. Raises NonFiniteError, with the last good weights put back."""
        t = self.state.t
        taken = self.examples.take(batch)
        value = self._measure(taken)
        if not math.isfinite(value):
            raise self._trouble(f"the loss is {value}", taken, value)
        # Evaluated once: what is recorded is what the step used.
        now = self.rule.at(t) if self.scheduled else {}
        before = self._before(t)
        count = float(len(batch)) if self.counts is None else float(self.counts[batch].sum())
        if self.counted_gradient:
            counting(self.g, count)
        try:
            self._step(now)
        except NonFiniteError as error:
            raise self._trouble(str(error), taken, value) from error
        except BaseException:
            # Such as Ctrl-C between two arrays: only whole steps count.
            self.model.parameters[...] = before
            raise
        self.good, self.good_t = before, t
        self.losses.append(value)
        for name, values in self.scheduled.items():
            values.append(now[name])
        # A mean over the examples that count, and not over batches: the last may be smaller.
        self.total += value * count
        self.counted += count if taken.weights is None else self._weight(batch)
        self.place, self.batch = self.place + len(batch), batch

    def check_weights(self) -> None:
        """Raise NonFiniteError if the last step made the weights overflow, with the last good ones put back."""
        if all_finite(self.model.parameters):
            return
        taken = self.examples.take(self.batch)
        raise self._trouble("the last step made the weights overflow", taken, math.nan, after=True)

    def end_epoch(self, validation: tuple[float | None, float | None], seconds: float) -> Epoch:
        """Close the epoch with its row."""
        row = Epoch(self.epoch, self.total / self.counted, seconds, *validation)
        self.rows.append(row)
        self._observe(row, self.state.t)
        if self.stopping and self.stopping.best(self.rows) == len(self.rows) - 1:
            here = self.model.parameters.copy()
            with self.averaged():
                self.best = here, self.model.parameters.copy()
        self.order, self.place, self.seconds = None, 0, 0.0
        self.total, self.counted = 0.0, 0.0
        return row

    @property
    def over(self) -> bool:
        """Whether all epochs are done, or early stopping has seen enough of them."""
        return len(self.rows) >= self.epochs or bool(self.stopping and self.stopping.reached(self.rows))

    def finish(self) -> None:
        """Give the model the weights to keep: those to evaluate, of the best epoch where one is looked for."""
        if self.best is not None:
            self.model.parameters[...] = self.best[1]
            return
        for leaf, mean in self._averages():
            leaf[...] = mean

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within the block the model has the weights to evaluate; after it, again those of the run."""
        changed = [(leaf, mean, leaf.copy()) for leaf, mean in self._averages()]
        for leaf, mean, _ in changed:
            leaf[...] = mean
        try:
            yield
        finally:
            for leaf, _, here in changed:
                leaf[...] = here

    def _averages(self) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Every array of the weights with what the rule evaluates in its place, where that is another."""
        pairs = zip(leaves(self.w), leaves(self.rule.average(self.w, self.state)), strict=True)
        return [(leaf, mean.copy()) for (_, leaf), (_, mean) in pairs if mean is not leaf]

    def history(self) -> History:
        """What was recorded."""
        scheduled = {name: np.array(values) for name, values in self.scheduled.items()}
        return History(np.array(self.losses), scheduled, tuple(self.rows))

    def identity(self) -> dict[str, str]:
        """What a run must share with a checkpoint to go on from it, in words."""
        # Not the model's repr, which may show its weights.
        kind = [type(self.model).__name__, *(str(getattr(self.model, each, "")) for each in ("name", "activation"))]
        layers = ", ".join(f"{short} {leaf.shape}" for short, leaf in self._shapes())
        return {
            "model": f"{' '.join(filter(None, kind))} of {layers}, {self.model.parameters.dtype}",
            "loss": describe(self.loss),
            "optimizer": describe(self.rule),
            "data": self.examples.fingerprint,
            "batch_size": str(self.size),
            "seed": str(self.seed),
            "sam": str(self.rho),
            "early stopping": str(self.stopping),
            "formulas": ", ".join(filter(None, (formulas(self.loss), formulas(self.rule)))),
        }

    def position(self) -> dict[str, Any]:
        """Where the run stands and what it has recorded, besides weights, state and generator."""
        return {
            "order": self.order,
            "place": self.place,
            "total": self.total,
            "counted": self.counted,
            "seconds": self.seconds,
            "losses": np.array(self.losses),
            "scheduled": {name: np.array(values) for name, values in self.scheduled.items()},
            "rows": [astuple(row) for row in self.rows],
            "best": self.best,
        }

    def restore(self, saved: Checkpoint) -> None:
        """Stand where the run that was saved stood. The caller has made sure that it is this run's checkpoint."""
        assert saved.state is not None
        assert saved.rng is not None
        position = saved.notes["position"]
        t = saved.state.t
        self.model.parameters[...] = saved.parameters
        np.copyto(self.good, saved.parameters)
        self.state, self.rng, self.good_t = saved.state, saved.rng, t
        self.order, self.place = position["order"], position["place"]
        self.total, self.seconds = position["total"], position["seconds"]
        self.counted = position.get("counted", float(self.place))  # an older version counted examples
        self.losses = position["losses"].tolist()
        self.scheduled = {name: position["scheduled"][name].tolist() for name in self.scheduled}
        self.best = position["best"]
        self.rows = [Epoch(*row) for row in position["rows"]]
        # What a schedule has made of the losses so far follows from them.
        for row in self.rows:
            self._observe(row, row.number * math.ceil(len(self.examples) / self.size))

    def _weight(self, batch: NDArray[np.int64]) -> float:
        """The sum of the weights of a batch, each times what its example counts."""
        assert self.examples.weights is not None
        weights = self.examples.weights[batch]
        return float(weights.sum() if self.counts is None else weights @ self.counts[batch])

    def _observe(self, row: Epoch, t: int) -> None:
        loss = row.loss if row.validation_loss is None else row.validation_loss
        self.rule = observed(self.rule, loss, t)

    def _seen(self, flat: NDArray[Any]) -> Parameters:
        """A vector like the parameters as the rule takes it: as it is where every element is stepped alike."""
        if isinstance(self.rule, Optimizer) and not self.rule.whole:
            return flat
        return by_layer(self.model, flat)

    def _shapes(self) -> Iterator[tuple[str, NDArray[Any]]]:
        layered = by_layer(self.model, self.model.parameters)
        return iter(layered.items()) if isinstance(layered, dict) else iter([("w", layered)])

    def _step(self, now: Mapping[str, float]) -> None:
        """The rule's step, with the numbers `now` where something is scheduled."""
        rule = self.rule
        if not now:
            rule.step(self.w, self.g, self.state)
        elif isinstance(rule, Optimizer) and not rule.requires and self.scheduled.keys() == {rule.rate}:
            rule.step(self.w, self.g, self.state, now)
        else:  # as a rule with these numbers, for what asks of them more than that each is legal
            rule(**now).step(self.w, self.g, self.state)

    def _before(self, t: int) -> NDArray[Any]:
        """A copy of the weights, to go back to: as the last good ones where nothing speaks against the gradient."""
        w = self.model.parameters
        if not all_finite(self.gradient):
            return w.copy()
        np.copyto(self.good, w)
        self.good_t = t
        return self.good

    def _measure(self, batch: Examples) -> float:
        """The loss on a batch; its gradient, sharpness-aware where asked for, goes into `self.gradient`."""
        model = self.model
        value, gradient = measure(model, self.loss, batch, self.gradient)
        if self.rho is not None and math.isfinite(value):
            here = model.parameters.copy()
            try:
                model.parameters[...] += ascent(model.parameters, gradient, self.rho)[0]
                measure(model, self.loss, batch, self.gradient)
            finally:
                model.parameters[...] = here
        return value

    def _trouble(self, problem: str, batch: Examples, value: float, after: bool = False) -> NonFiniteError:
        """The error for a step that failed, with the diagnosis; puts the last good weights back."""
        if not self.watched:
            return NonFiniteError(problem)
        t = self.state.t - after
        scene = watchdog.Scene(
            self.model, self.loss, self.rule, batch, value,
            self.gradient.copy(), self.model.parameters.copy(), self.good, self.good_t,
        )  # fmt: skip
        why = watchdog.explain(scene)
        kept = f"those after step {self.good_t}" if self.good_t else "those before the first step"
        return NonFiniteError(
            f"fit stopped in epoch {self.epoch} at step {t + 1}: {problem}. {why} "
            f"The weights are {kept}, the last with a finite loss and gradient."
        )
