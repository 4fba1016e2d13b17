"""Layers of a network: what each makes of its inputs, and how slopes come back through it.

What lies between the products, activations and their slopes, is printed from formulas. A small network goes through one
compiled call, products and all, for it would wait longer for calls than for products; those of a large one are BLAS's.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, plain
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula

Array = NDArray[Any]
SMALL = 1 << 20
"""Multiplications in the largest product of a small network."""
ROWS = 16
"""As so many rows count fewer, too: for them alone no large weight is to be turned in memory."""
FORWARD = """
rows, last, start, place = x.shape[0], widths.size - 2, 0, 0
for layer in range(last + 1):
    inputs, units = widths[layer], widths[layer + 1]
    middle, end = start + inputs * units, place + rows * units
    bias = w[middle : middle + units]
    z = outputs if layer == last else kept[place:end].reshape((rows, units))
    __multiply__(x, w[start:middle].reshape((inputs, units)), z)
    if layer < last:
        __bend__(z, bias)
    else:
        for row in z:
            row += bias
    x, start, place = z, middle + units, end
"""
BACKWARD = """
rows, end, place = x.shape[0], w.size, kept.size
for layer in range(widths.size - 2, -1, -1):
    inputs, units = widths[layer], widths[layer + 1]
    middle = end - units
    start, before = middle - inputs * units, place - rows * inputs
    a = kept[before:place].reshape((rows, inputs)) if layer else x
    __multiply__(a.T, delta, gradient[start:middle].reshape((inputs, units)))
    gradient[middle:end] = 0
    __add_rows__(delta, gradient[middle:end])
    if layer:
        weight, below = w[start:middle].reshape((inputs, units)), __np__.empty((rows, inputs), x.dtype)
        __multiply__(delta, weight.T.copy(), below)
        __unbend__(below, a)
        delta = below
    end, place = start, before
"""


def are_small(x: Array, sizes: tuple[int, ...]) -> bool:
    """Whether the rows of `x` go sooner through layers of these sizes by `forward` and `backward`."""
    fit = type(x) is np.ndarray and len(x) > 0 and max(len(x), ROWS) * _layout(sizes)[1] <= SMALL
    return fit and x.flags.carray and fused.takes(x)


def forward(value: Formula, x: Array, w: Array, sizes: tuple[int, ...]) -> tuple[Array, Array]:
    """The outputs (rows, outputs) for the inputs `x`, and for `backward` what all layers but the last give.

    `sizes` are the inputs and the units of every layer. `w` has the weights (inputs, units) of each layer and then its
    biases (units,); `value` is what a layer makes of its sums, save the last.
    """
    widths, _, hidden = _layout(sizes)
    kept, outputs = np.empty(len(x) * hidden, w.dtype), np.empty((len(x), sizes[-1]), w.dtype)
    _forward_kernel(value, w.dtype)(x, np.asarray(w), widths, kept, outputs)
    return outputs, kept


def backward(
    slope: Formula, x: Array, w: Array, sizes: tuple[int, ...], kept: Array, delta: Array, gradient: Array
) -> None:
    """Fill `gradient`, like `w`, from the slopes `delta` of the outputs; for the rest see `forward`."""
    given = np.asarray(w), _layout(sizes)[0], kept, np.asarray(delta), np.asarray(gradient)  # no subclasses
    _backward_kernel(slope, w.dtype)(x, *given)


@cache
def _layout(sizes: tuple[int, ...]) -> tuple[NDArray[np.int64], int, int]:
    """The sizes as kernels take them, the weights of the largest layer, and the units of all layers but the last."""
    return np.array(sizes), max(a * b for a, b in pairwise(sizes)), sum(sizes[1:-1])


def bend(value: Formula, z: Array, bias: Array) -> None:
    """Make `z` (rows, units) the value of z + bias."""
    if fused.takes(z):
        _bend_kernel(value, z.dtype)(z, bias)
    else:
        z += bias
        z[...] = plain.run(value, (z,), {})[0]


def unbend(slope: Formula, delta: Array, a: Array) -> None:
    """Multiply `delta` (rows, units) by the slope where the value is `a`."""
    if fused.takes(delta):
        _unbend_kernel(slope, delta.dtype)(delta, a)
    else:
        delta *= plain.run(slope, (a,), {})[0]


@cache
def _bend_kernel(value: Formula, dtype: np.dtype[Any]) -> Kernel:
    return _elementwise(value, "__z__[__i__, __j__] + __bias__[__j__]", "=", ["__z__", "__bias__"], dtype)


@cache
def _unbend_kernel(slope: Formula, dtype: np.dtype[Any]) -> Kernel:
    return _elementwise(slope, "__a__[__i__, __j__]", "*=", ["__z__", "__a__"], dtype)


def _elementwise(formula: Formula, read: str, sign: str, arrays: list[str], dtype: np.dtype[Any]) -> Kernel:
    """A kernel that gives every entry of the first array what the formula makes of what is `read` there, or with *= its
    product with that."""
    typed = Typed(formula.arguments)
    body = [f"{formula.arguments[0]} = {read}"]
    body += [line for each in formula.straight.lines for line in typed.assign(each.name, each.value)]
    body += [f"__z__[__i__, __j__] {sign} {typed.inside(formula.straight.results[0])}"]
    loop = loop_over("__i__", "__z__.shape[0]", loop_over("__j__", "__z__.shape[1]", body))
    return compile_kernel(formula, arrays, [*typed.before, *loop], dtype)


@cache
def _forward_kernel(value: Formula, dtype: np.dtype[Any]) -> Kernel:
    from talweg.engine.products import multiply

    calls = {"__multiply__": multiply, "__bend__": _bend_kernel(value, dtype)}
    arrays = ["x", "w", "widths", "kept", "outputs"]
    return compile_kernel(value, arrays, FORWARD.strip().splitlines(), dtype, calls=calls)


@cache
def _backward_kernel(slope: Formula, dtype: np.dtype[Any]) -> Kernel:
    from talweg.engine.products import add_rows, multiply

    calls = {"__multiply__": multiply, "__add_rows__": add_rows, "__unbend__": _unbend_kernel(slope, dtype)}
    arrays = ["x", "w", "widths", "kept", "delta", "gradient"]
    return compile_kernel(slope, arrays, BACKWARD.strip().splitlines(), dtype, calls=calls)
