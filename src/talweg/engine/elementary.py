"""exp, log, log1p, expm1 and tanh in arithmetic alone, so that a loop that calls them runs in SIMD lanes.

Each takes one number and is compiled into a kernel; there is one of each for float32 and for float64. How far it may be
off, in units in the last place, stands in `ULPS`, and is tested all over float32 and on a grid of float64. What is
below all normal numbers is 0. The coefficients are those of Taylor's series, which near 0 need no better ones.

Source of the reductions: Muller, "Elementary functions: Algorithms and implementation", 2016.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import factorial
from types import MappingProxyType
from typing import Any

import numpy as np

Compile = Callable[[Callable[..., Any]], Any]
ULPS = MappingProxyType({"exp": 1.25, "log": 1.0, "log1p": 1.0, "expm1": 2.0, "tanh": 3.0})
FUNCTIONS = frozenset(ULPS)

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
BITS: dict[Any, Any] = {SINGLE: np.uint32, DOUBLE: np.uint64}
LN2 = {SINGLE: (0.693359375, -0.00021219444005469057), DOUBLE: (0.6931471803691238, 1.9082149292705877e-10)}
"""ln 2 in two parts, of which the first has so few bits that its product with an exponent is exact."""
TERMS = {SINGLE: (7, 4), DOUBLE: (13, 12)}
"""Where the series of exp on [-ln 2 / 2, ln 2 / 2] ends, and how many terms that of atanh on [0, 0.1716] has."""


@cache
def _held() -> Any:
    """What keeps a constant in a register, or on the stack as wide as the lanes: by itself LLVM reads each from where
    constants lie and spreads it over the lanes again for every few elements, which takes as long as the arithmetic."""
    from numba.core import cgutils
    from numba.extending import intrinsic

    ir: Any = cgutils.ir  # type: ignore[attr-defined]

    @intrinsic
    def held(_: Any, number: Any) -> Any:
        def hide(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            (value,) = arguments
            bits = ir.IntType(number.bitwidth)
            same = ir.InlineAsm(ir.FunctionType(bits, [bits]), "", "=r,0")  # no instruction; LLVM cannot know that
            found = builder.call(same, [builder.bitcast(value, bits)], attrs=("readnone", "nounwind"))
            return builder.bitcast(found, value.type)

        return number(number), hide

    return held


def _series(terms: list[Any], compiled: Compile) -> Any:
    """The function of x and its square that is the sum of terms[k] x**k, an even number of them."""
    held = _held()
    (even, odd), *pairs = reversed(list(zip(terms[::2], terms[1::2], strict=True)))
    rest = tuple(pairs)

    def series(x: Any, square: Any) -> Any:
        # Two terms at a time, so that less waits for what is before.
        found = held(even) + held(odd) * x
        for low, high in rest:
            found = found * square + (held(low) + held(high) * x)
        return found

    return compiled(series)


@cache
def elementary(dtype: np.dtype[Any]) -> Mapping[str, Any]:
    """The functions for one dtype, compiled, by the names that NumPy has for them."""
    from numba import njit

    # A loop is only cut into lanes if nothing in it is called.
    compiled = njit(error_model="numpy", fastmath={"contract"}, forceinline=True)
    return _exponentials(dtype, compiled) | _logarithms(dtype, compiled)


def _exponentials(dtype: np.dtype[Any], compiled: Compile) -> dict[str, Any]:
    info, real, bits_of = np.finfo(dtype), dtype.type, BITS[dtype]
    zero, one, two, half, infinite = map(real, (0, 1, 2, 0.5, np.inf))
    stored, bias = bits_of(info.nmant), bits_of(1 - info.minexp)
    # Added to a whole number, it leaves it in the lowest bits; added to any number, it rounds it to one, too.
    rounding = real(1.5 * 2.0**info.nmant)
    per_ln2, (above, below) = real(1 / np.log(2.0)), map(real, LN2[dtype])
    top, bottom = real(np.log(info.max)), real(np.log(info.tiny))
    vanished = real(np.log(info.eps) - 4)  # exp of it is nothing beside 1
    series, held = _series([real(1 / factorial(n)) for n in range(2, TERMS[dtype][0] + 1)], compiled), _held()

    def reduced(x: Any) -> Any:
        """The whole n and exp(r) - 1, for which exp(x) = 2**n exp(r) and r is as close to 0 as can be; n in bits."""
        lowest = x * held(per_ln2) + held(rounding)
        n = lowest - held(rounding)
        r = (x - n * held(above)) - n * held(below)
        square = r * r
        return n, series(r, square) * square + r, real(lowest).view(bits_of)

    def power(n: Any) -> Any:
        """2**n for a whole n between the exponents of normal numbers."""
        return bits_of((real(n + held(rounding)).view(bits_of) + bias) << stored).view(real)

    reduced, power = compiled(reduced), compiled(power)

    def exp(x: Any) -> Any:
        _, p, n = reduced(x)
        found = bits_of(real(p + held(one)).view(bits_of) + (n << stored)).view(real)
        found = found if x <= held(top) else x + infinite
        return zero if x < held(bottom) else found

    def expm1(x: Any) -> Any:
        x = vanished if x < vanished else x
        n, p, _ = reduced(top if x > top else x)
        size = power(n - one)  # half of 2**n, which may be none alone
        found = p if n == zero else two * (p * size + (size - half))
        return infinite if x > top else found

    def tanh(x: Any) -> Any:
        size = two * np.abs(x)
        n, p, _ = reduced(-vanished if size > -vanished else size)
        whole = power(n)
        p = p if n == zero else p * whole + (whole - one)
        found = p / (p + two)
        return -found if x < zero else found

    return {each.__name__: compiled(each) for each in (exp, expm1, tanh)}


def _logarithms(dtype: np.dtype[Any], compiled: Compile) -> dict[str, Any]:
    info, real, bits_of = np.finfo(dtype), dtype.type, BITS[dtype]
    zero, one, two, half, infinite, nan = map(real, (0, 1, 2, 0.5, np.inf, np.nan))
    stored, fraction = bits_of(info.nmant), bits_of(2**info.nmant - 1)
    counted = real(2.0**info.nmant)  # with a whole number for its mantissa it is the sum of both
    of_counted, counted_bias = counted.view(bits_of), real(counted + real(1 - info.minexp))
    of_root = real(np.sqrt(0.5)).view(bits_of)
    to_one = bits_of(one.view(bits_of) - of_root)
    least, lifted = info.tiny, real(info.nmant * np.log(2.0))
    above, below = map(real, LN2[dtype])
    series, held = _series([real(2 / (2 * n + 1)) for n in range(1, TERMS[dtype][1] + 1)], compiled), _held()

    def logarithm(x: Any, missing: Any) -> Any:
        """log(x) + missing, for an x that is normal and above 0, and what is far below it."""
        # Added so much, the exponent's bits say n, by which x is 2**n m with an m from the root of 1/2 to that of 2.
        bits = bits_of(real(x).view(bits_of) + held(to_one))
        n = bits_of((bits >> stored) | held(of_counted)).view(real) - held(counted_bias)
        f = bits_of((bits & held(fraction)) + held(of_root)).view(real) - held(one)
        s = f / (held(two) + f)
        z = s * s
        square = held(half) * f * f
        return n * held(above) - ((square - (s * (square + series(z, z * z) * z) + (n * held(below) + missing))) - f)

    logarithm = compiled(logarithm)

    def log(x: Any) -> Any:
        small = x < least
        found = logarithm(x * counted if small else x, -lifted if small else zero)
        return (x if x == infinite else found) if x > zero else (-infinite if x == zero else nan)

    def log1p(x: Any) -> Any:
        u = one + x
        found = logarithm(u, (x - (u - one)) / u)  # with what the sum has lost
        return (x if x == infinite else found) if u > zero else (-infinite if u == zero else nan)

    return {each.__name__: compiled(each) for each in (log, log1p)}
