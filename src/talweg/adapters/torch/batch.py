"""What steps together: parameters of one group that have taken as many steps, and lie in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import attrgetter, is_, not_
from typing import Any

import torch

from talweg.adapters.torch.keys import STEP

PLACE, IN_ORDER, LENGTH = torch.Tensor.data_ptr, torch.Tensor.is_contiguous, attrgetter("nbytes")


@dataclass(eq=False)
class Batch:
    """Parameters, their gradients while a step is taken, their names, the axis along which the outputs of each lie, and
    what is kept of them.

    `group` is the number of their group, `t` the steps that they have taken, `keys` under what is kept; `here` says
    whether the fused reader steps them, in main memory. There `view` is the weights by name, and the state, as the rule
    takes them, and `nest` the same as a kernel takes it. `counter` has the steps of all of them, a place each, so that
    they are counted at once.
    """

    group: int
    t: int
    here: bool
    keys: tuple[str, ...]
    parameters: list[Any] = field(default_factory=list)
    gradients: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    view: Any = None
    nest: Any = None
    counter: Any = None
    _steps: Any = None  # the counter as an array, and what stands in it
    _counted: bytes = b""
    _kept: list[Any] = field(default_factory=list)
    _seen: tuple[list[Any], ...] = ()

    def count(self) -> None:
        """Give the steps of all one place, and remember where everything lies."""
        self.counter = torch.full((len(self.kept),), self.t, device="cpu")
        self._steps = self.counter.numpy()
        self._counted = self._steps.tobytes()
        for kept, steps in zip(self.kept, self.counter.unbind(), strict=True):
            kept[STEP] = steps
        self._kept = self._now()
        self._seen = self._places()

    def parted(self, chosen: Sequence[bool]) -> list[Batch]:
        """The chosen of them and the others, as batches of their own."""
        columns = (self.parameters, self.gradients, self.names, self.outputs, self.kept)
        parts = [Batch(self.group, self.t, self.here, self.keys) for _ in range(2)]
        for part, wanted in zip(parts, (chosen, list(map(not_, chosen))), strict=True):
            own: list[Any] = [list(compress(column, wanted)) for column in columns]
            part.parameters, part.gradients, part.names, part.outputs, part.kept = own
            part.count()
        return parts

    def tick(self) -> None:
        """Count one step more."""
        self.t += 1
        self._steps.fill(self.t)
        self._counted = self._steps.tobytes()

    def stands(self) -> bool:
        """Whether everything lies where it lay, so that what was made of it holds.

        Others may give a parameter other memory (`.data =`, `.to()`), change what is kept of it, or set its steps.
        """
        try:
            same = all(map(is_, self._now(), self._kept)) and self._places() == self._seen
        except KeyError:  # a state that was emptied
            return False
        return same and self._steps.tobytes() == self._counted

    @property
    def lengths(self) -> list[int]:
        """How many bytes each parameter takes."""
        return self._seen[-1]

    def _now(self) -> list[Any]:
        """What is kept of the parameters, by key."""
        return [each[key] for key in self.keys for each in self.kept]

    def _places(self) -> tuple[list[Any], ...]:
        """Where the parameters lie and what is kept of them, and as what."""
        weights, kept = self.parameters, self._kept[len(self.kept) :]  # all but the steps, which the counter holds
        lengths = list(map(LENGTH, weights))
        return list(map(PLACE, (self.counter, *kept))), list(map(PLACE, weights)), list(map(IN_ORDER, weights)), lengths
