"""A network's one compiled call, and its kernels between BLAS's products, beside NumPy's plain arithmetic."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.engine import layers, plain
from talweg.models import Model
from talweg.models.activations import ACTIVATIONS
from talweg.nouns.weights import MeanGradient

SIZES = [(3, 2), (1, 1), (5, 4, 3), (7, 16, 17, 10), (33, 20, 15), (4, 3, 1)]
ROWS = [1, 2, 5, 16, 33]


@pytest.fixture(params=["one call", "products by BLAS"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways through a network, whatever its size."""
    monkeypatch.setattr(layers, "SMALL", 1 << 40 if request.param == "one call" else 0)
    return str(request.param)


def some(sizes: tuple[int, ...], rows: int, activation: str, dtype: type) -> tuple[Model, Any, Any]:
    rng = np.random.default_rng(rows)
    model = tw.models.mlp(sizes, activation=activation, seed=2, dtype=dtype)
    model.parameters[...] = rng.normal(size=model.parameters.size)
    return model, rng.normal(size=(rows, sizes[0])).astype(dtype), rng.normal(size=(rows, sizes[-1])).astype(dtype)


@pytest.mark.parametrize("dtype, close", [(np.float64, 1e-13), (np.float32, 1e-5)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_both_ways_give_what_plain_arithmetic_gives(way: str, activation: str, dtype: type, close: float) -> None:
    for sizes in SIZES:
        for rows in ROWS:
            model, X, y = some(sizes, rows, activation, dtype)
            value, gradient = model.value_and_grad(tw.mse, X, y)
            with plain.preferred():
                wanted_value, wanted = model.value_and_grad(tw.mse, X, y)
                outputs = model(X)
            assert value == pytest.approx(wanted_value, rel=close)
            np.testing.assert_allclose(gradient, wanted, rtol=0, atol=close * np.abs(wanted).max())
            np.testing.assert_allclose(model(X), outputs, rtol=0, atol=close * np.abs(outputs).max())
            assert value == tw.mse(model(X), y)


def test_what_is_not_finite_goes_the_same_ways(way: str) -> None:
    for bad in (np.nan, np.inf, -np.inf, 1e308):
        for activation in ACTIVATIONS:
            model, X, y = some((3, 4, 2), 5, activation, np.float64)
            X[2, 1] = bad
            value, gradient = model.value_and_grad(tw.mse, X, y)
            with plain.preferred():
                wanted_value, wanted = model.value_and_grad(tw.mse, X, y)
                outputs = model(X)
            np.testing.assert_equal(np.isfinite([value, *gradient]), np.isfinite([wanted_value, *wanted]))
            np.testing.assert_equal(np.isnan(model(X)), np.isnan(outputs))


def test_a_small_network_takes_one_call_however_its_memory_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    model, X, y = some((6, 5, 4), 8, "tanh", np.float64)
    value, gradient = model.value_and_grad(tw.mse, X, y)
    locked = X.copy()
    locked.flags.writeable = False
    for given in (np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2], locked, X.tolist()):
        same, also = model.value_and_grad(tw.mse, given, y)
        assert same == value
        assert np.array_equal(also, gradient)
    locked = model.parameters.copy()
    locked.flags.writeable = False
    for parameters in (locked, np.repeat(locked, 2)[::2], locked.view(MeanGradient)):
        other = Model(model.name, model.sizes, model.activation, parameters)
        assert other.value_and_grad(tw.mse, X, y)[0] == value
        assert np.array_equal(other.value_and_grad(tw.mse, X, y)[1], gradient)
        assert np.array_equal(other(X), model(X))
    for kernel in (model._network._forward, model._network._backward):
        assert all(each.layout == "C" and each.mutable for call in kernel.signatures for each in call)  # type: ignore[union-attr]
    out = np.empty_like(gradient).view(MeanGradient)
    assert model.value_and_grad(tw.mse, X, y, out=out)[1] is out
    assert np.array_equal(out, gradient)
    monkeypatch.setattr(Model, "_passed", None)  # what a large one goes through
    assert model.value_and_grad(tw.mse, X, y)[0] == value


def test_a_large_network_has_its_products_by_blas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers.Network, "forward", None)
    model, X, y = some((300, 200, 2), 64, "relu", np.float32)
    assert model.value_and_grad(tw.mse, X, y)[1].any()


def test_nothing_that_was_given_out_is_written_again(way: str) -> None:
    model, X, y = some((6, 5, 4), 8, "relu", np.float64)
    gradient, outputs = model.value_and_grad(tw.mse, X, y)[1], model(X)
    kept = gradient.copy(), outputs.copy()
    model.value_and_grad(tw.mse, 2 * X, y)
    model(3 * X)
    assert np.array_equal(gradient, kept[0])
    assert np.array_equal(outputs, kept[1])


def test_one_model_in_many_threads(way: str) -> None:
    model, X, y = some((20, 30, 4), 16, "relu", np.float64)
    given = [scale * X for scale in np.linspace(0.5, 2, 40)]
    wanted = [model.value_and_grad(tw.mse, each, y)[1] for each in given]
    with ThreadPoolExecutor(8) as pool:
        found = [*pool.map(lambda each: model.value_and_grad(tw.mse, each, y)[1], given * 5)]
    assert all(np.array_equal(a, b) for a, b in zip(found, wanted * 5, strict=True))


def test_plain_answers_load_no_compiler() -> None:
    code = (
        "import sys, talweg as tw\n"
        "from talweg.engine import plain\n"
        "with plain.preferred():\n"
        "    model = tw.models.mlp([2, 3, 2])\n"
        "    model.value_and_grad('mse', [[1.0, 2.0]], [[0.0, 1.0]]), model([[1.0, 2.0]])\n"
        "print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
