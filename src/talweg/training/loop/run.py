"""One training run: all that `fit` must know to take the next step, and so all that a checkpoint must hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, leaves
from talweg.errors import NonFiniteError
from talweg.nouns import Loss, Optimizer, State
from talweg.training.checkpoint.checkpoint import Checkpoint, describe
from talweg.training.diagnostics import watchdog
from talweg.training.loop.batches import cut, shuffled
from talweg.training.loop.examples import fingerprint
from talweg.training.loop.history import Epoch, History
from talweg.training.loop.observe import observed
from talweg.training.loop.rule import Rule
from talweg.training.loop.trainable import Trainable
from talweg.training.pipeline.names import by_layer
from talweg.training.pipeline.sam import ascent


class Run:
    """Where a run stands: weights, state, generator, the order of this epoch, and what was recorded of every step."""

    def __init__(
        self,
        model: Trainable,
        loss: Loss,
        rule: Rule,
        examples: tuple[NDArray[Any], NDArray[Any]],
        *,
        size: int,
        epochs: int,
        seed: int,
        rho: float | None = None,
        watched: bool = True,
    ) -> None:
        self.watched = watched
        self.model, self.loss, self.rule, self.rho = model, loss, rule, rho
        self.X, self.y = examples
        self.size, self.epochs, self.seed = size, epochs, seed
        self.steps = epochs * math.ceil(len(self.X) / size)
        self.w = self._seen(model.parameters)
        self.gradient = np.empty_like(model.parameters)
        self.g = self._seen(self.gradient)
        self.state: State = rule.init(self.w)
        self.rng = np.random.default_rng(seed)
        self.losses = np.empty(self.steps)
        self.scheduled = {name: np.empty(self.steps) for name, value in rule.hyper.items() if callable(value)}
        self.rows: list[Epoch] = []
        # Of the epoch under way:
        self.order: NDArray[np.int64] | None = None
        self.batch = np.arange(0)  # the last one
        self.place = 0
        self.total = 0.0
        self.seconds = 0.0
        # The last weights at which loss and gradient were finite, and how many steps had made them.
        self.good, self.good_t = model.parameters.copy(), 0
        self._spare = np.empty_like(self.good)

    @property
    def epoch(self) -> int:
        """The number of the epoch under way, 1 at the first."""
        return len(self.rows) + 1

    def batches(self) -> Iterator[NDArray[np.int64]]:
        """What is left of this epoch: its order is drawn now, if it has not begun."""
        if self.order is None:
            self.order = shuffled(len(self.X), self.rng)
        return cut(self.order, self.size, self.place)

    def endless(self) -> Iterator[NDArray[np.int64]]:
        """Batches without end, epoch after epoch, none of which is measured."""
        while True:
            yield from self.batches()
            self.order, self.place = None, 0

    def step(self, batch: NDArray[np.int64]) -> None:
        """Take one step on one batch. Raises NonFiniteError, with the last good weights put back."""
        t = self.state.t
        X, y = self.X.take(batch, axis=0), self.y.take(batch, axis=0)
        value = self._measure(X, y)
        if not math.isfinite(value):
            raise self._trouble(f"the loss is {value}", X, y, value)
        rule = self.rule
        if self.scheduled:
            # Evaluated once: what is recorded is what the step used.
            now = rule.at(t)
            rule = rule(**now)
            for name, values in self.scheduled.items():
                values[t] = now[name]
        np.copyto(self._spare, self.model.parameters)
        try:
            rule.step(self.w, self.g, self.state)
        except NonFiniteError as error:
            raise self._trouble(str(error), X, y, value) from error
        except BaseException:
            # Such as Ctrl-C between two arrays: only whole steps count.
            self.model.parameters[...] = self._spare
            raise
        self.good, self._spare, self.good_t = self._spare, self.good, t
        self.losses[t] = value
        self.total += value * len(batch)  # the last batch may be smaller: a mean over examples, not over batches
        self.place, self.batch = self.place + len(batch), batch

    def check_weights(self) -> None:
        """Raise NonFiniteError if the last step made the weights overflow, with the last good ones put back."""
        if np.isfinite(self.model.parameters).all():
            return
        X, y = self.X.take(self.batch, axis=0), self.y.take(self.batch, axis=0)
        raise self._trouble("the last step made the weights overflow", X, y, math.nan, taken=True)

    def end_epoch(self, validation: tuple[float | None, float | None], seconds: float) -> Epoch:
        """Close the epoch with its row."""
        row = Epoch(self.epoch, self.total / len(self.X), seconds, *validation)
        self.rows.append(row)
        self._observe(row, self.state.t)
        self.order, self.place, self.total, self.seconds = None, 0, 0.0, 0.0
        return row

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within the block the model has the weights to evaluate; after it, again those of the run."""
        here = self.model.parameters.copy()
        self.take_average()
        try:
            yield
        finally:
            self.model.parameters[...] = here

    def take_average(self) -> None:
        """Give the model the weights to evaluate: the rule's average where it keeps one."""
        mean = [leaf.copy() for _, leaf in leaves(self.rule.average(self.w, self.state))]
        for (_, leaf), its in zip(leaves(self.w), mean, strict=True):
            leaf[...] = its

    def history(self) -> History:
        """What was recorded."""
        return History(self.losses, self.scheduled, tuple(self.rows))

    def identity(self) -> dict[str, str]:
        """What a run must share with a checkpoint to go on from it, in words."""
        # Not the model's repr, which may show its weights.
        kind = [type(self.model).__name__, *(str(getattr(self.model, each, "")) for each in ("name", "activation"))]
        layers = ", ".join(f"{short} {leaf.shape}" for short, leaf in self._shapes())
        return {
            "model": f"{' '.join(filter(None, kind))} of {layers}, {self.model.parameters.dtype}",
            "loss": describe(self.loss),
            "optimizer": describe(self.rule),
            "data": fingerprint(self.X, self.y),
            "batch_size": str(self.size),
            "seed": str(self.seed),
            "sam": str(self.rho),
        }

    def position(self) -> dict[str, Any]:
        """Where the run stands and what it has recorded, besides weights, state and generator."""
        t = self.state.t
        return {
            "order": self.order,
            "place": self.place,
            "total": self.total,
            "seconds": self.seconds,
            "losses": self.losses[:t],
            "scheduled": {name: values[:t] for name, values in self.scheduled.items()},
            "rows": [astuple(row) for row in self.rows],
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
        self.losses[:t] = position["losses"]
        for name, values in self.scheduled.items():
            values[:t] = position["scheduled"][name]
        self.rows = [Epoch(*row) for row in position["rows"]]
        # What a schedule has made of the losses so far follows from them.
        for row in self.rows:
            self._observe(row, row.number * math.ceil(len(self.X) / self.size))

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

    def _measure(self, X: NDArray[Any], y: NDArray[Any]) -> float:
        """The loss on a batch; its gradient, sharpness-aware where asked for, goes into `self.gradient`."""
        model = self.model
        value, gradient = model.value_and_grad(self.loss, X, y, out=self.gradient)
        if self.rho is not None and math.isfinite(value):
            here = model.parameters.copy()
            try:
                model.parameters[...] += ascent(model.parameters, gradient, self.rho)[0]
                model.value_and_grad(self.loss, X, y, out=self.gradient)
            finally:
                model.parameters[...] = here
        return value

    def _trouble(
        self, problem: str, X: NDArray[Any], y: NDArray[Any], value: float, taken: bool = False
    ) -> NonFiniteError:
        """The error for a step that failed, with the diagnosis; puts the last good weights back."""
        if not self.watched:
            return NonFiniteError(problem)
        t = self.state.t - taken
        scene = watchdog.Scene(
            self.model, self.loss, self.rule, X, y, value,
            self.gradient.copy(), self.model.parameters.copy(), self.good, self.good_t,
        )  # fmt: skip
        why = watchdog.explain(scene)
        kept = f"those after step {self.good_t}" if self.good_t else "those before the first step"
        return NonFiniteError(
            f"fit stopped in epoch {self.epoch} at step {t + 1}: {problem}. {why} "
            f"The weights are {kept}, the last with a finite loss and gradient."
        )
