"""What a diagnosis looks at: the examples, and outputs, loss and gradient at the weights as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from talweg.lab.diagnosis.sharpness import Array, sharpness
from talweg.nouns import Loss
from talweg.training.loop.examples import Examples
from talweg.training.loop.rule import Rule
from talweg.training.loop.trainable import Trainable, measure

SEEN = 1024
"""So many of the examples are looked at, evenly spread."""
SINGLE = 256
"""Of so many the gradient is taken one at a time."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A model of one's own or of `talweg.models`, the examples that are looked at, and how it is to be trained.

    `count` is how many examples there are in all, `size` the batch size. Whatever is measured, the model's weights are
    afterwards what they were.
    """

    model: Trainable
    loss: Loss
    rule: Rule
    examples: Examples
    count: int
    size: int
    seed: int

    @cached_property
    def outputs(self) -> Array:
        """The model's outputs (n, ...)."""
        with np.errstate(all="ignore"):
            return np.asarray(self.model(self.examples.X))

    @cached_property
    def value(self) -> float:
        """The mean loss."""
        return self._measured[0]

    @cached_property
    def gradient(self) -> Array:
        """Its gradient, a vector like the parameters."""
        return self._measured[1]

    @cached_property
    def sharpness(self) -> float | None:
        """The largest curvature of the loss at the weights; None where a gradient on the way is not finite."""
        here = self.model.parameters.copy()
        buffer = np.empty_like(here)

        def gradient(w: Array) -> Array:
            self.model.parameters[...] = w
            return measure(self.model, self.loss, self.examples, buffer)[1].copy()

        try:
            return sharpness(gradient, here, self.seed)
        finally:
            self.model.parameters[...] = here

    @cached_property
    def noise(self) -> float | None:
        """The gradient noise scale: the variance of an example's gradient over the square of the gradient.

        Source: McCandlish et al., "An empirical model of large-batch training", 2018, arXiv:1812.06162 (B_simple).
        """
        rows = np.unique(np.linspace(0, len(self.examples) - 1, min(len(self.examples), SINGLE)).astype(np.int64))
        buffer, total, square = np.empty_like(self.model.parameters), np.zeros(self.model.parameters.size), 0.0
        for row in rows:
            single = measure(self.model, self.loss, self.examples.take(np.array([row])), buffer)[1].astype(float)
            total += single
            square += float(single @ single)
        mean = total / len(rows)
        length = float(mean @ mean)
        if not np.isfinite(square) or not length > 0:
            return None
        return (square / len(rows) - length) / length

    @cached_property
    def _measured(self) -> tuple[float, Array]:
        with np.errstate(all="ignore"):
            value, found = measure(self.model, self.loss, self.examples, np.empty_like(self.model.parameters))
        return value, found.copy()
