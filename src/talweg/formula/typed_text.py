"""Arithmetic that a person has typed: every word of it on a whitelist, its size bounded, every mistake pointed at.

What comes out is a tree inside the formula subset, and nothing of the text is ever run.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from talweg.errors import RangeError, shown
from talweg.formula.subset import check, children, names_in

LONGEST, DEEPEST, MOST_PARTS = 200, 20, 100
LARGEST, HIGHEST_POWER = 1e100, 20
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
}
"""What may be called, and what it makes of a number."""
CONSTANTS = {"pi": math.pi, "e": math.e}
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_WORD = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?:np\.)?(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/()])",
    re.ASCII,
)
_INSTEAD = {
    "^": "write a power as **, such as x**2",
    "²": "write a power as **, such as x**2",
    "³": "write a power as **, such as x**3",
    "\N{MULTIPLICATION SIGN}": "write * for times",
    "·": "write * for times",
    "÷": "write / for a quotient",
    "\N{MINUS SIGN}": "write - for minus",
    "\N{EN DASH}": "write - for minus",
    "π": "write pi",
    "√": "write sqrt(x)",
    "|": "write abs(x)",
    "[": "write ( ) as brackets",
    "{": "write ( ) as brackets",
    ",": "write . as the decimal point",
    "=": "write the right-hand side alone",
}


class Word(NamedTuple):
    """One word of the text, where it begins, and its kind: number, name, function, or the sign itself."""

    text: str
    begin: int
    kind: str


def read(text: object, names: Sequence[str], owner: str) -> ast.expr:
    """The checked tree of `text`: numbers, `names`, + - * / **, brackets, FUNCTIONS, pi and e, with or without `np.`

    It has at most 200 characters, 100 parts and 20 levels; no number is above 1e100; an exponent is a number of at
    most 20. Raises RangeError, which says at which character and what is allowed.
    """
    if not isinstance(text, str):
        raise RangeError(f"{owner}: a formula is text, such as 'x**2 + 10*y**2', got {shown(text, 40)}")
    if len(text) > LONGEST:
        raise RangeError(f"{owner}: a formula has at most {LONGEST} characters, got {len(text)}")
    words = list(_words(text, names, owner))
    if not words:
        raise RangeError(f"{owner}: the text is empty; write a formula such as 'x**2 + 10*y**2'")
    _check_order(words, owner)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:  # what the words cannot show: brackets deeper than Python's parser goes
        raise RangeError(f"{owner}: cannot read the formula: {error.msg}") from None
    _check_size(tree, owner)
    _constant(tree, owner)
    if not names_in(tree) & set(names):
        raise RangeError(f"{owner}: {text.strip()!r} is the same everywhere; write a formula with {' or '.join(names)}")
    return qualified(tree, names, owner)


def qualified(tree: ast.expr, names: Sequence[str], owner: str) -> ast.expr:
    """`tree` as a formula writes it, `np.sin` for `sin` and so on, checked against the subset."""
    tree = ast.fix_missing_locations(_Qualify(names).visit(tree))
    check(tree, names, owner)
    return tree


def _words(text: str, names: Sequence[str], owner: str) -> Iterator[Word]:
    """The words of `text`, each of them known. Raises RangeError."""
    known = [*names, *CONSTANTS, *FUNCTIONS]
    place = 0
    while place < len(text):
        if text[place] in " \t":
            place += 1
            continue
        found = _WORD.match(text, place)
        if found is None:
            sign = text[place]
            raise _wrong(owner, Word(sign, place, ""), "is not allowed", _INSTEAD.get(sign, _allowed(names)))
        word = Word(found.group(), place, found.lastgroup or "")
        if name := found["name"]:
            if name not in known or (word.text != name and name in names):
                near = get_close_matches(name, known, n=1)
                raise _wrong(owner, word, "is not known", f"did you mean {near[0]}?" if near else _allowed(names))
            word = word._replace(kind="function" if name in FUNCTIONS else "name")
        elif word.kind == "sign":
            word = word._replace(kind=word.text)
        elif not float(word.text) <= LARGEST:
            raise _wrong(owner, word, "is too large", f"a number is at most {LARGEST:g}")
        elif re.match(r"0\d+$", word.text):
            raise _wrong(owner, word, "begins with a zero", f"write {word.text.lstrip('0') or 0}")
        yield word
        place = found.end()


def _check_order(words: list[Word], owner: str) -> None:
    """Raise RangeError unless operands and signs take turns and every bracket has its other half."""
    opened: list[Word] = []
    before = Word("", 0, "")
    for word in words:
        operand = before.kind in ("number", "name", ")")
        if before.kind == "function" and word.kind != "(":
            raise _wrong(owner, before, "needs brackets", f"write {before.text}(x)")
        if operand and word.kind in ("number", "name", "function", "("):
            raise _wrong(owner, word, "needs a sign before it", f"write *{word.text} for times")
        if not operand and word.kind in ("*", "/", "**", ")"):
            raise _wrong(owner, word, "needs something before it", "write a number, a name or a bracket there")
        if word.kind == "(":
            opened.append(word)
        elif word.kind == ")" and not opened:
            raise _wrong(owner, word, "closes no bracket", "take it away, or open one before it")
        elif word.kind == ")":
            opened.pop()
        before = word
    if before.kind == "function":
        raise _wrong(owner, before, "needs brackets", f"write {before.text}(x)")
    if before.kind not in ("number", "name", ")"):
        raise _wrong(owner, before, "needs something after it", "write a number, a name or a bracket there")
    if opened:
        raise _wrong(owner, opened[-1], "is never closed", "write ) where it ends")


def _check_size(tree: ast.expr, owner: str) -> None:
    def depth(node: ast.expr) -> int:
        return 1 + max((depth(child) for child in children(node)), default=0)

    parts = sum(isinstance(node, ast.expr) for node in ast.walk(tree))
    if parts > MOST_PARTS:
        raise RangeError(f"{owner}: a formula has at most {MOST_PARTS} numbers, names and signs, got {parts}")
    if (levels := depth(tree)) > DEEPEST:
        raise RangeError(f"{owner}: a formula is at most {DEEPEST} levels deep, got {levels}")


def _constant(node: ast.expr, owner: str) -> float | None:
    """The value of `node` if no name occurs in it, else None. Raises RangeError where a part of it has none."""
    parts = [_constant(child, owner) for child in children(node)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and not _is_power(parts[1]):
        raise RangeError(
            f"{owner}: the exponent in {ast.unparse(node)!r} must be a number of [-{HIGHEST_POWER}, {HIGHEST_POWER}]"
        )
    values = [part for part in parts if part is not None]
    if len(values) < len(parts):
        return None
    try:
        value = _work_out(node, values)
    except (ArithmeticError, ValueError):
        value = math.nan
    if isinstance(value, complex) or (value is not None and not abs(value) <= LARGEST):
        raise RangeError(f"{owner}: {ast.unparse(node)!r:.60} must be a number of [-{LARGEST:g}, {LARGEST:g}]")
    return value


def _is_power(exponent: float | None) -> bool:
    return exponent is not None and abs(exponent) <= HIGHEST_POWER


def _work_out(node: ast.expr, values: list[float]) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return CONSTANTS.get(name)
        case ast.UnaryOp(op=ast.USub()):
            return -values[0]
        case ast.BinOp(op=op):
            return _ARITHMETIC[type(op)](*values)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return FUNCTIONS[name](*values)
    return values[0]  # a plus in front


class _Qualify(ast.NodeTransformer):
    """Writes what is not one of the names as `np.<name>`, leaves a plus in front away, and keeps Python's integers out
    of NumPy where NumPy's own end at 2**63 and have no negative powers."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.floats = False

    def visit(self, node: ast.AST) -> Any:
        outside = self.floats
        constant = isinstance(node, ast.BinOp | ast.Call) and not names_in(node) & set(self.names)
        self.floats |= constant and any(_is_delicate(each) for each in ast.walk(node))
        visited = super().visit(node)
        self.floats = outside
        return visited

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return node if node.id in self.names else ast.Attribute(ast.Name("np", ast.Load()), node.id, ast.Load())

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        match node.value:
            case int() as value if self.floats or value > 2**53:
                return ast.Constant(float(value))
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand: ast.expr = self.visit(node.operand)
        return operand if isinstance(node.op, ast.UAdd) else ast.UnaryOp(node.op, operand)


def _is_delicate(node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Pow)


def _allowed(names: Sequence[str]) -> str:
    return (
        f"a formula is made of numbers, {', '.join([*names, *CONSTANTS])}, + - * / **, brackets and "
        f"{', '.join(FUNCTIONS)}"
    )


def _wrong(owner: str, word: Word, problem: str, hint: str) -> RangeError:
    return RangeError(f"{owner}: {word.text!r} at character {word.begin + 1} {problem}; {hint}")
