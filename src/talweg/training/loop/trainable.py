"""What `fit` needs of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import DeclarationError
from talweg.nouns import Loss
from talweg.nouns.shelf import described

if TYPE_CHECKING:
    from talweg.training.loop.examples import Examples


class Trainable(Protocol):
    """What `fit` needs of a model. Those of talweg.models have it; so may one of your own.

    Where it also has `layers`, pairs (weight, bias) of views that together are `parameters`, in order, groups and
    errors name its parameters "0.weight", "0.bias", "1.weight", ... Where it has `inputs(X)`,
    that is asked once for the examples as it takes them.
    """

    @property
    def parameters(self) -> NDArray[Any]:
        """One contiguous vector, which the optimizer changes in place."""

    def __call__(self, X: ArrayLike, /) -> NDArray[Any]:
        """The outputs for the examples X, of the parameters' dtype."""

    def targets(self, loss: Loss, y: ArrayLike, /) -> NDArray[Any]:
        """`y` in the shape in which `loss` takes it beside the outputs."""

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, /, *, out: NDArray[Any]
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss on a batch, and its gradient with respect to `parameters`, written into `out`.

        To be trained with example weights it also takes `weights` (n,), each of which multiplies its example's loss:
        the sum of these is divided by `loss.count(y)`, which is n where no label is ignored and no class weighed.
        """


def check_model(owner: str, given: object) -> None:
    """Raise DeclarationError for what is no model."""
    methods = all(callable(getattr(given, each, None)) for each in ("__call__", "targets", "value_and_grad"))
    if isinstance(given, type) or not methods or not isinstance(getattr(given, "parameters", None), np.ndarray):
        raise DeclarationError(
            f"{owner} needs a model, such as tw.models.mlp([64, 128, 10]), or one of your own with parameters, targets "
            f"and value_and_grad; got {described(given)}"
        )


def measure(model: Trainable, loss: Loss, batch: Examples, out: NDArray[Any]) -> tuple[float, NDArray[Any]]:
    """The mean loss on a batch and its gradient, every example counted with its weight."""
    weighted = {} if batch.weights is None else {"weights": batch.weights}
    return model.value_and_grad(loss, batch.X, batch.y, out=out, **weighted)
