"""What steps together: parameters of one group that have taken as many steps, and lie in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Batch:
    """Parameters with gradients, their names, the axis along which the outputs of each lie, and what is kept of them.

    `group` is the number of their group, `t` the steps that they have taken; `here` says whether the fused reader steps
    them, in main memory. There `nest` is the weights by name, and the state, as the rule takes them. `counter` has
    the steps of all of them, a place each, so that one addition counts them.
    """

    group: int
    t: int
    here: bool
    parameters: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    nest: Any = None
    counter: Any = None
