"""Classifier and Regressor under scikit-learn's own checks, and against what their parts say."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from talweg.adapters.scheduled import scheduled
from talweg.adapters.sklearn import Classifier, Regressor
from talweg.errors import LabelError, RangeError, ShapeError
from talweg.losses import LOSSES, cross_entropy
from talweg.models import Model, mlp
from talweg.optimizers import OPTIMIZERS, adam, sgd
from talweg.schedules import cosine
from talweg.training import fit, pipeline

pytestmark = pytest.mark.filterwarnings("ignore:.*the loss is still falling")

CHECK = """
import json
from sklearn.utils.estimator_checks import check_estimator
from talweg.adapters.sklearn import Classifier, Regressor
small = {"hidden": (16,), "lr": 0.02, "epochs": 40}
timed = {"schedule": "cosine", "warmup": 0.1}
estimators = [
    Classifier(**small),
    Regressor(**small),
    Classifier(**small | timed | {"loss": "binary_cross_entropy", "optimizer": "rmsprop", "hidden": 0}),
]
found = [check_estimator(each, on_fail=None) for each in estimators]
print(json.dumps([[[each["check_name"], each["status"], str(each["exception"])] for each in one] for one in found]))
"""


@pytest.mark.slow
def test_every_check_of_scikit_learn_passes() -> None:
    # Its array API must be switched on before SciPy is imported; else one check would be skipped.
    command, on = [sys.executable, "-W", "ignore", "-c", CHECK], {"SCIPY_ARRAY_API": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | on)
    for found in json.loads(done.stdout.splitlines()[-1]):
        assert [each for each in found if each[1] != "passed"] == []
        assert len(found) > 50


X, Y = load_iris(return_X_y=True)
X = StandardScaler().fit_transform(X)
NAMES = np.array(["setosa", "versicolor", "virginica"])[Y]
LIKELY = {"hidden": 0, "epochs": 400, "lr": 0.1, "schedule": "cosine", "random_state": 0}


def as_fit(rule: Any, sizes: list[int], random_state: int, epochs: int) -> tuple[Model, list[float]]:
    """The model and the losses of tw.fit with the estimator's seeds."""
    draw = np.random.RandomState(random_state)
    seeds = [draw.randint(2**31 - 1) for _ in range(2)]
    model = mlp(sizes, seed=seeds[0], init="glorot")
    history = fit(model, cross_entropy, rule, (X, Y), batch_size=32, epochs=epochs, seed=seeds[1])
    return model, [row.loss for row in history.epochs]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_is_fit_to_the_last_bit(name: str) -> None:
    rule = OPTIMIZERS[name]
    timed = {"lr": 0.05, "schedule": "cosine", "warmup": 0.25} if "lr" in rule.hyper else {}
    net = Classifier(hidden=(8,), optimizer=name, epochs=3, batch_size=32, random_state=5, **timed).fit(X, Y)
    rule = rule(lr=cosine(peak=0.05, total=3 * 5, warmup=4)) if timed else rule
    model, losses = as_fit(rule, [4, 8, 3], 5, 3)
    np.testing.assert_array_equal(net.model_.parameters, model.parameters)
    assert net.loss_curve_ == losses
    assert net.n_iter_ == 3


def test_softmax_regression_is_scikit_learn_s() -> None:
    # Both minimise the mean cross-entropy; scikit-learn's tiny penalty keeps the minimum from running away.
    rows = [0, 1, 50, 51, 100, 101, 70, 120]
    noisy = np.where(np.arange(150) % 7 == 0, (Y + 1) % 3, Y)  # not separable: the minimum is finite
    wanted = LogisticRegression(C=1e6, max_iter=5000).fit(X, noisy)
    net = Classifier(**(LIKELY | {"epochs": 2000, "batch_size": 150})).fit(X, noisy)
    np.testing.assert_allclose(net.predict_proba(X[rows]), wanted.predict_proba(X[rows]), atol=2e-3)
    np.testing.assert_array_equal(net.predict(X), wanted.predict(X))


@pytest.mark.parametrize("classes", [2, 3])
def test_elementwise_probabilities_are_one_against_the_rest(classes: int) -> None:
    some = classes > Y if classes == 2 else np.full(150, True)
    noisy = np.where(np.arange(150) % 7 == 0, (Y + 1) % classes, Y)[some]
    wanted = LogisticRegression(C=1e6, max_iter=5000)
    wanted = (OneVsRestClassifier(wanted) if classes == 3 else wanted).fit(X[some], noisy)
    net = Classifier(loss="binary_cross_entropy", **(LIKELY | {"epochs": 4000, "lr": 0.3, "batch_size": 150})).fit(
        X[some], noisy
    )
    assert net.model_.sizes[-1] == (1 if classes == 2 else 3)
    np.testing.assert_allclose(net.predict_proba(X[some]), wanted.predict_proba(X[some]), atol=5e-3)


@pytest.mark.parametrize("labels", [NAMES, Y - 7, Y == 0, np.where(Y == 0, "a", "b"), Y.astype(float)])
@pytest.mark.parametrize("loss", [name for name, loss in LOSSES.items() if len(loss.parts) == 1])
def test_any_labels_under_any_loss(loss: str, labels: Any) -> None:
    net = Classifier(loss=loss, hidden=(16,), epochs=60, lr=0.02, batch_size=16, random_state=0).fit(X, labels)
    np.testing.assert_array_equal(net.classes_, np.unique(labels))
    assert set(net.predict(X)) <= set(labels)
    assert net.score(X, labels) > 0.9
    decision = net.decision_function(X)
    chosen = decision > 0 if len(net.classes_) == 2 else decision.argmax(axis=1)
    np.testing.assert_array_equal(net.classes_[chosen.astype(int)], net.predict(X))
    if hasattr(net, "predict_proba"):
        shares = net.predict_proba(X)
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
        np.testing.assert_array_equal(net.classes_[shares.argmax(axis=1)], net.predict(X))
    else:
        assert loss not in ("cross_entropy", "binary_cross_entropy", "focal", "squared_sigmoid", "kl_divergence")


def test_linear_regression_is_the_least_squares_solution() -> None:
    data, y = load_diabetes(return_X_y=True)
    data = StandardScaler().fit_transform(data)
    network = Regressor(hidden=0, lr=0.05, schedule="cosine", epochs=2000, batch_size=500, random_state=0)
    net = TransformedTargetRegressor(network, transformer=StandardScaler()).fit(data, y)
    np.testing.assert_allclose(net.predict(data), LinearRegression().fit(data, y).predict(data), rtol=1e-3, atol=0.3)


def test_a_poisson_regressor_predicts_the_rate() -> None:
    rng = np.random.default_rng(0)
    data = rng.normal(size=(300, 2))
    y = rng.poisson(np.exp(0.5 + data @ [0.7, -0.4]))
    wanted = PoissonRegressor(alpha=0, tol=1e-8).fit(data, y).predict(data)
    net = Regressor(loss="poisson", hidden=0, lr=0.05, schedule="cosine", epochs=1500, batch_size=300, random_state=0)
    np.testing.assert_allclose(net.fit(data, y).predict(data), wanted, rtol=1e-4)


def test_gaussian_nll_predicts_the_mean_and_binary_cross_entropy_a_probability() -> None:
    data = np.repeat([[0.0], [1.0]], 200, axis=0)
    y = np.concatenate([np.arange(200) < 50, np.arange(200) < 160]).astype(float)
    how = {"hidden": 0, "lr": 0.05, "schedule": "cosine", "epochs": 1000, "batch_size": 400, "random_state": 0}
    for loss in ("gaussian_nll", "binary_cross_entropy"):
        net = Regressor(loss=loss, **how).fit(data, y)
        np.testing.assert_allclose(net.predict([[0.0], [1.0]]), [0.25, 0.8], atol=1e-3)
        assert net.predict(data).shape == (400,)


def test_several_targets() -> None:
    y = np.column_stack([X[:, 0], X[:, 1] - X[:, 2]])
    net = Regressor(hidden=0, lr=0.1, schedule="cosine", epochs=500, batch_size=50, random_state=0).fit(X, y)
    np.testing.assert_allclose(net.predict(X), y, atol=1e-3)


@pytest.mark.parametrize("rule", ["adam", "schedule_free_adamw"])
def test_early_stopping_takes_the_best_weights_back(rule: str) -> None:
    rng = np.random.default_rng(0)
    data, y = rng.normal(size=(60, 20)), rng.normal(size=60)  # nothing to learn: it must get worse soon
    how = {"optimizer": rule, "lr": 0.01, "early_stopping": True, "validation_fraction": 0.3, "random_state": 1}
    net = Regressor(**how, patience=7).fit(data, y)
    curve = net.validation_loss_curve_
    assert net.best_epoch_ == int(np.argmin(curve)) + 1
    assert net.n_iter_ == len(curve) == len(net.loss_curve_) == net.best_epoch_ + 7 < 200
    alone = Regressor(**how, epochs=net.best_epoch_).fit(data, y)
    np.testing.assert_array_equal(alone.predict(data), net.predict(data))
    np.testing.assert_array_equal(alone._training.parameters, net._training.parameters)  # where partial_fit goes on
    assert alone.validation_loss_curve_ == curve[: net.best_epoch_]


def test_early_stopping_splits_class_by_class() -> None:
    seen: list[Any] = []

    class Spy(Classifier):
        def _split(self, *given: Any) -> Any:
            parts = super()._split(*given)
            seen.extend(np.bincount(part.y).tolist() for part in parts)
            return parts

    Spy(early_stopping=True, validation_fraction=0.2, epochs=1).fit(X, Y)
    assert seen == [[40, 40, 40], [10, 10, 10]]


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # five epochs at this rate go up and down
@pytest.mark.parametrize("rule", ["schedule_free_sgd", pipeline(sgd(lr=0.1), average=0.99)])
def test_predictions_use_the_average_where_the_rule_keeps_one(rule: Any) -> None:
    how = {"hidden": (8,), "lr": 0.1, "epochs": 5, "batch_size": 32, "random_state": 3}
    net = Classifier(optimizer=rule, **how).fit(X, Y)
    rule = OPTIMIZERS[rule] if isinstance(rule, str) else rule
    model, _ = as_fit(rule(lr=0.1), [4, 8, 3], 3, 5)
    np.testing.assert_array_equal(net.model_.parameters, model.parameters)
    assert np.abs(net._training.parameters - model.parameters).max() > 1e-4


def test_partial_fit_goes_on_where_it_stood() -> None:
    how = {"hidden": (8,), "lr": 0.05, "schedule": "cosine", "epochs": 6, "batch_size": 32, "random_state": 5}
    whole, parts = Classifier(**how).fit(X, NAMES), Classifier(**how)
    for call in range(6):
        parts.partial_fit(X, NAMES, classes=np.unique(NAMES) if not call else None)
        if call == 2:
            parts = pickle.loads(pickle.dumps(parts))
    np.testing.assert_array_equal(parts.model_.parameters, whole.model_.parameters)
    assert (parts.loss_curve_, parts.n_iter_) == (whole.loss_curve_, 6)
    some = Classifier(**how).partial_fit(X[:50], Y[:50], classes=[0, 1, 2])  # only one of them is there yet
    assert some.predict_proba(X).shape == (150, 3)
    with pytest.raises(LabelError, match=r"7 is not one of the classes \[0, 1, 2\]"):
        some.partial_fit(X[:2], [0, 7])
    with pytest.raises(LabelError, match=r"the classes are \[0, 1, 2\] since the first call, not \[0, 1\]"):
        some.partial_fit(X[:2], [0, 1], classes=[0, 1])


def test_warm_start_begins_at_the_last_weights() -> None:
    net = Classifier(hidden=(8,), optimizer="sgd", lr=0, epochs=1, warm_start=True, random_state=0).fit(X, Y)
    first = net.model_.parameters.copy()
    net.set_params(random_state=9).fit(X, Y)
    np.testing.assert_array_equal(net.model_.parameters, first)
    net.set_params(hidden=(9,))
    with pytest.raises(ShapeError, match=r"the layers were \(4, 8, 3\) and cannot become \(4, 9, 3\)"):
        net.fit(X, Y)
    assert not np.array_equal(net.set_params(hidden=(8,), warm_start=False).fit(X, Y).model_.parameters, first)


@pytest.mark.parametrize("make", [Classifier, Regressor])
def test_weights_count_as_copies(make: Any) -> None:
    # scikit-learn's own check does this for a full batch; here the loss of one small batch is compared too.
    weights = np.arange(150) % 3
    how = {"hidden": (8,), "epochs": 3, "random_state": 0, "batch_size": 1000, "lr": 0.01}
    weighted = make(**how).fit(X, Y, sample_weight=weights)
    copied = make(**how).fit(X.repeat(weights, axis=0), Y.repeat(weights))
    np.testing.assert_allclose(weighted.model_.parameters, copied.model_.parameters, rtol=1e-9)
    np.testing.assert_allclose(weighted.loss_curve_, copied.loss_curve_, rtol=1e-12)
    doubled = make(**how).fit(X, Y, sample_weight=np.full(150, 2.0))
    np.testing.assert_allclose(doubled.model_.parameters, make(**how).fit(X, Y).model_.parameters, rtol=1e-9)
    if make is Regressor:  # several targets an example share its weight
        ones = make(**how).fit(X, X[:, :2], sample_weight=np.ones(150))
        np.testing.assert_allclose(ones.model_.parameters, make(**how).fit(X, X[:, :2]).model_.parameters, rtol=1e-9)
        np.testing.assert_allclose(ones.loss_curve_, make(**how).fit(X, X[:, :2]).loss_curve_, rtol=1e-12)
    with pytest.raises(RangeError, match="sample_weight is zero for every example"):
        make().fit(X, Y, sample_weight=np.zeros(150))


def test_a_light_batch_moves_little() -> None:
    # Batches of one: an SGD step must be proportional to the example's own weight.
    how = {"hidden": 0, "optimizer": "sgd", "lr": 0.1, "epochs": 1, "batch_size": 1, "random_state": 0}
    data, y, weights = np.eye(2), np.array([1.0, 1.0]), np.array([1.0, 3.0])
    net = Regressor(**how, loss="mae").fit(data, y, sample_weight=weights)
    start = Regressor(**how | {"lr": 0.0}, loss="mae").fit(data, y)
    moved = net.model_.parameters[:2] - start.model_.parameters[:2]
    np.testing.assert_allclose(np.abs(moved), 0.1 * np.array([0.5, 1.5]), rtol=1e-12)


def test_pipelines_grids_and_clones() -> None:
    data, y = load_wine(return_X_y=True)
    network = Classifier(hidden=(16,), epochs=60, batch_size=32, lr=0.02, random_state=0)
    assert cross_val_score(make_pipeline(StandardScaler(), network), data, y, cv=3).min() > 0.93
    grid = {
        "classifier__lr": [1e-9, 0.02],
        "classifier__optimizer": ["adam", adam(beta1=0.8)],
        "classifier__loss": ["cross_entropy", cross_entropy],
    }
    found = GridSearchCV(make_pipeline(StandardScaler(), network), grid, cv=3).fit(data, y)
    assert found.best_params_["classifier__lr"] == 0.02
    assert found.score(data, y) > 0.97
    twin = clone(network.set_params(optimizer=adam(beta1=0.8)))
    assert twin.get_params()["optimizer"].hyper == network.optimizer.hyper
    assert not hasattr(twin, "model_")


def test_float32_stays_float32() -> None:
    net = Classifier(epochs=2).fit(X.astype(np.float32), Y)
    assert net.model_.parameters.dtype == net.predict_proba(X).dtype == np.float32


def test_a_schedule_that_watches_is_told_every_epoch() -> None:
    how = {"hidden": 0, "optimizer": "sgd", "lr": 0.4, "schedule": "reduce_on_plateau", "epochs": 40, "random_state": 0}
    rng = np.random.default_rng(0)
    data, y = rng.normal(size=(60, 3)), rng.normal(size=60)
    dropping, steady = (Regressor(**how | change).fit(data, y) for change in ({}, {"schedule": "constant"}))
    assert dropping.loss_curve_[-1] != steady.loss_curve_[-1]
    with pytest.raises(RangeError, match="partial_fit: reduce_on_plateau watches whole epochs; use fit"):
        Regressor(**how).partial_fit(data, y)


def test_a_schedule_is_filled_in_where_it_is_open() -> None:
    assert scheduled(sgd, 0.3, "cosine", 0.1, 50).hyper["lr"].hyper["warmup"] == 5
    lr = scheduled(adam(lr=0.2), None, "cosine", 7, 50).hyper["lr"]
    assert (lr.hyper["peak"], lr.hyper["total"], lr.hyper["warmup"]) == (0.2, 50, 7)
    own = cosine(peak=1.0, total=9, floor=0.5)
    assert scheduled(sgd, 0.3, own, 0, 50).hyper["lr"].hyper == own.hyper
    halved = scheduled(pipeline(sgd, accumulate=2), 0.3, "cosine", 0.1, 50).hyper["lr"].hyper
    assert (halved["total"], halved["warmup"]) == (25, 2)
