"""The fused reader of what a step is made of: one pass, in which one thing after another is switched off.

A kernel is printed from the formula as those of `fused.py` are. Every switch writes its lines once more, save those
that it leaves as they were. Nothing is changed, so the gradient is looked at in the same pass.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.straight import renamed

DTYPE = np.dtype(np.float64)


def shares(
    formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float],
    switches: Sequence[Mapping[str, float]], rate: str | None,
) -> tuple[NDArray[np.float64], list[bool]] | None:  # fmt: skip
    """What step number `t` would add to w, and its shares, one array after the other; and which switches were taken.

    The shares are what the step loses with each switch in turn, what is then left beyond -rate * g, and -rate * g.
    `arrays` are w, g and the slots, as `fused.fits` wants them, in float64. A switch says what hyperparameters, or t,
    become; one that would make the step infinite is not taken, and its share is 0. None where the gradient is not calm,
    or the step itself is not finite.
    """
    kernel, off = _kernel(formula, tuple(map(tuple, switches)), rate)
    w = arrays[0]
    flat = arrays if w.ndim == 1 else [array.reshape(-1) for array in arrays]
    found = np.empty((len(switches) + 3, w.size))  # in one piece, for which large pages are found
    infinite = np.empty((-(-w.size // fused.BLOCK), len(switches) + 1), np.int64)
    usual = [*(float(t) for _ in fused.clock(formula)), *fused.numbers(formula, hyper)]
    taken = [True] * len(switches)
    for _ in range(len(switches) + 1):
        now, given = dict(zip(off[0], usual, strict=True)), usual.copy()
        for switch, names, take in zip(switches, off[1:], taken, strict=True):
            if take:
                now.update(switch)
            given += [now[name] for name in names]
        fused.by_all(kernel, found.nbytes, *flat, found, infinite, fused.left(), fused.BLOCK, *given)
        if not np.count_nonzero(infinite):
            return found if w.ndim == 1 else found.reshape(len(found), *w.shape), taken
        first = int(np.flatnonzero(infinite.any(axis=0))[0])
        if first == 0:
            break
        taken[first - 1] = False
    return None


@cache
def _kernel(
    formula: Formula, switches: tuple[tuple[str, ...], ...], rate: str | None
) -> tuple[Kernel, list[list[str]]]:
    """What writes the shares, and counts the entries of every step that are not finite, block by block; and the numbers
    that it is given: all of them, and behind every switch those that are others by then."""
    from talweg.engine import turns

    arrays = [name for name in formula.arguments if name != "t"]
    off = [[*fused.clock(formula), *formula.hyper]]
    off += [[name for name in off[0] if any(name in each for each in switches[: n + 1])] for n in range(len(switches))]
    typed, given, known = Typed(arrays), list(off[0]), dict[str, str]()
    body = [f"{name} = __array_{place}__[__i__]" for place, name in enumerate(arrays)]
    for place, names in enumerate([[], *off[1:]]):
        own = {name: f"__off_{place}_{name}__" for name in names}
        given += own.values()
        for line in formula.straight.lines:
            value = renamed(line.value, own)
            text = ast.unparse(value)
            if text not in known:
                known[text] = f"__value_{len(known)}__"
                body += typed.assign(known[text], value)
            own[line.name] = known[text]
        moved = renamed(formula.straight.results[0], own)
        body.append(f"__moved_{place}__ = {typed.inside(moved)} - {arrays[0]}")
    last = len(switches) + 1
    gradient = ast.parse(f"-{'1.0' if rate is None else rate} * {arrays[1]}", mode="eval").body
    body.append(f"__moved_{last}__ = {typed.inside(gradient)}")
    body += ["__found__[0, __i__] = __moved_0__", f"__found__[{last + 1}, __i__] = __moved_{last}__"]
    body += [f"__found__[{n + 1}, __i__] = __moved_{n}__ - __moved_{n + 1}__" for n in range(last)]
    body += [f"__infinite_0__ += not __np__.abs({arrays[1]}) < {float(fused.limit(DTYPE))}"]
    body += [f"__infinite_{n}__ += not __np__.isfinite(__moved_{n}__)" for n in range(last)]
    block = [f"__infinite_{n}__ = 0" for n in range(last)] + loop_over("__i__", "__begin__, __end__", body)
    block += [f"__infinite__[__begin__ // __block__, {n}] = __infinite_{n}__" for n in range(last)]
    lines = [*typed.before, turns.joining("__array_0__.size"), *turns.over(turns.FIRST, block)]
    parameters = [f"__array_{place}__" for place in range(len(arrays))]
    parameters += ["__found__", "__infinite__", "__turn__", "__block__", *given]
    return compile_kernel(formula, parameters, lines, DTYPE, calls=turns.calls()), off
