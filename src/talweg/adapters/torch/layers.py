"""What a module says of its parameters: which are trained, and along which axis the outputs of each lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from talweg.errors import DtypeError, ShapeError


def trained(owner: str, module: Any) -> Iterator[tuple[str, Any]]:
    """The parameters that require a gradient, by name. Raises ShapeError where there is none, or DtypeError."""
    found = [(name, each) for name, each in module.named_parameters() if each.requires_grad]
    if not found:
        raise ShapeError(f"{owner}: the module has no parameter that requires a gradient")
    for name, each in found:
        check_real(owner, name, each)
    yield from found


def check_real(owner: str, name: str, parameter: Any) -> None:
    """Raise DtypeError unless the parameter holds real numbers, one beside the other."""
    valueless = parameter.device.type == "meta" or is_lazy(parameter)
    if valueless or not parameter.is_floating_point():
        kind = "without values" if valueless else f"{parameter.dtype}"
        raise DtypeError(
            f"{owner}: the parameter {name} is {kind}; it takes real numbers, so load the weights, call the "
            "module once, or keep complex ones as pairs of real numbers (torch.view_as_real)"
        )
    if parameter.layout != torch.strided:
        raise DtypeError(f"{owner}: the parameter {name} is {parameter.layout}; keep it dense, as its to_dense() is")


def outputs_of(owner: str, module: Any) -> dict[str, int]:
    """Along which axis the outputs of each trained parameter lie, by its name."""
    transposed = nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d
    found = {}
    for prefix, layer in module.named_modules():
        axis = 1 if isinstance(layer, transposed) else -1 if isinstance(layer, nn.Embedding | nn.EmbeddingBag) else 0
        for name, parameter in layer.named_parameters(prefix, recurse=False):
            found[name] = axis if parameter.ndim > 1 else -1  # a vector has only one
    return {name: found[name] for name, _ in trained(owner, module)}
