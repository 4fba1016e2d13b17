"""What to write where a formula holds what it cannot: a refusal says what would have been accepted."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from talweg.formula.primitives import CONSTANTS, ROWWISE

if TYPE_CHECKING:
    from talweg.formula.subset import Scope

ARRAY_WORK = "that works on whole arrays: declare the optimizer with whole=True, and its body may be any Python"
# What people write, and what the subset has instead of it.
INSTEAD = {
    "np.clip": "write np.minimum(np.maximum(x, low), high)",
    "np.square": "write x**2",
    "np.power": "write x**p",
    "np.reciprocal": "write 1 / x",
    "np.divide": "write x / y",
    "np.multiply": "write x * y",
    "np.add": "write x + y",
    "np.subtract": "write x - y",
    "np.negative": "write -x",
    "np.absolute": "write np.abs(x)",
    "np.fabs": "write np.abs(x)",
    "np.fmax": "write np.maximum(x, y)",
    "np.fmin": "write np.minimum(x, y)",
    "np.log2": "write np.log(x) / np.log(2)",
    "np.log10": "write np.log(x) / np.log(10)",
    "np.zeros_like": "write 0",
    "np.ones_like": "write 1",
    "max": "write np.maximum(x, y)",
    "min": "write np.minimum(x, y)",
    "abs": "write np.abs(x)",
    "float": "leave it away: every number is one",
    "pow": "write x**p",
}


def instead(node: ast.AST, scope: Scope) -> str:
    """What to write in the place of the expression `node`."""
    match node:
        case ast.IfExp() | ast.BoolOp():
            return "write np.where(condition, this, that), one comparison a condition"
        case ast.Compare():
            return "one comparison at a time, by < <= > >=; write a second np.where inside the first"
        case ast.UnaryOp(op=ast.UAdd()):
            return "leave the plus away"
        case ast.BinOp(op=ast.Mod()):
            return "write x - np.floor(x / n) * n"
        case ast.BinOp(op=ast.FloorDiv()):
            return "write np.floor(x / y)"
        case ast.BinOp(op=ast.MatMult()) | ast.Subscript() if scope.noun == "optimizer":
            return ARRAY_WORK
        case ast.Call():
            return _instead_of_call(node, scope)
        case ast.Attribute() if scope.noun == "optimizer":
            return f"{allowed(scope)}; or, if {ARRAY_WORK}"
    return allowed(scope)


def _instead_of_call(node: ast.Call, scope: Scope) -> str:
    text = ast.unparse(node.func)
    bare = text.removeprefix("np.")
    if text in INSTEAD:
        return INSTEAD[text]
    if text in scope.names:
        return f"{text!r} is a number here; choose another name for it, or write * for times"
    if bare in scope.primitives and text == (bare if bare in ROWWISE else f"np.{bare}"):
        arity = scope.primitives[bare].arity
        return f"{text} takes {arity} {'number' if arity == 1 else 'numbers'}, by position"
    if text in ROWWISE:
        return "only a row loss has rows: declare it with @loss(rowwise=True)"
    if text == "np.digitize":
        return "only a schedule has lists of steps"
    if "." not in text and text in scope.outside:
        return f"a formula calls only what is declared: put @function, of talweg.nouns, over {text}"
    if "." in text and scope.noun == "optimizer":
        return f"{allowed(scope)}; or, if {ARRAY_WORK}"
    return allowed(scope)


def allowed(scope: Scope) -> str:
    """What an expression may be made of."""
    called = [name if name in ROWWISE else f"np.{name}" for name in scope.primitives]
    constants = [f"np.{name}" for name in CONSTANTS]
    return (
        f"a formula is made of numbers, names, + - * / **, {', '.join([*called, *constants, *scope.functions])}, and "
        "comparisons within np.where"
    )
