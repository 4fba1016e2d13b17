"""A surface from the text of its formula; the gradient is SymPy's."""

from __future__ import annotations

import ast
import math
from numbers import Real
from typing import Any

import numpy as np

from talweg.errors import NonFiniteError, RangeError, shown
from talweg.formula import written
from talweg.formula.typed_text import LARGEST, read
from talweg.nouns import Surface

Point = tuple[float, float]
NAMES = ("x", "y")
VIEW = ((-6.0, 6.0), (-4.0, 4.0))


def typed(text: str, *, start: Point | None = None, view: tuple[Point, Point] | None = None) -> Surface:
    """The surface f(x, y) = `text`, such as "x**2 + 10*y**2", with its gradient: a surface like any on the shelf.

    The text may use numbers, x, y, pi, e, + - * / **, brackets, and sin, cos, tanh, exp, log, sqrt, abs. view is the
    part worth looking at, ((x from, x to), (y from, y to)): ((-6, 6), (-4, 4)), or wider where start lies outside.
    start lies near its upper right corner unless given. No minimum is known of it. At the kink of abs its derivative
    is 0. Raises RangeError for a text that is no such formula, pointing at the character, and for a wrong start or
    view; NonFiniteError if f or its gradient is not finite at the start.
    """
    from talweg.formula.derivative import derivative

    tree = read(text, NAMES, "typed")
    given = None if start is None else _pair("start", start)
    window = _window(given) if view is None else _checked(view)
    begin = _corner(window) if given is None else given
    # Trees that have passed the whitelist, and a docstring as a literal: nothing else is run.
    value, *slopes = map(_text, [tree, *(derivative(tree, name, NAMES, "typed") for name in NAMES)])
    shown = value.replace("np.", "")
    if slopes == ["0", "0"]:
        raise RangeError(f"typed: {shown!r} is the same everywhere; its gradient is 0")
    doc = f"f(x, y) = {shown}, typed in; its gradient is worked out by SymPy."
    source = f"def typed(x, y):\n    {doc!r}\n    return {', '.join([value, *slopes])}\n"
    formula = written(source, "typed", {"np": np, "__name__": __name__}, "surface", shown)
    surface = Surface(formula, start=begin, view=window)
    f, slope = surface.value_and_grad(begin)
    if not (math.isfinite(f) and np.isfinite(slope).all()):
        x, y = begin
        raise NonFiniteError(
            f"typed: at the start ({x:g}, {y:g}) f is {f:g} and its gradient ({slope[0]:g}, {slope[1]:g}); "
            "give a start=(x, y) where they are finite"
        )
    return surface


def _text(tree: ast.expr) -> str:
    return ast.unparse(tree).replace(" ** ", "**")


def _pair(name: str, pair: object) -> Point:
    numbers = _listed(pair)
    try:
        if len(numbers) != 2 or not all(isinstance(each, Real) and math.isfinite(each) for each in numbers):
            raise RangeError(f"typed: {name} must be two finite numbers, got {shown(pair)}")
    except OverflowError:
        raise RangeError(f"typed: {name} must be two finite numbers, got one beyond the floats") from None
    x, y = float(numbers[0]), float(numbers[1])
    if max(abs(x), abs(y)) > LARGEST:
        raise RangeError(f"typed: {name} must lie in [-{LARGEST:g}, {LARGEST:g}], got {shown(pair)}")
    return x, y


def _listed(value: object) -> tuple[Any, ...]:
    """What a tuple, a list or an array holds; nothing, for all else."""
    if isinstance(value, np.ndarray):
        return tuple(value) if value.ndim else ()
    return tuple(value) if isinstance(value, (tuple, list)) else ()


def _checked(view: object) -> tuple[Point, Point]:
    ends = _listed(view)
    if len(ends) != 2:
        raise RangeError(f"typed: view must be ((x from, x to), (y from, y to)), got {shown(view)}")
    x, y = _pair("the view along x", ends[0]), _pair("the view along y", ends[1])
    if not (x[0] < x[1] and y[0] < y[1]):
        raise RangeError(f"typed: a view goes from the smaller number to the larger, got {shown(view)}")
    return x, y


def _window(start: Point | None) -> tuple[Point, Point]:
    """The usual view, or as much more of the same shape as shows the start."""
    (_, right), (_, top) = VIEW
    wider = 1.0 if start is None else max(1.0, 1.2 * abs(start[0]) / right, 1.2 * abs(start[1]) / top)
    return (-wider * right, wider * right), (-wider * top, wider * top)


def _corner(view: tuple[Point, Point]) -> Point:
    (left, right), (bottom, top) = view
    return left + (right - left) * 11 / 12, bottom + (top - bottom) * 7 / 8
