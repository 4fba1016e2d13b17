"""Sweeps: every run as the plain reader takes it, whatever differs from run to run, however they are cut."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine import batched, threads
from talweg.engine.batched import Course
from talweg.formula import Positive, Rate
from talweg.lab.walks import walk
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES

STEPS = 45  # past the step at which powers are computed anew
FINE = [name for name, rule in OPTIMIZERS.items() if not rule.whole]


def differing(rule: tw.Optimizer, runs: int) -> dict[str, Any]:
    """A number for every run, for every hyperparameter that has one to vary."""
    rng = np.random.default_rng(len(rule.name))
    return {
        name: value * rng.uniform(0.6, 1, runs)
        for name, value in rule.hyper.items()
        if value and not rule.formula.hyper[name].range.integer
    }


@pytest.mark.parametrize("name", FINE)
def test_every_run_is_that_of_the_plain_reader(name: str) -> None:
    rule, valley = OPTIMIZERS[name], tw.surfaces.valley
    hyper = differing(rule, 5)
    found = tw.sweep(valley, rule, steps=STEPS, keep="path", kappa=np.linspace(1, 30, 5), **hyper)
    for run in range(5):
        own = rule(**{key: float(value[run]) for key, value in hyper.items()})
        path, values = walk(valley(kappa=float(np.linspace(1, 30, 5)[run])), own, np.array(valley.start), STEPS)
        assert_allclose(found.w[run], path, rtol=1e-12, atol=1e-12)
        assert_allclose(found.values[run], values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["ackley", "cliff", "branin"])
def test_on_surfaces_with_functions(name: str) -> None:
    surface = SURFACES[name]
    starts = np.array(surface.start) + np.linspace(-0.3, 0.3, 6)[:, None]
    found = tw.sweep(surface, tw.rmsprop, start=starts, steps=STEPS, keep=20)
    assert_array_equal(found.kept, [0, 20, 40, STEPS])
    for run, start in enumerate(starts):
        path, values = walk(surface, tw.rmsprop, start, STEPS)
        assert_allclose(found.w[run], path[found.kept], rtol=1e-12)
        assert_allclose(found.values[run], values[found.kept], rtol=1e-12)


@tw.optimizer
def damped(w: Any, g: Any, __block: Any, t: Any, m: Any = 2.0, *, rate: Rate = 0.1, half: Positive = 0.5) -> Any:
    """A rule of one's own: a slot with a start of its own, a power of another base, and a name like the printer's."""
    fade = 1 - half**t
    m = fade * m + g * half**t
    __block = __block + m**2
    return w - rate * m / np.sqrt(1 + __block), __block, m


def test_own_rules_on_typed_surfaces() -> None:
    surface = tw.surfaces.typed("exp(-x**2) + 3*y**2 + x**4")
    halves = np.linspace(0.2, 0.95, 7)
    found = tw.sweep(surface, damped, start=(1.0, -0.5), steps=STEPS, half=halves, rate=[[0.1], [0.2]])
    assert found.shape == (2, 7)
    assert found.w.shape == (2, 7, 2)
    for (row, rate), (run, half) in ((a, b) for a in enumerate((0.1, 0.2)) for b in enumerate(halves)):
        path, values = walk(surface, damped(rate=rate, half=float(half)), np.array([1.0, -0.5]), STEPS)
        assert_allclose(found.w[row, run], path[-1], rtol=1e-12)
        assert_allclose(found.values[row, run], values[-1], rtol=1e-12)


def test_schedules_and_arrays_of_schedules() -> None:
    plans = [tw.cosine(peak=0.05, total=STEPS, warmup=5), 0.02, lambda t: 0.1 / (1 + t)]
    found = tw.sweep("valley", "adam", steps=STEPS, lr=plans, beta1=[[0.5], [0.9]])
    for (row, beta), (run, plan) in ((a, b) for a in enumerate((0.5, 0.9)) for b in enumerate(plans)):
        path, _ = walk(tw.surfaces.valley, tw.adam(lr=plan, beta1=beta), np.array([5.0, 3.0]), STEPS)
        assert_allclose(found.w[row, run], path[-1], rtol=1e-12)
    only = tw.sweep("valley", tw.adam(lr=plans[0]), steps=STEPS)
    assert only.shape == ()
    assert only.w.shape == (2,)
    path, _ = walk(tw.surfaces.valley, tw.adam(lr=plans[0]), np.array([5.0, 3.0]), STEPS)
    assert_allclose(only.w, path[-1], rtol=1e-12)


def test_a_seed_says_which_noise() -> None:
    given: Any = {"steps": 20, "noise": 0.5, "lr": [0.01, 0.02]}
    seeds = np.array([[1], [2], [1]])
    found = tw.sweep("valley", "sgd", seed=seeds, **given)
    assert_array_equal(found.w[0], found.w[2])
    assert not np.any(found.w[0] == found.w[1])
    path, values = walk(tw.surfaces.valley, tw.sgd(lr=0.02), np.array([5.0, 3.0]), 20, None, 0.5, 2)
    assert_allclose(found.w[1, 1], path[-1], rtol=1e-12)
    assert_allclose(found.values[1, 1], values[-1], rtol=1e-12)
    each = tw.sweep("valley", "sgd", **given)
    assert each.w[0, 0] != pytest.approx(each.w[1, 0]), "without a seed every run has noise of its own"
    still = tw.sweep("valley", "sgd", steps=20, lr=[0.01, 0.02], noise=[[0.0], [0.5]], seed=2)
    assert_array_equal(still.w[0], tw.sweep("valley", "sgd", steps=20, lr=[0.01, 0.02]).w)
    assert_array_equal(still.w[1], found.w[1])


def test_what_left_and_when() -> None:
    rates = [0.05, 0.11, 0.3, 1e9]
    found = tw.sweep("valley", "sgd", steps=60, lr=rates)
    race = tw.race("valley", [tw.sgd(lr=lr) for lr in rates], steps=60)
    assert found.left.tolist() == [-1 if race.left_at(name) is None else race.left_at(name) for name in race.paths]
    assert found.left.tolist()[0] == -1
    assert len(set(found.left.tolist())) == 4


@pytest.mark.parametrize("name", ["muon", "lars"])
def test_rules_of_whole_arrays_take_one_run_after_another(name: str) -> None:
    found = tw.sweep("booth", name, steps=9, keep="path", lr=[0.01, 0.1], noise=0.1, seed=3)
    for run, lr in enumerate((0.01, 0.1)):
        path, values = walk(tw.surfaces.booth, OPTIMIZERS[name](lr=lr), found.w[run, 0], 9, None, 0.1, 3)
        assert_array_equal(found.w[run], path)
        assert_array_equal(found.values[run], values)


def test_single_precision_is_that_of_the_start() -> None:
    start = np.array([5.0, 3.0], np.float32)
    betas = np.array([0.9, 0.999, 0.99999])
    found = tw.sweep("valley", "adam", start=start, steps=STEPS, beta2=betas, lr=0.1)
    assert found.w.dtype == found.values.dtype == np.float32
    for run, beta2 in enumerate(betas):
        path, _ = walk(tw.surfaces.valley, tw.adam(lr=0.1, beta2=float(beta2)), start, STEPS)
        assert_allclose(found.w[run], path[-1], rtol=2e-6)


@pytest.mark.parametrize("runs", [0, 1, batched.LANES - 1, batched.LANES, 3 * batched.LANES + 1])
@pytest.mark.parametrize("busy", [1, 3])
def test_nothing_depends_on_blocks_and_threads(runs: int, busy: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "count", lambda: busy)
    rates = np.geomspace(1e-3, 0.5, runs) if runs else np.empty(0)
    found = tw.sweep("valley", "adam", steps=70, lr=rates)
    assert found.w.shape == (runs, 2)
    assert found.left.shape == (runs,)
    for run in {0, runs // 2, runs - 1} & set(range(runs)):
        assert_array_equal(found.w[run], tw.sweep("valley", "adam", steps=70, lr=rates[run : run + 1]).w[0])


def test_two_at_once() -> None:
    rates = np.geomspace(1e-3, 1, 3000)
    alone = tw.sweep("valley", "momentum", lr=rates, steps=30).w
    found: list[Any] = [None] * 6

    def work(place: int) -> None:
        found[place] = tw.sweep("valley", "momentum", lr=rates, steps=30).w

    workers = [threading.Thread(target=work, args=(place,)) for place in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    for each in found:
        assert_array_equal(each, alone)


def test_a_long_race_is_compiled_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tw.race("valley", [tw.momentum, tw.adam], steps=60)
    monkeypatch.setattr("talweg.lab.race.LONG", 50)
    compiled = tw.race("valley", [tw.momentum, tw.adam], steps=60)
    for name in plain.paths:
        assert_array_equal(compiled.paths[name], plain.paths[name])
        assert_array_equal(compiled.values[name], plain.values[name])


def test_columns_have_a_row_for_every_run_and_step() -> None:
    found = tw.sweep("valley", "momentum", steps=10, keep=5, lr=[0.01, 0.02], beta=[[0.5], [0.9]])
    columns = found.columns()
    assert {len(each) for each in columns.values()} == {2 * 2 * 3}
    row = (columns["run"] == 2) & (columns["step"] == 10)
    assert columns["lr"][row] == 0.01
    assert columns["beta"][row] == 0.9
    assert columns["f"][row] == found.values[1, 0, -1]
    assert columns["x"][row] == found.w[1, 0, -1, 0]
    assert "2 x 2 runs of 10 steps" in repr(found)


def test_numbers_that_stay_are_those_of_the_result() -> None:
    found = tw.sweep("valley", "momentum", lr=0.2, beta=[0.5, 0.6], kappa=3.0)
    assert found.rule.hyper["lr"] == 0.2
    assert found.surface.hyper["kappa"] == 3.0


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"lr": [0.1, -0.2]}, tw.RangeError, r"momentum: lr must lie in \[0, inf\), got -0.2"),
        ({"lr": [0.1, np.nan]}, tw.RangeError, "got nan"),
        ({"lr": ["0.1"]}, tw.DtypeError, "lr must be numbers"),
        ({"beta": [[0.1], [0.1, 0.2]]}, tw.DtypeError, "lists of one length"),
        ({"noise": [[0.1], [0.1, 0.2]]}, tw.DtypeError, "lists of one length"),
        ({"start": (1j, 2)}, tw.DtypeError, "start must be numbers"),
        ({"keep": np.array([1, 2])}, tw.RangeError, "one word or number"),
        ({"beta": 1.0}, tw.RangeError, r"\[0, 1\), got 1.0"),
        ({"lr": [[0.1, 0.2]], "beta": [0.1, 0.2, 0.3]}, tw.ShapeError, r"lr \(1, 2\), beta \(3,\)"),
        ({"bta": 0.9}, tw.UnknownNameError, "did you mean 'beta'"),
        ({"kapa": 3}, tw.UnknownNameError, "did you mean 'kappa'"),
        ({"kappa": [1, 0]}, tw.RangeError, "valley: kappa"),
        ({"keep": "all"}, tw.RangeError, '"end", "path" or a whole number'),
        ({"keep": 0}, tw.RangeError, "got 0"),
        ({"steps": 0}, tw.RangeError, "steps"),
        ({"start": (1.0, 2.0, 3.0)}, tw.ShapeError, r"\(..., 2\)"),
        ({"start": (1.0, np.inf)}, tw.NonFiniteError, "got inf"),
        ({"noise": -1.0}, tw.RangeError, "noise"),
        ({"noise": 1.0, "seed": [0, 2**32]}, tw.RangeError, "seed"),
        ({"noise": 1.0, "seed": [0.5]}, tw.RangeError, "whole numbers"),
        ({"lr": [tw.cosine(peak=1.0, total=9), -1.0]}, tw.RangeError, "got -1.0"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        tw.sweep("valley", "momentum", **given)


def test_an_array_of_no_axes_is_the_number_in_it() -> None:
    found = tw.sweep("valley", "momentum", lr=np.array(0.1), kappa=np.array(3), keep=np.array(25))
    assert found.shape == ()
    assert (found.rule.hyper["lr"], found.surface.hyper["kappa"]) == (0.1, 3.0)
    assert_array_equal(found.kept, [0, 25, 50])


def test_a_pipeline_is_refused() -> None:
    with pytest.raises(tw.DeclarationError, match=r"tw\.race takes pipelines"):
        tw.sweep("valley", tw.pipeline(tw.adam, clip_norm=1.0))


def test_a_rule_that_requires_something_requires_it_of_every_run() -> None:
    @tw.optimizer(requires=("low < high",))
    def bounded(w: Any, g: Any, *, low: Rate = 0.1, high: Positive = 0.2) -> Any:
        """Steps of low or high, by the sign."""
        return w - np.where(g > 0, high, low) * g

    assert tw.sweep("valley", bounded, low=[0.01, 0.05]).shape == (2,)
    with pytest.raises(tw.RangeError, match="low < high"):
        tw.sweep("valley", bounded, low=[0.01, 0.3])


def test_a_course_is_read_at_its_step() -> None:
    course = Course(np.array([0.1, 0.0, 0.2]))
    valley = tw.surfaces.valley
    start = np.array([[5.0, 3.0]])
    places, _, _ = batched.run(
        tw.sgd.formula, valley.formula, {"lr": course}, {"kappa": 1.0}, start, [0, 1, 2, 3], 1e6, {}
    )
    assert_allclose(places[0, :, 0], [5, 4, 4, 2.4])
