"""A Python function read as a declaration: its arguments, hyperparameters, ranges, steps and source."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_type_hints

from talweg.errors import DeclarationError, MissingError, unknown
from talweg.formula.ranges import DECAY, RATE, Range, Role, read_range, read_role
from talweg.formula.subset import check, check_name


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
    whole: bool = False
    """Whether its body is any Python over whole arrays: only the plain reader can run it, and no printer reads it."""

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.doc.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        """The listing without its signature."""
        return textwrap.dedent("\n".join(self.listing.splitlines()[self.body_line :]))

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


def declare(function: Callable[..., Any], label: str | None = None, whole: bool = False) -> Formula:
    """Read `function` as a formula. Raises DeclarationError where it leaves the subset.

    With `whole` the body may be any Python: its signature, ranges, listing and results are read, and nothing else.
    """
    name = function.__name__
    doc = inspect.getdoc(function)
    if not doc:
        raise DeclarationError(f"{name}: a formula needs a docstring that says what it is and where it is from")
    tree, lines = _definition(function)
    parameters = inspect.signature(function).parameters.values()
    kinds = {p.kind for p in parameters} - {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    if kinds:
        raise DeclarationError(f"{name}: a formula takes named arguments only, no * or ** and no /")
    for p in parameters:
        check_name(p.name, name)
    arguments = [p for p in parameters if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    docstring, *body = tree.body
    # The listing shows the formula as it runs: signature and body, without the decorator and the docstring.
    after = docstring.end_lineno or docstring.lineno
    signature, rest = lines[: docstring.lineno - tree.lineno], lines[after + 1 - tree.lineno :]
    shift = after + 1 - len(signature)
    results, result_line = _read_return(body, name, shift)
    assignments = () if whole else _read_assignments(body, results, name, {p.name for p in parameters}, shift)
    return Formula(
        name=name,
        label=label or name.replace("_", " ").capitalize(),
        function=function,
        arguments=tuple(p.name for p in arguments),
        starts={p.name: float(p.default) for p in arguments if p.default is not p.empty},
        hyper=_read_hyperparameters(function, name),
        assignments=assignments,
        results=results,
        body_line=body[0].lineno - shift,
        result_line=result_line,
        listing="\n".join(signature + rest),
        path=function.__code__.co_filename,
        doc=doc,
        whole=whole,
    )


def _definition(function: Callable[..., Any]) -> tuple[ast.FunctionDef, list[str]]:
    """The syntax tree of `function`, and its lines from `def` on."""
    code = function.__code__
    linecache.checkcache(code.co_filename)
    text = "".join(linecache.getlines(code.co_filename, function.__globals__))
    for node in ast.walk(_parsed(text)):
        if not isinstance(node, ast.FunctionDef) or node.name != code.co_name:
            continue
        first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        if first == code.co_firstlineno:
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            return node, textwrap.dedent("\n".join(lines)).splitlines()
    raise DeclarationError(f"{code.co_name}: a formula is read from its source, and none can be found")


@lru_cache(maxsize=4)
def _parsed(text: str) -> ast.Module:
    # A whole file at once: finding where one function ends, as inspect does, costs far more.
    return ast.parse(text)


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
        found[p.name] = Hyperparameter(p.name, default, legal, read_role(hints[p.name]))
    for role in (RATE, DECAY):
        having = [each.name for each in found.values() if each.role is role]
        if len(having) > 1:
            raise DeclarationError(f"{owner}: a formula has one {role.value} at most, and {', '.join(having)} are both")
    return found


def _read_return(body: list[ast.stmt], owner: str, shift: int) -> tuple[tuple[ast.expr, ...], int]:
    """The expressions that the last line returns, and where that line stands in the listing."""
    match body[-1:]:
        case [ast.Return(value=ast.Tuple(elts=values), lineno=line)]:
            return tuple(values), line - shift
        case [ast.Return(value=ast.expr() as value, lineno=line)]:
            return (value,), line - shift
    raise DeclarationError(f"{owner}: a formula ends in `return`")


def _read_assignments(
    body: list[ast.stmt], results: tuple[ast.expr, ...], owner: str, known: set[str], shift: int
) -> tuple[Assignment, ...]:
    """Every line before the return, each checked, and the results with them."""
    assignments = []
    for statement in body[:-1]:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                check_name(target, owner)
                check(value, known, owner)
                assignments.append(Assignment(target, value, statement.lineno - shift))
                known.add(target)
            case _:
                raise DeclarationError(
                    f"{owner}: cannot read {ast.unparse(statement).splitlines()[0]!r}; "
                    "a formula is `name = expression` lines and one `return` at its end"
                )
    for result in results:
        check(result, known, owner)
    return tuple(assignments)
