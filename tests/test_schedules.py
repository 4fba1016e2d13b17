"""Schedules: the value at 0, at every join, one before the end, at the end and past it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.formula.errors import MissingError, RangeError


def test_cosine_at_every_join() -> None:
    plain = tw.cosine(peak=0.8, total=10, floor=0.2)
    assert_allclose(
        plain([0, 5, 9, 10, 11, 1000]), [0.8, 0.5, 0.2 + 0.3 * (1 + math.cos(0.9 * math.pi)), 0.2, 0.2, 0.2]
    )
    warm = tw.cosine(peak=1.0, total=14, warmup=4)
    # Five equal steps up to the peak at t = warmup, none of them zero, then ten down to the floor at t = total.
    assert_allclose(warm([0, 1, 3, 4]), [0.2, 0.4, 0.8, 1.0])
    assert_allclose(
        warm([5, 9, 13, 14]), [(1 + math.cos(0.1 * math.pi)) / 2, 0.5, (1 + math.cos(0.9 * math.pi)) / 2, 0]
    )


def test_constant_at_every_join() -> None:
    assert tw.constant(peak=0.3)(0) == 0.3
    assert_allclose(tw.constant(peak=0.3, warmup=2)([0, 1, 2, 3, 999]), [0.1, 0.2, 0.3, 0.3, 0.3])


def test_a_number_gives_a_number_and_an_array_an_array() -> None:
    schedule = tw.cosine(peak=1.0, total=4)
    assert isinstance(schedule(1), float)
    assert isinstance(tw.constant(peak=1)(1), float)
    grid = schedule(np.arange(6).reshape(2, 3))
    assert grid.shape == (2, 3)
    grid[0, 0] = 7  # the caller's own array
    assert schedule(0) == 1.0


def test_mistakes() -> None:
    with pytest.raises(RangeError, match=r"cosine: t must lie in \[0, inf\), got -1"):
        tw.cosine(peak=1.0, total=4)(-1)
    with pytest.raises(MissingError, match=r"cosine needs peak in \[0, inf\), total in the whole numbers"):
        tw.cosine(3)
    with pytest.raises(RangeError, match=r"cosine: needs floor <= peak, got floor=2, peak=1"):
        tw.cosine(peak=1.0, total=4, floor=2.0)
    with pytest.raises(RangeError, match=r"total must lie in the whole numbers of \[1, inf\), got 2.5"):
        tw.cosine(peak=1.0, total=2.5)
