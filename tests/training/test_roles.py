"""What a hyperparameter is for is what it declares, and never how it is spelt."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pytest
from annotated_types import Interval
from numpy.testing import assert_array_equal
from typer.testing import CliRunner

import talweg as tw
from talweg.adapters.scheduled import scheduled
from talweg.cli import app, lab
from talweg.errors import MissingError, NonFiniteError
from talweg.formula import AVERAGE, Average, Decay, Epsilon, EpsilonOrZero, NonNegative, Positive, Rate, UnitInterval
from talweg.nouns import Optimizer, Shelf, optimizer
from talweg.training import explain_step, find_lr, fit, group, pipeline

# The same arithmetic under names that say nothing.


@optimizer(stable="speed * curvature < 2")
def plain_descent(w, g, *, speed: Rate = 0.01):
    """SGD, whose rate is called speed."""
    return w - speed * g


@optimizer
def ball(w, g, v, *, speed: Rate = 0.01, keep: Average = 0.9):
    """Momentum, whose beta is called keep."""
    v = keep * v + speed * g
    return w - v, v


@optimizer
def shrinking(
    w, g, m, v, t, *,
    speed: Rate = 0.001, keep: Average = 0.9, remember: Average = 0.999, tiny: Epsilon = 1e-8,
    below: EpsilonOrZero = 0.0, l2: Decay = 0.01,
):  # fmt: skip
    """AdamW, with none of its names."""
    m = keep * m + (1 - keep) * g
    v = remember * v + (1 - remember) * g**2
    m_hat = m / (1 - keep**t)
    v_hat = v / (1 - remember**t)
    return w - speed * (m_hat / (np.sqrt(v_hat + below) + tiny) + l2 * w), m, v


# The names that say everything, for something else.


@optimizer
def misnamed(
    w, g, m, *, step: Rate = 0.1, lr: NonNegative = 3.0, eps: Positive = 0.5, beta: UnitInterval = 0.5,
    weight_decay: Positive = 2.0,
):  # fmt: skip
    """SGD with a scale made of four numbers that are no rate, no epsilon, no average and no decay."""
    m = m + lr * g
    return w - step * g * (lr * eps * beta * weight_decay), m


@optimizer
def roleless(w, g, *, lr: NonNegative = 0.1, weight_decay: NonNegative = 0.1):
    """SGD that declares no role."""
    return w - lr * (g + weight_decay * w)


PAIRS = [
    (plain_descent, tw.sgd, {"speed": "lr"}),
    (ball, tw.momentum, {"speed": "lr", "keep": "beta"}),
    (
        shrinking, tw.adamw,
        {"speed": "lr", "keep": "beta1", "remember": "beta2", "tiny": "eps", "below": "eps_root", "l2": "weight_decay"},
    ),
]  # fmt: skip
pairs = pytest.mark.parametrize("own, known, names", PAIRS, ids=[own.name for own, *_ in PAIRS])
W, G = np.array([1.5, -2.0, 0.25]), np.array([0.5, 0.125, -3.0])


def walked(rule: Any, steps: int = 3) -> Any:
    """A state after some steps, and where they led."""
    w, state = W.copy(), rule.init(W)
    for n in range(steps):
        rule.step(w, G * np.cos(n), state)
    return w, state


@pairs
def test_an_own_rule_is_explained_as_its_twin(own: Optimizer, known: Optimizer, names: dict[str, str]) -> None:
    ours, theirs = (explain_step(rule, *(w, G, state)) for rule in (own, known) for w, state in [walked(rule)])
    assert list(ours.shares) == list(theirs.shares)
    for name, share in theirs.shares.items():
        assert_array_equal(ours.shares[name], share)


@pairs
def test_an_own_rule_is_piped_as_its_twin(own: Optimizer, known: Optimizer, names: dict[str, str]) -> None:
    found = []
    for rule in (own, known):
        piped = pipeline(
            rule(**{rule.rate: lambda t: 0.1 / (t + 1)}), decay=0.3, groups=[group("b", decay=False)]
        )  # fmt: skip
        w = {"a": W.copy(), "b": W.copy()}
        state = piped.init(w)
        for _ in range(4):
            piped.step(w, {"a": G, "b": G}, state)
        found.append((w, explain_step(piped, w, {"a": G, "b": G}, state).shares, piped.at(3)))
    assert_array_equal(found[0][0]["a"], found[1][0]["a"])
    assert_array_equal(found[0][0]["b"], found[1][0]["b"])
    assert not np.array_equal(found[0][0]["a"], found[0][0]["b"])  # the decay spared the one
    assert list(found[0][1]) == list(found[1][1])
    assert {names.get(key, key): value for key, value in found[0][2].items() if "[" not in key} == {
        key: value for key, value in found[1][2].items() if "[" not in key
    }


@pairs
def test_an_own_rule_is_scheduled_as_its_twin(own: Optimizer, known: Optimizer, names: dict[str, str]) -> None:
    ours, theirs = (scheduled(rule, 0.5, "cosine", warmup=0.1, total=50) for rule in (own, known))
    assert ours.rate == "speed"
    assert [ours.at(t)["speed"] for t in (0, 3, 30, 49)] == [theirs.at(t)["lr"] for t in (0, 3, 30, 49)]
    assert scheduled(own, 0.25).hyper["speed"] == 0.25


def test_an_own_rate_is_found_and_blamed() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    data = X, X @ [1.0, -2.0, 0.5]
    ours, theirs = (
        find_lr(tw.models.linear(3, 1), tw.mse, rule, data, seeds=2) for rule in (plain_descent, tw.sgd)
    )  # fmt: skip
    assert ours
    assert (ours.low, ours.high) == (theirs.low, theirs.high)
    assert ours.verdict == theirs.verdict.replace("lr", "speed")
    with pytest.raises(NonFiniteError, match=r"speed \* curvature < 2 is broken, .* where speed = 100 and the largest"):
        fit(tw.models.linear(3, 1), tw.mse, plain_descent(speed=100.0), data, epochs=200, progress=False)


def test_a_name_alone_is_no_role() -> None:
    w, state = walked(misnamed)
    shares = explain_step(misnamed, w, G, state).shares
    assert list(shares) == ["scaling", "gradient"]
    assert_array_equal(shares["gradient"], -0.1 * G)
    piped = pipeline(misnamed, decay=0.5, groups=[group("b", decay=False, eps=0.25)])
    assert piped.groups[0].hyper == {"eps": 0.25}  # its weight_decay is no decay
    nest = {"a": W.copy(), "b": W.copy()}
    piped.step(nest, {"a": 0 * G, "b": 0 * G}, piped.init(nest))
    assert_array_equal(nest["a"], W * (1 - 0.1 * 0.5))  # by the rate, which is called step
    assert_array_equal(nest["b"], W)


@pytest.mark.parametrize(
    "ask, message",
    [
        (
            lambda: pipeline(roleless, decay=0.1),
            "roleless declares no rate, such as lr: Rate = 0.01; use coupled_decay",
        ),
        (
            lambda: scheduled(roleless, 0.1),
            "lr and schedule set the rate, and roleless declares none, such as lr: Rate",
        ),
        (lambda: find_lr(tw.models.linear(1, 1), tw.mse, roleless, (np.eye(1), [1.0])), "roleless declares none, such"),
    ],
)
def test_a_rule_without_roles_is_told_what_to_write(ask: Any, message: str) -> None:
    with pytest.raises(MissingError, match=message):
        ask()
    w, state = walked(roleless)
    assert list(explain_step(roleless, w, G, state).shares) == ["scaling", "gradient"]


def test_a_switch_that_is_not_legal_stays_on() -> None:
    @optimizer(requires=("other < keep",))
    def bound(w, g, m, *, lr: Rate = 0.1, keep: Average = 0.9, other: NonNegative = 0.5):
        """An average that must stay above another number."""
        m = keep * m + other * g
        return w - lr * m, m

    @optimizer
    def never_off(w, g, m, *, lr: Rate = 0.1, keep: Annotated[float, Interval(ge=0.5, lt=1), AVERAGE] = 0.9):
        """An average that cannot be 0."""
        m = keep * m + (1 - keep) * g
        return w - lr * m, m

    for rule in (bound, never_off):
        w, state = walked(rule)
        assert list(explain_step(rule, w, G, state).shares) == ["scaling", "gradient"]


def test_the_command_line_sets_the_rate_that_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "OPTIMIZERS", Shelf(Optimizer, {"0": tw.sgd, "1": plain_descent, "2": roleless}))
    done = CliRunner().invoke(
        app, ["race", "valley", "sgd", "plain_descent", "plain_descent:speed=0.01", "--lr", "0.05"]
    )
    assert done.exit_code == 0, done.output
    ends = [line.split()[1:4] for line in done.output.splitlines() if line.startswith(("sgd", "plain"))]
    assert ends[0] == ends[1] != ends[2]
    done = CliRunner().invoke(app, ["race", "valley", "roleless", "--lr", "0.05"])
    assert isinstance(done.exception, MissingError)
    assert "roleless declares no rate, such as lr: Rate = 0.01, for --lr and --schedule to set" in str(done.exception)
