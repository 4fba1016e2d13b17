"""Our losses as PyTorch's criteria: their own exact gradients on its tape."""

from __future__ import annotations

from typing import Any, Literal, cast

import numpy as np
import torch
from torch import nn

from talweg.adapters import batches
from talweg.adapters.torch.tensors import array_of, kept_in
from talweg.errors import DtypeError, unknown
from talweg.losses import LOSSES
from talweg.nouns import Loss as Ours
from talweg.nouns.loss import REDUCTIONS


def loss(given: Any, reduction: str = "mean") -> Loss:
    """A loss of ours, or its name, for a training loop of PyTorch's: `criterion = tw.torch.loss(tw.focal)`.

    `criterion(y_hat, y, weights)` is a tensor on the tape, whose derivative by y_hat is the loss's own gradient.
    Shapes, targets, weights and `reduction` (mean, sum or none) are those of `Loss.value_and_grad`, with its errors. On
    the CPU the fused reader runs on PyTorch's memory; elsewhere the formula on its operations. float16 and bfloat16
    predictions are computed in float32, and so is their loss. Targets and weights get no gradient. A second derivative
    is that of the gradient's own formula.
    """
    taken = LOSSES.take("tw.torch.loss", given)
    if reduction not in REDUCTIONS:
        raise unknown(taken.name, "reduction", str(reduction), REDUCTIONS)
    return Loss(taken, reduction)


class Loss(nn.Module):  # type: ignore[misc]
    """A criterion: see `loss`."""

    def __init__(self, loss: Ours, reduction: str) -> None:
        super().__init__()
        self.loss, self.reduction = loss, reduction

    def forward(self, y_hat: Any, y: Any, weights: Any = None) -> Any:
        """The loss of predictions y_hat against targets y."""
        for noun, each in (("predictions", y_hat), ("targets", y), ("weights", weights)):
            if each is not None and not isinstance(each, torch.Tensor):
                raise DtypeError(f"{self.loss.name}: the {noun} must be a tensor, got {type(each).__name__}")
            if each is not None and each is not y_hat and each.requires_grad:
                raise DtypeError(f"{self.loss.name}: the {noun} get no gradient here; pass their detach()")
        if not y_hat.is_floating_point():
            raise DtypeError(f"{self.loss.name}: predictions are {y_hat.dtype}; pass floating point")
        return _Exact.apply(self.loss, self.reduction, y_hat, y, weights)

    def extra_repr(self) -> str:
        """What stands between the brackets of its repr."""
        return f"{self.loss!r}, reduction={self.reduction!r}"


class _Exact(torch.autograd.Function):  # type: ignore[misc]
    """A value whose derivative is known."""

    @staticmethod
    def forward(context: Any, loss: Ours, reduction: str, y_hat: Any, y: Any, weights: Any) -> Any:
        if y_hat.device.type == "cpu":
            counts = None if weights is None else array_of(weights)
            found: Any = loss.value_and_grad(array_of(y_hat), array_of(y), counts, cast(Literal["mean"], reduction))
            value = torch.as_tensor(found[0], dtype=kept_in(y_hat.dtype), device="cpu")
            gradient = torch.from_numpy(np.asarray(found[1]))
        else:
            batches.check(loss, tuple(y_hat.shape), array_of(y))
            value, gradient = _elsewhere(loss, reduction, y_hat, y, weights)
        context.asked = loss, reduction
        context.save_for_backward(y_hat, y, weights, gradient.to(y_hat.dtype))
        return value

    @staticmethod
    def backward(context: Any, upstream: Any) -> Any:
        y_hat, y, weights, gradient = context.saved_tensors
        if torch.is_grad_enabled():  # whoever wants a second derivative has the formula of the first on the tape
            loss, reduction = context.asked
            gradient = _elsewhere(loss, reduction, y_hat, y, weights)[1].to(y_hat.dtype)
        column = upstream.reshape(*upstream.shape, *(1,) * (gradient.ndim - upstream.ndim))
        return None, None, (gradient * column).to(gradient.dtype), None, None


def _elsewhere(loss: Ours, reduction: str, y_hat: Any, y: Any, weights: Any) -> tuple[Any, Any]:
    """The value and the gradient on PyTorch's own operations."""
    dtype = kept_in(y_hat.dtype)
    y, weights = (each if each is None or not each.is_floating_point() else each.to(dtype) for each in (y, weights))

    def array(values: Any) -> Any:
        return torch.as_tensor(values, dtype=dtype, device=y_hat.device)

    return batches.value_and_grad(loss, torch, array, y_hat.to(dtype), y, weights, reduction)
