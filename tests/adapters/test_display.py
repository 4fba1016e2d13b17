"""The curve of an estimator's losses, drawn as scikit-learn's displays are."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_array_equal
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import talweg as tw
from talweg.errors import MissingError

X = np.random.default_rng(0).normal(size=(60, 3))
Y = (X[:, 0] > 0).astype(int)


def test_it_shows_the_losses_that_the_estimator_keeps() -> None:
    ax = Figure().subplots()
    model = make_pipeline(StandardScaler(), tw.sklearn.Classifier(4, epochs=6, early_stopping=True, random_state=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, Y)
    shown = tw.sklearn.LossCurveDisplay.from_estimator(model, ax=ax)
    assert shown.ax_ is ax
    assert shown.figure_ is ax.figure
    training, validation = shown.lines_
    assert_array_equal(training.get_xdata(), [1, 2, 3, 4, 5, 6])
    assert_array_equal(training.get_ydata(), model[-1].loss_curve_)
    assert_array_equal(validation.get_ydata(), model[-1].validation_loss_curve_)
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("Classifier", "epochs", "loss")


def test_it_takes_any_estimator_that_keeps_its_losses() -> None:
    theirs = MLPClassifier(4, max_iter=3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(X, Y)
    (line,) = tw.sklearn.LossCurveDisplay.from_estimator(theirs, ax=Figure().subplots()).lines_
    assert_array_equal(line.get_ydata(), theirs.loss_curve_)
    with pytest.raises(NotFittedError):
        tw.sklearn.LossCurveDisplay.from_estimator(tw.sklearn.Regressor())
    with pytest.raises(MissingError, match="LogisticRegression keeps no loss_curve_"):
        tw.sklearn.LossCurveDisplay.from_estimator(LogisticRegression().fit(X, Y))
