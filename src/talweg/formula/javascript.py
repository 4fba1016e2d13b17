"""Formulas printed as JavaScript."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable

from talweg.formula.declaration import Formula
from talweg.formula.primitives import CONSTANTS
from talweg.formula.rows import lower
from talweg.formula.subset import called, constant_name

_SYMBOL = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_LEVEL = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_UNARY, _ATOM = 3, 4
TAKEN = frozenset(
    {
        *("arguments", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default"),
        *("delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if"),
        *("implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private"),
        *(
            "protected",
            "public",
            "return",
            "static",
            "super",
            "switch",
            "this",
            "throw",
            "true",
            "try",
            "typeof",
            "var",
        ),
        *("void", "while", "with", "yield", "undefined", "NaN", "Infinity", "Math", "Float64Array"),
    }
)
"""JavaScript's own words, and what the printed lines call. Names with a dollar are the printer's: Python has none."""


def identifier(name: str) -> str:
    """`name` as JavaScript can have it: a word that the language or this module needs for itself, and what is not
    ASCII, which a browser may not know as a letter, becomes a name that no formula can have."""
    if not name.isascii():
        return "_".join(f"u{ord(letter):x}" for letter in name) + "$"
    return f"{name}$" if name in TAKEN else name


def expression(node: ast.expr, vectors: Iterable[str] = ()) -> str:
    """`node` as JavaScript; names in `vectors` are indexed by `$k`."""
    return _print(node, frozenset(vectors))[0]


def _print(node: ast.expr, vectors: frozenset[str]) -> tuple[str, int]:
    def inner(child: ast.expr, level: int) -> str:
        text, own = _print(child, vectors)
        return text if own >= level else f"({text})"

    match node:
        case ast.Constant(value=value):
            return repr(value), _ATOM
        case ast.Name(id=name):
            return identifier(name) + ("[$k]" if name in vectors else ""), _ATOM
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


def unpack(hyper: Iterable[str]) -> str:
    """The statement that takes the hyperparameters out of the object `$h`."""
    parts = (name if identifier(name) == name else f"{json.dumps(name)}: {identifier(name)}" for name in hyper)
    return f"const {{{', '.join(parts)}}} = $h;"


def statements(formula: Formula) -> list[str]:
    """The formula's lines, each name declared once."""
    return [f"const {identifier(each.name)} = {expression(each.value)};" for each in formula.straight.lines]


def results(formula: Formula) -> list[str]:
    """The expressions of the formula's results, over the names of its statements."""
    return [expression(result) for result in formula.straight.results]


def result_lines(formula: Formula) -> list[str]:
    """The body of a function that returns all results in an array."""
    return [*statements(formula), f"return [{', '.join(results(formula))}];"]


def row_lines(formula: Formula) -> list[str]:
    """The body of a function of two arrays that returns a row formula's [value, gradient array]."""
    first = identifier(formula.arguments[0])
    form = lower(formula)
    each = f"for (let $k = 0; $k < {first}.length; $k++)"
    lines: list[str] = []
    for loop in form.loops:
        name, value = identifier(loop.name), expression(loop.value, form.vectors)
        match loop.kind:
            case "scalar":
                lines.append(f"const {name} = {value};")
            case "store":
                lines += [f"const {name} = new Float64Array({first}.length);", f"{each} {name}[$k] = {value};"]
            case "row_sum":
                lines += [f"let {name} = 0;", f"{each} {name} += {value};"]
            case "row_size":
                lines.append(f"const {name} = {first}.length;")
            case "row_max":
                lines += [f"let {name} = -Infinity;", f"{each} {name} = Math.max({name}, {value});"]
    value, gradient = (expression(result, form.vectors) for result in form.results)
    return [
        *lines,
        f"const $gradient = new Float64Array({first}.length);",
        f"{each} $gradient[$k] = {gradient};",
        f"return [{value}, $gradient];",
    ]
