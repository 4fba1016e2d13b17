"""Checkpoints: weights, the optimizer's state and a random generator in one file. `fit` adds where its run stood."""

from __future__ import annotations

import ast
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from talweg.engine.parameters import Parameters, leaves
from talweg.errors import CheckpointError
from talweg.nouns import State
from talweg.nouns.noun import Noun
from talweg.training.checkpoint import archive

_GENERATORS = {each.__name__: each for each in (
    np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64
)}  # fmt: skip

STEPS = (*range(1000), *(1000 * 2**octave + 125 * 2**octave * part for octave in range(10) for part in range(8)))
"""The steps at which schedules are compared: each of the first thousand, then eight to every doubling."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What `load` found: `parameters` in the structure they were saved in, and what else was saved with them.

    `optimizer` is the optimizer in words, hyperparameters included; `notes` is what the one who saved it added.
    """

    parameters: Parameters
    state: State | None = None
    optimizer: str | None = None
    rng: np.random.Generator | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


def save(
    path: str | os.PathLike[str],
    parameters: Parameters,
    state: State | None = None,
    *,
    optimizer: object = None,
    rng: np.random.Generator | None = None,
    notes: Mapping[str, Any] | None = None,
) -> None:
    """Write a checkpoint, atomically: a kill at any instant leaves the old file at `path` or the new one, whole.

    `parameters` is an array, or nested dicts, lists and tuples of arrays; `state` the optimizer's (every slot, and t,
    on which the position of all schedules depends); `rng` a generator, saved with where it stands; `notes` any nest of
    arrays, numbers and text. `optimizer` is kept in words, for `load` to compare. Raises CheckpointError, with nothing
    written, for what cannot be kept.
    """
    for _ in leaves(parameters):
        pass  # refuses what is no nest of arrays
    content = {
        "parameters": parameters,
        "state": None if state is None else {each.name: getattr(state, each.name) for each in fields(state)},
        "optimizer": None if optimizer is None else describe(optimizer),
        "rng": None if rng is None else _generator_state(rng),
        "notes": dict(notes or {}),
    }
    archive.write(path, content)


def load(path: str | os.PathLike[str], *, optimizer: object = None) -> Checkpoint:
    """Read a checkpoint that `save` or `fit` wrote. Nothing in the file is ever executed.

    With `optimizer`, one that was saved with another is refused. Raises OSError where there is no such file, and
    CheckpointError where it is damaged, cut short, foreign, or of another optimizer.
    """
    content = archive.read(path)
    try:
        state, rng = content["state"], content["rng"]
        found = Checkpoint(
            parameters=content["parameters"],
            state=None if state is None else State(**{**state, "t": int(state["t"]), "slots": dict(state["slots"])}),
            optimizer=content["optimizer"],
            rng=None if rng is None else _generator(rng),
            notes=content["notes"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{os.fspath(path)}: not a talweg checkpoint of weights: {error!r}") from error
    if optimizer is not None and found.optimizer != describe(optimizer):
        raise CheckpointError(f"{os.fspath(path)} was saved with {found.optimizer}, not with {describe(optimizer)}")
    return found


def describe(value: object) -> str:
    """`value` in words that are the same in every process: its repr without addresses.

    A schedule of one's own, such as a lambda, has no words that tell it from another; so its values stand there.
    """
    words = re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value))
    own = {name: each for name, each in getattr(value, "hyper", {}).items() if callable(each)}
    told = [f"{name} {_values(each)}" for name, each in own.items() if not isinstance(each, Noun)]
    return f"{words} with {', '.join(told)}" if told else words


def _values(schedule: Callable[[int], object]) -> str:
    """What a schedule does: a few of its values, and a digest of those at all of `STEPS`."""
    found = [_value(schedule, t) for t in STEPS]
    digest = hashlib.sha256(" ".join(found).encode()).hexdigest()[:12]
    shown = ", ".join(f"{found[STEPS.index(t)]} at step {t}" for t in (0, 10, 100, 1000))
    return f"= {shown} (digest {digest})"


def _value(schedule: Callable[[int], object], t: int) -> str:
    """Its value at `t` in full, or the kind of error where it has none: one that ends with its run may raise later."""
    try:
        return repr(float(schedule(t)))  # type: ignore[arg-type]
    except Exception as error:
        return type(error).__name__


def formulas(value: object) -> str:
    """The formulas of a noun, or of a rule and its schedules, as digests of what they compute."""
    nouns = [value, getattr(value, "optimizer", None), *getattr(value, "hyper", {}).values()]
    return ", ".join(f"{each.name} {_digest(each)}" for each in nouns if isinstance(each, Noun))


def _digest(noun: Noun) -> str:
    formula = noun.formula
    if formula.whole:  # any Python, of which only the text is known
        text = " ".join(
            [formula.listing, *(describe(cell.cell_contents) for cell in formula.function.__closure__ or ())]
        )
    else:
        lines = [ast.dump(line.value) for line in formula.straight.lines]
        text = " ".join([*lines, *map(ast.dump, formula.straight.results)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _generator_state(rng: np.random.Generator) -> dict[str, Any]:
    state = dict(rng.bit_generator.state)
    if state["bit_generator"] not in _GENERATORS:
        known = ", ".join(_GENERATORS)
        raise CheckpointError(f"rng is a generator on {state['bit_generator']}; a checkpoint keeps those on {known}")
    return state


def _generator(state: dict[str, Any]) -> np.random.Generator:
    # By name from a fixed table: a file never chooses what is called.
    bits = _GENERATORS[state["bit_generator"]](0)
    bits.state = state  # type: ignore[assignment]
    return np.random.Generator(bits)
