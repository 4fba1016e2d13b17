"""A conversion that loses nothing is made at every door, and one that loses is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import polars
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine.conversion import converted, fits

RNG = np.random.default_rng(5)
WHOLE = RNG.integers(-20, 20, (9, 3))
QUARTERS = WHOLE / 4

SAME: dict[str, Any] = {
    "float32": QUARTERS.astype(np.float32),
    "float16": QUARTERS.astype(np.float16),
    "longdouble": QUARTERS.astype(np.longdouble),
    "the other end first": QUARTERS.astype(">f8"),
    "lists": QUARTERS.tolist(),
    "columns first": np.asfortranarray(QUARTERS),
    "backwards": QUARTERS[::-1][::-1],
    "objects": QUARTERS.astype(object),
    "pandas": pandas.DataFrame(QUARTERS),
    "polars": polars.DataFrame(QUARTERS),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", SAME)
def test_examples_of_every_kind_are_the_same_examples(kind: str, dtype: Any) -> None:
    model = tw.models.mlp([3, 4, 2], seed=2, dtype=dtype)
    wanted = model(QUARTERS.astype(dtype))
    found = model(SAME[kind])
    assert found.dtype == dtype
    assert_array_equal(found, wanted)
    labels = np.arange(9) % 2
    trained = [tw.models.mlp([3, 4, 2], seed=2, dtype=dtype) for _ in range(2)]
    for each, X in zip(trained, (QUARTERS.astype(dtype), SAME[kind]), strict=True):
        tw.fit(each, "cross_entropy", "sgd", (X, labels), epochs=2, validation=(X, labels))
    assert_array_equal(trained[0].parameters, trained[1].parameters)


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "int64", "bool"])
def test_whole_numbers_are_numbers(kind: str) -> None:
    X = np.abs(WHOLE).astype(kind)
    model = tw.models.linear(3, 1, dtype=np.float32)
    assert_array_equal(model(X), model(X.astype(np.float32)))


LABELS = np.arange(9) % 2


@pytest.mark.parametrize(
    "y",
    [
        LABELS.astype(np.int8),
        LABELS == 1,
        LABELS.astype(float),
        LABELS[:, None],
        pandas.Series(LABELS),
        LABELS.tolist(),
    ],
)
def test_labels_of_every_kind_are_the_same_labels(y: Any) -> None:
    value, gradient = tw.models.mlp([3, 4, 2], seed=1).value_and_grad("cross_entropy", QUARTERS, LABELS)
    again, its = tw.models.mlp([3, 4, 2], seed=1).value_and_grad("cross_entropy", QUARTERS, y)
    assert value == again
    assert_array_equal(gradient, its)


@pytest.mark.parametrize(
    "array, dtype, message",
    [
        (
            np.array([0.5, 0.1]),
            np.float32,
            r"in float32 its 0.1 at \(1,\) would become 0.10000000149.*astype\(np.float32",
        ),
        (np.array([[3, 2**24 + 1]]), np.float32, r"its 16777217 at \(0, 1\) would become 16777216.0"),
        (np.array([2**63 - 1]), np.float64, r"its 9223372036854775807 at \(0,\)"),
        (np.array([1e39]), np.float32, r"its 1e\+39 at \(0,\) would become inf"),
        (np.array(["1.5", "b"]), np.float64, r"must be numbers, got <U3, such as '1.5'; texts become"),
        (np.array([1, None], object), np.float64, r"must be numbers, got object, such as None"),
        (np.array([1j]), np.float64, r"must be numbers, got complex128"),
    ],
)
def test_what_would_be_lost_is_named(array: Any, dtype: Any, message: str) -> None:
    with pytest.raises(tw.DtypeError, match=message):
        converted("here", "X", array, dtype)


def test_nan_and_infinity_are_no_loss() -> None:
    strange = np.array([np.nan, np.inf, -np.inf, -0.0])
    assert fits(strange, np.dtype(np.float32))
    assert_array_equal(converted("here", "X", strange, np.float32), strange.astype(np.float32))


def test_targets_finer_than_the_predictions_count_in_full() -> None:
    z, y = np.array([1e8, 2.0], np.float32), np.array([1e8 + 1, 2.0])
    value, gradient = tw.mse.value_and_grad(z, y)
    assert value == 0.5
    assert_array_equal(gradient, np.array([-1, 0], np.float32))
    assert gradient.dtype == np.float32
    each = tw.mse(z, y, reduction="none")
    assert each.dtype == np.float32
    assert_array_equal(each, [1, 0])
    soft = np.array([[0.1, 0.9]])
    assert_allclose(
        tw.cross_entropy(np.array([[1, 3]], np.float32), soft), tw.cross_entropy([[1.0, 3.0]], soft), rtol=1e-15
    )


@pytest.mark.parametrize("rule", [tw.adam, tw.lamb, tw.pipeline(tw.adam, clip_norm=9.0)])
@pytest.mark.parametrize("kind", [np.float32, np.float16, np.int32])
def test_a_narrower_gradient_is_widened(rule: Any, kind: Any) -> None:
    for nested in (False, True):
        w = np.array([1.0, 2.0, -0.5])
        its = w.copy()
        g = np.array([1, -3, 2])
        pack = (lambda a: {"a": [a]}) if nested else (lambda a: a)
        rule.step(pack(w), pack(g.astype(kind)), rule.init(pack(w)))
        rule.step(pack(its), pack(g.astype(float)), rule.init(pack(its)))
        assert_array_equal(w, its)
