"""Names and hyperparameters are taken wherever a formula is, and what is neither is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.adapters.scheduled import scheduled
from talweg.errors import DeclarationError, MissingError, RangeError, UnknownNameError, nearest
from talweg.losses import LOSSES
from talweg.nouns.checkup import check_schedule
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

X = np.random.default_rng(3).normal(size=(12, 2))
Y = X @ [1.0, -2.0]


def square(x: Any) -> tuple[float, Any]:
    return float(np.sum(x**2)), 2 * x


def model() -> tw.models.Model:
    return tw.models.linear(2, 1, seed=1)


def fitted(loss: Any, rule: Any) -> Any:
    trained = model()
    tw.fit(trained, loss, rule, (X, Y), epochs=2)
    return trained.parameters


def estimated(net: Any) -> Any:
    return net.fit(X, Y).predict(X)


W = np.array([1.0, -3.0])
DOORS: dict[str, Callable[[Any], Any]] = {
    "fit": lambda rule: fitted("mae", rule),
    "race": lambda rule: next(iter(tw.race("sphere", [rule], steps=4).values.values())),
    "a race of one": lambda rule: next(iter(tw.race("sphere", rule, steps=4).values.values())),
    "minimize": lambda rule: tw.minimize(square, [3, 4], rule, steps=5).values,
    "find_lr": lambda rule: tw.find_lr(model(), "mse", rule, (X, Y), steps=10, seeds=2, batch_size=4).losses,
    "pipeline": lambda rule: fitted("mae", tw.pipeline(rule, clip_norm=0.1)),
    "explain_step": lambda rule: tw.explain_step(rule, W, W, tw.nesterov.init(W)).step,
    "estimator": lambda rule: estimated(tw.sklearn.Regressor(optimizer=rule, epochs=1, tol=None, random_state=0)),
}
RULE = tw.nesterov(lr=0.03, beta=0.5)


@pytest.mark.parametrize("door", DOORS)
def test_a_rule_by_name_is_the_rule(door: str) -> None:
    take = DOORS[door]
    np.testing.assert_array_equal(take("nesterov:lr=0.03,beta=0.5"), take(RULE))
    np.testing.assert_array_equal(take("nesterov"), take(tw.nesterov))


@pytest.mark.parametrize("wrong", [None, 7, tw.mse, np.mean, object(), type(RULE), tw.adam.step])
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_rule_is_refused_in_words(door: str, wrong: Any) -> None:
    with pytest.raises(DeclarationError, match="an optimizer"):
        DOORS[door](wrong)


@pytest.mark.parametrize("door", DOORS)
def test_a_wrong_name_is_answered_with_the_nearest(door: str) -> None:
    with pytest.raises(UnknownNameError, match="talweg has no optimizer 'NesterovSGD'; did you mean 'nesterov'"):
        DOORS[door]("NesterovSGD")


def test_a_loss_by_name_is_the_loss() -> None:
    np.testing.assert_array_equal(fitted("huber:delta=0.5", "sgd"), fitted(tw.huber.replace(delta=0.5), tw.sgd))
    value, gradient = model().value_and_grad("log_cosh", X, Y)
    again = model().value_and_grad(tw.log_cosh, X, Y)
    assert value == again[0]
    np.testing.assert_array_equal(gradient, again[1])


class MSELoss:
    """As another library calls its own."""


@pytest.mark.parametrize(
    "wrong, message",
    [
        (tw.adam, "fit needs a loss or the name of one, such as 'mse'; got the optimizer adam"),
        (MSELoss(), "got a MSELoss of test_named_formulas; did you mean 'mse'?"),
        (MSELoss, "got the class MSELoss; did you mean 'mse'?"),
        (lambda y_hat, y: y_hat - y, "got the function <lambda>; declare one of your own with @tw.loss"),
        (np.square, "got the function square$"),
        (None, "got None"),
    ],
)
def test_what_is_no_loss_is_refused_in_words(wrong: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        fitted(wrong, "sgd")


def test_a_surface_and_a_schedule_by_name() -> None:
    named = tw.race("valley:kappa=3", ["sgd"], steps=3)
    np.testing.assert_array_equal(
        named.values["sgd"], tw.race(tw.surfaces.valley(kappa=3), [tw.sgd], steps=3).values["sgd"]
    )
    with pytest.raises(DeclarationError, match="race needs a surface or the name of one"):
        tw.race(["sgd"], "valley")
    planned = scheduled(tw.sgd, 0.1, "linear:floor=0.05", total=10).hyper["lr"]
    assert planned(10) == 0.05
    with pytest.raises(DeclarationError, match="a schedule or the name of one"):
        scheduled(tw.sgd, 0.1, tw.mse)


def test_a_surface_is_a_function_to_descend() -> None:
    surface = tw.surfaces.booth
    np.testing.assert_array_equal(
        tw.minimize(surface, W, "sgd", steps=3).values, tw.minimize(surface.value_and_grad, W, "sgd", steps=3).values
    )
    assert tw.check_gradient(surface, W)


def test_hyperparameters_make_a_loss() -> None:
    assert repr(tw.huber(delta=2)) == "huber(delta=2.0)"
    assert tw.huber([5.0], [0.0], delta=2) == tw.huber.replace(delta=2)([5.0], [0.0]) == 8.0
    assert tw.cross_entropy(smoothing=0.2, ignore=4).ignore == 4
    assert tw.mae() is not None
    assert repr(tw.mae()) == "mae()"


@pytest.mark.parametrize(
    "call, kind, message",
    [
        (lambda: tw.huber(delt=2), UnknownNameError, "did you mean 'delta'"),
        (lambda: tw.huber(delta=0), RangeError, r"delta must lie in \(0, inf\), got 0"),
        (lambda: tw.huber(2), MissingError, r"huber takes predictions and targets.*by name: huber\(delta=1.0\)"),
        (lambda: tw.mse(reduction="sum"), MissingError, "mse takes predictions and targets"),
        (lambda: tw.rmsprop(0.1), MissingError, r"rmsprop takes hyperparameters by name: write rmsprop\(lr="),
        (lambda: tw.linear(0.1, 50), MissingError, r"linear takes hyperparameters by name: .*; got 0.1, 50"),
        (lambda: tw.surfaces.booth(1, 2), MissingError, r"booth takes hyperparameters by name"),
        (lambda: tw.linear(peak=1, total=5)("now"), RangeError, r"t must lie in \[0, inf\), got 'now'"),
        (lambda: tw.sgd(lr="cosine"), RangeError, r"got 'cosine'; a schedule is given with its hyperparameters"),
        (lambda: tw.sgd(lr=tw.mse), RangeError, r"got the loss mse\(\); a schedule"),
        (lambda: tw.sgd(lr=tw.cosine), MissingError, "cosine needs peak in"),
        (lambda: tw.surfaces.booth.value("x", 1), tw.DtypeError, "a point is made of numbers, got 'x'"),
        (lambda: tw.pipeline("sgd", lookahead=5), DeclarationError, r"lookahead must be Lookahead\(k=5"),
        (lambda: tw.pipeline("sgd", groups="*"), DeclarationError, "groups is a list of groups"),
        (lambda: tw.fit(model(), "mse", "sgd", (X, Y), early_stopping=True), DeclarationError, "EarlyStopping"),
        (lambda: tw.fit(model(), "mse", "sgd", (X, Y), callbacks=[1]), DeclarationError, "a callback is a function"),
        (lambda: tw.fit("mlp", "mse", "sgd", (X, Y)), DeclarationError, "fit needs a model, such as .*; got 'mlp'"),
        (lambda: tw.fit(model(), "mse", tw.lbfgs, (X, Y)), DeclarationError, "lbfgs makes no single steps"),
        (lambda: tw.pipeline("sgd")(0.1), MissingError, r"a pipeline of sgd takes hyperparameters by name"),
        (lambda: tw.lbfgs(5), MissingError, r"lbfgs takes hyperparameters by name: write lbfgs\(history=10\); got 5"),
        (lambda: tw.sgd.step(W, W, None), DeclarationError, r"sgd: the state is what init\(w\) returns.*got None"),
        (lambda: tw.pipeline("sgd").step(W, W, {}), DeclarationError, "the state is what init"),
        (lambda: tw.minimize(3, [1, 2], "sgd"), DeclarationError, r"minimize needs a function f\(x\) .*; got 3"),
        (lambda: tw.check_gradient(tw.mse, W), DeclarationError, "check_gradient needs a function .* the loss mse"),
        (lambda: check_schedule("cosine", 9), DeclarationError, "check_schedule needs a schedule .*; got 'cosine'"),
        (lambda: tw.models.mlp([2, 1], activation=np.tanh), UnknownNameError, "did you mean 'tanh'"),
    ],
)
def test_a_slip_is_answered_in_words(call: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


@pytest.mark.parametrize(
    "shelf, given, meant",
    [
        (LOSSES, "BinaryCrossentropy", "binary_cross_entropy"),
        (LOSSES, "bce_with_logits", "binary_cross_entropy"),
        (LOSSES, "SparseCategoricalCrossentropy", "cross_entropy"),
        (LOSSES, "mean_absolute_error", "mae"),
        (LOSSES, "PoissonNLLLoss", "poisson"),
        (OPTIMIZERS, "AdamW", "adamw"),
        (OPTIMIZERS, "RMSProp", "rmsprop"),
        (SCHEDULES, "ReduceLROnPlateau", "reduce_on_plateau"),
        (SCHEDULES, "cosine_annealing", "cosine"),
        (tw.adamw.hyper, "learning_rate", "lr"),
        (tw.adamw.hyper, "wd", "weight_decay"),
        (LOSSES, "zzz", None),
    ],
)
def test_what_other_libraries_call_it(shelf: Any, given: str, meant: str | None) -> None:
    assert nearest(given, shelf) == meant
