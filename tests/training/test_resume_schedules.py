"""A run goes on with the schedules it began with: those without words are told apart by what they do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.errors import CheckpointError
from talweg.formula import Rate
from talweg.losses import mse
from talweg.models import linear
from talweg.nouns import optimizer, schedule
from talweg.optimizers import momentum, sgd
from talweg.schedules import reduce_on_plateau
from talweg.training import fit, group, load, pipeline, save

X = np.random.default_rng(5).normal(size=(12, 3))
Y = X @ [1.0, -2.0, 0.5]


def run(path: Path, rule: Any, epochs: int, **given: Any) -> Any:
    model = linear(3, 1)
    history = fit(model, mse, rule, (X, Y), batch_size=4, epochs=epochs, checkpoint=path, progress=False, **given)
    return history, model.parameters


class Falling:
    """A rate of one's own, whose repr shows nothing but an address."""

    def __init__(self, start: float) -> None:
        self.start = start

    def __call__(self, t: int) -> float:
        return self.start / (t + 1)

    def at(self, t: int) -> float:
        return self(t) / 2


def power(t: int, base: float) -> float:
    return 0.1 * base**t


def closed(rate: float) -> Callable[[int], float]:
    def constant(t: int) -> float:
        return rate

    return constant


def until(end: int, after: float) -> Callable[[int], float]:
    return lambda t: 0.1 if t < end else after


PAIRS: dict[str, tuple[Any, Any]] = {
    "closure": (closed(0.02), closed(0.05)),
    "object": (Falling(0.1), Falling(0.2)),
    "bound method": (Falling(0.1).at, Falling(0.2).at),
    "partial": (partial(power, base=0.9), partial(power, base=0.8)),
    "not so far, but at the next step": (until(6, 0.01), until(6, 0.05)),
    "much later": (until(3000, 0.01), until(3000, 0.05)),
    "table": (np.full(40, 0.1).item, np.full(40, 0.2).item),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("place", ["rate", "group", "beta"])
def test_a_run_is_not_taken_up_by_another_schedule(tmp_path: Path, name: str, place: str) -> None:
    first, other = PAIRS[name]
    rules: dict[str, Callable[[Any], Any]] = {
        "rate": lambda rate: sgd(lr=rate),
        "group": lambda rate: pipeline(sgd(lr=0.1), groups=[group("*.bias", lr=rate)]),
        "beta": lambda beta: momentum(lr=0.01, beta=beta),
    }
    rule = rules[place]
    path = tmp_path / "run.npz"
    run(path, rule(first), 2)
    kept = path.read_bytes()
    with pytest.raises(CheckpointError, match=r"its optimizer is .*step 0.*, and here it is .*step 0.*"):
        run(path, rule(other), 4, resume=True)
    assert path.read_bytes() == kept
    _, there = run(path, rule(first), 4, resume=True)
    _, whole = run(tmp_path / "whole.npz", rule(first), 4)
    assert_array_equal(there, whole)


def test_two_schedules_that_do_the_same_are_the_same(tmp_path: Path) -> None:
    run(tmp_path / "run.npz", sgd(lr=lambda t: 0.1 / (t + 1)), 1)
    history, _ = run(tmp_path / "run.npz", sgd(lr=lambda t: 0.1 / (1 + t)), 2, resume=True)
    assert_array_equal(history.scheduled["lr"], 0.1 / np.arange(1, 7))


@pytest.mark.slow
def test_a_schedule_is_compared_at_every_step_taken(tmp_path: Path) -> None:
    def spiked(at: int) -> Callable[[int], float]:
        return lambda t: 0.03 if t == at else 0.01

    path = tmp_path / "long.npz"
    run(path, sgd(lr=spiked(1601)), 540)  # 1620 steps
    with pytest.raises(CheckpointError, match=r"its lr was 0\.03 at step 1601, and here it is 0\.01"):
        run(path, sgd(lr=spiked(1605)), 541, resume=True)


def test_a_checkpoint_by_hand_is_of_its_schedule_too(tmp_path: Path) -> None:
    path = tmp_path / "hand.npz"
    save(path, np.ones(2), optimizer=sgd(lr=lambda t: 0.5))
    assert load(path, optimizer=sgd(lr=lambda t: 0.5)).optimizer is not None
    with pytest.raises(CheckpointError, match=r"lr = 0\.5 at step 0.* not with .*lr = 0\.25 at step 0"):
        load(path, optimizer=sgd(lr=lambda t: 0.25))


def test_a_plateau_that_has_dropped_goes_on(tmp_path: Path) -> None:
    rule = sgd(lr=reduce_on_plateau(peak=1e-9, patience=0, factor=0.5, threshold=0.5))
    first, _ = run(tmp_path / "run.npz", rule, 4)
    assert len(set(first.scheduled["lr"])) > 1
    _, there = run(tmp_path / "run.npz", rule, 6, resume=True)
    _, whole = run(tmp_path / "whole.npz", rule, 6)
    assert_array_equal(there, whole)


def test_what_bears_the_same_name_may_be_another_formula(tmp_path: Path) -> None:
    def declared(sign: str) -> Any:
        if sign == "+":

            @optimizer
            def mine(w, g, *, lr: Rate = 0.01):
                """A step down."""
                return w - lr * g

        else:

            @optimizer
            def mine(w, g, *, lr: Rate = 0.01):
                """A step down."""
                return w - lr * g / 2

        return mine

    def whole(share: float) -> Any:
        @optimizer(whole=True)
        def mine(w, g, *, lr: Rate = 0.01):
            """A step down by what surrounds it."""
            return w - lr * share * g

        return mine

    @schedule
    def mine(t, *, peak: Rate = 0.01):
        """Always the same."""
        return peak + 0 * t

    first = mine

    @schedule
    def mine(t, *, peak: Rate = 0.01):  # type: ignore[no-redef]
        """Always half as much."""
        return peak / 2 + 0 * t

    pairs = [(declared("+"), declared("-")), (whole(1.0), whole(2.0)), (sgd(lr=first()), sgd(lr=mine()))]
    for number, (one, other) in enumerate(pairs):
        path = tmp_path / f"{number}.npz"
        run(path, one, 1)
        run(path, one, 2, resume=True)
        with pytest.raises(CheckpointError, match="is of another run: its formulas is"):
            run(path, other, 3, resume=True)


def test_validation_and_weights_belong_to_the_run(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    run(path, sgd, 1, validation=(X, Y), weights=np.arange(12))
    for other, noun in (({"validation": (X, Y + 1)}, "validation"), ({"weights": np.ones(12)}, "data")):
        with pytest.raises(CheckpointError, match=f"its {noun} is .*, and here it is"):
            run(path, sgd, 2, resume=True, **({"validation": (X, Y), "weights": np.arange(12)} | other))
    run(path, sgd, 2, resume=True, validation=(X, Y), weights=2 * np.arange(12))
