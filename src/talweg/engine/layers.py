"""Layers of a network: what each makes of its inputs, and how slopes come back through it.

What lies between the products, activations and their slopes, is printed from formulas. A small network goes through one
compiled call, products and all, for it would wait longer for calls than for products; those of a large one are BLAS's.
"""

from __future__ import annotations

from collections.abc import Sequence
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
FEWEST = 16
"""Rows for which it must be small: or for a single one a large weight would be turned in memory."""
FORWARD = """
rows, last, start, place = x.shape[0], widths.size - 2, 0, 0
for layer in range(last + 1):
    inputs, units = widths[layer], widths[layer + 1]
    middle, end = start + inputs * units, place + rows * units
    bias = w[middle : middle + units]
    z = outputs if layer == last else kept[place:end].reshape((rows, units))
    __multiply__(x[::1], w[start:middle].reshape((inputs, units)), z)
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
    __multiply__(a.T[::1], delta, gradient[start:middle].reshape((inputs, units)))
    gradient[middle:end] = 0
    __add_rows__(delta, gradient[middle:end])
    if layer:
        weight, below = w[start:middle].reshape((inputs, units)), __np__.empty((rows, inputs), x.dtype)
        __multiply__(delta[::1], weight.T.copy(), below)
        __unbend__(below, a)
        delta = below
    end, place = start, before
"""


class Network:
    """Layers as kernels take them; `sizes` are the inputs and the units of each.

    One vector of `dtype` has the weights (inputs, units) of every layer, and behind them its biases (units,). `value`
    is what a layer makes of its sums, save the last, and `slope` the derivative there, written with that value.
    """

    def __init__(self, sizes: Sequence[int], value: Formula, slope: Formula, dtype: np.dtype[Any]) -> None:
        self.value, self.slope, self.dtype = value, slope, dtype
        self.widths, self.hidden, self.outputs = np.array(sizes), sum(sizes[1:-1]), sizes[-1]
        self.rows = SMALL // max(a * b for a, b in pairwise(sizes))  # of the largest batch that is small
        self._forward: Kernel | None = None
        self._backward: Kernel | None = None

    def is_small(self, x: Array) -> bool:
        """Whether the rows of `x`, of this dtype, go sooner through `forward` and `backward`."""
        return type(x) is np.ndarray and 0 < len(x) <= self.rows >= FEWEST and not plain.is_preferred()

    def forward(self, x: Array, w: Array) -> tuple[Array, Array]:
        """The outputs (rows, outputs) for the inputs `x`, and for `backward` what all layers but the last give."""
        self._forward = kernel = self._forward or _forward_kernel(self.value, self.dtype)
        rows = len(x)
        kept, outputs = np.empty(rows * self.hidden, self.dtype), np.empty((rows, self.outputs), self.dtype)
        kernel(_by_rows(x), _by_rows(w), self.widths, kept, outputs)
        return outputs, kept

    def backward(self, x: Array, w: Array, kept: Array, delta: Array, gradient: Array) -> None:
        """Fill `gradient`, like `w`, from the slopes `delta` of the outputs."""
        self._backward = kernel = self._backward or _backward_kernel(self.slope, self.dtype)
        kernel(_by_rows(x), _by_rows(w), self.widths, kept, delta, np.asarray(gradient))


def _by_rows(x: Array) -> Array:
    """`x` as kernels take it, row after row: no result depends on how it lies, and no kernel is compiled for that."""
    return np.asarray(x) if x.flags.carray else np.array(x, order="C")


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
