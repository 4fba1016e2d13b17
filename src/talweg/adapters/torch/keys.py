"""Under which keys a parameter group of PyTorch's has a rule's hyperparameters, and a parameter's state its slots."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from talweg.nouns import Optimizer

RATE = "lr"
"""What PyTorch's schedulers look for, whatever the rule calls its rate."""
STEP, MASTER = "step", "master"
"""In a parameter's state: the steps it has taken, and its weights in float32 where its own numbers are too coarse."""
COUNTED = "counted"
"""In the first group: what the examples count of the gradients that a pipeline has accumulated since its last step."""
OWN = ("params", "param_names", "maximize", "outputs", "decay", COUNTED)
"""What a group holds besides, that ours reads."""
BESIDE = ("name", "initial_lr", "max_lr", "min_lr", "swa_lr")
"""What a group may hold that PyTorch's schedulers, or its owner, put there."""


def group_keys(rule: Optimizer) -> dict[str, str]:
    """The key of each hyperparameter: `lr` for the rate, its own name for any other, unless that is taken."""
    others = [name for name in rule.hyper if name != rule.rate]
    found = dict(zip(others, _free(others, {RATE, *OWN, *BESIDE}), strict=True))
    return {name: RATE if name == rule.rate else found[name] for name in rule.hyper}


def slot_keys(slots: Iterable[str]) -> dict[str, str]:
    """The key of each slot: its own name, unless that is taken."""
    names = list(slots)
    return dict(zip(names, _free(names, {STEP, MASTER}), strict=True))


def _free(names: list[str], reserved: Collection[str]) -> list[str]:
    """Each name, or one like it that is neither reserved nor another's."""
    taken = {*reserved, *(name for name in names if name not in reserved)}
    found = []
    for name in names:
        free = name
        while name in reserved and free in taken:
            free += "_"
        taken.add(free)
        found.append(free)
    return found
