"""Whatever is given as text, start or view of a typed surface, it is taken or refused as the docstring says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from talweg.errors import NonFiniteError, RangeError
from talweg.surfaces import typed

ENDLESS = 10**5000  # more digits than Python prints
numbers = st.one_of(
    st.floats(),
    st.integers(),
    st.integers(5000, 5003).map(lambda zeros: 10**zeros),
    st.booleans(),
    st.none(),
    st.text(max_size=3),
    st.complex_numbers(),
)
pairs = st.one_of(
    numbers, st.lists(numbers, max_size=3), st.tuples(numbers, numbers), st.binary(max_size=3), st.just({1, 2}),
    arrays(st.sampled_from([np.float64, np.float16, np.int8]), array_shapes(min_dims=0, max_dims=2, max_side=3)),
)  # fmt: skip


def refusal(**options: Any) -> str | None:
    """Why a surface is refused; None where it is taken, and then all of its numbers are finite."""
    try:
        surface = typed("x**2 + y", **options)
    except (RangeError, NonFiniteError) as error:
        return str(error)
    (left, right), (bottom, top) = surface.view
    assert np.isfinite([*surface.start, right - left, top - bottom]).all()
    assert left < right
    assert bottom < top
    return None


@settings(deadline=None, derandomize=True, max_examples=200)
@given(pairs, st.one_of(pairs, st.tuples(pairs, pairs)))
def test_a_start_and_a_view_are_finite_or_refused_in_one_line(start: Any, view: Any) -> None:
    for why in (refusal(start=start), refusal(view=view)):
        assert why is None or (why.isprintable() and len(why) < 220), why


@pytest.mark.parametrize("far", [1e101, -1e308])
def test_a_start_so_far_off_that_no_view_shows_it_is_refused(far: float) -> None:
    assert "must lie in [-1e+100, 1e+100]" in (refusal(start=(far, 0.0)) or "")
    assert "must lie in [-1e+100, 1e+100]" in (refusal(view=((-abs(far), 1.0), (0.0, 1.0))) or "")


@pytest.mark.parametrize(
    "text",
    [ENDLESS, [ENDLESS], None, np.ones((50, 50)), object()],
    ids=["long", "listed", "none", "array", "object"],
)
def test_what_is_no_text_is_refused_in_one_line(text: Any) -> None:
    with pytest.raises(RangeError, match=r"a formula is text, such as .*, got .{1,60}$"):
        typed(text)
