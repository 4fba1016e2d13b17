"""Formulas printed as LaTeX."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from talweg.formula.declaration import Formula
from talweg.formula.expression import Expression, Inequality
from talweg.formula.primitives import CONSTANTS, ROWWISE
from talweg.formula.straight import substituted
from talweg.formula.subset import called, children, constant_name

_SYMBOLS = {"eps": r"\varepsilon", "curvature": r"\lambda_{\max}"} | {
    name: rf"\{name}"
    for name in (
        *("alpha", "beta", "gamma", "delta", "eta", "theta", "kappa", "lambda"),
        *("mu", "nu", "xi", "rho", "sigma", "tau", "phi", "psi", "omega"),
    )
}
NONE: Mapping[str, Formula] = MappingProxyType({})
_COMPARE = {ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge"}
BLANK = "\N{LOWER ONE EIGHTH BLOCK}"
"""What a name of underscores alone is shown as."""
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4


def symbol(name: str, index: str = "") -> str:
    """`beta1` as \\beta_{1}, `y_hat` as \\hat{y}, a longer word upright; `index` is a further subscript."""
    word = name.removesuffix("_hat")
    match = re.fullmatch(r"([^\W\d_]+?)(\d*)", word)
    base, digits = match.groups() if match else (word, "")
    if base in _SYMBOLS:
        text = _SYMBOLS[base]
    elif len(base) == 1 and base.isalpha():
        text = base
    else:
        text = rf"\text{{{base.replace('_', ' ').strip() or BLANK}}}"
    if word != name:
        text = rf"\hat{{{text}}}"
    subscript = digits + index
    return f"{text}_{{{subscript}}}" if subscript else text


def expression(
    node: ast.expr | Expression, vectors: Iterable[str] = (), functions: Mapping[str, Formula] = NONE
) -> str:
    """`node` as LaTeX; names in `vectors` carry the index k, and `functions` are the formulas it may call."""
    tree = node.tree if isinstance(node, Expression) else node
    return _print(tree, frozenset(vectors), functions)[0].replace("+ -", "- ")


def inequality(condition: Inequality) -> str:
    """`condition` as LaTeX."""
    sign = "<" if condition.strict else r"\le"
    return f"{expression(condition.left)} {sign} {expression(condition.right)}"


def _print(node: ast.expr, vectors: frozenset[str], functions: Mapping[str, Formula]) -> tuple[str, int]:
    def inner(child: ast.expr, level: int) -> str:
        text, own = _print(child, vectors, functions)
        return text if own >= level else rf"\left({text}\right)"

    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(value), _ATOM
        case ast.Name(id=name):
            return symbol(name, "k" if name in vectors else ""), _ATOM
        case ast.UnaryOp(operand=operand):
            return f"-{inner(operand, _PRODUCT)}", _SUM
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return f"{inner(left, _ATOM)}^{{{inner(right, 0)}}}", _POWER
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return rf"\frac{{{inner(left, 0)}}}{{{inner(right, 0)}}}", _PRODUCT
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            joint = r" \cdot " if isinstance(_first_factor(right), ast.Constant) else r"\,"
            # (-a) b reads as -a b: a minus in front of a product needs no brackets.
            minus = isinstance(_first_factor(left), ast.UnaryOp)
            text = f"{inner(left, 0 if minus else _PRODUCT)}{joint}{inner(right, _PRODUCT)}"
            return text, _SUM if minus else _PRODUCT
        case ast.BinOp(left=left, op=op, right=right):
            sign, level = ("+", _SUM) if isinstance(op, ast.Add) else ("-", _PRODUCT)
            if isinstance(right, ast.UnaryOp):
                level = _PRODUCT  # a + (-b), not a + -b
            return f"{inner(left, _SUM)} {sign} {inner(right, level)}", _SUM
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{inner(left, _SUM)} {_COMPARE[type(op)]} {inner(right, _SUM)}", 0
        case ast.Call(func=ast.Name(id=name), args=args) if name in functions:
            formula = functions[name]
            if formula.latex is None:
                return _print(substituted(formula, args), vectors, formula.functions)
            # Where the template has no brackets around an argument, a sum gets its own.
            bare = [name for name in formula.arguments if rf"\left({{{name}}}\right)" not in formula.latex]
            given = zip(formula.arguments, args, strict=True)
            texts = {name: inner(each, _PRODUCT if name in bare else 0) for name, each in given}
            return formula.latex.format(**texts), _PRODUCT if bare else _ATOM
        case ast.Call(args=args) if primitive := called(node):
            name, row = primitive
            # A sum sign reaches to the end of its product.
            level, own = (_PRODUCT, _PRODUCT) if name in ROWWISE else (0, _ATOM)
            return row.latex.format(*(inner(arg, level) for arg in args)), own
    constant = constant_name(node)
    assert constant is not None, ast.dump(node)  # the whitelist lets nothing else through
    return CONSTANTS[constant][1], _ATOM


def _number(value: float) -> str:
    mantissa, e, exponent = f"{value:g}".partition("e")
    if not e:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def _first_factor(node: ast.expr) -> ast.expr:
    """What a product begins with when it is printed; of a power, its base."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Pow):
        node = node.left
    return node


def lines(formula: Formula, heads: Sequence[str]) -> list[str]:
    """One LaTeX line an assignment and a result; `heads` are the left-hand sides of the results.

    Results beyond the heads are gradients: of the first head, with respect to the arguments in their order.
    An argument that gets a new value is written with an arrow, a new name with an equals sign; a result that only
    hands an updated argument back is left out.
    """
    if formula.whole:
        return []  # any Python: there is nothing to print but its listing
    rowwise = _is_rowwise(formula)
    vectors = set(formula.arguments) if rowwise else set()
    printed = []
    for each in formula.assignments:
        if rowwise and _varies(each.value, vectors):
            vectors.add(each.name)
        sign = r"\leftarrow" if each.name in formula.arguments else "="
        left = symbol(each.name, "k" if each.name in vectors else "")
        printed.append(f"{left} {sign} {expression(each.value, vectors, formula.functions)}")
    others = formula.arguments[len(heads) - 1 : len(formula.results) - 1]
    slopes = (symbol(name, "k" if name in vectors else "") for name in others)
    heads = [*heads, *(rf"\frac{{\partial {heads[0]}}}{{\partial {slope}}}" for slope in slopes)]
    for head, result in zip(heads, formula.results, strict=True):
        if isinstance(result, ast.Name) and result.id == head:
            continue
        sign = r"\leftarrow" if head in formula.arguments else "="
        left = symbol(head) if head.isidentifier() else head
        printed.append(f"{left} {sign} {expression(result, vectors, formula.functions)}")
    return printed


def _is_reduction(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (called(node) or ("",))[0] in ROWWISE


def _is_rowwise(formula: Formula) -> bool:
    trees = [*(each.value for each in formula.assignments), *formula.results]
    return any(_is_reduction(node) for tree in trees for node in ast.walk(tree))


def _varies(node: ast.expr, vectors: set[str]) -> bool:
    """Whether `node` differs along the row: a vector occurs in it outside every reduction."""
    if isinstance(node, ast.Name):
        return node.id in vectors
    return not _is_reduction(node) and any(_varies(child, vectors) for child in children(node))
