"""Problems: that each is what it says, the same for every rule of one seed, and known again by its words."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine.parameters import leaves
from talweg.errors import (
    DeclarationError,
    DtypeError,
    LabelError,
    NonFiniteError,
    RangeError,
    ShapeError,
    TalwegWarning,
    UnknownNameError,
)
from talweg.lab.problems import PROBLEMS
from talweg.lab.problems.convolution import Convolution
from talweg.lab.problems.curve import Curve
from talweg.lab.problems.real import REAL, digits
from talweg.lab.problems.recurrence import Recurrence


def test_there_are_twenty_real_problems_and_every_name_is_public() -> None:
    assert len(REAL) >= 20
    assert all(getattr(tw.problems, name) is problem for name, problem in PROBLEMS.items())
    assert {"digits", "valley", "quadratic", "valley_noisy"} <= PROBLEMS.keys()
    assert set(dir(tw.problems)) >= PROBLEMS.keys()
    with pytest.raises(AttributeError, match="no attribute 'digit'"):
        _ = tw.problems.digit


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_gradient_is_the_slope(name: str) -> None:
    problem = PROBLEMS[name]
    rng, w = np.random.default_rng(2), problem.start(5)
    w = w + 0.02 * rng.normal(size=w.shape)  # off the kink of a relu whose biases are 0
    way = rng.normal(size=w.shape)
    way /= np.linalg.norm(way)
    _, gradient = problem.value_and_grad(w)
    ahead, behind = (problem.value_and_grad(w + sign * 1e-5 * way)[0] for sign in (1, -1))
    assert_allclose(gradient @ way, (ahead - behind) / 2e-5, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("network", [Convolution(2), Recurrence(3)])
def test_every_entry_of_the_networks_gradients_is_its_slope(network: Any) -> None:
    rng, model = np.random.default_rng(0), network(16, 3, 0)
    model.parameters[...] = rng.normal(size=model.parameters.shape)
    X, y = rng.normal(size=(5, 16)), rng.integers(3, size=5)
    _, gradient = model.value_and_grad(tw.cross_entropy, X, y, out=np.empty_like(model.parameters))
    for place, here in enumerate(model.parameters.copy()):
        values = []
        for sign in (1, -1):
            model.parameters[place] = here + sign * 1e-6
            values.append(tw.cross_entropy(model(X), y))
        model.parameters[place] = here
        assert_allclose(gradient[place], (values[0] - values[1]) / 2e-6, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_survives_the_way_to_another_process(name: str) -> None:
    problem = PROBLEMS[name]
    again = pickle.loads(pickle.dumps(problem))
    assert again.digest == problem.digest
    assert again.steps == problem.steps
    assert again.task is not problem.task
    curves = [each.run("sgd:lr=0.001", seed=3, steps=3) for each in (problem, again)]
    assert_array_equal(curves[0].values, curves[1].values)


@pytest.mark.parametrize("name", ["digits_linear", "valley_noisy", "own"])
def test_what_is_measured_is_told_on_the_way(name: str) -> None:
    own = tw.problems.function(lambda x: (float(x @ x), 2 * x), [1.0, 2.0], steps=7, name="own")
    problem, told = own if name == "own" else PROBLEMS[name](steps=7), []
    rule = tw.pipeline(tw.sgd(lr=0.01), clip_norm=1.0)  # of a surface's formulas alone it is told as a whole
    curve = problem.run(rule, every=3, told=lambda *point: told.append(point))
    assert [(step, value) for step, value, _ in told] == [*zip(curve.steps, curve.values, strict=True)]
    assert [seconds for *_, seconds in told] == sorted(seconds for *_, seconds in told)


def test_the_start_on_a_surface_is_chosen() -> None:
    valley, moved = tw.problems.valley, tw.problems.valley(x=-1, y=2.5)
    assert_allclose(
        moved.start(3) - valley.start(3), np.subtract((-1, 2.5), (valley.settings["x"], valley.settings["y"]))
    )
    assert tw.problems.surface("valley", start=(-1, 2.5)).words == moved.words != valley.words
    assert PROBLEMS.take("here", "valley:x=-1,y=2.5").words == moved.words
    assert "from around (-1, 2.5)" in moved.measured
    assert moved.target == valley.target, "what counts as solved does not hang on where one begins"
    w = moved.start(0) - 0.01 * valley.value_and_grad(moved.start(0))[1]
    assert_allclose(moved.run("sgd:lr=0.01", steps=1).final, valley.value_and_grad(w)[0], rtol=1e-12)


@pytest.mark.parametrize(
    ("start", "error", "words"),
    [
        ((1, 2, 3), ShapeError, "start is"),
        ("ab", ShapeError, "start is"),
        ([[1, 2]], ShapeError, "start is"),
        ((np.nan, 1), RangeError, "x must lie in"),
        ((1, "a"), RangeError, "y must lie in"),
        ((1e200, 1), NonFiniteError, "f is inf at"),
    ],
)
def test_what_is_no_start_is_refused(start: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        tw.problems.surface("valley", start=start)(noise=0.0)


def test_all_problems_have_different_words() -> None:
    assert len({problem.digest for problem in PROBLEMS.values()}) == len(PROBLEMS)
    changed = [tw.problems.digits(batch_size=8), tw.problems.digits(loss="focal"), tw.problems.valley(kappa=11)]
    assert len({each.digest for each in (*changed, tw.problems.digits, tw.problems.valley)}) == 5
    assert tw.problems.digits(steps=5).digest == tw.problems.digits.digest  # the steps are the trial's own


def test_a_run_is_that_of_fit() -> None:
    model, split = tw.models.mlp([64, 64, 10], seed=3), digits()[0]
    tw.fit(model, tw.cross_entropy, tw.momentum(lr=0.05), split.train, batch_size=32, epochs=2, seed=3)
    found = tw.problems.digits.run("momentum:lr=0.05", seed=3, steps=2 * 45, every=45)
    assert_array_equal(found.steps, [0, 45, 90])
    assert found.final == tw.cross_entropy(model(split.X_test), split.y_test)


def test_a_rule_that_averages_is_measured_at_its_average() -> None:
    model, split = tw.models.mlp([64, 64, 10], seed=1), digits()[0]
    rule = tw.schedule_free_sgd(lr=0.5)
    tw.fit(model, tw.cross_entropy, rule, split.train, batch_size=32, epochs=1, seed=1)
    assert tw.problems.digits.run(rule, seed=1, steps=45).final == tw.cross_entropy(model(split.X_test), split.y_test)


def test_noise_is_the_seeds_and_long_runs_equal_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tw.problems.valley_noisy
    first, again, other = (problem.run("momentum:lr=0.01", seed=seed, steps=60).values for seed in (1, 1, 2))
    assert_array_equal(first, again)
    assert (first != other).all()
    monkeypatch.setattr("talweg.lab.problems.ground.LONG", 1)
    assert_allclose(problem.run("momentum:lr=0.01", seed=1, steps=60).values, first, rtol=1e-12)
    monkeypatch.undo()
    assert_allclose(problem.run(tw.pipeline(tw.momentum(lr=0.01)), seed=1, steps=60).values, first, rtol=1e-12)


def test_a_surface_is_measured_above_its_lowest() -> None:
    problem = tw.problems.surface("himmelblau", steps=400)
    assert_allclose(problem.run("sgd:lr=0.01").final, 0, atol=1e-20)
    assert problem.best == 0
    booth = tw.problems.styblinski_tang
    lowest = tw.surfaces.styblinski_tang.lowest
    assert booth.run("sgd:lr=0", seed=4).final == tw.surfaces.styblinski_tang.value(*booth.start(4)) - lowest


def test_what_leaves_is_infinite_from_there_on() -> None:
    for problem, rate in ((tw.problems.quadratic, 1.0), (tw.problems.valley, 1.0), (tw.problems.digits, 1e12)):
        found = problem.run(tw.sgd(lr=rate), steps=300, every=1)
        assert found.left is not None
        assert np.isfinite(found.values[: found.left - 1]).all()
        assert np.isinf(found.values[found.left :]).all()
        assert found.final == np.inf
        assert found.reached(1e-9) == (np.inf, np.inf)
        assert "diverged at step" in repr(found)


def test_a_curve_knows_when_it_reached_what() -> None:
    curve = Curve.of([0, 5, 10], [3.0, 1.0, 2.0], [0.0, 0.1, 0.2], None)
    assert curve.reached(1.5) == (5.0, 0.1)
    assert curve.reached(0.5) == (np.inf, np.inf)
    assert curve.final == 2.0
    assert Curve.of([0, 5, 10], [3.0, np.nan, 1.0], [0.0, 0.1, 0.2], None).left == 5


class Recorder:
    """Least squares on 12 rows that remembers which it was asked for."""

    __name__ = "recorded"

    def __init__(self) -> None:
        self.X, self.asked = np.random.default_rng(0).normal(size=(12, 3)), []

    def __call__(self, w: Any, rows: Any) -> tuple[float, Any]:
        self.asked.append(tuple(rows.tolist()))
        errors = self.X[rows] @ w - self.X[rows].sum(axis=1)
        return float(np.mean(errors**2)), 2 * self.X[rows].T @ errors / len(rows)


def batches_of(f: Recorder, rule: str, seed: int) -> list[tuple[int, ...]]:
    f.asked.clear()
    problem = tw.problems.function(f, np.zeros(3), examples=12, batch_size=5, measure=lambda w: float(w.sum()))
    f.asked.clear()
    problem.run(rule, seed=seed, steps=6, every=6)
    return f.asked[:6]


def test_batches_are_the_same_for_every_rule_and_new_every_epoch() -> None:
    f = Recorder()
    first, second = batches_of(f, "sgd", 7), batches_of(f, "adam", 7)
    assert first == second != batches_of(f, "adam", 8)
    assert [len(each) for each in first] == [5, 5, 2, 5, 5, 2]
    epochs = [sum(first[:3], ()), sum(first[3:], ())]
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(12))
    assert epochs[0] != epochs[1]


def test_a_function_is_taken_downhill_as_by_minimize() -> None:
    def bowl(x: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        return float(x["a"] @ x["a"] + x["b"] @ x["b"]), {"a": 2 * x["a"], "b": 2 * x["b"]}

    begin = {"a": np.ones(3), "b": np.full(2, -4.0)}
    problem = tw.problems.function(bowl, begin, solved=1e-6, best=0.0)
    found = problem.run("adam:lr=0.1", steps=80, every=1)
    assert_allclose(found.values, tw.minimize(bowl, begin, tw.adam(lr=0.1), steps=80).values, rtol=1e-12)
    assert (problem.target, problem.best, problem.name) == (1e-6, 0.0, "bowl")
    assert_array_equal(begin["a"], 1)
    assert problem(noise=1.0).digest != problem.digest
    noisy = [problem(noise=1.0).run("sgd", seed=seed).final for seed in (1, 1, 2)]
    assert noisy[0] == noisy[1] != noisy[2]
    seeded = tw.problems.function(bowl, lambda seed: {"a": np.full(3, 1.0 + seed), "b": np.zeros(2)})
    assert [each[0] for _, each in leaves(seeded.start(2))] == [3.0, 0.0]


def test_a_wrong_gradient_is_warned_of() -> None:
    with pytest.warns(TalwegWarning, match=r"half: the gradient is wrong.*wrong gradient"):
        tw.problems.function(lambda x: (float(x @ x), x), np.ones(3), name="half")
    with pytest.warns(TalwegWarning, match="the gradient is wrong"):
        tw.problems.function(lambda x, rows: (float(x @ x), -2 * x), np.ones(3), name="up", examples=4)


def test_the_words_of_a_function_hold_what_it_computes() -> None:
    def made(scale: float) -> Any:
        return tw.problems.function(lambda x: (float(scale * x @ x), 2 * scale * x), np.ones(2), name="f")

    assert made(1.0).digest == made(1.0).digest != made(2.0).digest
    assert tw.problems.function(lambda x: (float(x @ x), 2 * x), np.ones(2), name="f").digest != made(1.0).digest


def test_closures_of_torch_and_functions_of_jax() -> None:
    torch = pytest.importorskip("torch")
    jax = pytest.importorskip("jax")
    torch.manual_seed(0)
    X, y = torch.randn(40, 3), torch.randn(40, 1)
    module = torch.nn.Linear(3, 1)
    f = tw.adapters.torch_function(lambda: torch.nn.functional.mse_loss(module(X), y), module)
    problem = tw.problems.function(f, f.x0, name="linear")
    first, again = problem.run("adam:lr=0.1", steps=20).values, problem.run("adam:lr=0.1", steps=20).values
    assert_array_equal(first, again)  # the module starts where it stood
    assert first[-1] < 0.9 * first[0]
    curved = tw.problems.function(jax.value_and_grad(lambda x: jax.numpy.sum(x**2)), np.ones(3, np.float32), name="sum")
    assert_allclose(curved.run("sgd:lr=0.1", steps=10, every=1).values, 3 * 0.64 ** np.arange(11), rtol=1e-5)


def test_a_table_is_split_standardised_and_learned(tmp_path: Any) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal([5, -100], [1, 30], (200, 2))
    quantity = tw.problems.table(X, 3 * X[:, 0] + X[:, 1], hidden=0, batch_size=20)
    assert len(quantity.task.examples) == 160
    assert_allclose(quantity.task.examples.X.mean(axis=0), 0, atol=1e-12)
    assert_allclose(quantity.run("sgd:lr=0.1").final, 0, atol=1e-6)  # the plane itself
    words = np.where(X[:, 0] > 5, "above", "below")
    classes = tw.problems.table(X, words, name="sides")
    assert classes.run("adam:lr=0.01").final < 0.15
    assert "cross_entropy" in classes.measured
    path = tmp_path / "sides.csv"
    path.write_text("a,b,side\n" + "".join(f"{a},{b},{w}\n" for (a, b), w in zip(X, words, strict=True)))
    read = tw.problems.table(path, target="side", hidden=(8, 4))
    assert read.name == "sides"
    assert read.run("adam:lr=0.01").final < 0.2


def test_another_loss_is_measured_by_what_both_have_in_common() -> None:
    focal = tw.problems.digits(loss="focal", steps=40)
    assert "wrong classes" in focal.measured
    assert focal.target is None
    model, split = tw.models.mlp([64, 64, 10], seed=0), digits()[0]
    share = np.mean(model(split.X_test).argmax(axis=1) != split.y_test)
    assert focal.run("adam").values[0] == share
    absolute = tw.problems.diabetes(loss="mae")
    assert "mean absolute error" in absolute.measured
    X, y = absolute.task.measure.X, absolute.task.measure.y
    linear = tw.models.mlp([10, 1], seed=2)
    assert_allclose(absolute.run("sgd:lr=0", seed=2).final, np.abs(linear(X)[:, 0] - y).mean(), rtol=1e-12)


def test_the_first_of_several_predictions_is_measured() -> None:
    problem = tw.problems.diabetes(loss="gaussian_nll")
    X, y = problem.task.measure.X, problem.task.measure.y
    assert problem.run("sgd:lr=0", seed=2).final == np.abs(tw.models.mlp([10, 2], seed=2)(X)[:, 0] - y).mean()


def test_an_estimator_lends_its_data_and_layers() -> None:
    split = digits()[0]
    X, y = split.test
    problem = tw.problems.estimator(tw.sklearn.Classifier(hidden=(8,), batch_size=16, epochs=3), X, y)
    assert problem.steps == 3 * 18
    assert problem.name == "Classifier"
    assert "8-10" in problem.words
    from sklearn.neural_network import MLPRegressor

    other = tw.problems.estimator(MLPRegressor((4,), activation="tanh", max_iter=2), X, X[:, 20], name="pixel")
    assert "mse" in other.measured
    assert "tanh" in other.words


BAD: list[tuple[Any, type[Exception], str]] = [
    (lambda: PROBLEMS.take("compare", "digitz"), UnknownNameError, "did you mean 'digits'"),
    (lambda: PROBLEMS.take("compare", "digits:batch=3"), UnknownNameError, "did you mean 'batch_size'"),
    (lambda: PROBLEMS.take("compare", "digits:batch_size=0"), RangeError, r"whole numbers of \[1, inf\)"),
    (lambda: PROBLEMS.take("compare", 3), DeclarationError, "the name of one, such as 'digits'; got 3"),
    (lambda: PROBLEMS.take("compare", lambda x: x), DeclarationError, "tw.problems.function"),
    (lambda: tw.problems.digits(loss="mse2"), UnknownNameError, "mse"),
    (lambda: tw.problems.digits(steps=0), RangeError, "steps must lie in"),
    (lambda: tw.problems.digits.run("adam", seed=-1), RangeError, "seed must lie in"),
    (lambda: tw.problems.digits.run("adem"), UnknownNameError, "adam"),
    (lambda: tw.problems.valley(kappa=-3), RangeError, "kappa must lie in"),
    (lambda: tw.problems.valley(noise=np.nan), RangeError, "noise must lie in"),
    (lambda: tw.problems.function(3, [1.0]), DeclarationError, "f must be a function"),
    (lambda: tw.problems.function(lambda x: x, [1.0]), ShapeError, r"must return \(value, gradient\)"),
    (lambda: tw.problems.function(lambda x: (np.nan, x), [1.0]), NonFiniteError, "not finite at the start"),
    (lambda: tw.problems.function(lambda x: (1.0, x[:1]), [1.0, 2.0]), ShapeError, "gradient"),
    (lambda: tw.problems.function(lambda x: (1.0, x), [1.0], batch_size=3), RangeError, "needs examples"),
    (lambda: tw.problems.function(lambda x: (1.0, x), [1.0], name="a\nb"), RangeError, "printable"),
    (lambda: tw.problems.table([[1.0, 2.0]] * 9, ["a"] * 9), LabelError, "always 'a'"),
    (lambda: tw.problems.table([[1.0, 2.0]] * 3, [1.0, 2.0, 3.0]), ShapeError, "too few"),
    (lambda: tw.problems.table([[1.0, np.nan]] * 9, np.arange(9.0)), NonFiniteError, r"X is nan at \(0, 1\)"),
    (lambda: tw.problems.table([["a", "b"]] * 9, np.arange(9.0)), DtypeError, "X"),
    (lambda: tw.problems.table(np.ones((9, 2)), np.ones(8)), ShapeError, r"\(9, 2\) and y \(8,\)"),
    (lambda: tw.problems.table(np.ones((9, 2)), np.ones(9)), LabelError, "y is constant"),
    (lambda: tw.problems.table(np.ones((9, 2)), np.arange(9.0), task="ranking"), UnknownNameError, "regression"),
    (
        lambda: tw.problems.table(np.ones((9, 2)) * 1e300 * np.arange(9.0)[:, None], np.arange(9.0)),
        RangeError,
        "column 0 of X",
    ),
    (lambda: tw.problems.table(np.eye(9), 1e300 * np.arange(9.0)), LabelError, "cannot be standardised"),
    (lambda: tw.problems.table([[10**400, 1.0]] * 9, np.arange(9.0)), RangeError, "beyond 1.8e308"),
    (lambda: tw.problems.table(np.ma.masked_equal(np.eye(9), 1), np.arange(9.0)), DtypeError, "X"),
    (lambda: tw.problems.table(np.eye(6), ["a", None] * 3), LabelError, "None at 1"),
    (lambda: tw.problems.table("nowhere.csv", target="y"), OSError, "nowhere.csv"),
    (lambda: tw.problems.table("some.csv"), RangeError, "needs target"),
    (lambda: tw.problems.estimator(3, [[1.0]], [1]), DtypeError, "a network"),
]


@pytest.mark.parametrize(("asked", "error", "words"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_said(asked: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        asked()
