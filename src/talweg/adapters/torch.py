"""PyTorch: its losses as functions that give their value and gradient, on memory shared with NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.trees import every
from talweg.engine.parameters import Parameters, leaves
from talweg.errors import DtypeError, ShapeError
from talweg.nouns.axes import Outputs


def torch_function(loss: Callable[..., Any], module: Any = None, outputs: Outputs = None) -> Any:
    """A PyTorch loss as f(x) -> (value, gradient), for `tw.minimize` or a loop of your own.

    Without a module, `loss(x)` takes tensors in the structure of x and returns a tensor of one number. With one,
    `loss()` is a closure over the module, as torch.optim's are (it may call backward itself, or leave that to f); x is
    then a dict of arrays by parameter name, and `f.x0` the module's own, in its own memory:

        f = tw.adapters.torch_function(lambda: loss(module(X), y), module)
        result = tw.minimize(f, f.x0, tw.adam())  # the module now holds result.x

    PyTorch keeps a layer's weights as (outputs, inputs), and f says so to the rules that look along an axis, such as
    muon, as `f.outputs` (0; another axis for embeddings and transposed convolutions). For tensors of your own it is the
    last axis, unless `outputs` says otherwise: an axis, or a nest of axes like x.

    On the CPU nothing is copied: PyTorch reads x where it lies, and the gradient is read where PyTorch wrote it.
    Raises ShapeError or DtypeError; ImportError where PyTorch is not installed.
    """
    if module is None:
        return _Pure(loss, -1 if outputs is None else outputs)
    return _OfModule(loss, dict(_trained(module)), _outputs(module) if outputs is None else outputs)


@dataclass(frozen=True, eq=False)
class _Pure:
    """A loss of tensors."""

    loss: Callable[[Any], Any]
    outputs: Outputs

    def __call__(self, x: Parameters) -> tuple[float, Parameters]:
        import torch

        flat = [torch.from_numpy(leaf).requires_grad_() for _, leaf in leaves(x)]
        tensors = iter(flat)
        with torch.enable_grad():
            value = _number(self.loss(every(lambda _: next(tensors), x)))
        gradients = iter(torch.autograd.grad(value, flat, materialize_grads=True))
        return value.item(), every(lambda _: next(gradients).numpy(), x)


@dataclass(frozen=True, eq=False)
class _OfModule:
    """A closure over a module's parameters, by name."""

    loss: Callable[[], Any]
    parameters: dict[str, Any]
    outputs: Outputs

    @property
    def x0(self) -> dict[str, NDArray[Any]]:
        """The module's parameters by name: its own memory, where that is main memory."""
        return {name: parameter.detach().cpu().numpy() for name, parameter in self.parameters.items()}

    def __call__(self, x: Parameters) -> tuple[float, Parameters]:
        import torch

        self._place(x)
        for parameter in self.parameters.values():
            parameter.grad = None
        with torch.enable_grad():
            value = _number(self.loss())
        if all(parameter.grad is None for parameter in self.parameters.values()):
            value.backward()
        return value.item(), {
            name: np.zeros_like(x[name]) if parameter.grad is None else parameter.grad.detach().cpu().numpy()
            for name, parameter in self.parameters.items()
        }

    def _place(self, x: Parameters) -> None:
        """Let the module's parameters be the arrays of `x`: the same memory on the CPU, the same values elsewhere."""
        import torch

        if not isinstance(x, dict) or x.keys() != self.parameters.keys():
            wanted = ", ".join(map(repr, self.parameters))
            raise ShapeError(f"torch_function: x must be a dict of arrays with the keys {wanted}")
        tensors = {name: torch.from_numpy(array) for name, array in x.items()}
        for name, parameter in self.parameters.items():
            tensor = tensors[name]
            if tensor.shape != parameter.shape:
                shapes = tuple(tensor.shape), tuple(parameter.shape)
                raise ShapeError(f"torch_function: x[{name!r}] has shape {shapes[0]}, not {shapes[1]}")
            if tensor.dtype != parameter.dtype:
                raise DtypeError(f"torch_function: x[{name!r}] is {tensor.dtype}, not {parameter.dtype}")
        for name, parameter in self.parameters.items():
            if parameter.device.type != "cpu":
                parameter.data.copy_(tensors[name])
            elif parameter.data_ptr() != tensors[name].data_ptr():
                parameter.data = tensors[name]


def _trained(module: Any) -> Iterator[tuple[str, Any]]:
    found = [(name, each) for name, each in module.named_parameters() if each.requires_grad]
    if not found:
        raise ShapeError("torch_function: the module has no parameter that requires a gradient")
    yield from found


def _outputs(module: Any) -> dict[str, int]:
    """Along which axis the outputs of each trained parameter lie, by its name."""
    from torch import nn

    transposed = nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d
    found = {}
    for prefix, owner in module.named_modules():
        axis = 1 if isinstance(owner, transposed) else -1 if isinstance(owner, nn.Embedding | nn.EmbeddingBag) else 0
        for name, parameter in owner.named_parameters(prefix, recurse=False):
            found[name] = axis if parameter.ndim > 1 else -1  # a vector has only one
    return {name: found[name] for name, _ in _trained(module)}


def _number(value: Any) -> Any:
    if not hasattr(value, "backward") or value.numel() != 1:
        shape = tuple(value.shape) if hasattr(value, "shape") else type(value).__name__
        raise ShapeError(f"torch_function: the loss must be a tensor of one number, got {shape}; take its mean, say")
    return value
