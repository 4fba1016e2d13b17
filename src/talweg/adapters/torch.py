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

    On the CPU nothing is copied: PyTorch reads x where it lies, and the gradient is read where PyTorch wrote it. Of
    parameters in float16 and bfloat16 `f.x0` is a copy in float32: there the steps are taken, and the module gets each
    x rounded. A sparse gradient is made dense. Raises ShapeError, or DtypeError for parameters that are not real
    numbers or hold none (on the meta device); ImportError where PyTorch is not installed.
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

        flat = [_tensor(path, leaf).requires_grad_() for path, leaf in leaves(x, "x")]
        tensors = iter(flat)
        with torch.enable_grad():
            value = _number(self.loss(every(lambda _: next(tensors), x)))
            _check_tape(value)
        gradients = iter(torch.autograd.grad(value, flat, materialize_grads=True))
        return value.item(), every(lambda _: _dense(next(gradients)).numpy(), x)


@dataclass(frozen=True, eq=False)
class _OfModule:
    """A closure over a module's parameters, by name."""

    loss: Callable[[], Any]
    parameters: dict[str, Any]
    outputs: Outputs

    @property
    def x0(self) -> dict[str, NDArray[Any]]:
        """The module's parameters by name: its own memory, where that is main memory and of 4 bytes a number or 8."""
        return {name: _array(parameter.detach()) for name, parameter in self.parameters.items()}

    def __call__(self, x: Parameters) -> tuple[float, Parameters]:
        import torch

        self._place(x)
        for parameter in self.parameters.values():
            parameter.grad = None
        with torch.enable_grad():
            value = _number(self.loss())
        if all(parameter.grad is None for parameter in self.parameters.values()):
            _check_tape(value)
            value.backward()
        return value.item(), {
            name: np.zeros_like(x[name]) if parameter.grad is None else _array(_dense(parameter.grad.detach()))
            for name, parameter in self.parameters.items()
        }

    def _place(self, x: Parameters) -> None:
        """Let the module's parameters be the arrays of `x`: the same memory on the CPU, the same values elsewhere."""
        import torch

        if not isinstance(x, dict) or x.keys() != self.parameters.keys():
            wanted = ", ".join(map(repr, self.parameters))
            raise ShapeError(f"torch_function: x must be a dict of arrays with the keys {wanted}")
        tensors = {name: _tensor(f"x[{name!r}]", array) for name, array in x.items()}
        for name, parameter in self.parameters.items():
            tensor = tensors[name]
            if tensor.shape != parameter.shape:
                shapes = tuple(tensor.shape), tuple(parameter.shape)
                raise ShapeError(f"torch_function: x[{name!r}] has shape {shapes[0]}, not {shapes[1]}")
            dtype = torch.float32 if _is_short(parameter.dtype) else parameter.dtype
            if tensor.dtype not in (dtype, parameter.dtype):
                raise DtypeError(f"torch_function: x[{name!r}] is {tensor.dtype}, not {dtype}")
        for name, parameter in self.parameters.items():
            if parameter.device.type != "cpu" or parameter.dtype != tensors[name].dtype:
                parameter.data.copy_(tensors[name])
            elif parameter.data_ptr() != tensors[name].data_ptr():
                parameter.data = tensors[name]


def _trained(module: Any) -> Iterator[tuple[str, Any]]:
    from torch.nn.parameter import is_lazy

    found = [(name, each) for name, each in module.named_parameters() if each.requires_grad]
    if not found:
        raise ShapeError("torch_function: the module has no parameter that requires a gradient")
    for name, each in found:
        if not each.is_floating_point() or each.device.type == "meta" or is_lazy(each):
            kind = "without values" if each.device.type == "meta" or is_lazy(each) else f"{each.dtype}"
            raise DtypeError(
                f"torch_function: the parameter {name} is {kind}; it takes real numbers, so load the weights, call the "
                "module once, or keep complex ones as pairs of real numbers"
            )
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


def _is_short(dtype: Any) -> bool:
    """Whether numbers of this dtype are too coarse to take steps in: float16, bfloat16 and shorter."""
    return bool(dtype.is_floating_point and dtype.itemsize < 4)


def _tensor(path: str, array: NDArray[Any]) -> Any:
    """`array` as a tensor in the same memory, or in its own where PyTorch cannot share it. Raises DtypeError."""
    import torch

    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise DtypeError(f"torch_function: {path} is {array.dtype}; pass it as floating point, such as float32")
    shared = array.flags.writeable and array.dtype.isnative and all(step >= 0 for step in array.strides)
    return torch.from_numpy(array if shared else np.array(array, array.dtype.newbyteorder("=")))


def _array(tensor: Any) -> NDArray[Any]:
    """`tensor` in NumPy's memory, in float32 where its dtype is shorter."""
    whole = tensor.float() if _is_short(tensor.dtype) else tensor
    found: NDArray[Any] = whole.cpu().numpy()
    return found


def _dense(gradient: Any) -> Any:
    import torch

    return gradient if gradient.layout == torch.strided else gradient.to_dense()


def _check_tape(value: Any) -> None:
    if not value.requires_grad:
        raise ShapeError(
            "torch_function: the loss does not depend on any parameter; was it detached, or computed under no_grad?"
        )


def _number(value: Any) -> Any:
    if not hasattr(value, "backward") or value.numel() != 1:
        shape = tuple(value.shape) if hasattr(value, "shape") else type(value).__name__
        raise ShapeError(f"torch_function: the loss must be a tensor of one number, got {shape}; take its mean, say")
    return value
