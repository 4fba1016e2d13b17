"""The parameters of an optimizer by name, with their weights and the axes of their outputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from talweg.adapters.torch.memory import weights_of
from talweg.adapters.torch.tensors import array_of

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer


def named(optimizer: Optimizer) -> dict[str, Any]:
    """Every parameter by its name, or by its group and place there."""
    found: dict[str, Any] = {}
    for number, group in enumerate(optimizer.param_groups):
        names = group.get("param_names") or [f"{number}.{place}" for place in range(len(group["params"]))]
        found.update(zip(names, group["params"], strict=True))
    return found


def weights(optimizer: Optimizer, parameter: Any) -> NDArray[Any]:
    """A parameter's weights as they are stepped."""
    return array_of(weights_of(parameter, optimizer.state.get(parameter, {})).contiguous())


def axes(optimizer: Optimizer) -> Iterator[int]:
    """Along which axis the outputs of each parameter lie."""
    for group in optimizer.param_groups:
        for place, parameter in enumerate(group["params"]):
            given = group["outputs"]
            yield -1 if parameter.ndim < 2 else given[place] if isinstance(given, list) else given
