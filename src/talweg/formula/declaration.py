"""A Python function read as a declaration: its arguments, hyperparameters, ranges, steps and source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from talweg.formula.errors import DeclarationError, MissingError, unknown
from talweg.formula.ranges import Range, read_range
from talweg.formula.subset import check, check_name


@dataclass(frozen=True)
class Hyperparameter:
    """A named number a formula is tuned by; `default` is None where it must be given."""

    name: str
    default: float | None
    range: Range


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
    result_line: int
    listing: str
    path: str
    doc: str = field(repr=False)

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.doc.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        """The listing without its signature."""
        first = self.assignments[0].line if self.assignments else self.result_line
        return textwrap.dedent("\n".join(self.listing.splitlines()[first:]))

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


def declare(function: Callable[..., Any], label: str | None = None) -> Formula:
    """Read `function` as a formula. Raises DeclarationError where it leaves the subset."""
    name = function.__name__
    doc = inspect.getdoc(function)
    if not doc:
        raise DeclarationError(f"{name}: a formula needs a docstring that says what it is and where it is from")
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError:
        raise DeclarationError(f"{name}: a formula is read from its source, and none can be found") from None
    tree = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    parameters = inspect.signature(function).parameters.values()
    kinds = {p.kind for p in parameters} - {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    if kinds:
        raise DeclarationError(f"{name}: a formula takes named arguments only, no * or ** and no /")
    for p in parameters:
        check_name(p.name, name)
    arguments = [p for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    docstring, *body = tree.body
    # The listing shows the formula as it runs: signature and body, without the decorator and the docstring.
    lines = source.splitlines()
    signature = lines[tree.lineno - 1 : docstring.lineno - 1]
    after = docstring.end_lineno or docstring.lineno
    shift = after + 1 - len(signature)
    assignments, results, result_line = _read_body(body, name, {p.name for p in parameters}, shift)
    return Formula(
        name=name,
        label=label or name.replace("_", " ").capitalize(),
        function=function,
        arguments=tuple(p.name for p in arguments),
        starts={p.name: float(p.default) for p in arguments if p.default is not p.empty},
        hyper=_read_hyperparameters(function, name),
        assignments=assignments,
        results=results,
        result_line=result_line,
        listing="\n".join(signature + lines[after:]),
        path=inspect.getsourcefile(function) or "<unknown>",
        doc=doc,
    )


def _read_hyperparameters(function: Callable[..., Any], owner: str) -> dict[str, Hyperparameter]:
    hints = get_type_hints(function, include_extras=True)
    found = {}
    for p in inspect.signature(function).parameters.values():
        if p.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        if p.name not in hints:
            raise DeclarationError(f"{owner}: {p.name} needs its legal range, such as `{p.name}: Positive`")
        legal = read_range(hints[p.name])
        default = None if p.default is p.empty else legal.check(owner, p.name, p.default)
        found[p.name] = Hyperparameter(p.name, default, legal)
    return found


def _read_body(
    body: list[ast.stmt], owner: str, known: set[str], shift: int
) -> tuple[tuple[Assignment, ...], tuple[ast.expr, ...], int]:
    known = set(known)
    assignments = []
    for statement in body:
        line = statement.lineno - shift
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                check_name(target, owner)
                check(value, known, owner)
                assignments.append(Assignment(target, value, line))
                known.add(target)
            case ast.Return(value=ast.expr() as value) if statement is body[-1]:
                results = tuple(value.elts) if isinstance(value, ast.Tuple) else (value,)
                for result in results:
                    check(result, known, owner)
                return tuple(assignments), results, line
            case _:
                raise DeclarationError(
                    f"{owner}: cannot read {ast.unparse(statement).splitlines()[0]!r}; "
                    "a formula is `name = expression` lines and one `return` at its end"
                )
    raise DeclarationError(f"{owner}: a formula ends in `return`")
