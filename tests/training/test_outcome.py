"""A run that learned nothing is said to have, with its numbers and the likely cause; a healthy one is silent."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.errors import TrainingWarning
from talweg.optimizers import OPTIMIZERS

RNG = np.random.default_rng(11)
X = RNG.normal(size=(120, 4))
SLOPES = np.array([1.0, -1.0, 0.5, 2.0])
Y = X @ SLOPES + 0.1 * RNG.normal(size=120)
LABELS = (X @ SLOPES > 0).astype(int) + (X @ SLOPES > 2)
RATES = {"sgd": 0.1, "adadelta": 1.0, "lars": 1.0, "lion": 0.003, "schedule_free_sgd": 1.0}
DEAD = "no gradient reaches 0.weight: the hidden units are off for every example"


def network(outputs: int = 3) -> tw.models.Model:
    return tw.models.mlp([4, 16, outputs], seed=4)


def told(model: Any, loss: Any, rule: Any, data: Any, **options: Any) -> str:
    with pytest.warns(TrainingWarning) as caught:
        tw.fit(model, loss, rule, data, **{"epochs": 10} | options)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    return str(caught[0].message)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_healthy_run_is_silent(name: str) -> None:
    tw.fit(network(), "cross_entropy", OPTIMIZERS[name](lr=RATES.get(name, 0.02)), (X, LABELS), epochs=20)


COUNTS = RNG.poisson(np.exp(0.3 * X[:, 0] + 4))
SIGNS, BITS = np.sign(Y), (Y > 0).astype(int)
HEALTHY = {
    "mse": Y, "mae": Y, "quantile": Y, "poisson": COUNTS, "binary_cross_entropy": BITS, "focal": BITS, "hinge": SIGNS,
}  # fmt: skip


@pytest.mark.parametrize("loss", HEALTHY)
def test_every_kind_of_loss_is_silent_where_it_learns(loss: str) -> None:
    tw.fit(tw.models.linear(4, 1), loss, "adam:lr=0.03", (X, HEALTHY[loss]), epochs=60)


@pytest.mark.parametrize("loss", HEALTHY)
def test_every_kind_of_loss_speaks_where_nothing_moves(loss: str) -> None:
    model = tw.models.linear(4, 1)
    model.parameters[...] *= 1e-3
    text = told(model, loss, "adam:lr=1e-9", (X, HEALTHY[loss]))
    assert "lr = 1e-09" in text or "standardise" in text


def test_what_has_learned_before_may_stay_where_it_is() -> None:
    model = network()
    tw.fit(model, "cross_entropy", "adam:lr=0.02", (X, LABELS), epochs=30)
    tw.fit(model, "cross_entropy", "sgd:lr=1e-9", (X, LABELS))
    tw.fit(model, "cross_entropy", "sgd:lr=1e-9", (X, LABELS), weights=np.arange(120))


def test_nothing_is_said_where_nothing_can_be_learned_or_told() -> None:
    tw.fit(network(), "cross_entropy", "sgd", (X, 0 * LABELS))
    tw.fit(tw.models.linear(4, 1), "mse", "sgd:lr=1e-9", (X[:20], Y[:20]))  # ten steps


def test_the_loss_at_chance_is_told_with_the_entropy_of_the_labels() -> None:
    text = told(network(), tw.cross_entropy, "sgd:lr=1e-5", (X, LABELS))
    shares = np.bincount(LABELS) / 120
    assert f"one answer for every example has {-(shares * np.log(shares)).sum():.4g}" in text
    assert re.search(r"the rate, lr = 1e-05, is too small, or the steps too few", text)
    assert "after 40 steps, having begun at" in text


def test_unscaled_targets_are_told_with_r_squared() -> None:
    model = network(1)
    y = 300 * Y + 5000
    text = told(model, "mse", "adam", (X, y))
    share = 1 - np.square(y - model(X)[:, 0]).sum() / np.square(y - y.mean()).sum()
    assert f"(R² = {share:.2g})" in text
    assert f"the targets have the mean {y.mean():.4g} and the deviation {y.std():.4g}; standardise" in text


def shifted() -> Any:
    model = network()
    model.layers[0][1][...] = -1e3
    return model


@pytest.mark.parametrize(
    "model, loss, rule, data, cause",
    [
        (shifted, "cross_entropy", "adam", (X, LABELS), DEAD),
        (network, "cross_entropy", "sgd", (X * [1, 1, 1e6, 1], LABELS), "column 2 of X has the mean"),
        (network, "cross_entropy", "sgd:lr=0", (X, LABELS), "lr is 0"),
        (
            lambda: tw.models.linear(4, 1), "mse", "sgd:lr=1e-9", (X / 1e4, Y),
            r"column \d of X has the mean -?\d.*e-0.* and the deviation",
        ),
        (lambda: tw.models.linear(4, 3), "cross_entropy", "adam", (X, RNG.permutation(LABELS)), "nothing to do with X"),
        (
            network, "cross_entropy", tw.sgd(lr=tw.cosine(peak=1e-3, total=4)), (X, LABELS),
            "the schedule of lr has ended before the run: total = 4",
        ),
    ],
)  # fmt: skip
def test_the_likely_cause(model: Any, loss: str, rule: Any, data: Any, cause: str) -> None:
    assert re.search(cause, told(model(), loss, rule, data))


class Table:
    """A model of one's own, which starts at 0 and looks its outputs up."""

    inputs = 3

    def __init__(self) -> None:
        self.parameters = np.zeros(3)

    def __call__(self, X: Any) -> Any:
        return self.parameters[np.asarray(X)].reshape(-1, 1)

    def targets(self, _loss: Any, y: Any) -> Any:
        return np.asarray(y).reshape(-1, 1)

    def value_and_grad(self, loss: Any, X: Any, y: Any, *, out: Any) -> Any:
        value, slopes = loss.value_and_grad(self(X), self.targets(loss, y))
        out[...] = np.bincount(np.asarray(X), slopes[:, 0], 3)
        return value, out


def test_a_model_of_one_s_own_is_judged_alike() -> None:
    data = (np.arange(60) % 3, np.arange(60) % 3 + 1.0)
    tw.fit(Table(), "mse", "sgd:lr=0.5", data, epochs=20)
    assert "the rate, lr = 1e-09, is too small" in told(Table(), "mse", "sgd:lr=1e-9", data, epochs=20)


def test_a_loss_that_rises_again_is_told() -> None:
    model = network()
    tw.fit(model, "cross_entropy", "adam:lr=0.02", (X, LABELS), epochs=30)
    here = model.parameters.copy()
    text = told(model, "cross_entropy", "sgd:lr=30", (X, LABELS))
    assert "Likely cause: " in text
    assert not np.array_equal(model.parameters, here)
