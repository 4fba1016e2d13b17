"""The one training loop: example weights, callbacks and early stopping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import CheckpointError, RangeError, ShapeError
from talweg.losses import binary_cross_entropy, cross_entropy, mse
from talweg.models import linear, mlp
from talweg.training import Epoch, History


def data(count: int = 24, seed: int = 0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, 3))
    return X, X @ [1.0, -2.0, 0.5] + 0.3 * rng.normal(size=count)


X, Y = data()
WEIGHTS = np.arange(24) % 4


@pytest.mark.parametrize("loss", [mse, binary_cross_entropy, cross_entropy], ids=lambda loss: loss.name)
def test_a_models_weights_multiply_and_their_number_divides(loss: tw.Loss) -> None:
    classes = (Y > 0).astype(int)
    y, outputs = (classes, 2) if loss.rowwise else ((classes, 1) if loss is binary_cross_entropy else (Y, 1))
    model = mlp([3, 4, outputs])
    values, gradients = zip(*(model.value_and_grad(loss, X[i : i + 1], y[i : i + 1]) for i in range(24)), strict=True)
    value, gradient = model.value_and_grad(loss, X, y, weights=WEIGHTS)
    assert value == pytest.approx(WEIGHTS @ values / 24, rel=1e-12)
    assert_allclose(gradient, WEIGHTS @ np.array(gradients) / 24, rtol=1e-10, atol=1e-14)
    assert model.value_and_grad(loss, X, y, weights=np.ones(24))[0] == pytest.approx(np.mean(values), rel=1e-12)


def test_a_weight_counts_as_copies_do_and_in_the_history_too() -> None:
    ours, theirs = linear(3, 1), linear(3, 1)
    weighted = tw.fit(ours, mse, tw.adam(lr=0.1), (X, Y), batch_size=None, epochs=20, weights=WEIGHTS)
    copied = X.repeat(WEIGHTS, axis=0), Y.repeat(WEIGHTS)
    copies = tw.fit(theirs, mse, tw.adam(lr=0.1), copied, batch_size=None, epochs=20)
    assert_allclose(ours.parameters, theirs.parameters, rtol=1e-9)
    assert_allclose(weighted.losses, copies.losses, rtol=1e-9)
    assert_allclose([row.loss for row in weighted.epochs], [row.loss for row in copies.epochs], rtol=1e-9)


def test_light_batches_move_little_and_the_epochs_loss_is_the_weighted_mean() -> None:
    model, weights = linear(3, 1), np.array([1e-6] * 12 + [1.0] * 12)
    start = model.parameters.copy()
    found = tw.fit(model, mse, tw.sgd(lr=0.0), (X, Y), batch_size=5, epochs=1, weights=weights)
    assert_array_equal(model.parameters, start)
    each = ((X @ start[:3] + start[3]) - Y) ** 2
    assert found.last.loss == pytest.approx(weights @ each / weights.sum(), rel=1e-12)  # though batches are of 5 and 4
    light = np.where(np.arange(24) < 23, 1.0, 1e-9)
    moved = []
    for rows in (slice(0, 1), slice(23, 24)):  # batches of one example, under the weights of all
        one = linear(3, 1)
        _, gradient = one.value_and_grad(mse, X[rows], Y[rows], weights=light[rows] / light.mean())
        moved.append(np.abs(gradient).max())
    assert moved[1] < 1e-6 * moved[0]


def test_weights_are_relative_and_those_of_one_change_nothing() -> None:
    ends = []
    for weights in (WEIGHTS, 1024 * WEIGHTS, WEIGHTS * 1e305):
        model = mlp([3, 4, 1])
        tw.fit(model, mse, tw.momentum(lr=0.05), (X, Y), batch_size=7, epochs=3, weights=weights)
        ends.append(model.parameters)
    assert_array_equal(ends[0], ends[1])
    assert_allclose(ends[0], ends[2], rtol=1e-9)
    plainly, ones = mlp([3, 4, 1]), mlp([3, 4, 1])
    a = tw.fit(plainly, mse, tw.adam, (X, Y), batch_size=7, epochs=3)
    b = tw.fit(ones, mse, tw.adam, (X, Y), batch_size=7, epochs=3, weights=np.full(24, 3))
    assert_allclose(plainly.parameters, ones.parameters, rtol=1e-9)
    assert_allclose(a.losses, b.losses, rtol=1e-12)


@pytest.mark.parametrize(
    "weights, kind, words",
    [
        (np.ones(23), ShapeError, r"fit: weights must have shape \(24,\), one for each example, got \(23,\)"),
        (-WEIGHTS, RangeError, r"fit: weights must lie in \[0, inf\), got -1 at \(1,\)"),
        (np.zeros(24), RangeError, "fit: weights are 0 for every example; at least one must count"),
    ],
)
def test_weights_that_are_refused(weights: Any, kind: Any, words: str) -> None:
    model = linear(3, 1)
    before = model.parameters.copy()
    with pytest.raises(kind, match=words):
        tw.fit(model, mse, tw.sgd, (X, Y), weights=weights)
    assert_array_equal(model.parameters, before)


def test_a_run_with_weights_is_resumed_only_with_the_same(tmp_path: Path) -> None:
    how: Any = {"batch_size": 7, "checkpoint": tmp_path / "run", "resume": True}
    whole, broken = mlp([3, 4, 1]), mlp([3, 4, 1])
    tw.fit(whole, mse, tw.adam, (X, Y), batch_size=7, epochs=4, weights=WEIGHTS)
    tw.fit(broken, mse, tw.adam, (X, Y), epochs=2, weights=WEIGHTS, **how)
    with pytest.raises(CheckpointError, match=r"of another run: its data is X .* weighted"):
        tw.fit(broken, mse, tw.adam, (X, Y), epochs=4, **how)
    tw.fit(mlp([3, 4, 1], seed=5), mse, tw.adam, (X, Y), epochs=2, weights=WEIGHTS, **how)
    tw.fit(broken, mse, tw.adam, (X, Y), epochs=4, weights=WEIGHTS, **how)
    assert_array_equal(whole.parameters, broken.parameters)


@pytest.mark.parametrize("answer", [True, np.bool_(True), 1, "stop"])
def test_a_callback_sees_every_epoch_and_may_stop(answer: Any) -> None:
    seen: list[Epoch] = []
    told: list[int] = []
    found = tw.fit(
        linear(3, 1), mse, tw.sgd, (X, Y), epochs=9, batch_size=7, validation=data(6, 1),
        callbacks=[lambda row: answer if row.number == 3 else seen.append(row), lambda row: told.append(row.number)],
    )  # fmt: skip
    assert [row.number for row in seen] == [1, 2]
    assert told == [1, 2, 3]  # every one is told of the last epoch, too
    assert list(found.epochs[:2]) == seen
    assert len(found.losses) == 3 * 4
    assert found.last.validation_loss is not None


@pytest.mark.parametrize("answer", [None, False, np.bool_(False), 0])
def test_a_callback_that_says_nothing_changes_nothing(answer: Any) -> None:
    quiet, told = linear(3, 1), linear(3, 1)
    tw.fit(quiet, mse, tw.adam, (X, Y), batch_size=8, epochs=3)
    tw.fit(told, mse, tw.adam, (X, Y), batch_size=8, epochs=3, callbacks=[lambda _: answer])
    assert_array_equal(quiet.parameters, told.parameters)


def test_a_run_that_a_callback_stopped_goes_on_when_it_is_resumed(tmp_path: Path) -> None:
    whole, stopped = mlp([3, 4, 1]), mlp([3, 4, 1])
    rate = tw.cosine(peak=0.1, total=16)
    history = tw.fit(whole, mse, tw.adam(lr=rate), (X, Y), batch_size=7, epochs=4)
    how: Any = {"batch_size": 7, "epochs": 4, "checkpoint": tmp_path / "run", "resume": True}
    tw.fit(stopped, mse, tw.adam(lr=rate), (X, Y), callbacks=[lambda row: row.number == 2], **how)
    assert not np.array_equal(whole.parameters, stopped.parameters)
    found = tw.fit(mlp([3, 4, 1], seed=9), mse, tw.adam(lr=rate), (X, Y), **how)
    assert_array_equal(found.losses, history.losses)
    assert_array_equal(found.scheduled["lr"], history.scheduled["lr"])


def stopping_run(epochs: int, path: Path | None = None, seed: int = 0, **how: Any) -> tuple[Any, History]:
    """A rate that is too large at the end: the validation loss falls and rises again."""
    model = linear(3, 1, seed=seed)
    kept: Any = {} if path is None else {"checkpoint": path, "resume": True}
    rule = tw.pipeline(tw.sgd(lr=lambda t: 0.05 if t < 12 else 0.9), average=0.5)
    found = tw.fit(
        model, mse, rule, (X, Y), epochs=epochs, batch_size=8, validation=data(9, 1), **kept, **how
    )  # fmt: skip
    return model, found


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # its rate rises until nothing is learned
def test_early_stopping_ends_after_its_patience_and_takes_the_best_weights(tmp_path: Path) -> None:
    _, through = stopping_run(9)
    losses = [row.validation_loss or np.nan for row in through.epochs]
    best = int(np.argmin(losses)) + 1
    assert 1 < best < 6
    model, found = stopping_run(9, early_stopping=tw.EarlyStopping(patience=2))
    assert [row.validation_loss for row in found.epochs] == losses[: best + 2]
    wanted, _ = stopping_run(best)  # the average at the end of the best epoch
    assert_array_equal(model.parameters, wanted.parameters)
    # Killed and resumed at any epoch it stops where it would have, with the same weights; and then stays stopped.
    for pause in (1, best, best + 1):
        path = tmp_path / str(pause)
        stopping_run(9, path, early_stopping=tw.EarlyStopping(2), callbacks=[lambda row, at=pause: row.number == at])
        for seed in (3, 4):
            again, history = stopping_run(9, path, seed, early_stopping=tw.EarlyStopping(2))
            assert len(history.epochs) == best + 2
            assert_array_equal(again.parameters, wanted.parameters)
    with pytest.raises(
        CheckpointError, match=r"its early stopping is EarlyStopping\(patience=2, least=0.0\), and here"
    ):
        stopping_run(9, path)


def rows(*losses: float) -> list[Epoch]:
    return [Epoch(i, 0.0, 0.0, loss) for i, loss in enumerate(losses, start=1)]


@pytest.mark.parametrize(
    "losses, least, best",
    [
        ([3, 2, 1], 0, 2),
        ([3, 1, 1], 0, 1),
        ([3, 2.95, 2.91, 2.8], 0.1, 3),
        ([np.nan, 4, 5], 0, 1),
        ([2, np.nan, 1.5], 0, 2),
        ([np.nan, np.nan], 0, 0),
        ([np.inf, 7], 0.5, 1),
        ([-1, -2, -1.5], 1, 0),
        ([-1, -2, -2.5], 1, 2),
    ],
)
def test_which_epoch_is_the_best(losses: list[float], least: float, best: int) -> None:
    assert tw.EarlyStopping(5, least).best(rows(*losses)) == best


def test_without_validation_the_training_loss_decides() -> None:
    model = linear(3, 1)
    patient = tw.EarlyStopping(patience=3, least=1e-9)
    found = tw.fit(model, mse, tw.sgd(lr=0.0), (X, Y), batch_size=8, epochs=50, early_stopping=patient)
    assert len(found.epochs) == 4
    for given in ({"patience": 0}, {"patience": 1.5}, {"least": -1.0}, {"least": np.nan}):
        with pytest.raises(RangeError, match=next(iter(given))):
            tw.EarlyStopping(**given)
