"""The transforms of a pipeline: what is done to the gradient before a step, and to the weights around it.

Each is a small frozen record with up to three hooks, and does nothing in those it leaves alone. Its fields have their
legal ranges as annotations, as the hyperparameters of a formula have them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias, get_type_hints

import numpy as np
from annotated_types import Interval
from numpy.typing import NDArray

from talweg.engine import fused
from talweg.formula import Count, NonNegative, Positive, UnitInterval
from talweg.formula.ranges import read_range

Arrays: TypeAlias = Sequence[NDArray[Any]]


@dataclass(frozen=True, eq=False)
class StepContext:
    """Where a transform works: the step number `t` (1 at the first), and lists with an entry an array of the nest.

    `decayed` says which arrays the decay is for, `rates` has the rate of this step for each, `outputs` the axis of its
    outputs.
    """

    t: int
    weights: Arrays
    gradients: Arrays
    decayed: Sequence[bool]
    rates: Sequence[float]
    outputs: Sequence[int]


@dataclass(frozen=True)
class Transform:
    """One piece of work around the step. Raises RangeError when it is made with a value outside its legal range."""

    name: ClassVar[str] = ""
    """What pipelines, errors and explanations call it."""
    slot: ClassVar[str | None] = None
    """The array it keeps from step to step for every array of the weights, if any."""

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self), include_extras=True)
        for field, hint in hints.items():
            if hasattr(hint, "__metadata__"):
                value = read_range(hint).check(self.name, field, getattr(self, field))
                object.__setattr__(self, field, value)

    def start(self, w: NDArray[Any]) -> NDArray[Any]:
        """Its slot before the first step, for an array of the weights: zeros."""
        return np.zeros_like(w)

    def gradient(self, context: StepContext) -> Arrays:
        """The gradients that the next transform sees. Changes nothing in place."""
        return context.gradients

    def before(self, context: StepContext) -> Arrays:
        """The weights that the step starts from. Changes nothing in place."""
        return context.weights

    def after(self, context: StepContext, slots: Arrays) -> None:
        """Change the weights and its slots in place, just after the step."""


@dataclass(frozen=True)
class Accumulate(Transform):
    """One step for every `k` gradients, with their mean: what all examples of k micro-batches give as one batch.

    Each gradient weighs what its examples count: a smaller batch less, one whose labels are ignored nothing. Who steps
    by hand with gradients of his own says so (`count` of `Pipeline.step`), or they weigh alike. The first k - 1 calls
    only add to the sum. Gradients left over at the end of a run make no step.
    """

    name = "accumulate"
    slot = "accumulated"
    k: Count


@dataclass(frozen=True)
class Centralise(Transform):
    """Each unit's incoming weights get a gradient of mean zero; vectors and numbers (biases) keep theirs.

    The mean is over all axes of a weight but that of its outputs.

    Source: Yong et al., "Gradient centralization", 2020, arXiv:2004.01461.
    """

    name = "centralise"

    def gradient(self, context: StepContext) -> Arrays:
        """Every gradient less its mean over the axes that lead into a unit."""
        return [_centred(g, axis) for g, axis in zip(context.gradients, context.outputs, strict=True)]


@dataclass(frozen=True)
class ClipValue(Transform):
    """Every entry of the gradient is brought into [-limit, limit]. It turns the gradient's direction."""

    name = "clip_value"
    limit: Positive

    def gradient(self, context: StepContext) -> Arrays:
        """Every gradient, its entries within the limit."""
        return [np.clip(g, -self.limit, self.limit) for g in context.gradients]


@dataclass(frozen=True)
class ClipNorm(Transform):
    """A gradient longer than `limit`, over all arrays together, is shortened to it. It keeps its direction.

    Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013,
    arXiv:1211.5063.
    """

    name = "clip_norm"
    limit: Positive

    def gradient(self, context: StepContext) -> Arrays:
        """All gradients by one factor, or as they are where they are short enough."""
        gradients, norm = with_norm(context.gradients)
        if gradients is context.gradients and norm <= self.limit:
            return gradients
        # In float64: the norm, or the factor, may lie outside what a short dtype can hold.
        return [(g * np.float64(self.limit / norm)).astype(g.dtype) for g in gradients]


@dataclass(frozen=True)
class CoupledDecay(Transform):
    """Adds weight_decay * w to the gradient: L2 regularisation. An adaptive rule then rescales it with the rest."""

    name = "coupled_decay"
    weight_decay: NonNegative

    def gradient(self, context: StepContext) -> Arrays:
        """Every gradient with the decay added, save where the decay is not for it."""
        each = zip(context.weights, context.gradients, context.decayed, strict=True)
        return [g + self.weight_decay * w if shrinks else g for w, g, shrinks in each]


@dataclass(frozen=True)
class Decay(Transform):
    """Multiplies the weights by 1 - lr * weight_decay before the step, whatever the rule makes of its gradient.

    lr is that of the same step, so the decay follows the schedule. The gradient is the one at the weights as they were.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, arXiv:1711.05101.
    """

    name = "decay"
    weight_decay: NonNegative

    def before(self, context: StepContext) -> Arrays:
        """The weights that the decay is for, shrunk; the others as they are."""
        each = zip(context.weights, context.rates, context.decayed, strict=True)
        return [np.asarray(w * (1 - rate * self.weight_decay)) if shrinks else w for w, rate, shrinks in each]


@dataclass(frozen=True)
class Lookahead(Transform):
    """Every `k` steps the weights go back to a point `alpha` of the way from where they last were set to here.

    Source: Zhang et al., "Lookahead optimizer: k steps forward, 1 step back", 2019, arXiv:1907.08610.
    """

    name = "lookahead"
    slot = "slow"
    k: Count = 5
    alpha: Annotated[float, Interval(gt=0, le=1)] = 0.5

    def start(self, w: NDArray[Any]) -> NDArray[Any]:
        """The first weights."""
        return w.copy()

    def after(self, context: StepContext, slots: Arrays) -> None:
        """Every k steps, move the slow weights and put the others there."""
        if context.t % self.k:
            return
        for w, slow in zip(context.weights, slots, strict=True):
            slow[...] = slow + self.alpha * (w - slow)
            w[...] = slow


@dataclass(frozen=True)
class Average(Transform):
    """An exponential moving average of the weights after each step, beside them: the steps do not see it.

    `corrected` (the default): the average starts at zero and is divided by 1 - decay**t when read, so only weights
    after a step count, as in Adam. Otherwise it starts as a copy of the first weights, which then fade.

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992 (averaging).
    """

    name = "average"
    slot = "average"
    decay: UnitInterval = 0.999
    corrected: bool = True

    def start(self, w: NDArray[Any]) -> NDArray[Any]:
        """Zeros, or the first weights where nothing corrects for the start."""
        return np.zeros_like(w) if self.corrected else w.copy()

    def after(self, context: StepContext, slots: Arrays) -> None:
        """Take the new weights into the average."""
        for w, average in zip(context.weights, slots, strict=True):
            average[...] = self.decay * average + (1 - self.decay) * w

    def read(self, average: NDArray[Any], t: int) -> NDArray[Any]:
        """The average after `t` steps, from its slot."""
        return average / (1 - self.decay**t) if self.corrected else average.copy()


ORDER: tuple[type[Transform], ...] = (
    Accumulate,
    Centralise,
    ClipValue,
    ClipNorm,
    CoupledDecay,
    Decay,
    Lookahead,
    Average,
)
"""The order in which transforms work, whatever the order in which they are named. The step is after Decay."""


def _centred(g: NDArray[Any], outputs: int) -> NDArray[Any]:
    if g.ndim < 2:
        return g
    inputs = tuple(axis for axis in range(g.ndim) if axis != outputs % g.ndim)
    return np.asarray(g - g.mean(axis=inputs, keepdims=True))


def with_norm(gradients: Arrays) -> tuple[Arrays, float]:
    """The gradients and their length, or both so much shorter that the length of finite ones is finite."""
    norm = global_norm(gradients)
    if norm < math.inf or not all(np.isfinite(g).all() for g in gradients):
        return gradients, norm
    shorter = [np.asarray(g * 2.0**-64) for g in gradients]
    return shorter, global_norm(shorter)


def global_norm(gradients: Arrays) -> float:
    """The Euclidean length of all arrays together, in float64; no square over- or underflows on the way."""
    total = math.fsum(fused.squares(g) for g in gradients)
    if 2.0**-900 < total < math.inf:
        return math.sqrt(total)
    largest = max((float(np.abs(g).max()) for g in gradients if g.size), default=0.0)
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(np.sum(np.square(g.astype(float) / largest))) for g in gradients))
