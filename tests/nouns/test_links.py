"""What a model's output is, a loss declares, and no spelling of an argument decides it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.losses import LOSSES
from talweg.nouns import loss
from talweg.nouns.links import IDENTITY, LOG, LOGIT, SCORE, SOFTMAX
from talweg.nouns.targets import COUNT, PROBABILITY

Classifier, Regressor = tw.sklearn.Classifier, tw.sklearn.Regressor


@loss(targets=PROBABILITY, link=LOGIT)
def entropy_of_a_logit(logit, y):
    """Binary cross-entropy, whose prediction is called logit."""
    e = np.exp(-np.abs(logit))
    p = np.where(logit < 0, e, 1) / (1 + e)
    return np.maximum(logit, 0) - logit * y + np.log1p(e), p - y


@loss(targets=COUNT, link=LOG)
def poisson_of_a_logarithm(log_rate, y):
    """Poisson's loss, whose prediction is called log_rate."""
    return np.exp(log_rate) - y * log_rate, np.exp(log_rate) - y


@loss(targets=PROBABILITY)
def square_of_a_probability(z, y):
    """The squared error of a probability that is called z."""
    return (z - y) ** 2, 2 * (z - y)


rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
LABELS = (X @ [2.0, -1.0, 0.5] + 0.3 * rng.normal(size=60) > 0).astype(int)
HOW: dict[str, Any] = {"hidden": 0, "epochs": 20, "lr": 0.1, "random_state": 0}


def test_every_loss_of_the_library_says_its_link() -> None:
    links = {name: each.link.name for name, each in LOSSES.items() if each.link is not IDENTITY}
    assert links == {
        "poisson": "log", "squared_sigmoid": "logit", "binary_cross_entropy": "logit", "focal": "logit",
        "hinge": "score", "squared_hinge": "score", "cross_entropy": "softmax", "kl_divergence": "softmax",
    }  # fmt: skip
    assert {name for name, each in LOSSES.items() if each.link.gives_probabilities} == {
        "squared_sigmoid", "binary_cross_entropy", "focal", "cross_entropy", "kl_divergence",
    }  # fmt: skip


def test_links_hold_at_the_ends() -> None:
    z = np.array([-800.0, -1.0, 0.0, 1.0, 800.0])
    assert_allclose(LOGIT.prediction(z), [0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1], rtol=1e-15)
    assert LOGIT.log is not None
    assert_allclose(LOGIT.log(z), [-800, -np.log1p(np.e), -np.log(2), -np.log1p(1 / np.e), 0], rtol=1e-15)
    rows = SOFTMAX.prediction(np.array([[800.0, 0.0, -800.0], [1.0, 1.0, 1.0], [0.0, np.log(2), np.log(5)]]))
    assert_allclose(rows, [[1, 0, 0], [1 / 3] * 3, [0.125, 0.25, 0.625]], rtol=1e-15)
    assert_array_equal(SCORE.prediction(z), z)
    assert LOG.prediction(np.float32([0])).dtype == np.float32


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_probabilities_do_not_hang_on_the_name_of_an_argument() -> None:
    ours = Classifier(loss=entropy_of_a_logit, **HOW).fit(X, LABELS)
    theirs = Classifier(loss="binary_cross_entropy", **HOW).fit(X, LABELS)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-9)
    assert np.mean(ours.predict(X) == LABELS) > 0.9
    three = LABELS + (X[:, 1] > 1)
    many = Classifier(loss=entropy_of_a_logit, **HOW).fit(X, three).predict_proba(X)
    assert_allclose(many, Classifier(loss="binary_cross_entropy", **HOW).fit(X, three).predict_proba(X), rtol=1e-9)
    own = Regressor(loss=entropy_of_a_logit, **HOW).fit(X, LABELS).predict(X)
    assert ((own > 0) & (own < 1)).all()
    rates = Regressor(loss=poisson_of_a_logarithm, **HOW).fit(X, LABELS).predict(X)
    assert_allclose(rates, Regressor(loss="poisson", **HOW).fit(X, LABELS).predict(X), rtol=1e-9)
    assert (rates > 0).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_a_prediction_called_z_is_no_logit() -> None:
    net = Regressor(loss=square_of_a_probability, **HOW).fit(X, LABELS)
    assert_array_equal(net.predict(X), net.model_(X)[:, 0])
    assert not hasattr(Classifier(loss=square_of_a_probability, **HOW).fit(X, LABELS), "predict_proba")
    assert not hasattr(Classifier(loss="hinge", **HOW).fit(X, LABELS), "predict_proba")


@pytest.mark.parametrize("each", LOSSES.values(), ids=LOSSES)
def test_a_link_comes_along(each: tw.Loss) -> None:
    for twin in (copy.deepcopy(each), pickle.loads(pickle.dumps(each)), each.replace()):
        assert twin.link is each.link
