"""PyTorch's losses as functions that give their value and gradient, on memory shared with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from talweg.adapters.torch.layers import outputs_of, trained
from talweg.adapters.torch.tensors import array_of, dense, is_short
from talweg.adapters.trees import every
from talweg.engine.parameters import Parameters, leaves
from talweg.errors import DtypeError, ShapeError
from talweg.nouns.axes import Outputs


def function(loss: Callable[..., Any], module: Any = None, outputs: Outputs = None) -> Any:
    """A PyTorch loss as f(x) -> (value, gradient), for `tw.minimize` or a loop of your own.

    Without a module, `loss(x)` takes tensors in the structure of x and returns a tensor of one number. With one,
    `loss()` is a closure over the module, as torch.optim's are (it may call backward itself, or leave that to f); x is
    then a dict of arrays by parameter name, and `f.x0` the module's own, in its own memory:

        f = tw.torch.function(lambda: loss(module(X), y), module)
        result = tw.minimize(f, f.x0, tw.adam())  # the module now holds result.x

    PyTorch keeps a layer's weights as (outputs, inputs), and f says so to the rules that look along an axis, such as
    muon, as `f.outputs` (0; another axis for embeddings and transposed convolutions). For tensors of your own it is the
    last axis, unless `outputs` says otherwise: an axis, or a nest of axes like x.

    On the CPU nothing is copied: PyTorch reads x where it lies, and the gradient is read where PyTorch wrote it. Of
    parameters in float16 and bfloat16 `f.x0` is a copy in float32: there the steps are taken, and the module gets each
    x rounded. A sparse gradient is made dense. Raises ShapeError, or DtypeError for parameters that are not real
    numbers or hold none (on the meta device).
    """
    if module is None:
        return _Pure(loss, -1 if outputs is None else outputs)
    return _OfModule(
        loss,
        dict(trained("tw.torch.function", module)),
        outputs_of("tw.torch.function", module) if outputs is None else outputs,
    )


@dataclass(frozen=True, eq=False)
class _Pure:
    """A loss of tensors."""

    loss: Callable[[Any], Any]
    outputs: Outputs

    def __call__(self, x: Parameters) -> tuple[float, Parameters]:
        flat = [_tensor(path, leaf).requires_grad_() for path, leaf in leaves(x, "x")]
        tensors = iter(flat)
        with torch.enable_grad():
            value = _number(self.loss(every(lambda _: next(tensors), x)))
            _check_tape(value)
        gradients = iter(torch.autograd.grad(value, flat, materialize_grads=True))
        return value.item(), every(lambda _: dense(next(gradients)).numpy(), x)


@dataclass(frozen=True, eq=False)
class _OfModule:
    """A closure over a module's parameters, by name."""

    loss: Callable[[], Any]
    parameters: dict[str, Any]
    outputs: Outputs

    @property
    def x0(self) -> dict[str, NDArray[Any]]:
        """The module's parameters by name: its own memory, where that is main memory and of 4 bytes a number or 8."""
        return {name: array_of(parameter.detach()) for name, parameter in self.parameters.items()}

    def __call__(self, x: Parameters) -> tuple[float, Parameters]:
        self._place(x)
        for parameter in self.parameters.values():
            parameter.grad = None
        with torch.enable_grad():
            value = _number(self.loss())
        if all(parameter.grad is None for parameter in self.parameters.values()):
            _check_tape(value)
            value.backward()
        return value.item(), {
            name: np.zeros_like(x[name]) if parameter.grad is None else array_of(dense(parameter.grad.detach()))
            for name, parameter in self.parameters.items()
        }

    def _place(self, x: Parameters) -> None:
        """Let the module's parameters be the arrays of `x`: the same memory on the CPU, the same values elsewhere."""
        if not isinstance(x, dict) or x.keys() != self.parameters.keys():
            wanted = ", ".join(map(repr, self.parameters))
            raise ShapeError(f"tw.torch.function: x must be a dict of arrays with the keys {wanted}")
        tensors = {name: _tensor(f"x[{name!r}]", array) for name, array in x.items()}
        for name, parameter in self.parameters.items():
            tensor = tensors[name]
            if tensor.shape != parameter.shape:
                shapes = tuple(tensor.shape), tuple(parameter.shape)
                raise ShapeError(f"tw.torch.function: x[{name!r}] has shape {shapes[0]}, not {shapes[1]}")
            dtype = torch.float32 if is_short(parameter.dtype) else parameter.dtype
            if tensor.dtype not in (dtype, parameter.dtype):
                raise DtypeError(f"tw.torch.function: x[{name!r}] is {tensor.dtype}, not {dtype}")
        for name, parameter in self.parameters.items():
            if parameter.device.type != "cpu" or parameter.dtype != tensors[name].dtype:
                parameter.data.copy_(tensors[name])
            elif parameter.data_ptr() != tensors[name].data_ptr():
                parameter.data = tensors[name]


def _tensor(path: str, array: NDArray[Any]) -> Any:
    """`array` as a tensor in the same memory, or in its own where PyTorch cannot share it. Raises DtypeError."""
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise DtypeError(f"tw.torch.function: {path} is {array.dtype}; pass it as floating point, such as float32")
    shared = array.flags.writeable and array.dtype.isnative and all(step >= 0 for step in array.strides)
    return torch.from_numpy(array if shared else np.array(array, array.dtype.newbyteorder("=")))


def _check_tape(value: Any) -> None:
    if not value.requires_grad:
        raise ShapeError(
            "tw.torch.function: the loss does not depend on any parameter; was it detached, or computed under no_grad?"
        )


def _number(value: Any) -> Any:
    if not hasattr(value, "backward") or value.numel() != 1:
        shape = tuple(value.shape) if hasattr(value, "shape") else type(value).__name__
        raise ShapeError(f"tw.torch.function: the loss must be a tensor of one number, got {shape}; take its mean, say")
    return value
