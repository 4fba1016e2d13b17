"""What Classifier and Regressor learn from: labels of every kind, weights, penalties, sparse and unscaled examples."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.datasets import load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.multiclass import OneVsRestClassifier

from talweg.adapters.sklearn import Classifier, Regressor
from talweg.errors import LabelError, RangeError
from talweg.losses import LOSSES, cross_entropy
from talweg.optimizers import adam

X, Y = load_iris(return_X_y=True)
X = (X - X.mean(axis=0)) / X.std(axis=0)
WHOLE: dict[str, Any] = {"hidden": 0, "batch_size": 500, "epochs": 1500, "lr": 0.1, "schedule": "cosine", "tol": None}
QUICK: dict[str, Any] = {"hidden": (8,), "epochs": 4, "tol": None, "random_state": 0}


@pytest.mark.parametrize("loss", [name for name, each in LOSSES.items() if each.rowwise])
@pytest.mark.parametrize("labels", [Y, Y + 5, np.array(["a", "b", "c"])[Y], Y - 1.0])
def test_an_ignored_label_is_no_class(loss: str, labels: Any) -> None:
    marked = labels.copy().astype("U3" if labels.dtype.kind == "U" else labels.dtype)
    marked[::7] = -99
    counts = np.arange(150) % 7 > 0
    ignoring = Classifier(**QUICK, loss=LOSSES[loss].replace(ignore=-99)).fit(X, marked, sample_weight=np.arange(150.0))
    alone = Classifier(**QUICK, loss=loss).fit(X[counts], labels[counts], sample_weight=np.arange(150.0)[counts])
    assert ignoring.classes_.tolist() == np.unique(labels).tolist()
    np.testing.assert_array_equal(ignoring.predict_proba(X), alone.predict_proba(X))
    with pytest.raises(LabelError, match="every label is -99, which the loss ignores"):
        ignoring.fit(X[::7], marked[::7])


def test_an_ignored_label_among_the_first_classes_takes_no_other_away() -> None:
    net = Classifier(**QUICK, loss=cross_entropy.replace(ignore=1))
    net.partial_fit(X, Y, classes=[0, 1, 2]).partial_fit(X[:60], Y[:60])
    assert net.classes_.tolist() == [0, 2]
    with pytest.raises(LabelError, match="4 is not one of the classes"):
        net.partial_fit(X[:2], [1, 4])


@pytest.mark.parametrize("weights", ["balanced", {"b": 5.0, "a": 0.5}])
def test_class_weights_are_logistic_regression_s(weights: Any) -> None:
    noisy = np.where(np.arange(150) % 4 == 0, (Y + 1) % 3, Y)
    some = np.flatnonzero((noisy > 0) | (np.arange(150) % 3 == 0))
    labels = np.array(["a", "b", "c"])[noisy[some]]
    wanted = LogisticRegression(
        C=1e6, max_iter=5000, class_weight=weights | {"c": 1.0} if isinstance(weights, dict) else weights
    )
    own = np.linspace(0.5, 2.0, len(some))
    if weights == "balanced":  # scikit-learn's balance does not see the examples' own weights before 1.7
        own[:] = 1.0
    wanted.fit(X[some], labels, sample_weight=own)
    net = Classifier(**WHOLE, class_weight=weights, random_state=0).fit(X[some], labels, sample_weight=own)
    np.testing.assert_allclose(net.predict_proba(X), wanted.predict_proba(X), atol=5e-3)


def test_alpha_is_ridge_regression_s() -> None:
    y = X @ [1.0, -2.0, 0.5, 3.0] + 7.0
    y = (y - y.mean()) / y.std()
    # The mean of squares plus alpha / (2 n) |w|^2 is their sum plus alpha / 2 |w|^2.
    wanted = Ridge(alpha=30.0).fit(X, y)
    net = Regressor(**WHOLE, alpha=60.0, random_state=0).fit(X, y)
    np.testing.assert_allclose(net.predict(X), wanted.predict(X), atol=1e-4)
    weights = np.arange(150) % 3
    weighted = Regressor(**WHOLE, alpha=60.0, random_state=0).fit(X, y, sample_weight=weights)
    wanted = Ridge(alpha=30.0).fit(X.repeat(weights, axis=0), y.repeat(weights))
    np.testing.assert_allclose(weighted.predict(X), wanted.predict(X), atol=1e-4)
    assert net.best_loss_ == min(net.loss_curve_)
    ((weight, _),) = net.model_.layers
    assert net.loss_curve_[-1] == pytest.approx(np.mean((net.predict(X) - y) ** 2) + 0.2 * np.sum(weight**2), rel=1e-6)


def test_several_labels_are_one_problem_each() -> None:
    noisy = np.where(np.arange(150) % 7 == 0, (Y + 1) % 3, Y)
    labels = np.column_stack([noisy > 0, noisy == 2]).astype(int)
    net = Classifier(**WHOLE, random_state=0).fit(X, labels)
    wanted = OneVsRestClassifier(LogisticRegression(C=1e6, max_iter=5000)).fit(X, labels)
    np.testing.assert_allclose(net.predict_proba(X), wanted.predict_proba(X), atol=5e-3)
    np.testing.assert_array_equal(net.predict(X), wanted.predict(X))
    assert net.score(X, labels) == wanted.score(X, labels)
    assert net.classes_.tolist() == [0, 1]
    np.testing.assert_array_equal(net.fit(X, sparse.csr_array(labels)).predict(X), wanted.predict(X))
    for loss in ("hinge", "mse"):
        other = Classifier(**WHOLE | {"epochs": 300}, loss=loss, random_state=0).fit(X, labels)
        assert other.score(X, labels) > 0.7
    with pytest.raises(RangeError, match="cross_entropy takes one label an example; for several take binary"):
        Classifier(loss="cross_entropy").fit(X, labels)
    with pytest.raises(LabelError, match=r"y of shape \(150, 2\) must hold 0 and 1"):
        Classifier().fit(X, labels + 1)


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.csc_array, sparse.coo_array])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sparse_examples_give_what_dense_ones_give(form: Any, dtype: Any) -> None:
    data = np.where(np.abs(X) > 0.5, X, 0).astype(dtype)
    how = QUICK | {"early_stopping": True, "alpha": 0.1}
    for net, y in ((Classifier(**how), Y), (Regressor(**how), X[:, 0])):
        thin, full = net.fit(form(data), y).predict(data), net.fit(data, y).predict(form(data))
        np.testing.assert_allclose(thin, full, rtol=1e-4 if dtype == np.float32 else 1e-9)
        assert net.model_.parameters.dtype == dtype


def test_a_sparse_array_too_large_to_be_dense() -> None:
    rows = np.arange(2000)
    data = sparse.csr_array((np.ones(2000), (rows, rows % 2 * 400_000)), shape=(2000, 500_000))  # 8 GB if dense
    net = Classifier(hidden=0, optimizer="sgd", lr=1.0, epochs=2, batch_size=1000, tol=None).fit(data, rows % 2)
    assert net.score(data, rows % 2) == 1.0


@pytest.mark.parametrize("early", [False, True])
def test_unscaled_examples_are_learned(early: bool) -> None:
    data, y = load_wine(return_X_y=True)
    net = Classifier(early_stopping=early, epochs=30, lr=0.01, tol=None, random_state=0)
    assert cross_val_score(net, data, y, cv=3).min() > 0.8  # unscaled it is about 0.6
    raw = net.set_params(scale=False, early_stopping=False).fit(data, y)
    assert raw.loss_curve_[0] > 5
    scaled = net.set_params(scale=True, lr=0.0).fit(1e200 * data, y)
    assert scaled.loss_curve_[0] == pytest.approx(log(3), abs=0.05)
    weighted = net.fit(data, y, sample_weight=np.arange(178) % 3).scaling_
    copied = net.fit(data.repeat(np.arange(178) % 3, axis=0), y.repeat(np.arange(178) % 3)).scaling_
    np.testing.assert_allclose(weighted.shift, copied.shift, rtol=1e-12)
    np.testing.assert_allclose(weighted.factor, copied.factor, rtol=1e-12)


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "quantile", "gaussian_nll"])
def test_targets_of_any_unit(loss: str) -> None:
    y = 4e6 + 2e5 * (X @ [1.0, -2.0, 0.5, 3.0])
    net = Regressor(**WHOLE | {"epochs": 300, "lr": 0.05}, loss=loss, random_state=0).fit(X, y)
    assert net.score(X, y) > 0.95
    small = Regressor(**WHOLE | {"epochs": 300, "lr": 0.05}, loss=loss, random_state=0).fit(X, (y - 4e6) / 1e9)
    np.testing.assert_allclose(4e6 + 1e9 * small.predict(X), net.predict(X), rtol=1e-6)
    if loss == "mse":
        assert net.set_params(batch_size=150, lr=0.0, epochs=1).fit(X, y).loss_curve_[0] == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(
    "counts, share, left",
    [([5, 5, 5], 0.1, 13), ([9, 1], 0.3, 7), ([1, 1, 4], 0.2, 4), ([40, 2], 0.05, 39), ([1, 2], 0.3, 2)],
)
def test_early_stopping_leaves_every_class_something_to_learn_from(counts: list[int], share: float, left: int) -> None:
    y = np.repeat(np.arange(len(counts)), counts)
    seen: list[Any] = []

    class Spy(Classifier):
        def _split(self, *given: Any) -> Any:
            seen.append(super()._split(*given))
            return seen[-1]

    for seed in range(5):
        net = Spy(**QUICK | {"random_state": seed}, early_stopping=True, validation_fraction=share).fit(X[: len(y)], y)
        train, held = seen[-1]
        assert (len(train), len(train) + len(held)) == (left, len(y))
        assert np.unique(train.y).tolist() == net.classes_.tolist()
        assert len(net.validation_scores_) == net.n_iter_
        assert 0 <= min(net.validation_scores_) <= max(net.validation_scores_) <= 1


def test_too_few_to_hold_any_back() -> None:
    for rows, y, make in ((2, [0, 1], Classifier), (1, [0], Classifier), (1, [0.5], Regressor)):
        with pytest.raises(RangeError, match=rf"validation_fraction=0.1 holds 1 of n_samples={rows} back"):
            make(early_stopping=True).fit(X[:rows], y)
    assert Regressor(**QUICK, early_stopping=True).fit(X[:2], [0.0, 1.0]).n_iter_ > 0


def test_it_stops_once_the_loss_has_stopped_falling(capsys: Any) -> None:
    still = Classifier(hidden=0, optimizer=adam(lr=0.0), patience=3, verbose=True).fit(X, Y)
    assert still.n_iter_ == 4
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0] == f"epoch 1: loss {still.loss_curve_[0]:.6g}"
    with pytest.warns(ConvergenceWarning, match="Classifier: the loss is still falling after all 2 epochs"):
        Classifier(epochs=2).fit(X, Y)
    assert Classifier(epochs=2, schedule="cosine").fit(X, Y).n_iter_ == 2  # a schedule is laid out for all of them


def test_its_curves_are_drawn(tmp_path: Path) -> None:
    net = Classifier(**QUICK, early_stopping=True).fit(X, Y)
    found = net.history_.columns()
    assert found["loss"].tolist() == net.loss_curve_
    assert found["validation_loss"].tolist() == net.validation_loss_curve_
    assert net.history_.plot(tmp_path / "curves.png").stat().st_size > 5000
    assert not hasattr(Classifier(**QUICK).fit(X, Y).partial_fit(X, Y), "history_"), "it would not be the whole"


def test_a_model_goes_through_a_file_of_skops(tmp_path: Path) -> None:
    """Which runs no code of the file: what it holds are arrays, and records of these types."""
    import skops.io as skops  # it imports all of scikit-learn

    draw = np.random.default_rng(0)
    X = draw.normal(size=(40, 3))
    own = [f"talweg.adapters.{name}" for name in ("penalized.Penalized", "scaling.Scaling")]
    own += [
        "talweg.nouns.optimizer.State",
        "talweg.training.loop.history.Epoch",
        "talweg.training.loop.history.History",
    ]
    for kind, y in ((Classifier, np.where(X[:, 0] > 0, "up", "down")), (Regressor, X[:, 0])):
        model = kind((4,), loss=None, optimizer="adam:lr=0.01", epochs=3, tol=None, random_state=0).fit(X, y)
        skops.dump(model, tmp_path / "model.skops")
        untrusted = skops.get_untrusted_types(file=tmp_path / "model.skops")
        assert untrusted == sorted([*own, f"talweg.adapters.sklearn.{kind.__name__}"])
        again = skops.load(tmp_path / "model.skops", trusted=untrusted)
        assert np.array_equal(again.predict(X), model.predict(X))
        assert again.loss_curve_ == model.loss_curve_
