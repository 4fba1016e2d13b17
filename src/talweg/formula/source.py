"""The source of a formula: where its function stands, and what its lines say."""

from __future__ import annotations

import ast
import linecache
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from talweg.errors import DeclarationError
from talweg.formula.subset import Scope


def definition(function: Callable[..., Any]) -> tuple[ast.FunctionDef, list[str]]:
    """The syntax tree of `function`, and its lines from `def` on."""
    code = function.__code__
    linecache.checkcache(code.co_filename)
    text = "".join(linecache.getlines(code.co_filename, function.__globals__))
    called = [each for each in _definitions(_parsed(text)) if each.name == code.co_name]
    # A notebook may count its lines otherwise than the file does: then it is the one that says the same.
    there = [each for each in called if _first_line(each) == code.co_firstlineno]
    for node in there or [each for each in called if _says(each, code)]:
        lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
        return node, textwrap.dedent("\n".join(lines)).splitlines()
    raise DeclarationError(f"{code.co_name}: a formula is read from its source, and none can be found")


def _definitions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Every function that is defined in `tree`, at whatever depth; no expression is looked into."""
    for each in ast.iter_child_nodes(tree):
        if isinstance(each, ast.FunctionDef):
            yield each
        if not isinstance(each, ast.expr):
            yield from _definitions(each)


def _first_line(node: ast.FunctionDef) -> int:
    return node.decorator_list[0].lineno if node.decorator_list else node.lineno


def _says(node: ast.FunctionDef, code: CodeType) -> bool:
    """Whether a definition compiles to this very code."""
    bare = ast.FunctionDef(**{**dict(ast.iter_fields(node)), "decorator_list": []})
    made = compile(ast.Module([ast.copy_location(bare, node)], []), code.co_filename, "exec")
    told = next(each for each in made.co_consts if isinstance(each, CodeType) and each.co_name == code.co_name)
    return all(
        getattr(told, part) == getattr(code, part) for part in ("co_code", "co_consts", "co_names", "co_varnames")
    )


@lru_cache(maxsize=4)
def _parsed(text: str) -> ast.Module:
    # A whole file at once: finding where one function ends, as inspect does, costs far more.
    return ast.parse(text)


def read_return(body: list[ast.stmt], scope: Scope) -> tuple[tuple[ast.expr, ...], int]:
    """The expressions that the last line returns, and the file's line on which it stands."""
    match body[-1:]:
        case [ast.Return(value=ast.Tuple(elts=values), lineno=line)]:
            return tuple(values), line
        case [ast.Return(value=ast.expr() as value, lineno=line)]:
            return (value,), line
    raise DeclarationError(f"{scope.owner}: a formula ends in `return` and what it gives back")


def read_assignments(
    body: list[ast.stmt], results: tuple[ast.expr, ...], scope: Scope
) -> Iterator[tuple[str, ast.expr, int]]:
    """Every line before the return, each checked, and the results with them: name, value and the file's line."""
    calls = _calls(body)
    for name in scope.names:
        _check_name(body[0], name, calls, scope)
    for statement in body[:-1]:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                _check_name(statement, target, calls, scope)
                scope.names[target] = scope.kind(value)
                yield target, value, statement.lineno
            case _:
                text = ast.unparse(statement).splitlines()[0]
                raise scope.refuse(statement, f"cannot read {text!r}; {_instead(statement)}")
    for result in results:
        scope.number(result)


def _calls(body: list[ast.stmt]) -> dict[str, ast.AST]:
    """Where each name that is called, or `np`, is first used so."""
    found: dict[str, ast.AST] = {}
    for each in (part for statement in body for part in ast.walk(statement)):
        match each:
            case ast.Call(func=ast.Name(id=used)) | ast.Attribute(value=ast.Name(id="np" as used)):
                found.setdefault(used, each)
    return found


def _check_name(node: ast.stmt, name: str, calls: Mapping[str, ast.AST], scope: Scope) -> None:
    if name.startswith("__") and name.endswith("__") and name.strip("_"):
        raise scope.refuse(
            node, f"{name!r} cannot be a name in a formula: Python and the printers keep such for themselves"
        )
    if name in calls:
        raise scope.refuse(
            calls[name], f"{name!r} has a value in this formula and cannot be called too; choose another name, or "
            "write * for times"
        )  # fmt: skip


def _instead(statement: ast.stmt) -> str:
    match statement:
        case ast.If():
            return "write name = np.where(condition, this, that)"
        case ast.For() | ast.While():
            return "a formula has no loops"
        case ast.AugAssign(target=target):
            return f"write {ast.unparse(target)} = ... in full"
        case ast.Assign() | ast.AnnAssign():
            return "one name a line: name = expression"
        case ast.Return():
            return "a formula has one `return`, at its end"
    return "a formula is `name = expression` lines and one `return` at its end"
