"""A step under PyTorch's hooks and its profiler, where anybody has asked for them.

PyTorch puts both around every step, which takes longer than a small step itself. So a step that says it is hooked
already asks who listens, and only then goes through PyTorch's own wrapper.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import torch
from torch.optim import optimizer as theirs

FOR_ALL = [getattr(theirs, f"_global_optimizer_{when}_hooks", ["anybody"]) for when in ("pre", "post")]
"""The hooks of every optimizer. Where a release of PyTorch keeps them elsewhere, somebody may listen."""


def watched(step: Callable[..., Any]) -> Callable[..., Any]:
    """The step of an optimizer's class, under its hooks and the profiler where there are any."""
    under_hooks = torch.optim.Optimizer.profile_hook_step(step)

    @wraps(step)
    def hooked(self: Any, closure: Callable[[], Any] | None = None) -> Any:
        taken = under_hooks if _listening(self) else step
        return taken(self) if closure is None else taken(self, closure)

    hooked.hooked = True  # type: ignore[attr-defined]  # what PyTorch asks before it wraps a step
    return hooked


def _listening(optimizer: Any) -> bool:
    """Whether anything is to be told of the step."""
    own = optimizer._optimizer_step_pre_hooks, optimizer._optimizer_step_post_hooks
    return any(own) or any(FOR_ALL) or torch.autograd._profiler_enabled()
