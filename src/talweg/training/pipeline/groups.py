"""Parameter groups: arrays picked by name that step with hyperparameters of their own, or without the decay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from talweg.engine.parameters import Parameters, leaves
from talweg.errors import MissingError, ShapeError
from talweg.nouns import Optimizer
from talweg.training.pipeline.names import fits, names


@dataclass(frozen=True)
class Group:
    """The arrays whose name fits `pattern`. See `group`."""

    pattern: str
    hyper: Mapping[str, Any]
    decay: bool = True

    def __repr__(self) -> str:
        settings = [f"{name}={value!r}" for name, value in self.hyper.items()]
        settings += [] if self.decay else ["decay=False"]
        return f"group({', '.join([repr(self.pattern), *settings])})"


def group(pattern: str, *, decay: bool = True, **hyper: Any) -> Group:
    """The arrays whose name fits `pattern`, with these hyperparameters in place of the rule's; no decay if False.

    In a pattern `*` stands for any text. An array's names are its path and the same short: `w['hidden'][0]` and
    `hidden.0`; a model's are `0.weight`, `0.bias`, `1.weight`, ... `decay=False` spares the group the pipeline's decay,
    coupled or not, and sets the rule's own decay to 0 where it declares one. Raises MissingError where the group
    would change nothing.
    """
    if decay and not hyper:
        raise MissingError(
            f"group {pattern!r} changes nothing; give it a hyperparameter, such as lr=0.1, or decay=False"
        )
    return Group(pattern, dict(hyper), decay)


def settled(given: Group, optimizer: Optimizer) -> Group:
    """`given` with its hyperparameters checked for `optimizer`. Raises RangeError or UnknownNameError."""
    hyper = dict(given.hyper)
    if not given.decay and optimizer.decay is not None:
        hyper.setdefault(optimizer.decay, 0.0)
    whole = optimizer.replace(**hyper)
    return Group(given.pattern, {name: whole.hyper[name] for name in hyper}, given.decay)


def members(groups: Sequence[Group], w: Parameters) -> list[Group | None]:
    """For every array of `w`, in order, the first group that its name fits.

    Raises ShapeError for a group that has no member: its pattern is a slip, or an earlier group takes all of them.
    """
    if not groups:
        return [None for _ in leaves(w)]
    named = names(w)
    found = [next((each for each in groups if fits(each.pattern, *both)), None) for both in named]
    for each in groups:
        if not any(each is one for one in found):
            known = ", ".join(short for _, short in named)
            raise ShapeError(f"group {each.pattern!r} has no member (or earlier groups took them): there are {known}")
    return found
