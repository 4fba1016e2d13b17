"""A Python function read as a declaration: its arguments, hyperparameters, ranges, steps and source."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, get_origin, get_type_hints

import numpy as np

from talweg.errors import DeclarationError, MissingError, unknown
from talweg.formula import primitives
from talweg.formula.ranges import DECAY, RATE, Range, Rising, Role, read_range, read_role
from talweg.formula.source import definition, read_assignments, read_return
from talweg.formula.straight import Straight, straighten
from talweg.formula.subset import Scope, names_in

# What these names must mean where a formula calls them, for that is what every reader makes of them.
MEANT: dict[str, Any] = {"np": np, **{name: getattr(primitives, name) for name in primitives.ROWWISE}}
IMPORTS = {name: f"write from talweg.formula import {name}" for name in MEANT} | {"np": "write import numpy as np"}


@dataclass(frozen=True)
class Hyperparameter:
    """A named number a formula is tuned by; `default` is None where it must be given, `role` where it has none."""

    name: str
    default: float | None
    range: Range
    role: Role | None = None


@dataclass(frozen=True)
class Assignment:
    """`name = value`, on line `line` of the listing."""

    name: str
    value: ast.expr
    line: int


@dataclass(frozen=True, eq=False)
class Formula:
    """One formula: the function itself, and its parts as every reader needs them."""

    name: str
    label: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    starts: Mapping[str, float]
    hyper: Mapping[str, Hyperparameter]
    assignments: tuple[Assignment, ...]
    results: tuple[ast.expr, ...]
    body_line: int
    result_line: int
    listing: str
    path: str
    doc: str = field(repr=False)
    noun: str = "function"
    """What it is declared as: it decides what may stand in it."""
    functions: Mapping[str, Formula] = field(default_factory=dict)
    """The formulas that it calls, by the name that they have in it."""
    latex: str | None = None
    """How a call of it is typeset, as a template over its arguments; None: its result is written out."""
    whole: bool = False
    """Whether its body is any Python over whole arrays: readers that call it can run it, and no printer reads it."""

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.doc.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        """The listing without its signature."""
        return textwrap.dedent("\n".join(self.listing.splitlines()[self.body_line :]))

    @cached_property
    def straight(self) -> Straight:
        """Every name with one value, and every call written out: what compilers read."""
        return straighten(self)

    @cached_property
    def integers(self) -> bool:
        """Whether a hyperparameter is a whole number."""
        return any(each.range.integer for each in self.hyper.values())

    @property
    def called(self) -> str:
        """The listings of the formulas that it calls, a blank line between; empty if it calls none."""
        found = {each.name: each for each in self.functions.values()}
        return "\n\n".join(filter(None, (part for each in found.values() for part in (each.listing, each.called))))

    def origins(self) -> tuple[set[str], ...]:
        """For every result, the arguments and hyperparameters that it comes from."""
        known = {name: {name} for name in (*self.arguments, *self.hyper)}

        def come(tree: ast.expr) -> set[str]:
            return set().union(*(known.get(name, set()) for name in names_in(tree)))

        for each in self.assignments:
            known[each.name] = come(each.value)
        return tuple(come(result) for result in self.results)

    def complete(self, given: Mapping[str, Any], base: Mapping[str, Any]) -> Mapping[str, Any]:
        """The hyperparameters `base` overlaid with `given`, each checked against its range.

        A callable is kept as it is: it stands for a value at every step, and is checked then.
        """
        merged = dict(base)
        for name, value in given.items():
            if name not in self.hyper:
                raise unknown(self.name, "hyperparameter", name, self.hyper)
            merged[name] = value if callable(value) else self.hyper[name].range.check(self.name, name, value)
        return {name: merged[name] for name in self.hyper if name in merged}

    def having(self, role: Role) -> tuple[str, ...]:
        """The names of the hyperparameters that have this role."""
        return tuple(each.name for each in self.hyper.values() if each.role is role)

    def require(self, hyper: Mapping[str, Any]) -> None:
        """Raise MissingError if a hyperparameter without a default has no value in `hyper`."""
        missing = [name for name in self.hyper if name not in hyper]
        if missing:
            ranges = ", ".join(f"{name} in {self.hyper[name].range}" for name in missing)
            raise MissingError(f"{self.name} needs {ranges}")

    @property
    def defaults(self) -> Mapping[str, Any]:
        """The hyperparameters that have a default, at their default."""
        return {h.name: h.default for h in self.hyper.values() if h.default is not None}


def declare(
    function: Callable[..., Any],
    label: str | None = None,
    *,
    noun: str = "function",
    whole: bool = False,
    latex: str | None = None,
) -> Formula:
    """Read `function` as a formula of `noun`. Raises DeclarationError where it leaves the subset.

    With `whole` the body may be any Python: its signature, ranges, listing and results are read, and nothing else.
    """
    if not inspect.isfunction(function):
        raise DeclarationError(f"a formula is a plain function, written with def, not {function!r:.60}")
    name = function.__name__
    doc = inspect.getdoc(function)
    if not doc:
        raise DeclarationError(f"{name}: a formula needs a docstring that says what it is and where it is from")
    tree, lines = definition(function)
    parameters = inspect.signature(function).parameters.values()
    hints = _hints(function)
    arguments = _read_arguments(parameters, name, noun, hints)
    hyper = _read_hyperparameters(function, name, hints)
    docstring, *body = tree.body
    # The listing shows the formula as it runs: signature and body, without the decorator and the docstring.
    after = docstring.end_lineno or docstring.lineno
    signature, rest = lines[: docstring.lineno - tree.lineno], lines[after + 1 - tree.lineno :]
    shift = after + 1 - len(signature)
    scope = _scope(function, tree, arguments, hyper, noun)
    results, result_line = read_return(body, scope)
    assignments = (
        ()
        if whole
        else tuple(
            Assignment(target, value, line - shift) for target, value, line in read_assignments(body, results, scope)
        )
    )
    return Formula(
        name=name,
        label=label or name.replace("_", " ").capitalize(),
        function=function,
        arguments=tuple(arguments),
        starts={each: start for each, start in arguments.items() if start is not None},
        hyper=hyper,
        assignments=assignments,
        results=results,
        body_line=body[0].lineno - shift,
        result_line=result_line - shift,
        listing="\n".join(signature + rest),
        path=function.__code__.co_filename,
        doc=doc,
        noun=noun,
        functions={} if whole else scope.functions,
        latex=latex,
        whole=whole,
    )


def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    """What the arguments and hyperparameters are annotated with."""
    try:
        return get_type_hints(function, include_extras=True)
    except NameError as error:
        raise DeclarationError(f"{function.__name__}: cannot read the legal ranges: {error}") from None


def _read_arguments(
    parameters: Iterable[inspect.Parameter], owner: str, noun: str, hints: Mapping[str, Any]
) -> dict[str, float | None]:
    """The arguments by name, each with where it starts, if it says so."""
    found: dict[str, float | None] = {}
    for p in parameters:
        if p.kind is inspect.Parameter.KEYWORD_ONLY:
            continue
        if p.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise DeclarationError(f"{owner}: a formula takes named arguments only, no * or ** and no /")
        found[p.name] = None
        if get_origin(hints.get(p.name)) is Annotated:
            raise DeclarationError(
                f"{owner}: {p.name} has a legal range and so is a hyperparameter; those stand after a *, as in "
                f"def {owner}(..., *, {p.name}: ...)"
            )
        if p.default is p.empty:
            continue
        if noun not in ("optimizer", "whole optimizer") or p.name in ("w", "g", "t"):
            raise DeclarationError(
                f"{owner}: only a slot of an optimizer has a start, and {p.name} = {p.default!r:.40} is none; a "
                "hyperparameter stands after a *, with its legal range"
            )
        if isinstance(p.default, bool) or not isinstance(p.default, int | float) or not math.isfinite(p.default):
            raise DeclarationError(f"{owner}: the slot {p.name} starts at a finite number, got {p.default!r:.40}")
        found[p.name] = float(p.default)
    return found


def _scope(
    function: Callable[..., Any],
    tree: ast.FunctionDef,
    arguments: Mapping[str, Any],
    hyper: Mapping[str, Hyperparameter],
    noun: str,
) -> Scope:
    """What the body of `function` may use. Raises DeclarationError for a list where nothing can read one."""
    inner = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        with suppress(ValueError):  # a name that has no value yet
            inner[name] = cell.cell_contents
    outside = ChainMap(inner, function.__globals__)
    calls = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=used)) | ast.Attribute(value=ast.Name(id="np" as used)):
                calls.add(used)
    for name in sorted(calls & MEANT.keys() - {*arguments, *hyper}):
        if outside.get(name) is not MEANT[name]:
            raise DeclarationError(f"{function.__name__}: {name} means {outside.get(name)!r:.60} here; {IMPORTS[name]}")
    formulas = {name: getattr(outside.get(name), "formula", None) for name in sorted(calls)}
    lists = [each.name for each in hyper.values() if isinstance(each.range, Rising)]
    if lists and noun != "schedule":
        raise DeclarationError(f"{function.__name__}: only a schedule has lists of steps, and {lists[0]} is one")
    return Scope(
        owner=function.__name__,
        names={**dict.fromkeys((*arguments, *hyper), "number"), **dict.fromkeys(lists, "list")},
        noun=noun,
        functions={name: each for name, each in formulas.items() if each is not None and each.noun == "function"},
        outside=outside,
        numbered=True,
    )


def _read_hyperparameters(
    function: Callable[..., Any], owner: str, hints: Mapping[str, Any]
) -> dict[str, Hyperparameter]:
    found = {}
    for p in inspect.signature(function).parameters.values():
        if p.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        if p.name not in hints:
            raise DeclarationError(f"{owner}: {p.name} needs its legal range, such as `{p.name}: Positive`")
        legal = read_range(hints[p.name])
        default = None if p.default is p.empty else legal.check(owner, p.name, p.default)
        found[p.name] = Hyperparameter(p.name, default, legal, read_role(hints[p.name]))
    for role in (RATE, DECAY):
        having = [each.name for each in found.values() if each.role is role]
        if len(having) > 1:
            raise DeclarationError(f"{owner}: a formula has one {role.value} at most, and {', '.join(having)} are both")
    return found
