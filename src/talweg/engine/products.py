"""Products of small matrices, compiled: what kernels of small networks call.

Numba is imported here: import this where something is compiled.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.kernels import compiled

FEW = 16  # numbers in a row, too few to fill the lanes of a loop over them


def add_product(a: NDArray[Any], b: NDArray[Any], total: NDArray[Any]) -> None:
    """Add a @ b to `total`. The rows of `b` and `total` are contiguous; `a` may be transposed."""
    # Two rows of `a` and four places in them at a time: eight products for every six numbers that are read.
    rows, length = a.shape
    pairs, fours = rows // 2 * 2, length // 4 * 4
    for i in range(0, pairs, 2):
        one, other = total[i], total[i + 1]
        for p in range(0, fours, 4):
            b0, b1, b2, b3 = b[p], b[p + 1], b[p + 2], b[p + 3]
            c0, c1, c2, c3 = a[i, p], a[i, p + 1], a[i, p + 2], a[i, p + 3]
            d0, d1, d2, d3 = a[i + 1, p], a[i + 1, p + 1], a[i + 1, p + 2], a[i + 1, p + 3]
            for j in range(b.shape[1]):
                x0, x1, x2, x3 = b0[j], b1[j], b2[j], b3[j]
                one[j] += c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3
                other[j] += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3
        for p in range(fours, length):
            c, d, row = a[i, p], a[i + 1, p], b[p]
            for j in range(b.shape[1]):
                one[j] += c * row[j]
                other[j] += d * row[j]
    for i in range(pairs, rows):
        one = total[i]
        for p in range(length):
            c, row = a[i, p], b[p]
            for j in range(b.shape[1]):
                one[j] += c * row[j]


add_product = compiled(add_product, fastmath={"contract"})


# A step in a slice makes an array one that may be turned: so all calls are of one type, and compiled once.
@compiled
def multiply(a: NDArray[Any], b: NDArray[Any], product: NDArray[Any]) -> None:
    """Make `product` a @ b; for their memory see `add_product`."""
    if b.shape[1] >= min(FEW, a.shape[0]):
        product[:] = 0
        add_product(a, b, product)
    else:
        turned = np.zeros((b.shape[1], a.shape[0]), b.dtype)
        add_product(b.T[::1], np.ascontiguousarray(a.T), turned)
        for i in range(a.shape[0]):
            for j in range(b.shape[1]):
                product[i, j] = turned[j, i]


@compiled
def add_rows(a: NDArray[Any], total: NDArray[Any]) -> None:
    """Add every row of `a` to `total`."""
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total[j] += a[i, j]
