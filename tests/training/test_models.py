import copy
import pickle
from math import log, sqrt

import numpy as np
import pytest

from talweg.errors import DtypeError, LabelError, RangeError, ShapeError, UnknownNameError
from talweg.losses import LOSSES, cross_entropy, mse
from talweg.models import linear, mlp
from talweg.models.activations import ACTIVATIONS
from talweg.nouns.classes import one_hot
from talweg.nouns.targets import SIGN


def central_difference(f, w, h=1e-6):
    """The gradient of f() with respect to the vector w, which f reads, by central differences."""
    gradient = np.empty_like(w)
    for i, at in enumerate(w.copy()):
        w[i] = at + h
        above = f()
        w[i] = at - h
        gradient[i] = (above - f()) / (2 * h)
        w[i] = at
    return gradient


def some_targets(loss, rng, n, outputs):
    """Signs where the loss takes them, else probabilities; rows that sum to 1 for a row loss."""
    if len(loss.parts) > 1:  # the outputs of an example are all about one target
        return rng.uniform(0.05, 0.95, n)
    if loss.targets == SIGN:
        return rng.choice([-1.0, 1.0], (n, outputs))
    rows = rng.uniform(0.05, 0.95, (n, outputs))
    return rows / rows.sum(axis=1, keepdims=True) if loss.rowwise else rows


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
def test_the_gradient_is_the_slope_of_the_value(loss, activation):
    rng = np.random.default_rng(3)
    outputs = 3 if len(loss.parts) == 1 else len(loss.parts)
    model = mlp([4, 6, 5, outputs], activation=activation, seed=1)
    model.parameters[...] += 0.1 * rng.normal(size=model.parameters.size)  # biases too
    X, y = rng.normal(size=(7, 4)), some_targets(loss, rng, 7, outputs)
    value, gradient = model.value_and_grad(loss, X, y)
    assert value == loss(model(X), y)
    wanted = central_difference(lambda: loss(model(X), y), model.parameters)
    np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-9)
    assert np.abs(gradient).max() > 1e-3


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_of_an_activation_is_its_derivative(name):
    z = np.array([-3.0, -0.5, -0.01, 0.01, 0.5, 3.0])
    activation = ACTIVATIONS[name]
    h = 1e-6
    wanted = (activation.value(z + h) - activation.value(z - h)) / (2 * h)
    np.testing.assert_allclose(activation.slope(activation.value(z)) * np.ones(6), wanted, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize(
    "name, values",
    [("relu", [0, 0, 2]), ("tanh", [-0.761594155955765, 0, 0.96402758007582]), ("identity", [-1, 0, 2])],
)
def test_activations_at_known_points(name, values):
    np.testing.assert_allclose(ACTIVATIONS[name].value(np.array([-1.0, 0.0, 2.0])), values, rtol=1e-14)


def test_outputs_by_hand():
    model = mlp([2, 2, 1], activation="relu")
    (weight, bias), (last_weight, last_bias) = model.layers
    weight[...] = [[1, -1], [2, 1]]
    bias[...] = [0.5, -1]
    last_weight[...] = [[3], [10]]
    last_bias[...] = 7
    # hidden: relu([1 + 4 + 0.5, -1 + 2 - 1]) = [5.5, 0]; relu([0.5, -1]) = [0.5, 0]
    np.testing.assert_array_equal(model([[1.0, 2.0], [0.0, 0.0]]), [[23.5], [8.5]])
    np.testing.assert_array_equal(model.parameters, [1, -1, 2, 1, 0.5, -1, 3, 10, 7])


def test_the_outputs_have_no_activation():
    model = linear(1, 1)
    model.parameters[...] = [2, -10]
    assert model([[1.0]]) == -8


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layers_are_views_of_one_contiguous_vector(dtype):
    model = mlp([64, 32, 10], dtype=dtype)
    assert model.parameters.shape == (64 * 32 + 32 + 32 * 10 + 10,)
    assert model.parameters.dtype == dtype
    assert model.parameters.flags.c_contiguous
    assert [(w.shape, b.shape) for w, b in model.layers] == [((64, 32), (32,)), ((32, 10), (10,))]
    assert all(np.shares_memory(part, model.parameters) for layer in model.layers for part in layer)
    value, gradient = model.value_and_grad(cross_entropy, np.ones((2, 64), dtype), [3, 4])
    assert isinstance(value, float)
    assert (gradient.shape, gradient.dtype) == (model.parameters.shape, dtype)


@pytest.mark.parametrize(
    "activation, deviations",
    [
        ("relu", [sqrt(2 / 400), 0.1 * sqrt(2 / 300)]),
        ("tanh", [sqrt(2 / 700), 0.1 * sqrt(2 / 500)]),
        ("identity", [sqrt(2 / 700), 0.1 * sqrt(2 / 500)]),
    ],
)
def test_initial_weights(activation, deviations):
    model = mlp([400, 300, 200], activation=activation)
    for (weight, bias), deviation in zip(model.layers, deviations, strict=True):
        assert weight.std() == pytest.approx(deviation, rel=0.02)
        assert abs(weight.mean()) < 0.02 * deviation
        assert not bias.any()


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
@pytest.mark.parametrize("sizes", [(30, 7), (5, 200, 2), (40, 64, 64, 10), (784, 100, 1000)])
def test_a_fresh_network_has_no_opinion(sizes, activation):
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(200, sizes[0])), rng.integers(0, sizes[-1], 200)
    for seed in range(3):
        start = cross_entropy(mlp(sizes, activation=activation, seed=seed)(X), y)
        assert start == pytest.approx(log(sizes[-1]), abs=0.05)


def test_the_seed_decides_the_start():
    assert np.array_equal(mlp([5, 4, 3], seed=7).parameters, mlp([5, 4, 3], seed=7).parameters)
    assert not np.array_equal(mlp([5, 4, 3], seed=7).parameters, mlp([5, 4, 3], seed=8).parameters)
    rounded = mlp([5, 4, 3]).parameters.astype(np.float32)
    assert np.array_equal(mlp([5, 4, 3], dtype=np.float32).parameters, rounded)


def test_linear_is_an_mlp_of_no_hidden_layer():
    a, b = linear(3, 2, seed=4), mlp([3, 2], activation="identity", seed=4)
    assert np.array_equal(a.parameters, b.parameters)
    X = np.random.default_rng(0).normal(size=(5, 3))
    ((weight, bias),) = a.layers
    np.testing.assert_allclose(a(X), X @ weight + bias)


def test_one_output_reads_a_vector_of_targets_as_a_column():
    model, X, y = linear(3, 1), np.random.default_rng(0).normal(size=(5, 3)), np.arange(5.0)
    value, gradient = model.value_and_grad(mse, X, y)
    assert value == pytest.approx(np.mean((model(X)[:, 0] - y) ** 2), rel=1e-14)
    again, column_gradient = model.value_and_grad(mse, X, y[:, None])
    assert value == again
    assert np.array_equal(gradient, column_gradient)


def test_class_indices_and_one_hot_rows_agree():
    model, X, y = mlp([3, 4, 5]), np.random.default_rng(0).normal(size=(6, 3)), np.array([0, 4, 1, 2, 3, 3])
    value, gradient = model.value_and_grad(cross_entropy, X, y)
    again, same = model.value_and_grad(cross_entropy, X, one_hot(y, 5))
    assert value == pytest.approx(again, rel=1e-14)
    np.testing.assert_allclose(gradient, same, rtol=1e-12, atol=1e-16)


def test_a_gradient_is_fresh_or_in_out():
    model, X, y = linear(2, 1), np.ones((3, 2)), np.ones(3)
    first, second = (model.value_and_grad(mse, X, y)[1] for _ in range(2))
    assert not np.shares_memory(first, second)
    out = np.full_like(model.parameters, np.nan)
    gradient = model.value_and_grad(mse, X, y, out=out)[1]
    assert gradient is out
    assert np.array_equal(out, first)


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_stands_alone(twin):
    model = mlp([2, 3, 2])
    other = twin(model)
    X = np.ones((1, 2))
    assert np.array_equal(other(X), model(X))
    other.parameters[...] = 0
    assert not other(X).any()
    assert model(X).any()


def test_overflow_is_silent_and_shows_in_the_value():
    model = linear(1, 1)
    model.parameters[...] = 1e200
    value, _ = model.value_and_grad(mse, [[1e200]], [0.0])
    assert value == np.inf


def test_repr():
    model = mlp([64, 32, 10], dtype=np.float32)
    assert repr(model) == "mlp(64-32-10, relu, float32, 2410 parameters)"


@pytest.mark.parametrize("sizes", [[64], [], [64, 0], [64, 3.0], [64, True], [-1, 2], 64, ["a", 2]])
def test_illegal_sizes(sizes):
    with pytest.raises(RangeError) as error:
        mlp(sizes)
    assert str(error.value) == f"mlp: sizes must be at least two whole numbers >= 1, got {sizes!r}"


X5 = np.ones((5, 3))


@pytest.mark.parametrize(
    "call, kind, message",
    [
        (
            lambda: mlp([2, 2], activation="rel"),
            UnknownNameError,
            "mlp has no activation 'rel'; did you mean 'relu'?",
        ),
        (lambda: mlp([2, 2], dtype=int), DtypeError, "mlp: dtype must be float32 or float64, got int64"),
        (lambda: mlp([2, 2], seed=-1), RangeError, "mlp: seed must lie in the whole numbers of [0, inf), got -1"),
        (lambda: linear(0, 2), RangeError, "linear: sizes must be at least two whole numbers >= 1, got (0, 2)"),
        (lambda: mlp([4, 2])(X5), ShapeError, "mlp: X must have shape (n, 4), got (5, 3)"),
        (lambda: mlp([3, 2])(X5[0]), ShapeError, "mlp: X must have shape (n, 3), got (3,)"),
        (
            lambda: linear(3, 2, dtype=np.float32)(np.full((5, 3), 0.3)),
            DtypeError,
            "linear: X is float64, and in float32 its 0.3 at (0, 0) would become 0.30000001192092896; to round it so, "
            "pass X.astype(np.float32)",
        ),
        (
            lambda: linear(3, 2).value_and_grad(mse, X5, np.ones(5)),
            ShapeError,
            "mse: predictions (5, 2) and targets (5,) differ in shape",
        ),
        (
            lambda: linear(3, 1).value_and_grad(mse, X5, np.ones(4)),
            ShapeError,
            "mse: predictions (5, 1) and targets (4, 1) differ in shape",
        ),
        (
            lambda: linear(3, 2).value_and_grad(cross_entropy, X5, [0, 1, 2, 0, 1]),
            LabelError,
            "cross_entropy: label 2 of example 2 is not one of 0 to 1",
        ),
        (
            lambda: linear(3, 1).value_and_grad(mse, X5, np.ones(5), out=np.empty(8)[::2]),
            ShapeError,
            "linear: out must be a writable, contiguous array of shape (4,) and float64, got (4,) and float64",
        ),
        (
            lambda: linear(3, 1).value_and_grad(mse, X5, np.ones(5), out=np.empty(5, np.float32)),
            ShapeError,
            "linear: out must be a writable, contiguous array of shape (4,) and float64, got (5,) and float32",
        ),
    ],
)
def test_errors_say_what_is_wrong_and_what_is_right(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message
