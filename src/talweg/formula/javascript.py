"""Formulas printed as JavaScript."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from talweg.formula.declaration import Formula
from talweg.formula.functions import CONSTANTS
from talweg.formula.rows import lower
from talweg.formula.subset import called, constant_name

_SYMBOL = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_LEVEL = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_UNARY, _ATOM = 3, 4


def expression(node: ast.expr, vectors: Iterable[str] = ()) -> str:
    """`node` as JavaScript; names in `vectors` are indexed by `_k`."""
    return _print(node, frozenset(vectors))[0]


def _print(node: ast.expr, vectors: frozenset[str]) -> tuple[str, int]:
    def inner(child: ast.expr, level: int) -> str:
        text, own = _print(child, vectors)
        return text if own >= level else f"({text})"

    match node:
        case ast.Constant(value=value):
            return repr(value), _ATOM
        case ast.Name(id=name):
            return (f"{name}[_k]" if name in vectors else name), _ATOM
        case ast.UnaryOp(operand=operand):
            return f"-{inner(operand, _ATOM)}", _UNARY
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            # A square is a product, exactly as NumPy computes it; other powers may differ in the last bit.
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant) and right.value == 2:
                base = inner(left, _ATOM)
                return f"{base} * {base}", 2
            return f"Math.pow({inner(left, 0)}, {inner(right, 0)})", _ATOM
        case ast.BinOp(left=left, op=op, right=right):
            level = _LEVEL[type(op)]
            # The right operand needs brackets at its own level: a - (b - c), and a * (b / c) rounds its own way.
            return f"{inner(left, level)} {_SYMBOL[type(op)]} {inner(right, level + 1)}", level
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{inner(left, 1)} {_COMPARE[type(op)]} {inner(right, 1)}", 0
        case ast.Call(args=args) if function := called(node):
            return function[1].javascript.format(*(inner(arg, 0) for arg in args)), _ATOM
    constant = constant_name(node)
    assert constant is not None, ast.dump(node)  # the whitelist lets nothing else through
    return CONSTANTS[constant][0], _ATOM


def assignments(formula: Formula) -> Iterator[str]:
    """The assignments as statements; a name is declared where it first gets a value."""
    declared = {*formula.arguments, *formula.hyper}
    for each in formula.assignments:
        keyword = "" if each.name in declared else "let "
        declared.add(each.name)
        yield f"{keyword}{each.name} = {expression(each.value)};"


def result_lines(formula: Formula) -> list[str]:
    """The body of a function that returns all results in an array."""
    results = ", ".join(expression(result) for result in formula.results)
    return [*assignments(formula), f"return [{results}];"]


def row_lines(formula: Formula) -> list[str]:
    """The body of a function of two arrays that returns a row formula's [value, gradient array]."""
    first = formula.arguments[0]
    form = lower(formula)
    each = f"for (let _k = 0; _k < {first}.length; _k++)"
    lines: list[str] = []
    for loop in form.loops:
        value = expression(loop.value, form.vectors)
        match loop.kind:
            case "scalar":
                lines.append(f"const {loop.name} = {value};")
            case "store":
                lines += [
                    f"const {loop.name} = new Float64Array({first}.length);",
                    f"{each} {loop.name}[_k] = {value};",
                ]
            case "row_sum":
                lines += [f"let {loop.name} = 0;", f"{each} {loop.name} += {value};"]
            case "row_size":
                lines.append(f"const {loop.name} = {first}.length;")
            case "row_max":
                lines += [f"let {loop.name} = -Infinity;", f"{each} {loop.name} = Math.max({loop.name}, {value});"]
    value, gradient = (expression(result, form.vectors) for result in form.results)
    return [
        *lines,
        f"const _gradient = new Float64Array({first}.length);",
        f"{each} _gradient[_k] = {gradient};",
        f"return [{value}, _gradient];",
    ]
