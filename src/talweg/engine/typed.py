"""Formulas printed as the body of a loop over elements, ready for Numba.

What does not vary from element to element (literals, hyperparameters, `1 - beta1**t`) is computed once before the
loop in float64 and then rounded to the dtype. That is what NumPy does with Python numbers beside an array, so the
compiled loop agrees with the plain reader in float32 too, and no int literal drags the loop into float64.

Names with two underscores on both sides are the printers' own: a formula has none.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from talweg.engine.elementary import FUNCTIONS
from talweg.formula.primitives import ELEMENTWISE
from talweg.formula.subset import called, names_in


class Typed:
    """Collects the lines before the loop (`before`) while it prints expressions for inside the loop."""

    def __init__(self, varying: Iterable[str], element: Callable[[str], str] = str) -> None:
        """`varying`: names that differ from element to element; `element` says how one is read inside the loop."""
        self.before: list[str] = []
        self._varying = set(varying)
        self._element = element
        self._constants: dict[str, str] = {}

    @property
    def constants(self) -> tuple[str, ...]:
        """The names of what was computed before the loop and is read inside it."""
        return tuple(self._constants.values())

    def assign(self, name: str, value: ast.expr) -> list[str]:
        """The lines of `name = value` inside the loop; none if it does not vary."""
        if names_in(value) & self._varying:
            self._varying.add(name)
            return [f"{name} = {self.inside(value)}"]
        self.before.append(f"{name} = {scalar(value)}")
        return []

    def vary(self, name: str) -> None:
        """Treat `name` as different from element to element from here on."""
        self._varying.add(name)

    def inside(self, node: ast.expr) -> str:
        """`node` as it is written inside the loop."""
        if self.shared(node):
            return self._constant(scalar(node))
        match node:
            case ast.Name(id=name):
                return self._element(name)
            case ast.UnaryOp(operand=operand):
                return f"(-{self.inside(operand)})"
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)):
                return f"({self.inside(left)} ** {power})"  # a small whole power is multiplied out
            case ast.BinOp(left=left, op=ast.Div(), right=right) if self.shared(right):
                return self._over(self.inside(left), self._constant(scalar(right)))
            case ast.BinOp(left=left, op=op, right=right):
                sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}[type(op)]
                return f"({self.inside(left)} {sign} {self.inside(right)})"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                sign = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}[type(op)]
                return f"({self.inside(left)} {sign} {self.inside(right)})"
            case ast.Call(args=args) if found := called(node):
                assert found[0] in ELEMENTWISE, found  # reductions have become loops before
                parts = [self.inside(arg) for arg in args]
                if found[0] == "where":
                    return "({1} if {0} else {2})".format(*parts)
                own = f"__{found[0]}__" if found[0] in FUNCTIONS else f"__np__.{found[0]}"
                return f"{own}({', '.join(parts)})"
        raise AssertionError(ast.dump(node))  # the whitelist lets nothing else through

    def shared(self, node: ast.expr) -> bool:
        """Whether `node` is one number for all elements."""
        return not names_in(node) & self._varying

    def _over(self, text: str, divisor: str) -> str:
        """`text` over a divisor that does not vary: times its reciprocal, which takes a tenth of the time.

        What is below all normal numbers has none: so both are made larger by a power of two first, which changes no
        digit, and overflows only where the quotient does.
        """
        scale = self._constant(f"{2.0**64} if __np__.abs({divisor}) < 1e-37 else 1.0")
        return f"({text} * {scale} * {self._constant(f'1.0 / (__np__.float64({divisor}) * {scale})')})"

    def _constant(self, text: str) -> str:
        if text not in self._constants:
            self._constants[text] = name = f"__c{len(self._constants)}__"
            self.before.append(f"{name} = __T__({text})")
        return self._constants[text]


class _Scalar(ast.NodeTransformer):
    """Arithmetic on single numbers as Numba does it like NumPy: every number a float, and `np.where` a conditional
    expression, for Numba's own returns an array."""

    def __init__(self, read: Mapping[str, str]) -> None:
        self.read = read

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        assert isinstance(node.value, int | float)
        return ast.Constant(float(node.value))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self.read.get(node.id, node.id), ast.Load())

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.Attribute(ast.Name("__np__", ast.Load()), node.attr, ast.Load())

    def visit_Call(self, node: ast.Call) -> ast.expr:
        arguments = [self.visit(each) for each in node.args]
        if called(node) == ("where", ELEMENTWISE["where"]):
            return ast.IfExp(*arguments)
        return ast.Call(self.visit(node.func), arguments, [])


def scalar(node: ast.expr, read: Mapping[str, str] = MappingProxyType({})) -> str:
    """`node`, in which no element varies, as it is written for float64; `read` says how a name is, where not by
    itself."""
    return ast.unparse(_Scalar(read).visit(copy.deepcopy(node)))
