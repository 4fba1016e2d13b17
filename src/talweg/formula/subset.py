"""The subset of Python that a formula is written in, as a whitelist over its syntax tree.

Assignments to one name, then `return`; numbers, names, `+ - * / **`, one comparison at a time, and the
functions of `functions.py`. Everything that reads formulas may rely on meeting nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from talweg.errors import DeclarationError
from talweg.formula.functions import CONSTANTS, ELEMENTWISE, ROWWISE, Function

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)

# Names that a printer could not carry over: JavaScript's words, and the module every formula calls.
RESERVED = frozenset(
    {
        *("np", "arguments", "case", "catch", "const", "default", "delete", "do", "enum", "eval", "export", "extends"),
        *("function", "instanceof", "interface", "let", "new", "package", "private", "protected", "public", "static"),
        *("super", "switch", "this", "throw", "typeof", "var", "void"),
    }
)


def check_name(name: str, owner: str) -> None:
    """Raise DeclarationError for a name that some reader needs for itself."""
    if name.startswith("_") or name in RESERVED or name in ROWWISE:
        raise DeclarationError(f"{owner}: {name!r} cannot be a name in a formula; some reader needs it for itself")


def is_number(node: ast.expr) -> bool:
    """Whether `node` is a literal int or float (True and False are not numbers here)."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def called(node: ast.Call) -> tuple[str, Function] | None:
    """The name and the row of the function that `node` calls, or None if it is not in the table."""
    match node.func:
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            table = ELEMENTWISE
        case ast.Name(id=name):
            table = ROWWISE
        case _:
            return None
    row = table.get(name)
    fits = row is not None and len(node.args) == row.arity and not node.keywords
    return (name, row) if row and fits else None


def children(node: ast.expr) -> Iterator[ast.expr]:
    """The operands of `node`: what it is computed from, the called function's own name left out."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(left=left, comparators=[right]):
            yield from (left, right)
        case ast.Call(args=args):
            yield from args


def names_in(node: ast.expr) -> set[str]:
    """The names that `node` is computed from."""
    if isinstance(node, ast.Name):
        return {node.id}
    return set().union(*(names_in(child) for child in children(node)))


def constant_name(node: ast.expr) -> str | None:
    """`pi` for `np.pi`, and so on; None for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id="np"), attr=attr) if attr in CONSTANTS:
            return attr
    return None


def check(node: ast.expr, known: Collection[str], owner: str) -> None:
    """Raise DeclarationError unless `node` is arithmetic over the `known` names."""
    match node:
        case ast.Constant() if is_number(node):
            return
        case ast.Name(id=name):
            if name not in known:
                raise DeclarationError(f"{owner}: {name!r} is used before it has a value")
            return
        case ast.BinOp(op=op) if isinstance(op, OPERATORS):
            pass
        case ast.UnaryOp(op=ast.USub()):
            pass
        case ast.Compare(ops=[op], comparators=[_]) if isinstance(op, COMPARISONS):
            pass
        case ast.Call() if called(node):
            pass
        case ast.Attribute() if constant_name(node):
            return
        case _:
            raise DeclarationError(
                f"{owner}: cannot read {ast.unparse(node)!r}; a formula is made of numbers, names, + - * / **, "
                f"comparisons, np.{', np.'.join([*ELEMENTWISE, *CONSTANTS])} and {', '.join(ROWWISE)}"
            )
    for child in children(node):
        check(child, known, owner)


def parse(text: str, known: Collection[str], owner: str) -> ast.expr:
    """The checked tree of a one-line expression over the `known` names."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise DeclarationError(f"{owner}: cannot read {text!r}: {error.msg}") from None
    check(node, known, owner)
    return node
