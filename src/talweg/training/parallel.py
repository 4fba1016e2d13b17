"""Data-parallel training over MPI: each process takes its part of every batch, and the gradients are summed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.nouns import Loss
from talweg.training.loop.trainable import Trainable

SIZES = ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_SIZE", "MPI_LOCALNRANKS")
"""What mpiexec tells the processes that it starts: how many there are."""


def started_together() -> Any:
    """The communicator of the processes that mpiexec has started, None where there is one process alone.

    Raises ImportError where there are several and mpi4py is not installed.
    """
    if not any(os.environ.get(name, "1") not in ("", "0", "1") for name in SIZES):
        return None
    try:
        from mpi4py import MPI
    except ImportError as error:
        raise ImportError("processes of mpiexec find each other by mpi4py: pip install 'talweg[mpi]'") from error
    return MPI.COMM_WORLD if MPI.COMM_WORLD.Get_size() > 1 else None


@dataclass(frozen=True, eq=False)
class Shared:
    """A model that several processes train together: every one has all weights and all examples, and the same order.

    Of a batch each measures the rows of its own, and all get the mean over the whole: one process's to rounding. For
    all else it is the model.
    """

    model: Any
    communicator: Any

    @property
    def parameters(self) -> NDArray[Any]:
        """The model's own."""
        found: NDArray[Any] = self.model.parameters
        return found

    def __call__(self, X: ArrayLike, /) -> NDArray[Any]:
        """The model's outputs, computed by each process for itself."""
        found: NDArray[Any] = self.model(X)
        return found

    def targets(self, loss: Loss, y: ArrayLike, /) -> NDArray[Any]:
        """The model's own."""
        found: NDArray[Any] = self.model.targets(loss, y)
        return found

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, /, *, out: NDArray[Any], weights: ArrayLike | None = None
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss on a batch and its gradient, of all processes' parts together."""
        examples, target = np.asarray(X), np.asarray(y)
        rank, size = self.communicator.Get_rank(), self.communicator.Get_size()
        mine = slice(rank * len(examples) // size, (rank + 1) * len(examples) // size)
        told = {} if weights is None else {"weights": np.asarray(weights)[mine]}
        summed = np.zeros(out.size + 2)
        if mine.start < mine.stop:
            value, _ = self.model.value_and_grad(loss, examples[mine], target[mine], out=out, **told)
            count = loss.count(self.model.targets(loss, target[mine]))
            with np.errstate(all="ignore"):
                summed[:-2] = out * count
                summed[-2:] = value * count, count
        everybody = np.empty_like(summed)
        self.communicator.Allreduce(summed, everybody)
        total = everybody[-1] or 1.0
        with np.errstate(all="ignore"):
            out[...] = everybody[:-2] / total
        return float(everybody[-2] / total), out

    def __getattr__(self, name: str) -> Any:
        """What else the model has: its layers, its inputs, its sizes."""
        if name == "model" or name.startswith("__"):  # asked for before there is one, as by a copy
            raise AttributeError(name)
        return getattr(self.model, name)


def shared(model: Trainable, communicator: Any) -> Trainable:
    """`model` as one that all processes of an mpi4py communicator train together; itself where there is none."""
    return model if communicator is None else Shared(model, communicator)
