"""exp, log and the like in arithmetic alone: within their bounds all over float32, and on a grid of float64."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from talweg.engine.elementary import DOUBLE, FUNCTIONS, SINGLE, ULPS, elementary

# The float32 between which a function is neither its argument, nor 1, nor at an end.
SPANS = {
    "exp": ((-87.33, -(2.0**-26)), (2.0**-26, 89.0)),
    "expm1": ((-18.0, -(2.0**-26)), (2.0**-26, 89.0)),
    "log": ((1e-45, 3.4e38),),
    "log1p": ((-1 + 2.0**-24, -(2.0**-26)), (2.0**-26, 3.4e38)),
    "tanh": ((2.0**-13, 9.5),),
}
SMALLEST, LARGEST = float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)
EVERY = int(os.environ.get("EVERY_FLOAT32", "17"))
"""Of so many neighbours one is tried; at 1 it is all of them, which takes two minutes."""


@cache
def over_arrays(name: str, dtype: np.dtype[Any]) -> Callable[[NDArray[Any], NDArray[Any]], None]:
    import numba

    function = elementary(dtype)[name]

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def fill(x: NDArray[Any], found: NDArray[Any]) -> None:
        for i in range(x.size):
            found[i] = function(x[i])

    return fill  # type: ignore[no-any-return]


def of(name: str, x: NDArray[Any]) -> NDArray[Any]:
    found = np.empty_like(x)
    over_arrays(name, x.dtype)(x, found)
    return found


def error(found: NDArray[Any], right: NDArray[Any]) -> float:
    """The largest error in units in the last place of the right result, which is known in a wider type."""
    unit = np.spacing(np.maximum(np.abs(right), np.finfo(found.dtype).tiny).astype(found.dtype)).astype(right.dtype)
    return float(np.max(np.abs(found - right) / unit, initial=0.0))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_float32(name: str) -> None:
    """By the function for float64, which is a billion times as exact as is asked here: see below."""
    import numba

    single, double = elementary(SINGLE)[name], elementary(DOUBLE)[name]

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def misses(first: int, last: int, every: int, sign: Any, ulps: float) -> int:
        found = 0
        for bits in range(first, last + 1, every):
            x = sign * np.uint32(bits).view(np.float32)
            right = double(np.float64(x))
            power = np.uint64(np.float64(right).view(np.uint64) & np.uint64(0x7FF0000000000000)).view(np.float64)
            unit = max(power, SMALLEST) * 2.0**-23
            found += abs(np.float64(single(x)) - right) > ulps * unit and abs(right) < LARGEST
        return found

    for low, high in SPANS[name]:
        bits = sorted(int(np.float32(abs(end)).view(np.uint32)) for end in (low, high))
        assert misses(*bits, EVERY, np.float32(np.sign(high)), ULPS[name]) == 0
        assert misses(*bits, 101, np.float32(np.sign(high)), 0.1) > 0, "nothing is as exact as that"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_grid_of_float64(name: str) -> None:
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.uniform(-300, 2.85, 200_000)
    near = rng.uniform(-1, 1, 200_000)
    x = {
        "log": np.concatenate([sizes, 10.0 ** rng.uniform(-320, 308, 200_000), 1 + near * 0.5]),
        "log1p": np.concatenate([sizes, 10.0 ** rng.uniform(-300, 308, 200_000), near]),
    }.get(name, np.concatenate([sizes, -sizes, near, 700 * near]))
    x = x[(x > -1) | (name != "log1p")]
    with np.errstate(all="ignore"):
        right = getattr(np, name)(x.astype(np.longdouble))
    finite = np.abs(right) < np.finfo(float).max
    assert error(of(name, x[finite]), right[finite]) <= ULPS[name]


@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE])
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_ends_and_no_numbers(name: str, dtype: np.dtype[Any]) -> None:
    info = np.finfo(dtype)
    x = np.array(
        [0.0, np.inf, -np.inf, np.nan, -2.0, -1.0, 1.0, 1000.0, -1000.0, info.max, -info.max, info.tiny], dtype
    )
    with np.errstate(all="ignore"):
        right = getattr(np, name)(x)
    found = of(name, x)
    special = ~np.isfinite(right) | (right == 0) | (np.abs(right) == 1)
    assert_array_equal(found[special], right[special])


@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE])
def test_what_is_below_all_normal_numbers_is_nothing(dtype: np.dtype[Any]) -> None:
    edge = np.log(np.finfo(dtype).tiny)
    assert_array_equal(of("exp", np.linspace(edge * 1.3, edge * 1.0001, 99).astype(dtype)), 0)
    assert of("exp", np.array([edge * 0.9999], dtype))[0] >= np.finfo(dtype).tiny


@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE])
def test_no_number_stays_none_whatever_its_bits(dtype: np.dtype[Any]) -> None:
    whole = {4: np.uint32, 8: np.uint64}[dtype.itemsize]
    quiet = np.array([np.nan], dtype).view(whole)
    sign = whole(1) << whole(8 * dtype.itemsize - 1)
    x = np.concatenate([quiet + whole(n) for n in (0, 1, 77, 12345)] + [(quiet + whole(5)) | sign]).view(dtype)
    for name in FUNCTIONS:
        assert np.isnan(of(name, x)).all(), name


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.parametrize("dtype", [SINGLE, DOUBLE])
def test_loops_run_in_lanes(name: str, dtype: np.dtype[Any]) -> None:
    """Nothing is called in the loop: no library's function, and none of ours."""
    of(name, np.ones(3, dtype))
    kernel: Any = over_arrays(name, dtype)
    (text,) = kernel.inspect_llvm().values()
    assert "x double>" in text or "x float>" in text, "no vector anywhere"
    assert f"@{name}" not in text
    assert f"@llvm.{name}." not in text
