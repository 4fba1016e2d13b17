"""Each fault is planted alone, and found with its number; a healthy set-up has none."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import talweg as tw
from talweg.course.schema.link import link_faults
from talweg.course.settings import SCHEMAS
from talweg.errors import DeclarationError, MissingError, RangeError, ShapeError
from talweg.lab.diagnosis.finding import Diagnosis
from talweg.web.pages import PAGES

Pair = tuple[NDArray[Any], NDArray[Any]]
DIGITS = tw.training.digits(0)
TUMOURS = tw.training.breast_cancer(0)


def network(*sizes: int, **options: Any) -> Any:
    return tw.models.mlp(sizes or (64, 32, 10), seed=0, **options)


def found(diagnosis: Diagnosis) -> list[str]:
    for each in diagnosis:
        path, _, query = each.panel.removeprefix("/").partition("?")
        assert path in PAGES, each.panel
        assert link_faults(SCHEMAS, f"?{query}") == []
        assert each.cause
        assert each.remedy.endswith(".")
        assert each.name in diagnosis.table()
    return [each.name for each in diagnosis]


@pytest.mark.parametrize(
    "healthy",
    [
        lambda: tw.diagnose(network(), tw.cross_entropy, tw.sgd(lr=0.1), DIGITS.train, validation=DIGITS.test),
        lambda: tw.diagnose(network(), "cross_entropy", "adam", DIGITS.train),
        lambda: tw.diagnose(network(64, 32, 32, 10, activation="tanh"), "cross_entropy", "adam", DIGITS.train),
        lambda: tw.diagnose(network(30, 16, 1), "binary_cross_entropy", "momentum:lr=0.01", TUMOURS.train),
        lambda: tw.diagnose(tw.models.linear(64, 10), "cross_entropy", "nesterov:lr=0.01", DIGITS.train),
    ],
    ids=["sgd", "adam", "tanh", "tumours", "linear"],
)
def test_a_healthy_set_up_has_no_findings(healthy: Callable[[], Diagnosis]) -> None:
    diagnosis = healthy()
    assert found(diagnosis) == []
    assert "nothing found" in diagnosis.table()


def test_the_rate_is_held_against_twice_over_the_largest_curvature() -> None:
    draw = np.random.default_rng(0)
    X = draw.normal(size=(200, 3)) @ np.diag([2.0, 1.0, 0.5])
    y = X @ [1.0, 2.0, 3.0] + draw.normal(size=200)
    # The Hessian of the mean squared error of X w + b is the mean outer product of (x, 1), twice.
    rows = np.column_stack([X, np.ones(200)])
    top = float(np.linalg.eigvalsh(2 * rows.T @ rows / 200)[-1])
    model = tw.models.linear(3, 1)
    before = model.parameters.copy()
    good = tw.diagnose(model, tw.mse, tw.sgd(lr=1.9 / top), (X, y))
    assert good.sharpness == pytest.approx(top, rel=1e-3)
    assert "rate_too_large" not in good
    bad = tw.diagnose(model, tw.mse, tw.sgd(lr=2.1 / top), (X, y))
    assert found(bad) == ["rate_too_large"]
    assert (bad["rate_too_large"].number, bad["rate_too_large"].limit) == (pytest.approx(2.1, rel=1e-3), 2.0)
    assert f"{2 / top:.4g}"[:4] in bad["rate_too_large"].cause
    # Momentum bears 2 (1 + beta): the same rate is stable.
    assert "rate_too_large" not in tw.diagnose(model, tw.mse, tw.momentum(lr=2.1 / top, beta=0.9), (X, y))
    assert (model.parameters == before).all()


def test_at_a_saddle_the_sharpness_is_that_of_the_way_up() -> None:
    hessian = np.diag([3.0, -10.0, 1.0])
    diagnosis = tw.diagnose(lambda w: (float(w @ hessian @ w) / 2, hessian @ w), None, tw.sgd(lr=0.7), np.ones(3))
    assert diagnosis.sharpness == pytest.approx(3.0, rel=1e-2)
    assert found(diagnosis) == ["rate_too_large"]


def test_a_rule_that_knows_no_bound_is_tried() -> None:
    rises = tw.diagnose(network(), tw.cross_entropy, tw.adam(lr=10.0), DIGITS.train)
    assert found(rises) == ["loss_rises"]
    assert rises["loss_rises"].number > 1.1
    few, model = (DIGITS.X_train[:400], DIGITS.y_train[:400]), network()
    still = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=1e-7), few, batch_size=None)
    assert found(still) == ["rate_too_small"]
    _, gradient = model.value_and_grad(tw.cross_entropy, *few)  # which hardly changes in a hundred such steps
    moved = 100 * 1e-7 * np.linalg.norm(gradient) / np.linalg.norm(model.parameters)
    assert still["rate_too_small"].number == pytest.approx(moved, rel=1e-3)


def test_the_noise_scale_is_variance_over_square() -> None:
    X, y = DIGITS.X_train[:200], DIGITS.y_train[:200]
    model = tw.models.linear(64, 10)
    each = np.array([model.value_and_grad(tw.cross_entropy, X[[i]], y[[i]])[1] for i in range(200)])
    known = np.cov(each.T, bias=True).trace() / np.sum(each.mean(axis=0) ** 2)
    diagnosis = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=0.1), (X, y))
    assert diagnosis.noise == pytest.approx(known, rel=1e-6)
    assert diagnosis.batch_size == 2 ** round(math.log2(known))
    one = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=0.001), (X, y), batch_size=1)
    assert found(one) == ["batch_too_small"]
    assert one["batch_too_small"].number == pytest.approx(known, rel=1e-6)
    many = np.repeat(X[:2], 500, axis=0), np.repeat(y[:2], 500)
    whole = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=0.1), many, batch_size=None)
    assert "batch_too_large" in found(whole)
    assert whole["batch_too_large"].number == pytest.approx(1000 / whole.noise)  # type: ignore[operator]


def test_dead_units_are_counted() -> None:
    model = network()
    model.layers[0][1][:24] = -100.0
    diagnosis = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=0.1), DIGITS.train)
    assert found(diagnosis) == ["dead_units"]
    weight, bias = model.layers[0]
    off = (DIGITS.X_train @ weight + bias <= 0).all(axis=0)
    assert diagnosis["dead_units"].number == pytest.approx(off.mean())


def test_gradients_that_vanish_or_explode_are_found_layer_by_layer() -> None:
    small = network(64, 32, 32, 32, 10, activation="tanh")
    small.parameters[:] *= 0.01
    vanished = tw.diagnose(small, tw.cross_entropy, tw.sgd(lr=0.1), DIGITS.train)
    assert found(vanished) == ["vanishing_gradients"]
    X, y = DIGITS.train
    rows = np.unique(np.linspace(0, len(X) - 1, 1024).astype(int))
    first = small.value_and_grad(tw.cross_entropy, X[rows], y[rows])[1][: 64 * 32]
    delta = tw.cross_entropy.value_and_grad(small(X[rows]), y[rows], reduction="none")[1]
    share = np.sqrt(np.mean(first**2)) / np.sqrt(np.mean(delta**2))
    assert vanished["vanishing_gradients"].number == pytest.approx(share)
    large = network(64, 32, 32, 32, 10)
    large.parameters[:] *= 10
    assert "exploding_gradients" in tw.diagnose(large, tw.cross_entropy, tw.sgd(lr=1e-9), DIGITS.train)


class Squashed:
    """A model whose outputs pass through a function of its own: what is not to be done."""

    def __init__(self, inner: Any, squash: Callable[[Any], Any], slope: Callable[[Any, Any], Any]) -> None:
        self.inner, self.squash, self.slope = inner, squash, slope

    @property
    def parameters(self) -> NDArray[Any]:
        return self.inner.parameters

    def __call__(self, X: Any) -> NDArray[Any]:
        return self.squash(self.inner(X))

    def targets(self, loss: tw.Loss, y: Any) -> NDArray[Any]:
        return self.inner.targets(loss, y)

    def value_and_grad(self, loss: tw.Loss, X: Any, y: Any, *, out: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        z, target = self.inner(X), self.targets(loss, y)
        value, delta = loss.value_and_grad(self.squash(z), target)
        (weight, bias), delta = self.inner.layers[0], self.slope(self.squash(z), delta)
        out[: weight.size], out[weight.size :] = (X.T @ delta).reshape(-1), delta.sum(axis=0)
        assert bias.size + weight.size == out.size
        return value, out


def softmax(z: NDArray[Any]) -> NDArray[Any]:
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def sigmoid(z: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(1 / (1 + np.exp(-z)))


def test_a_softmax_or_sigmoid_that_is_there_twice_cannot_reach_zero() -> None:
    twice = Squashed(tw.models.linear(64, 10), softmax, lambda p, d: p * (d - (p * d).sum(axis=1, keepdims=True)))
    diagnosis = tw.diagnose(twice, tw.cross_entropy, tw.sgd(lr=0.5), DIGITS.train)
    assert found(diagnosis) == ["softmax_twice"]
    sure = np.eye(10)[[3]]
    assert diagnosis["softmax_twice"].number == pytest.approx(tw.cross_entropy(sure, [3]))
    twice = Squashed(tw.models.linear(30, 1), sigmoid, lambda p, d: p * (1 - p) * d)
    diagnosis = tw.diagnose(twice, tw.binary_cross_entropy, tw.sgd(lr=0.1), TUMOURS.train)
    assert found(diagnosis) == ["sigmoid_twice"]
    assert diagnosis["sigmoid_twice"].number == pytest.approx(tw.binary_cross_entropy([1.0], [1.0]))


def test_squared_error_of_a_probability_says_how_little_is_left_of_the_gradient() -> None:
    model = tw.models.linear(30, 1)
    model.layers[0][0][:] *= 30
    diagnosis = tw.diagnose(model, tw.squared_sigmoid, tw.sgd(lr=0.1), TUMOURS.train)
    assert found(diagnosis) == ["squared_error_of_probabilities"]
    p = sigmoid(model(TUMOURS.X_train))[:, 0]
    worst = p[np.abs(p - TUMOURS.y_train).argmax()]
    assert diagnosis["squared_error_of_probabilities"].number == pytest.approx(2 * worst * (1 - worst))
    own = Squashed(tw.models.linear(30, 1), sigmoid, lambda p, d: p * (1 - p) * d)
    assert found(tw.diagnose(own, tw.mse, tw.sgd(lr=0.1), TUMOURS.train)) == ["squared_error_of_probabilities"]


def test_data_are_looked_at() -> None:
    draw = np.random.default_rng(0)
    X, y = DIGITS.X_train.copy(), DIGITS.y_train
    X[:, 5] = 1000 * draw.normal(1.0, 2.0, len(X))
    unscaled = tw.diagnose(network(), tw.cross_entropy, tw.adam, (X, y))
    assert "unscaled_inputs" in found(unscaled)
    rows = np.unique(np.linspace(0, len(X) - 1, 1024).astype(int))
    assert unscaled["unscaled_inputs"].number == pytest.approx(np.hypot(X[rows, 5].mean(), X[rows, 5].std()))
    assert "column 5" in unscaled["unscaled_inputs"].cause
    standard = draw.normal(size=(300, 4))
    targets = standard @ [1.0, 1.0, 1.0, 1.0]
    model = tw.models.linear(4, 1)
    large = tw.diagnose(model, tw.mse, tw.adam(lr=0.1), (standard, 1e4 * targets + 7e4))
    assert found(large) == ["unscaled_targets"]
    narrow = standard * [1.0, 1.0, 1.0, 1e-4]
    assert tw.diagnose(model, tw.mse, tw.adam(lr=0.1), (narrow, targets))["unscaled_inputs"].number > 9e3
    twice = np.column_stack([standard, standard[:, 1], np.full(300, 7.0)])
    assert found(tw.diagnose(tw.models.linear(6, 1), tw.mse, tw.adam(lr=0.1), (twice, targets))) == [
        "constant_columns",
        "duplicate_columns",
    ]


def test_labels_and_numbers_that_training_would_refuse_are_findings() -> None:
    late = tw.diagnose(network(), tw.cross_entropy, tw.adam, (DIGITS.X_train, DIGITS.y_train + 1))
    assert found(late) == ["labels"]
    assert "label 10" in late["labels"].cause
    X = DIGITS.X_train.copy()
    X[3, 4] = np.nan
    assert found(tw.diagnose(network(), tw.cross_entropy, tw.adam, (X, DIGITS.y_train))) == ["numbers"]
    broken = network()
    broken.parameters[0] = np.inf
    assert found(tw.diagnose(broken, tw.cross_entropy, tw.adam, DIGITS.train)) == ["not_finite"]


def test_too_little_data_and_the_gap_it_leaves() -> None:
    few = DIGITS.X_train[:40], DIGITS.y_train[:40]
    model = network()
    little = tw.diagnose(model, tw.cross_entropy, tw.sgd(lr=0.1), few)
    assert found(little) == ["little_data"]
    assert little["little_data"].number == pytest.approx(model.parameters.size / 40)
    tw.fit(model, tw.cross_entropy, tw.adam(lr=0.01), few, epochs=60, progress=False)
    learned = tw.diagnose(model, tw.cross_entropy, tw.adam, few, validation=DIGITS.test)
    held_back, own = (tw.cross_entropy(model(X), y) for X, y in (DIGITS.test, few))
    assert learned["gap"].number == pytest.approx(held_back / own)
    assert learned["gap"].number > 10


def test_a_closure_of_a_torch_module_is_looked_at_and_left_as_it_was() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    torch.set_num_threads(1)
    X, y = torch.tensor(DIGITS.X_train[:200], dtype=torch.float32), torch.tensor(DIGITS.y_train[:200])
    module = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, 10))
    f = tw.adapters.torch_function(lambda: torch.nn.functional.cross_entropy(module(X), y), module)
    before = {name: array.copy() for name, array in f.x0.items()}
    healthy = tw.diagnose(f, None, tw.sgd(lr=0.1), f.x0)
    assert found(healthy) == []
    over = tw.diagnose(f, None, tw.sgd(lr=1000.0), f.x0)
    assert found(over) == ["rate_too_large"]
    assert over["rate_too_large"].number == pytest.approx(1000 * over.sharpness)  # type: ignore[operator]
    assert found(tw.diagnose(f, None, tw.adam(lr=100.0), f.x0)) == ["loss_rises"]
    assert all((f.x0[name] == array).all() for name, array in before.items())
    with torch.no_grad():
        module[0].bias[:] = -100.0
    dead = tw.diagnose(f, None, tw.sgd(lr=0.1), f.x0)
    assert found(dead) == ["vanishing_gradients"]
    assert dead["vanishing_gradients"].number == 0
    assert "0.weight" in dead["vanishing_gradients"].cause


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (lambda: tw.diagnose(3, "mse", "sgd", DIGITS.train), DeclarationError, "needs a model"),  # type: ignore[arg-type]
        (lambda: tw.diagnose(3, None, "sgd", np.ones(2)), DeclarationError, "needs a function"),  # type: ignore[arg-type]
        (lambda: tw.diagnose(network(), "cross_entropy", "sgd", DIGITS.X_train), ShapeError, "pair"),
        (lambda: tw.diagnose(network(), "cross_entropy", "sgd", (DIGITS.X_train[:0], [])), ShapeError, "empty"),
        (lambda: tw.diagnose(network(), "cross_entropy", "sgd", DIGITS.train, batch_size=0), RangeError, "batch_size"),
        (lambda: tw.diagnose(network(), "cross_entropy", "sgd", DIGITS.train, seed=-1), RangeError, "seed"),
        (lambda: tw.diagnose(network(), "cross_entropy", tw.lbfgs, DIGITS.train), DeclarationError, "no single"),  # type: ignore[arg-type]
        (lambda: tw.diagnose(network(), None, "sgd", DIGITS.train), MissingError, "needs a loss"),
        (lambda: tw.diagnose(lambda w: (0.0, w), None, "sgd", np.empty(0)), ShapeError, "no numbers"),
        (lambda: tw.diagnose(lambda w: w, None, "sgd", np.ones(2)), ShapeError, "diagnose: f must return"),
        (lambda: tw.diagnose(lambda _: (0.0, np.ones(3)), None, "sgd", np.ones(2)), ShapeError, "has shape"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(given: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        given()


def test_numbers_that_overflow_are_findings() -> None:
    X = np.random.default_rng(0).normal(size=(50, 3))
    assert found(tw.diagnose(network(3, 1), tw.mse, tw.adam, (1e200 * X, X[:, 0])))[-1] == "unscaled_inputs"
    assert "unscaled_targets" in found(tw.diagnose(network(3, 1), tw.mse, tw.adam, (X, 1e200 * X[:, 0])))


def test_one_example_is_enough_to_look_at() -> None:
    found(tw.diagnose(network(), tw.cross_entropy, tw.adam, (DIGITS.X_train[:1], DIGITS.y_train[:1])))
