"""Tensors and NumPy's arrays in one memory, and in float32 where a tensor's own numbers are too coarse to step in."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray


def is_short(dtype: Any) -> bool:
    """Whether numbers of this dtype are too coarse to take steps in: float16, bfloat16 and shorter."""
    return bool(dtype.is_floating_point and dtype.itemsize < 4)


def kept_in(dtype: Any) -> Any:
    """The dtype in which the weights of this dtype are stepped, and their slots kept."""
    return torch.float32 if is_short(dtype) else dtype


def numpy_dtype(dtype: Any) -> np.dtype[Any]:
    """NumPy's name for float32 or float64."""
    return np.dtype(np.float64 if dtype == torch.float64 else np.float32)


def array_of(tensor: Any) -> NDArray[Any]:
    """`tensor` in NumPy's memory, in float32 where its dtype is shorter."""
    whole = tensor.float() if is_short(tensor.dtype) else tensor
    found: NDArray[Any] = whole.cpu().resolve_neg().numpy()
    return found


def dense(gradient: Any) -> Any:
    """The gradient, with its zeros written out where it is sparse."""
    return gradient if gradient.layout == torch.strided else gradient.to_dense()
