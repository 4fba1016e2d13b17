"""The batched reader: thousands of short runs side by side, a run in every SIMD lane, by all cores.

A kernel is printed from two formulas, a rule's and a surface's. It takes the runs block by block: all that a block of
runs remembers lies in two small arrays that stay in the cache while the block walks to its end. There every quantity
(x and y, f, the gradient, each slot, each number that differs from run to run) has a row of its own, at a distance
that the compiler knows, so that a loop over a row needs no check for overlap and runs in SIMD lanes. The rule is given
x of all runs of a block and then y: to it they are elements like any others.

As in the other readers, what an element does not change is computed in float64 and then rounded to the dtype.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg.engine import noise, threads
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.engine.typed import Typed, scalar
from talweg.formula import Formula
from talweg.formula.subset import names_in

Array = NDArray[Any]
LANES = 256
"""Runs in a block."""
GRAIN = 1 << 12
"""Steps of one run; less is not worth a thread of its own."""
AFRESH = 32
"""After so many steps a power is computed anew, so that what multiplying it up loses stays below 1e-14."""
CLOCK = "__optimizer_t__"


@dataclass(frozen=True)
class Course:
    """A number that is another one at every step, the same for all runs: `values` (steps,)."""

    values: Array


Number: TypeAlias = "float | Array | Course"
"""A number for all runs, one for each run (an array (runs,)), or one for each step."""
RUN, STEP, NOTHING = "run", "step", ""
"""What a number differs from."""


def run(
    rule: Formula, surface: Formula, hyper: Mapping[str, Number], shape: Mapping[str, Number], start: Array,
    stops: Sequence[int], far: float, noise: Mapping[str, Number],
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Walk every run from its place in `start` (runs, 2), whose dtype is float32 or float64, to the last of `stops`.

    `hyper` are the rule's numbers and `shape` the surface's. `stops` are the numbers of steps, rising, after which it
    is looked where a run stands. `noise` is empty, or has the standard deviation of normal noise on the gradient,
    "sigma", and the "seed" of its numbers.

    Returns the places (runs, stops, 2), f there (runs, stops), and the first step (runs,) at which |f| was above `far`
    times its first value (`far` itself, if that is below 1) or no number; -1 where it never was.
    """
    given = {_own(rule, name): value for name, value in hyper.items()}
    given |= {_own(surface, name): value for name, value in shape.items()}
    given |= {f"__noise_{name}__": value for name, value in noise.items()}
    kernel = _kernel(rule, surface, tuple((name, _differs(value)) for name, value in given.items()), start.dtype)
    runs, last = len(start), stops[-1]
    places, values = np.empty((runs, len(stops), 2), start.dtype), np.empty((runs, len(stops)), start.dtype)
    left, asked = np.empty(runs, np.int64), np.asarray(stops, np.int64)

    def walk(piece: tuple[int, int]) -> None:
        part = slice(*piece)
        numbers = [_of(value, part) for value in given.values()]
        kernel(start[part], places[part], values[part], left[part], asked, far, *numbers)

    pieces = threads.parts(runs, max(LANES, GRAIN // (last + 1)))
    threads.spread(walk, pieces, len(pieces))
    return places, values, left


def _differs(value: Number) -> str:
    return STEP if isinstance(value, Course) else RUN if isinstance(value, np.ndarray) else NOTHING


def _of(value: Number, part: slice) -> Any:
    """`value` for a part of the runs, as a kernel takes it."""
    if isinstance(value, Course):
        return np.append(value.values, 0.0)  # at the last stop nothing steps any more, but the clock ticks
    return value[part] if isinstance(value, np.ndarray) else float(value)


@dataclass(frozen=True)
class _Row:
    """Where a quantity of a block of runs lies: in the array `block`, from lane `begin`."""

    block: str
    begin: int

    def __str__(self) -> str:
        """Its lane number i, as the kernel writes it."""
        return f"{self.block}[__i__ + {self.begin}]"

    @property
    def second(self) -> _Row:
        """Its second half: y, where the first is x."""
        return _Row(self.block, self.begin + LANES)


class _Block:
    """An array of rows."""

    def __init__(self, name: str) -> None:
        self.name, self.lanes = name, 0

    def row(self, width: int) -> _Row:
        """A new row, `width` lanes for each run."""
        self.lanes += width * LANES
        return _Row(self.name, self.lanes - width * LANES)


class _Lanes(Typed):
    """Prints for lanes. Beside what varies from element to element, and what is the same for all, there is what
    differs from run to run: it is read, and computed with, in float64; what of it is the same at every step, once.

    `numbers` are those of a run, in `exact`; `fixed` are the names of those that all runs share at all steps.
    """

    def __init__(
        self, elements: Mapping[str, _Row | str], numbers: Mapping[str, _Row], fixed: set[str], block: _Block,
        exact: _Block, divides: bool,
    ) -> None:  # fmt: skip
        super().__init__(elements, lambda name: str(elements.get(name, name)))
        self._numbers, self._steady, self._block, self._exact = numbers, fixed | numbers.keys(), block, exact
        self._kept: dict[str, _Row] = {}
        self._read = {name: str(row) for name, row in numbers.items()}
        self._powers: dict[str, _Row] = {}
        self._divides = divides

    def assign(self, name: str, value: ast.expr) -> list[str]:
        if not self._by_run(value):
            return super().assign(name, value)
        line = f"{name} = {self._exactly(value)}"
        self._read[name] = name
        return [line]

    def inside(self, node: ast.expr) -> str:
        if not self._by_run(node):
            return super().inside(node)
        text = self._exactly(node)
        if not names_in(node) <= self._steady:
            return f"__T__({text})"
        if text not in self._kept:
            self._kept[text] = self._block.row(2)
        return str(self._kept[text])

    def shared(self, node: ast.expr) -> bool:
        return not self._by_run(node) and super().shared(node)

    def _over(self, text: str, divisor: str) -> str:
        return f"({text} / {divisor})" if self._divides else super()._over(text, divisor)

    def once(self) -> list[str]:
        """The lines before a run that compute what is the same at all its steps."""
        return _over(2, [f"{row} = __T__({text})" for text, row in self._kept.items()]) if self._kept else []

    def _by_run(self, node: ast.expr) -> bool:
        names = names_in(node)
        return bool(names & self._read.keys()) and not names & self._varying

    def _exactly(self, node: ast.expr) -> str:
        return scalar(_Powers(self._power).visit(copy.deepcopy(node)), self._read)

    def _power(self, base: str) -> str | None:
        """What stands for a number of a run to the power of the step's number: multiplied up, never computed."""
        if base not in self._numbers:
            return None
        name = f"__power_{base[2:]}"
        if base not in self._powers:
            self._powers[base] = self._exact.row(2)
            self._read[name] = str(self._powers[base])
        return name

    def raised(self) -> list[str]:
        """The lines before a step that bring the powers to its number."""
        lines: list[str] = []
        for base, row in self._powers.items():
            lines += [f"if __step__ % {AFRESH} == 0:", *_in(_over(2, [f"{row} = {self._read[base]} ** {CLOCK}"]))]
            lines += ["else:", *_in(_over(2, [f"{row} = {row} * {self._read[base]}"]))]
        return lines


class _Powers(ast.NodeTransformer):
    """Puts names in the place of powers by the number of the step, where `name` has one for the base."""

    def __init__(self, name: Any) -> None:
        self.name = name

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        match node:
            case ast.BinOp(left=ast.Name(id=base), op=ast.Pow(), right=ast.Name(id=exponent)) if exponent == CLOCK:
                if found := self.name(base):
                    return ast.Name(found, ast.Load())
        self.generic_visit(node)
        return node


@cache
def _kernel(rule: Formula, surface: Formula, differing: tuple[tuple[str, str], ...], dtype: np.dtype[Any]) -> Kernel:
    """The kernel of a rule on a surface; `differing` are the names of all numbers, and what each differs from."""
    block, exact = _Block("__block__"), _Block("__exact__")
    point, gradient, value, bound, left = map(block.row, (2, 2, 1, 1, 1))
    slots = {_own(rule, name): block.row(2) for name in rule.arguments if name not in ("w", "g", "t")}
    numbers = {name: exact.row(2) for name, differs in differing if differs == RUN}
    elements: dict[str, _Row | str] = {_own(rule, "w"): point, _own(rule, "g"): gradient, **slots}
    fixed = {name for name, differs in differing if differs == NOTHING}
    # In float64 a run is the plain reader's, also where it is chaotic: what that divides is not multiplied.
    divides = dtype == np.float64
    elements |= {_own(surface, name): f"__{name}__" for name in "xy"}
    lanes = _Lanes(elements, numbers, fixed, block, exact, divides)

    look = [f"__x__ = {point}", f"__y__ = {point.second}", *_lines(surface, lanes)]
    f, dx, dy = _results(surface, lanes)
    look += [f"{value} = {f}", f"{gradient} = {dx}", f"{gradient.second} = {dy}", f"__size__ = abs({value})"]
    look += [f"{bound} = __far__ * (__one__ if __size__ < __one__ else __size__) if __step__ == 0 else {bound}"]
    look += [f"{left} = __T__(__step__) if {left} < __zero__ and not __size__ <= {bound} else {left}"]

    walk = _lines(rule, lanes)
    # All results are known before any is stored: one may be computed from another's old value.
    walk += [f"__new_{place}__ = {result}" for place, result in enumerate(_results(rule, lanes))]
    walk += [f"{row} = __new_{place}__" for place, row in enumerate((point, *slots.values()))]

    shake = []
    if any(name == "__noise_sigma__" for name, _ in differing):
        sigma, seed = (str(numbers.get(name, name)) for name in ("__noise_sigma__", "__noise_seed__"))
        drawn = [f"__dx__, __dy__ = __normal__(__np__.uint64({seed}), __np__.uint64(__step__))"]
        halves = ((gradient, "__dx__"), (gradient.second, "__dy__"))
        shake = _over(1, drawn + [f"{half} += __T__({sigma} * {each})" for half, each in halves])

    clock = [f"{CLOCK} = __step__ + 1.0"]
    clock += [f"{name} = {_given(name)}[__step__]" for name, differs in differing if differs == STEP]
    keep = [f"__places__[__from__ + __i__, __stop__, {axis}] = {row}" for axis, row in enumerate((point, point.second))]
    keep += [f"__values__[__from__ + __i__, __stop__] = {value}"]
    steps = [*clock, *lanes.before, *_over(1, look)]
    steps += ["if __step__ == __stops__[__stop__]:", *_in([*loop_over("__i__", "__count__", keep), "__stop__ += 1"])]
    steps += ["if __step__ == __last__:", "    break", *shake, *lanes.raised(), *_over(2, walk)]

    load = ["__run__ = __from__ + __min__(__i__, __count__ - 1)", f"{left} = -__one__"]
    load += [f"{row} = __start__[__run__, {axis}]" for axis, row in enumerate((point, point.second))]
    load += [f"{half} = {_given(name)}[__run__]" for name, row in numbers.items() for half in (row, row.second)]
    load += [
        f"{half} = __T__({float(rule.starts.get(name, 0.0))!r})"
        for name, row in zip(
            (name for name in rule.arguments if _own(rule, name) in slots), slots.values(), strict=True
        )
        for half in (row, row.second)
    ]

    blocks = [f"__count__ = __min__({LANES}, __runs__ - __from__)", "__stop__ = 0", *_over(1, load), *lanes.once()]
    blocks += loop_over("__step__", "__last__ + 1", steps)
    blocks += loop_over("__i__", "__count__", [f"__left__[__from__ + __i__] = __int__({left})"])
    lines = ["__runs__ = __start__.shape[0]", "__last__ = __stops__[-1]", "__zero__ = __T__(0)", "__one__ = __T__(1)"]
    lines += ["__far__ = __T__(__far__)", f"__block__ = __np__.empty({block.lanes}, __start__.dtype)"]
    lines += [f"__exact__ = __np__.empty({exact.lanes}, __np__.float64)"]
    lines += loop_over("__from__", f"0, __runs__, {LANES}", blocks)
    parameters = ["__start__", "__places__", "__values__", "__left__", "__stops__", "__far__"]
    parameters += [_given(name) if differs else name for name, differs in differing]
    return compile_kernel(rule, parameters, lines, dtype, contract=False, calls={"__normal__": _normal()})


@cache
def _normal() -> Kernel:
    import numba

    return numba.njit(noise.normal, error_model="numpy")  # type: ignore[no-any-return]


def _over(width: int, body: list[str]) -> list[str]:
    """The lines of a loop over a block's runs, `width` lanes for each."""
    return loop_over("__i__", str(width * LANES), body)


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _own(formula: Formula, name: str) -> str:
    """What a name of one formula is called in a kernel of two."""
    return f"__{formula.noun}_{name}__"


def _given(name: str) -> str:
    return f"__given_{name[2:]}"


class _Rename(ast.NodeTransformer):
    """Every name as its formula's own."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(_own(self.formula, node.id), ast.Load())

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return node  # np.pi, and no name in it


def _lines(formula: Formula, lanes: _Lanes) -> list[str]:
    own = _Rename(formula)
    return [
        line
        for each in formula.straight.lines
        for line in lanes.assign(_own(formula, each.name), own.visit(copy.deepcopy(each.value)))
    ]


def _results(formula: Formula, lanes: _Lanes) -> list[str]:
    own = _Rename(formula)
    return [lanes.inside(own.visit(copy.deepcopy(result))) for result in formula.straight.results]
