"""What fit says, and keeps, when a loss, a gradient or a weight is not finite any more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from talweg.errors import NonFiniteError
from talweg.losses import mse
from talweg.models import Model, linear, mlp
from talweg.nouns import loss
from talweg.optimizers import adam, momentum, sgd
from talweg.training import fit, largest_curvature, pipeline


@dataclass
class Spoiled:
    """A model that hands each batch's number, value and gradient to `spoil`, which returns the value to report."""

    model: Model
    spoil: Any
    step: int = 0

    @property
    def parameters(self) -> Any:
        return self.model.parameters

    @property
    def layers(self) -> Any:
        return self.model.layers

    def __call__(self, X: Any) -> Any:
        return self.model(X)

    def targets(self, loss: Any, y: Any) -> Any:
        return self.model.targets(loss, y)

    def value_and_grad(self, loss: Any, X: Any, y: Any, *, out: Any) -> Any:
        value, gradient = self.model.value_and_grad(loss, X, y, out=out)
        self.step += 1
        return self.spoil(self.step, value, gradient), gradient


def regression(n: int = 8, width: int = 2) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, width))
    return X, X @ np.arange(1.0, width + 1) + 0.1 * rng.normal(size=n)


def trouble(*arguments: Any, **keywords: Any) -> str:
    with pytest.raises(NonFiniteError) as error:
        fit(*arguments, **keywords)
    return str(error.value)


def weights_after(steps: int, rule: Any, model: Model, data: Any) -> Any:
    if steps:
        fit(model, mse, rule, data, batch_size=None, epochs=steps)
    return model.parameters


def curvature(X: Any) -> float:
    """The largest eigenvalue of the Hessian of the mean squared error of a linear model with a bias."""
    whole = np.column_stack([X, np.ones(len(X))])
    return float(np.linalg.eigvalsh(2 * whole.T @ whole / len(X))[-1])


def test_the_largest_curvature_is_the_eigenvalue() -> None:
    rng = np.random.default_rng(3)
    root = rng.normal(size=(6, 6))
    for hessian in (root @ root.T, -root @ root.T, np.diag([4.0, -9.0, 1.0, 0.0, 2.0, 3.0])):
        eigenvalues = np.linalg.eigvalsh(hessian)
        largest = eigenvalues[np.abs(eigenvalues).argmax()]
        found = largest_curvature(lambda w, h=hessian: h @ w, rng.normal(size=6), iterations=200)
        assert found == pytest.approx(largest, rel=1e-3)
    single = largest_curvature(lambda w: np.float32(7) * w, np.ones(5, np.float32))
    assert single == pytest.approx(7, rel=1e-3)
    assert largest_curvature(lambda w: w * np.nan, np.ones(3)) is None
    assert largest_curvature(np.zeros_like, np.ones(3)) == 0


@pytest.mark.parametrize("rule, factor", [(sgd, 1.0), (momentum(beta=0.5), 1.5)])
def test_a_rate_above_the_bound_is_named_with_its_numbers(rule: Any, factor: float) -> None:
    X, y = regression()
    bound = 2 * factor / curvature(X)
    model = linear(2, 1)
    text = trouble(model, mse, rule(lr=1.7 * bound), (X, y), batch_size=None, epochs=3000)
    assert "Likely cause: the rate is above the stability bound: lr * curvature < 2" in text
    said = re.findall(r"is broken, (\S+) is not below (\S+), where lr = (\S+) and .* is about (\S+)\. ", text)
    assert list(map(float, *said)) == pytest.approx([3.4 * factor, 2 * factor, 1.7 * bound, curvature(X)], rel=1e-3)
    assert np.isfinite(mse(model(X), y[:, None]))
    # Just below the bound the same run goes through.
    fit(linear(2, 1), mse, rule(lr=0.98 * bound), (X, y), batch_size=None, epochs=3000)


def test_the_last_good_weights_are_those_with_a_finite_loss() -> None:
    data = regression()
    # The loss of step 3 overflows at the weights after step 2, so those are not good any more.
    model, rule = linear(2, 1), sgd(lr=1e80)
    text = trouble(model, mse, rule, data, batch_size=None)
    assert text.startswith("fit stopped in epoch 3 at step 3: the loss is inf. ")
    assert text.endswith("The weights are those after step 1, the last with a finite loss and gradient.")
    assert np.array_equal(model.parameters, weights_after(1, rule, linear(2, 1), data))
    assert np.isfinite(mse(model(data[0]), data[1][:, None]))


def test_a_step_that_would_make_the_weights_overflow_is_not_taken() -> None:
    X, y = np.ones((2, 1)), np.full(2, 1e3)
    model = linear(1, 1)
    start = model.parameters.copy()
    text = trouble(model, mse, sgd(lr=1e308), (X, y), batch_size=2, epochs=1)
    assert text.startswith(
        "fit stopped in epoch 1 at step 1: sgd: the step would make the parameters w inf at (0,) (2 of 2 entries are "
    )
    assert ". The largest gradient is 2000, in 0.weight. Likely cause: the rate is above the stability bound" in text
    assert text.endswith("The weights are those before the first step, the last with a finite loss and gradient.")
    assert np.array_equal(model.parameters, start)


def test_the_layer_with_the_first_bad_gradient_is_named() -> None:
    def spoil(step: int, value: float, gradient: Any) -> float:
        if step == 3:
            gradient[7] = np.nan  # 2-3-1: six weights, three biases, three weights, one bias
        return value

    data = regression()
    model = mlp([2, 3, 1])
    text = trouble(Spoiled(model, spoil), mse, adam(), data, batch_size=None)
    assert text == (
        "fit stopped in epoch 3 at step 3: adam: the gradient of w is nan at (7,) (1 of 13 entries are not finite); "
        "nothing was changed. First in the gradient of 0.bias: nan at (1,), 1 of 3 entries. "
        "Likely cause: a derivative that does not exist or overflows, at a finite loss. "
        "The weights are those after step 1, the last with a finite loss and gradient."
    )
    assert np.array_equal(model.parameters, weights_after(1, adam(), mlp([2, 3, 1]), data))
    in_pipeline = trouble(Spoiled(mlp([2, 3, 1]), spoil), mse, pipeline(adam(), clip_norm=1.0), data, batch_size=None)
    assert "adam: the gradient of w['0.bias'] is nan at (1,) (1 of 3 entries are not finite); not" in in_pipeline


@loss
def log_of_probability(p, y):  # type: ignore[no-untyped-def]
    """Minus the log of a probability that is not kept from zero."""
    return -y * np.log(p), -y / p


def test_the_logarithm_of_zero_is_found_with_its_example() -> None:
    X, y = np.array([[1.0], [2.0], [0.0], [3.0]]), np.ones(4)
    model = linear(1, 1)
    model.parameters[...] = [0.1, 0.0]
    text = trouble(model, log_of_probability, sgd(lr=1e-3), (X, y), batch_size=None)
    assert "at step 1: the loss is inf. " in text
    assert "Likely cause: log_of_probability is inf at finite outputs, as the logarithm of zero" in text
    assert "has the output [0.] and the target [1.]" in text
    assert np.array_equal(model.parameters, [0.1, 0.0])


def test_a_batch_that_went_bad_is_the_cause() -> None:
    X, y = regression()

    def going_bad(t: int) -> float:
        if t == 1:
            X[5, 1] = np.nan  # fit has checked the data, but the caller still holds it
        return 0.01

    text = trouble(linear(2, 1), mse, sgd(lr=going_bad), (X, y), batch_size=None)
    assert "at step 3: the loss is nan. First in the gradient of 0.weight: nan at (0, 0), 2 of 2 entries" in text
    assert "Likely cause: X of the batch is nan at (" in text
    assert "The weights are those after step 1" in text


def test_weights_that_explode_under_a_rule_without_a_bound() -> None:
    model = mlp([2, 3, 1])
    text = trouble(model, mse, adam(lr=1e300), regression(), batch_size=None)
    start = np.abs(mlp([2, 3, 1]).parameters).max()
    assert f"Likely cause: the weights exploded: the largest went from {start:.4g} to 1e+300, in 1.weight, in" in text
    assert np.array_equal(model.parameters, mlp([2, 3, 1]).parameters)


def test_weights_at_which_a_huge_gradient_was_still_finite_are_put_back() -> None:
    model, rule = linear(1, 1), sgd(lr=1e-200)

    def spoil(step: int, value: float, gradient: Any) -> float:
        gradient[...] = 1e200 if step == 2 else 1  # its square overflows
        return np.nan if step == 3 else value

    seen: list[Any] = []
    spoiled = Spoiled(model, lambda *given: seen.append(model.parameters.copy()) or spoil(*given))
    text = trouble(spoiled, mse, rule, (np.ones((2, 1)), np.ones(2)), batch_size=None)
    assert text.endswith("The weights are those after step 1, the last with a finite loss and gradient.")
    np.testing.assert_allclose(seen[2], seen[1] - 1, rtol=1e-12)
    assert np.array_equal(model.parameters, seen[1])
