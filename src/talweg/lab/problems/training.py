"""A task of examples: a model that is trained in mini-batches, by the loop of `tw.fit`, and measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.errors import NonFiniteError
from talweg.lab.problems.curve import Curve, Told, untold
from talweg.nouns import Loss
from talweg.training.checkpoint.checkpoint import describe, formulas
from talweg.training.loop.examples import Examples
from talweg.training.loop.rule import Rule
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import Trainable, measure

Measure = Callable[[Trainable], float]


@dataclass(frozen=True, eq=False)
class Training:
    """`model(seed)` trained on `examples`, `size` at a time in an order of the seed's, and measured by `measure`.

    A run is that of `tw.fit` with the same model, loss, optimizer, batch_size and seed.
    """

    model: Callable[[int], Trainable]
    loss: Loss
    examples: Examples
    size: int
    measure: Measure
    measured: str
    told: str
    """The model and what is measured, in words that hold whatever tells two of them apart."""
    target: float | None = None
    best: float | None = None

    @property
    def words(self) -> str:
        """All that a run depends on, in a line."""
        loss = f"{describe(self.loss)} {formulas(self.loss)}"
        return f"{self.told}; {loss}; {self.examples.fingerprint}, batches of {self.size}"

    def start(self, seed: int) -> NDArray[Any]:
        """The weights before the first step."""
        return self.model(seed).parameters.copy()

    def value_and_grad(self, w: Any) -> tuple[float, NDArray[Any]]:
        """The mean loss of all examples to train on, and its gradient."""
        model = self.model(0)
        model.parameters[...] = w
        return measure(model, self.loss, self.examples, np.empty_like(model.parameters))

    def run(self, rule: Rule, seed: int, kept: Sequence[int], told: Told = untold) -> Curve:
        """One run, measured after each of the steps `kept`."""
        model = self.model(seed)
        run = Run(
            model, self.loss, rule, self.examples, size=min(self.size, len(self.examples)), epochs=1, seed=seed,
            watched=False,
        )  # fmt: skip
        batches, places = run.endless(), set(kept)
        values: list[float] = []
        seconds: list[float] = []
        spent, left = 0.0, None
        for t in range(kept[-1] + 1):
            if t in places:
                with run.averaged(), np.errstate(all="ignore"):
                    values.append(self.measure(model))
                seconds.append(spent)
                told(t, values[-1], spent)
            if t == kept[-1]:
                break
            began = perf_counter()
            try:
                run.step(next(batches))
            except NonFiniteError:
                left = t + 1
                break
            spent += perf_counter() - began
        return Curve.of(kept, values, seconds, left)


@dataclass(frozen=True, eq=False)
class MeanLoss:
    """The mean loss of these examples."""

    loss: Loss
    examples: Examples

    def __call__(self, model: Trainable) -> float:
        """The mean loss under the model as it stands."""
        return self.loss(model(self.examples.X), self.examples.y)
