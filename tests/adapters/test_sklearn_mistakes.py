"""What Classifier and Regressor refuse, and what an error leaves behind."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas
import polars
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import DataConversionWarning, NotFittedError

from talweg.adapters.sklearn import Classifier, Regressor
from talweg.errors import DeclarationError, LabelError, NonFiniteError, RangeError, ShapeError, UnknownNameError
from talweg.optimizers import sgd
from talweg.schedules import cosine

pytestmark = pytest.mark.filterwarnings("ignore:.*the loss is still falling")

X, Y = load_iris(return_X_y=True)
QUICK: dict[str, Any] = {"hidden": 0, "epochs": 2, "random_state": 0}


@pytest.mark.parametrize(
    "given, kind, message",
    [
        ({"optimizer": "adm"}, UnknownNameError, "talweg has no optimizer 'adm'; did you mean 'adam'?"),
        ({"loss": "mean"}, UnknownNameError, "talweg has no loss 'mean'"),
        ({"loss": "gaussian_nll"}, RangeError, "Classifier: gaussian_nll predicts quantities"),
        ({"schedule": "cosin"}, UnknownNameError, "did you mean 'cosine'?"),
        ({"warmup": 0.1}, RangeError, "warmup belongs to a schedule"),
        ({"warmup": -1, "schedule": "cosine"}, RangeError, "warmup must lie in [0, inf), got -1"),
        ({"lr": -1.0}, RangeError, "adam: lr must lie in [0, inf), got -1.0"),
        ({"lr": cosine(peak=1.0, total=5), "schedule": "cosine"}, RangeError, "a schedule already"),
        ({"epochs": 0}, RangeError, "Classifier: epochs must lie in the whole numbers of [1, inf), got 0"),
        ({"batch_size": 1.5}, RangeError, "Classifier: batch_size must lie in the whole numbers of [1, inf), got 1.5"),
        ({"patience": 0, "early_stopping": True}, RangeError, "Classifier: patience must lie"),
        ({"validation_fraction": 1.0, "early_stopping": True}, RangeError, "validation_fraction must lie in (0, 1)"),
        ({"alpha": -1.0}, RangeError, "Classifier: alpha must lie in [0, inf), got -1.0"),
        ({"tol": -1.0}, RangeError, "Classifier: tol must lie in [0, inf), got -1.0"),
        ({"loss": 3}, DeclarationError, "Classifier needs a loss or the name of one, such as 'mse'; got 3"),
        ({"class_weight": "even"}, RangeError, "class_weight must be 'balanced', {label: weight} or None, got 'even'"),
        ({"class_weight": {0: 1, 9: 2}}, LabelError, "class_weight names 9, and the classes are [0, 1, 2]"),
        ({"class_weight": {1: -2.0}}, RangeError, "class_weight must lie in [0, inf), got -2.0"),
        ({"class_weight": {0: 0, 1: 0, 2: 0}}, RangeError, "class_weight leaves no example that counts"),
        ({"hidden": (0, 3)}, RangeError, "sizes must be at least two whole numbers >= 1"),
        ({"activation": "rel"}, UnknownNameError, "did you mean 'relu'?"),
        ({"optimizer": "sgd", "lr": 1e300}, NonFiniteError, "fit stopped in epoch 1 at step 2: the loss is nan"),
    ],
)
def test_mistakes(given: dict[str, Any], kind: type[Exception], message: str) -> None:
    with warnings.catch_warnings(), pytest.raises(kind) as error:
        Classifier(**given).fit(X, Y)
    assert message in str(error.value)


def test_a_regressor_refuses_a_loss_of_classes() -> None:
    with pytest.raises(RangeError, match="Regressor: cross_entropy compares rows of classes; take a loss of numbers"):
        Regressor(loss="cross_entropy").fit(X, Y)
    with pytest.raises(ShapeError, match=r"gaussian_nll takes one target an example, got y of shape \(150, 2\)"):
        Regressor(loss="gaussian_nll").fit(X, X[:, :2])


def test_training_stops_at_weights_that_overflow() -> None:
    net = Regressor(hidden=0, optimizer=sgd(lr=1e308), epochs=1, batch_size=2, scale=False)
    with pytest.raises(NonFiniteError, match="in epoch 1 at step 1: sgd: the step would make the para"):
        net.fit(np.ones((2, 1)), np.full(2, 1e3))
    with pytest.raises(NonFiniteError, match="the step would make the parameters w"):
        net.partial_fit(np.ones((2, 1)), np.full(2, 1e3))


def test_warm_start_keeps_classes_features_and_activation() -> None:
    net = Classifier(**QUICK, warm_start=True).fit(X, Y)
    before = net.predict_proba(X)
    with pytest.raises(LabelError, match=r"the classes were \[0, 1, 2\] and cannot become \['0', '1', '2'\]"):
        net.fit(X, Y.astype(str))
    with pytest.raises(LabelError, match=r"the classes were \[0, 1, 2\] and cannot become \[0, 1\]"):
        net.fit(X[:100], Y[:100])
    with pytest.raises(LabelError, match="cannot become"):
        net.fit(X, np.eye(3, dtype=int)[Y])  # three labels an example are not three classes
    with pytest.raises(ValueError, match="X has 2 features, but Classifier is expecting 4 features"):
        net.fit(X[:, :2], Y)
    with pytest.raises(RangeError, match="the activation was relu and cannot become tanh"):
        net.set_params(activation="tanh").fit(X, Y)
    np.testing.assert_array_equal(net.predict_proba(X), before)
    several = Regressor(**QUICK, warm_start=True).fit(X, X[:, :2])
    with pytest.raises(ShapeError, match="y had 2 targets an example and cannot have 1 now"):
        several.fit(X, Y)
    assert several.predict(X).shape == (150, 2)


@pytest.mark.parametrize("make", [Classifier, Regressor])
def test_a_fit_that_fails_changes_nothing(make: Any) -> None:
    net = make(**QUICK).fit(X, Y)
    before, named = net.predict(X), vars(net).copy()
    with pytest.raises(NonFiniteError):
        net.set_params(optimizer="sgd", lr=1e307, epochs=9, scale=False).fit(1e3 * X[:, :3], Y[::-1])
    np.testing.assert_array_equal(net.predict(X), before)
    assert vars(net).keys() == named.keys()
    with pytest.raises(NotFittedError):
        make().predict(X)


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame])
def test_a_column_of_text_is_named(frame: Any) -> None:
    numbers = frame({"long": X[:, 0], "wide": X[:, 1]})
    net = Classifier(**QUICK).fit(numbers, Y)
    assert net.feature_names_in_.tolist() == ["long", "wide"]
    words = frame({"long": X[:, 0], "wide": ["narrow"] * 150})
    with pytest.raises(RangeError, match="the column 'wide' of X holds no numbers; encode it first"):
        Regressor(**QUICK).fit(words, Y)
    with pytest.raises(RangeError, match="the column 'wide' of X holds no numbers"):
        net.predict(words)


def test_weights_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="Negative values in data passed to sample_weight"):
        Classifier(**QUICK).fit(X, Y, sample_weight=np.full(150, -1.0))
    with pytest.raises(RangeError, match="partial_fit: class_weight='balanced' needs all examples"):
        Classifier(**QUICK, class_weight="balanced").partial_fit(X, Y)


def test_missing_numbers_and_a_column_of_labels() -> None:
    holed = X.copy()
    holed[3, 1] = np.nan
    with pytest.raises(ValueError, match="Input X contains NaN"):
        Classifier(**QUICK).fit(holed, Y)
    with pytest.warns(DataConversionWarning, match="A column-vector y was passed"):
        assert Classifier(**QUICK).fit(X, Y[:, None]).predict(X).shape == (150,)
