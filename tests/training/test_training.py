import subprocess
import sys
import tracemalloc
from dataclasses import dataclass, field

import numpy as np
import pytest

from talweg.errors import DtypeError, LabelError, NonFiniteError, RangeError, ShapeError
from talweg.losses import binary_cross_entropy, cross_entropy, mse, squared_sigmoid
from talweg.models import Model, linear, mlp
from talweg.nouns.classes import one_hot
from talweg.optimizers import adam, sgd
from talweg.schedules import cosine
from talweg.training import Epoch, History, accuracy, batches, digits, fit
from talweg.training.loop.data import _load

STANDSTILL = sgd(lr=1e-300)


@dataclass
class Spy:
    """A model that notes the first column of every batch it learns from, and may spoil what it returns."""

    model: Model
    seen: list = field(default_factory=list)
    spoil: object = lambda step, value, gradient: value

    @property
    def parameters(self):
        return self.model.parameters

    def __call__(self, X):
        return self.model(X)

    def targets(self, loss, y):
        return self.model.targets(loss, y)

    def value_and_grad(self, loss, X, y, *, out):
        value, gradient = self.model.value_and_grad(loss, X, y, out=out)
        self.seen.append(X[:, 0].astype(int).tolist())
        return self.spoil(len(self.seen), value, gradient), gradient


def regression(n, width=2, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, width))
    return X, X @ np.arange(1.0, width + 1) + 0.1 * rng.normal(size=n)


def zeros(model):
    model.parameters[...] = 0
    return model


@pytest.mark.parametrize("size, lengths", [(1, [1] * 10), (7, [7, 3]), (10, [10]), (5, [5, 5])])
def test_an_epoch_has_every_example_once(size, lengths):
    parts = list(batches(10, size, np.random.default_rng(0)))
    assert [len(part) for part in parts] == lengths
    assert sorted(np.concatenate(parts)) == list(range(10))


@pytest.mark.parametrize("size", [1, 7, 20, None])
def test_fit_shows_every_example_once_an_epoch_in_a_new_order(size):
    X = np.column_stack([np.arange(20.0), np.ones(20)])
    spy = Spy(zeros(linear(2, 1)))
    history = fit(spy, mse, STANDSTILL, (X, np.zeros(20)), batch_size=size, epochs=3)
    steps = -(-20 // (size or 20))
    assert len(spy.seen) == len(history.losses) == 3 * steps
    assert {len(batch) for batch in spy.seen} == ({7, 6} if size == 7 else {size or 20})
    order = np.concatenate(spy.seen).tolist()
    epochs = [order[:20], order[20:40], order[40:]]
    assert all(sorted(order) == list(range(20)) for order in epochs)
    assert epochs[0] != epochs[1] != epochs[2] != epochs[0]
    assert epochs[0] != list(range(20))


def test_the_epoch_loss_is_a_mean_over_examples_where_the_last_batch_is_smaller():
    # The model predicts 0, so the losses are 1, 4 and 9 and their mean 14/3, in whatever order they come. A mean over
    # the two batches would be 5.75, 4.5 or 3.75.
    X, y = np.ones((3, 1)), np.array([1.0, 2.0, 3.0])
    history = fit(zeros(linear(1, 1)), mse, STANDSTILL, (X, y), batch_size=2, epochs=4)
    for k, row in enumerate(history.epochs):
        assert row.loss == pytest.approx(14 / 3, rel=1e-15)
        pair, single = history.losses[2 * k : 2 * k + 2]
        assert (round(2 * pair), single) in [(5, 9), (10, 4), (13, 1)]


@pytest.mark.parametrize("lr", [0.05, cosine(peak=0.1, total=9, warmup=2)])
def test_fit_is_the_recurrence_written_by_hand(lr):
    X, y = regression(10)
    model, w, b = linear(2, 1, seed=5), *(part.copy() for part in linear(2, 1, seed=5).layers[0])
    history = fit(model, mse, sgd(lr=lr), (X, y), batch_size=4, epochs=3, seed=9)
    rng, losses = np.random.default_rng(9), []
    for _ in range(3):
        for batch in batches(10, 4, rng):
            rate = lr(len(losses)) if callable(lr) else lr
            error = X[batch] @ w + b - y[batch, None]
            losses.append(np.mean(error**2))
            w -= rate * 2 * X[batch].T @ error / len(batch)
            b -= rate * 2 * error.mean(axis=0)
    np.testing.assert_allclose(model.parameters, [*w[:, 0], *b], rtol=1e-12)
    np.testing.assert_allclose(history.losses, losses, rtol=1e-12)
    if callable(lr):
        assert list(history.scheduled) == ["lr"]
        np.testing.assert_array_equal(history.scheduled["lr"], lr(np.arange(9)))
    else:
        assert history.scheduled == {}


@pytest.mark.parametrize("name", ["lr", "beta1"])
def test_any_hyperparameter_may_follow_a_schedule(name):
    asked = []

    def warming(t):
        asked.append(t)
        return 0.5 + 0.05 * t

    history = fit(linear(2, 1), mse, adam(**{name: warming}), regression(8), batch_size=4, epochs=2)
    assert asked == [0, 1, 2, 3]  # once a step
    np.testing.assert_allclose(history.scheduled[name], [0.5, 0.55, 0.6, 0.65])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_seed_gives_the_same_weights_bit_for_bit(dtype):
    def weights(seed):
        X, y = regression(50, width=6)
        model = mlp([6, 5, 1], dtype=dtype)
        fit(model, mse, adam(lr=0.01), (X.astype(dtype), y), batch_size=7, epochs=3, seed=seed)
        return model.parameters.tobytes()

    assert weights(1) == weights(1)
    assert weights(1) != weights(2)


def test_validation_is_measured_on_the_weights_after_the_epoch():
    X, y = np.ones((4, 1)), np.ones(4)
    model = zeros(linear(1, 1))
    history = fit(model, mse, sgd(lr=0.125), (X, y), batch_size=None, epochs=2, validation=(2 * X, y))
    # w = b; one step takes the error of w + b from 1 to 1/2 to 1/4. At x = 2 the prediction is 3w = 0.75, then 1.125.
    assert [row.loss for row in history.epochs] == [1, 0.25]
    assert [row.validation_loss for row in history.epochs] == [0.25**2, 0.125**2]
    assert [row.validation_accuracy for row in history.epochs] == [None, None]


@pytest.mark.parametrize(
    "y, wanted",
    [
        ([0, 1, 1, 1], 0.75),
        ([[1, 0], [0, 1], [0, 1], [0, 1]], 0.75),
        ([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]], 0.75),
        ([0.0, 1.0, 1.0, 1.0], None),
        ([[0.5, 0.5], [0, 1], [0, 1], [0, 1]], None),
        ([[1, 1], [0, 1], [0, 1], [0, 1]], None),
    ],
)
def test_accuracy_of_classes_only(y, wanted):
    outputs = np.array([[2.0, 1.0], [0.0, 1.0], [3.0, -1.0], [-5.0, -4.0]])
    if isinstance(y[0], list) and y[2] == [1.0, 0.0]:
        outputs[3] = [-4.5, -4.0]  # the last example is the wrong one here
    assert accuracy(outputs, np.array(y)) == wanted


def test_accuracy_needs_two_outputs_and_an_example():
    assert accuracy(np.ones((3, 1)), np.array([1, 1, 1])) is None
    assert accuracy(np.ones((0, 2)), np.array([], dtype=int)) is None


def test_labels_of_one_output_have_no_accuracy():
    X, y = np.array([[-1.0], [1.0]]), np.array([0, 1])
    row = fit(linear(1, 1), binary_cross_entropy, sgd(), (X, y), batch_size=2, validation=(X, y)).last
    assert row.validation_loss is not None
    assert row.validation_accuracy is None


def test_history_table():
    rows = (Epoch(1, 2.30259, 0.25), Epoch(2, 0.5, 0.125))
    history = History(np.zeros(4), {}, rows)
    assert history.last is rows[1]
    assert history.table() == "epoch   loss  seconds\n    1  2.303    0.250\n    2    0.5    0.125"
    full = History(np.zeros(1), {}, (Epoch(1, 2.0, 1.0, 0.25, 0.9725),))
    assert full.table().splitlines() == [
        "epoch  loss  validation loss  accuracy  seconds",
        "    1     2             0.25     97.2%    1.000",
    ]
    assert repr(history) == f"History of 4 steps in 2 epochs\n{history.table()}"


def test_an_interrupt_leaves_the_weights_of_the_last_whole_step():
    data = regression(8)

    def interrupt(t):
        if t == 3:
            raise KeyboardInterrupt
        return 0.1

    stopped, whole = linear(2, 1), linear(2, 1)
    with pytest.raises(KeyboardInterrupt):
        fit(stopped, mse, sgd(lr=interrupt), data, batch_size=None, epochs=5, progress=True)
    fit(whole, mse, sgd(lr=0.1), data, batch_size=None, epochs=3)
    assert np.array_equal(stopped.parameters, whole.parameters)


def test_progress_is_shown_where_asked(capsys):
    data = regression(8)
    labels = (data[0], np.arange(8) % 2)
    for shown in (None, False):  # captured stderr is no terminal
        fit(linear(2, 2), cross_entropy, sgd(), labels, batch_size=4, epochs=2, progress=shown)
        assert capsys.readouterr() == ("", "")
    fit(linear(2, 2), cross_entropy, sgd(), labels, batch_size=4, epochs=2, validation=labels, progress=True)
    out, err = capsys.readouterr()
    assert not out
    history = fit(linear(2, 2), cross_entropy, sgd(), labels, epochs=2, validation=labels, verbose=True)
    last = f"epoch 2: loss {history.last.loss:.6g}, validation loss {history.last.validation_loss:.6g}"
    assert capsys.readouterr().out.splitlines()[1:] == [last]
    assert "epoch 2/2  loss" in " ".join(err.split("\n"))
    assert "accuracy" in err


def test_importing_training_loads_nothing_heavy():
    heavy = {"numba", "sklearn", "rich", "matplotlib"}
    code = f"import sys, talweg.training, talweg.models; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


X, Y = regression(20)
LABELS = np.arange(20) % 2
ILL = X.copy()
ILL[3, 1] = np.nan


@pytest.mark.parametrize(
    "change, kind, message",
    [
        (
            {"batch_size": 0},
            RangeError,
            "fit: batch_size must lie in the whole numbers of [1, inf), got 0",
        ),
        ({"batch_size": 2.5}, RangeError, "fit: batch_size must lie in the whole numbers of [1, inf), got 2.5"),
        ({"epochs": 0}, RangeError, "fit: epochs must lie in the whole numbers of [1, inf), got 0"),
        ({"epochs": 1.5}, RangeError, "fit: epochs must lie in the whole numbers of [1, inf), got 1.5"),
        ({"seed": -1}, RangeError, "fit: seed must lie in the whole numbers of [0, inf), got -1"),
        ({"data": X}, ShapeError, "fit: data must be a pair (X, y), got a ndarray"),
        ({"data": (X, Y, Y)}, ShapeError, "fit: data must be a pair (X, y), got a tuple of 3"),
        (
            {"data": (X, Y[:-1])},
            ShapeError,
            "fit: X and y of data must have one row an example each, got 20 and 19 rows",
        ),
        ({"data": (X[:0], Y[:0])}, ShapeError, "fit: data is empty: X has shape (0, 2) and y (0,)"),
        (
            {"data": (ILL, Y)},
            NonFiniteError,
            "fit: X of data is nan at (3, 1) (1 of 40 entries are not finite)",
        ),
        (
            {"validation": (X, np.where(np.arange(20) == 4, np.inf, Y))},
            NonFiniteError,
            "fit: y of validation is inf at (4,) (1 of 20 entries are not finite)",
        ),
        ({"data": (X[:, :1], Y)}, ShapeError, "linear: X must have shape (n, 2), got (20, 1)"),
        (
            {"data": (np.where(np.arange(40).reshape(20, 2) == 7, 1 + 2**53, 1), Y)},
            DtypeError,
            "linear: X is int64, and in float64 its 9007199254740993 at (3, 1) would become 9007199254740992.0; "
            "to round it so, pass X.astype(np.float64)",
        ),
        (
            {"model": linear(2, 3)},
            ShapeError,
            "mse: predictions (20, 3) and targets (20,) differ in shape",
        ),
        (
            {"model": linear(2, 2), "loss": cross_entropy, "data": (X, np.where(np.arange(20) == 17, 2, LABELS))},
            LabelError,
            "cross_entropy: label 2 of example 17 is not one of 0 to 1",
        ),
    ],
)
def test_everything_is_checked_before_the_first_step(change, kind, message):
    given = {"model": linear(2, 1), "loss": mse, "optimizer": sgd(), "data": (X, Y), "batch_size": 5} | change
    start = given["model"].parameters.copy()
    with pytest.raises(kind) as error:
        fit(**given)
    assert str(error.value) == message
    assert np.array_equal(given["model"].parameters, start)


def test_a_batch_larger_than_the_data_is_all_of_it():
    models = [linear(2, 1), linear(2, 1)]
    for model, size in zip(models, (21, None), strict=True):
        assert len(fit(model, mse, sgd(lr=0.1), (X, Y), batch_size=size, epochs=3, progress=False).losses) == 3
    assert np.array_equal(models[0].parameters, models[1].parameters)


def test_digits_split():
    part = digits(seed=1)
    assert (part.X_train.shape, part.X_test.shape) == ((1437, 64), (360, 64))
    assert part.X_train.dtype == np.float64
    assert (part.X_train.min(), part.X_train.max()) == (0, 1)
    shares = [np.bincount(y) / len(y) for y in (part.y_train, part.y_test)]
    np.testing.assert_allclose(*shares, atol=0.002)  # stratified
    everything = np.concatenate([part.X_train, part.X_test])
    assert len(np.unique(everything, axis=0)) == 1797  # each image once: the test set was never seen
    assert np.array_equal(part.X_test, digits(seed=1).X_test)
    assert not np.array_equal(part.X_test, digits(seed=2).X_test)
    assert digits(dtype=np.float32).X_train.dtype == np.float32


def test_digits_says_what_to_install(monkeypatch):
    _load.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match=r"^digits comes with scikit-learn: pip install 'talweg\[lab\]'$"):
        digits()


def test_cross_entropy_with_adam_reads_the_digits():
    reached = []
    for seed in range(5):
        part = digits(seed)
        model = mlp([64, 128, 10], seed=seed)
        steps = 30 * 23
        opt = adam(lr=cosine(peak=1e-2, total=steps, warmup=steps // 20))
        history = fit(model, cross_entropy, opt, part.train, batch_size=64, epochs=30, seed=seed, validation=part.test)
        assert history.last.validation_accuracy == np.mean(model(part.X_test).argmax(axis=1) == part.y_test)
        reached.append(history.last.validation_accuracy)
    assert min(reached) >= 0.97
    assert np.mean(reached) >= 0.975


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # it stalls
@pytest.mark.parametrize("rate", [0.1, 1.0])  # at 1.0 its mean over ten outputs weighs like the mean over rows
def test_squared_error_through_a_sigmoid_stalls_where_cross_entropy_does_not(rate):
    part = digits()
    rows = [one_hot(y, 10) for y in (part.y_train, part.y_test)]
    how = {"batch_size": 64, "epochs": 3}
    quick = fit(mlp([64, 32, 10]), cross_entropy, sgd(lr=0.1), part.train, validation=part.test, **how)
    slow = fit(
        mlp([64, 32, 10]),
        squared_sigmoid,
        sgd(lr=rate),
        (part.X_train, rows[0]),
        validation=(part.X_test, rows[1]),
        **how,
    )
    assert quick.last.validation_accuracy >= 0.65
    assert slow.last.validation_accuracy <= 0.45


def test_a_run_keeps_one_copy_of_the_weights_beside_what_it_steps() -> None:
    model = mlp([4, 1000, 1000, 2], dtype=np.float32)
    X = np.random.default_rng(0).normal(size=(64, 4)).astype(np.float32)
    data = X, (X[:, 0] > 0).astype(int)
    fit(mlp([4, 4, 2], dtype=np.float32), "cross_entropy", "adam", data, epochs=2)  # whatever is compiled
    tracemalloc.start()
    try:
        fit(model, "cross_entropy", "adam", data, epochs=1, batch_size=3)
        most = tracemalloc.get_traced_memory()[1] / model.parameters.nbytes
    finally:
        tracemalloc.stop()
    assert 4 < most < 4.7  # the gradient, two slots, and the weights to go back to; activations and the like are small
