"""Which axis of a weight is which: whoever hands arrays over says so, and who looks along an axis goes by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, leaves
from talweg.errors import ShapeError

Outputs: TypeAlias = Any  # int, or dict[key, Outputs], list[Outputs], tuple[Outputs, ...]: a nest like the parameters
"""The axis of a weight along which its outputs lie: one for all arrays, or one for each in a nest like theirs."""


def axes(w: Parameters, outputs: Outputs, path: str = "w") -> Iterator[int]:
    """The axis of the outputs of each array of `w`, in the order of `leaves`. Raises ShapeError where it has none."""
    if isinstance(w, dict) and isinstance(outputs, dict) and w.keys() == outputs.keys():
        for key, part in w.items():
            yield from axes(part, outputs[key], f"{path}[{key!r}]")
    elif isinstance(w, (list, tuple)) and isinstance(outputs, (list, tuple)) and len(w) == len(outputs):
        for index, (part, its) in enumerate(zip(w, outputs, strict=True)):
            yield from axes(part, its, f"{path}[{index}]")
    elif isinstance(outputs, int) and not isinstance(outputs, bool):
        for where, leaf in leaves(w, path):
            if leaf.ndim > 1 and not -leaf.ndim <= outputs < leaf.ndim:
                raise ShapeError(f"outputs: {where} of shape {leaf.shape} has no axis {outputs}")
            yield outputs
    else:
        raise ShapeError(
            f"outputs must be an axis, or a nest of axes like the parameters; for {path} it is {outputs!r}"
        )


def outputs_last(arrays: Sequence[NDArray[Any]], axis: int) -> tuple[NDArray[Any], ...]:
    """The arrays, all of one shape, as views with their outputs on the last axis; vectors and numbers as they are."""
    ndim = arrays[0].ndim
    if ndim < 2 or axis in (-1, ndim - 1):
        return tuple(arrays)
    return tuple(np.moveaxis(array, axis, -1) for array in arrays)
