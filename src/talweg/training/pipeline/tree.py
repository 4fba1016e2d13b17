"""A nest of parameters beside its gradient and its slots, checked as a whole before a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, leaves, matching
from talweg.errors import DtypeError, NonFiniteError, ReadOnlyError, ShapeError
from talweg.nouns import State


@dataclass(frozen=True, eq=False)
class Row:
    """One array of the weights with its path, its gradient, and its slots by name."""

    path: str
    w: NDArray[Any]
    gradient: NDArray[Any]
    slots: dict[str, NDArray[Any]]


def checked_rows(owner: str, slots: Sequence[str], w: Parameters, gradient: Parameters, state: State) -> Iterator[Row]:
    """The rows of a step. Raises ShapeError, DtypeError, ReadOnlyError or NonFiniteError."""
    if set(state.slots) != set(slots):
        has, wants = (", ".join(sorted(names)) or "none" for names in (state.slots, slots))
        raise ShapeError(f"{owner}: the state has the slots {has}, not {wants}; make it with init")
    gradients = matching(w, gradient, owner, "the gradient")
    columns = [matching(w, state.slots[slot], owner, f"the slot {slot}") for slot in slots]
    for (path, leaf), g, *its in zip(leaves(w), gradients, *columns, strict=True):
        kept = dict(zip(slots, its, strict=True))
        if not np.issubdtype(leaf.dtype, np.floating):
            raise DtypeError(f"{owner}: parameters {path} are {leaf.dtype}; a step needs floating point")
        for noun, array in (("gradient", g), *kept.items()):
            if array.shape != leaf.shape:
                raise ShapeError(f"{owner}: the {noun} of {path} has shape {array.shape}, not {leaf.shape}")
            if array.dtype != leaf.dtype:
                raise DtypeError(f"{owner}: the {noun} of {path} is {array.dtype}, not {leaf.dtype}")
        for noun, array in (("parameters", leaf), *kept.items()):
            if not array.flags.writeable:
                raise ReadOnlyError(f"{owner}: the {noun} {path} cannot be written; pass a writable array")
        finite = np.isfinite(g)
        if not finite.all():
            where = tuple(int(i) for i in np.argwhere(~finite)[0])
            raise NonFiniteError(f"{owner}: the gradient of {path} is {g[where]} at {where}; nothing was changed")
        yield Row(path, leaf, g, kept)
