"""Real data that panels show: measured by the library, small, exact, and as honest as the page says."""

from __future__ import annotations

import gzip
import json
import re
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.course.data import DATA, batches, data, stall
from talweg.course.lesson import lesson
from talweg.course.lessons.loss_and_optimization import stall as quoted
from talweg.training import breast_cancer
from talweg.training.loop.data import _load
from talweg.web.generated import GENERATED

MOST = 25_000  # bytes, compressed


@pytest.mark.parametrize("name", ["batches", "stall"])
def test_a_data_set_is_a_small_module_of_plain_json(name: str) -> None:
    assert name in DATA
    text = GENERATED[f"data/{name}.js"]()
    head, _, body = text.partition("export default ")
    assert head.startswith("//")
    assert json.loads(body.rstrip(";\n")) == json.loads(json.dumps(data(name), allow_nan=False))
    assert len(gzip.compress(text.encode())) < MOST
    assert data(name) is data(name), "measured once"


def test_tumours_are_split_as_the_digits_are() -> None:
    part = breast_cancer(seed=1)
    assert (part.X_train.shape, part.X_test.shape, len(part.names)) == ((455, 30), (114, 30), 30)
    assert_allclose(part.X_train.mean(axis=0), 0, atol=1e-12)
    assert_allclose(part.X_train.std(axis=0), 1)
    assert abs(part.X_test.mean()) > 1e-3, "the test part is scaled by what the training part shows"
    shares = [y.mean() for y in (part.y_train, part.y_test)]
    assert abs(shares[0] - shares[1]) < 0.5 / 114 + 0.5 / 455, "as even as whole tumours can be"
    assert 212 / 569 - 0.01 < shares[0] < 212 / 569 + 0.01, "malignant is 1"
    assert_array_equal(part.X_test, breast_cancer(seed=1).X_test)
    assert not np.array_equal(part.y_test, breast_cancer(seed=2).y_test)
    assert breast_cancer(dtype=np.float32).X_test.dtype == np.float32
    larger = part.X_train[part.y_train == 1, part.names.index("mean radius")].mean()
    assert larger > 0, "malignant tumours are the larger ones"


def test_tumours_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    _load.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match=r"^breast_cancer comes with scikit-learn: pip install 'talweg\[lab\]'$"):
        breast_cancer()


def test_the_examples_of_the_batches_are_the_real_ones() -> None:
    values, tumours = data("batches"), breast_cancer(seed=0)
    for name, column in zip(values["features"], values["columns"], strict=True):
        assert_allclose(column, tumours.X_train[:, tumours.names.index(f"mean {name}")], atol=5.1e-4)
    assert_array_equal(values["labels"], tumours.y_train)


def test_the_minimum_of_the_batches_is_one() -> None:
    X, y = batches.examples()
    lowest = np.array(data("batches")["minimum"])
    value, gradient = batches.mean_loss(lowest, X, y)
    assert_allclose(gradient, 0, atol=1e-7)
    for turn in np.linspace(0, 2 * np.pi, 12):
        assert batches.mean_loss(lowest + 0.05 * np.array([np.cos(turn), np.sin(turn)]), X, y)[0] > value
    for (low, high), start, least in zip(batches.VIEW, batches.START, lowest, strict=True):
        assert low < start < high
        assert low < least < high


def test_the_gradient_of_the_mean_loss_is_its_slope() -> None:
    X, y = batches.examples()
    w, step = np.array([-3.0, 1.7]), 1e-6
    slopes = [
        (batches.mean_loss(w + move, X, y)[0] - batches.mean_loss(w - move, X, y)[0]) / (2 * step)
        for move in step * np.eye(2)
    ]
    assert_allclose(batches.mean_loss(w, X, y)[1], slopes, rtol=1e-7)


def test_the_stall_begins_confidently_wrong_and_the_same_for_both() -> None:
    values = data("stall")
    assert values["median"] < 0.01
    starts = {right[0] for pair in values["runs"] for right in pair["right"]}
    assert len(starts) == 1
    X, y = breast_cancer(seed=0).test
    p = 1 / (1 + np.exp(-X @ stall.confidently_wrong()))
    assert_allclose(starts.pop(), np.mean((p > 0.5) == y), atol=1e-4)
    assert_allclose(values["median"], np.median(np.where(y == 1, p, 1 - p)))
    assert {len(right) for pair in values["runs"] for right in pair["right"]} == {
        values["steps"] // values["every"] + 1
    }


def test_the_rates_are_fair_where_nothing_is_stuck() -> None:
    moved = []
    for loss, lr in zip(stall.LOSSES, data("stall")["runs"][0]["rates"], strict=True):
        z = np.zeros(2)
        opt = tw.sgd(lr=lr)
        opt.step(z, loss.value_and_grad(z, np.array([1.0, 0.0]))[1], opt.init(z))
        moved.append(z)
    assert_array_equal(moved[0], moved[1])
    assert moved[0][0] > 0 > moved[0][1]


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # it stalls
@pytest.mark.parametrize("pace", stall.RATES)
def test_a_stalled_run_is_what_fit_would_do(pace: float) -> None:
    """The same run through `tw.fit`: a linear model whose bias is held at zero."""
    tumours = breast_cancer(seed=0)
    pair = next(pair for pair in data("stall")["runs"] if pair["rates"][0] == pace)
    epochs = 3
    for loss, lr, right in zip(stall.LOSSES, pair["rates"], pair["right"], strict=True):
        model = tw.models.linear(30, 1, seed=0)
        model.parameters[:] = np.append(stall.confidently_wrong(), 0.0)
        frozen = tw.pipeline(tw.sgd(lr=lr), groups=[tw.training.group("*bias", lr=0.0)])
        history = tw.fit(
            model, loss, frozen, (tumours.X_train, tumours.y_train[:, None].astype(float)),
            batch_size=stall.BATCH, epochs=epochs, seed=0,
        )  # fmt: skip
        assert len(history.losses) == epochs * 15
        reached = np.mean((model(tumours.X_test)[:, 0] > 0) == tumours.y_test)
        assert_allclose(right[epochs * 15 // stall.EVERY], reached, atol=1e-4)


def test_cross_entropy_is_never_the_later_one() -> None:
    waits = []
    for pair in data("stall")["runs"]:
        entropy, squared = pair["right"]
        assert all(a >= b - 0.03 for a, b in zip(entropy, squared, strict=True))
        waits.append(next((place for place, share in enumerate(squared) if share >= 0.5), len(squared)))
    assert waits == sorted(waits, reverse=True), "a higher rate shortens the stall, as the page says"
    assert waits[-1] < waits[1] / 5


def test_the_lesson_quotes_the_data_of_its_panels() -> None:
    html = re.sub(r"\s+", " ", lesson("loss-and-optimization").html)
    taught = quoted.stalled(quoted.PACE)
    values = data("stall")
    runs = next(pair["right"] for pair in values["runs"] if pair["rates"][0] == quoted.PACE)
    for at, right in zip(taught["half"], runs, strict=True):
        place = at // values["every"]
        assert right[place] >= 0.5 > right[place - 1]
    assert max(runs[1][: taught["moves"] // values["every"]]) < runs[1][0] + quoted.MOVED
    assert f"right again by step {taught['half'][0]}." in html
    assert f"moves before step {taught['moves']}, and half are right by step {taught['half'][1]}." in html
    assert f"learns from {len(data('batches')['labels'])} real tumours" in html
