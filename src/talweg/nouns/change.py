"""What a step changes: all of it that may fail is done first, on copies where it must be, and then it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from talweg.engine import bfloat16, fused, fused_norms, nests
from talweg.nouns.axes import outputs_last
from talweg.nouns.rows import Row, apart, before, check, check_new, extreme, wider

if TYPE_CHECKING:
    from talweg.nouns.optimizer import Optimizer

TRIED = 1 << 16
"""So many elements are tried at a time: a copy of all would be what takes the most memory in a run."""


def ready(
    rule: Optimizer,
    given: Iterable[tuple[str, Row]],
    t: int,
    hyper: Mapping[str, Any],
    outputs: Sequence[int],
    rash: bool,
) -> Callable[[], None]:
    """See `Optimizer.ready`; a `rash` step is one that must be tried before it is taken."""
    given = [(path, apart(row)) for path, row in given]
    fast: list[tuple[str, Row, int]] = []
    plainly: list[tuple[str, Row, int]] = []
    changes: list[Callable[[], None]] = []
    for place, ((path, row), first) in enumerate(zip(given, before(given), strict=True)):
        if write := None if rash else _normed(rule, row, t, hyper):
            changes.append(write)
        elif check(rule.name, rule.slots, path, row) and not rule.whole:
            fast.append((path, row, first))
        else:
            plainly.append((path, outputs_last(row, outputs[place]) if rule.whole else row, first))
    if rash:
        for path, row, first in fast:
            _try(rule, path, row, t, hyper, first)
    # A whole-tensor rule is any Python, and may raise.
    results = [_carefully(rule, path, row, t, hyper, first) for path, row, first in plainly]

    def change() -> None:
        for write in changes:
            write()
        for _, row, first in fast:
            nests.step(rule.formula, nests.row(row, first), t, rule.hyper_in(row[0].dtype, hyper))
        for (_, (leaf, _, *slots), _), values in zip(plainly, results, strict=True):
            for target, value in zip((leaf, *slots), values, strict=True):
                target[...] = value

    return change


def _try(rule: Optimizer, path: str, row: Row, t: int, hyper: Mapping[str, Any], first: int) -> None:
    """Take the step on a copy, part by part: a formula that never works, or a rate that leaps anywhere.

    Raises NonFiniteError.
    """
    flat, hyper = [array.reshape(-1) for array in row], rule.hyper_in(row[0].dtype, hyper)

    def tried(part: slice) -> Row:
        trial = tuple(array[part].copy() for array in flat)
        nests.step(rule.formula, nests.row(trial, first + part.start), t, hyper)
        return (trial[0], *trial[2:])

    for begin in range(0, row[0].size, TRIED):
        new = tried(slice(begin, begin + TRIED))
        if not all(fused.all_finite(bfloat16.read(each, np.float32)) for each in new):
            new = tried(slice(0, row[0].size))  # which entries of all of them
            check_new(rule.name, ("w", *rule.slots), path, row, tuple(each.reshape(row[0].shape) for each in new))


def _normed(rule: Optimizer, row: Row, t: int, hyper: Mapping[str, Any]) -> Callable[[], None] | None:
    """The step of a whole array by the fused reader, with all done that may fail; None where it cannot take it."""
    if not rule.whole or not fused.fits(row):
        return None
    return fused_norms.ready(rule.formula, row, t, rule.hyper_in(row[0].dtype, hyper))


def _carefully(rule: Optimizer, path: str, row: Row, t: int, hyper: Mapping[str, Any], first: int) -> Row:
    """The new w and slots, all of them finite: by a wider dtype where a square on the way overflows that of `row`.

    Raises NonFiniteError.
    """
    own = row[0].dtype
    strange = own != np.float16 and (extreme(row) if rule.whole else not fused.calm(row[1]))
    given = row
    if strange:
        given = tuple(bfloat16.read(each, wider(own)).astype(wider(own), copy=False) for each in row)
    moved, kept = rule.next(given[0], given[1], given[2:], t, rule.hyper_in(own, hyper))
    with np.errstate(over="ignore"):  # found by the check
        pairs = zip((moved, *kept), (row[0], *row[2:]), strict=True)
        found = tuple(
            bfloat16.rounded(new, t, place + 1, first)
            if old.dtype == bfloat16.KEPT
            else new.astype(old.dtype, copy=False)
            for place, (new, old) in enumerate(pairs)
        )
    check_new(rule.name, ("w", *rule.slots), path, row, found)
    return found
