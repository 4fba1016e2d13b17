"""The reader of arrays equals the plain one, for everything registered, in every array library that is installed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.engine import arrays, plain
from talweg.errors import MissingError
from talweg.formula import Formula, Positive, Rate, UnitInterval
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer, optimizer, schedule
from talweg.optimizers import OPTIMIZERS, adam, radam
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

from conftest import legal_batch, tried

LIBRARIES = [name for name in ("torch", "jax", "keras") if find_spec(name)]


@dataclass(frozen=True)
class Library:
    """An array library, how it takes an array of NumPy's, how exact it is, and what compiles a function of it.

    Compiled is quicker for JAX, which compiles each operation by itself otherwise.
    """

    module: ModuleType
    array: Callable[[Any], Any]
    exact: float
    compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = lambda function: function

    def run(self, asked: list[tuple[Formula, Any, Any]]) -> Any:
        """The results of formulas at arguments of NumPy's with these hyperparameters."""
        given = [[self.array(each) if isinstance(each, np.ndarray) else each for each in at] for _, at, _ in asked]
        formulas = [(formula, hyper) for formula, _, hyper in asked]
        return self.compiled(
            lambda given: [
                arrays.run(f, at, hyper, self.module) for (f, hyper), at in zip(formulas, given, strict=True)
            ]
        )(given)


@pytest.fixture(scope="module", params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Any:
    if request.param == "torch":
        torch = import_module("torch")
        yield Library(torch, torch.tensor, 1e-12)
    elif request.param == "jax":
        jax = import_module("jax")
        with jax.enable_x64(True):
            yield Library(jax.numpy, jax.numpy.asarray, 1e-12, jax.jit)
    else:
        os.environ.setdefault("KERAS_BACKEND", "torch")
        ops = import_module("keras").ops  # whose functions round float64 to float32, all but a few
        yield Library(ops, lambda values: ops.convert_to_tensor(values, dtype=str(values.dtype)), 3e-6)


def test_on_ci_the_libraries_are_there() -> None:
    if os.environ.get("CI"):
        assert LIBRARIES == ["torch", "jax", "keras"], "install the extra `peers`"


def alike(found: Any, expected: Any, exact: float) -> None:
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    assert_allclose(found, expected, rtol=exact, atol=exact * np.abs(expected).max(initial=0))


def batch(loss: Loss) -> tuple[Any, ...]:
    """The parts of some predictions, and targets."""
    y_hat, y = legal_batch(loss, 20, np.random.default_rng(3))
    return (*((y_hat,) if len(loss.parts) == 1 else y_hat.T.copy()), y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps(library: Library, dtype: Any) -> None:
    rules = [each(**tried(each.formula)) for each in OPTIMIZERS.values()]
    draw = np.random.default_rng(0)
    rows = []
    for rule in rules:  # each three steps into its run
        w = draw.normal(size=(3, 4)).astype(dtype)
        state = rule.init(w)
        for _ in range(3):
            rule.step(w, draw.normal(size=w.shape).astype(dtype), state)
        rows.append({"w": w, "g": draw.normal(size=w.shape).astype(dtype), **state.slots, "t": 4})
    asked = [
        (rule.formula, [row[name] for name in rule.formula.arguments], rule.hyper)
        for rule, row in zip(rules, rows, strict=True)
    ]
    for rule, row, found in zip(rules, rows, library.run(asked), strict=True):
        moved, kept = rule.next(row["w"], row["g"], [row[slot] for slot in rule.slots], 4)
        for ours, expected in zip(found, (moved, *kept), strict=True):
            # Some sum a whole matrix in another order than NumPy; a compiled t is a float32, too.
            alike(ours, expected, library.exact if dtype == np.float64 else 1e-5)


def test_losses(library: Library) -> None:
    asked = [(loss.formula, batch(loss), tried(loss.formula)) for loss in LOSSES.values()]
    for (formula, given, hyper), found in zip(asked, library.run(asked), strict=True):
        for ours, expected in zip(found, plain.run(formula, given, hyper), strict=True):
            alike(ours, expected, library.exact)


def test_schedules_and_surfaces(library: Library) -> None:
    t = np.arange(60) + 0.5  # between the joins: those of Keras's float32 may lie beside a whole number
    x, y = np.random.default_rng(5).uniform(-3, 3, size=(2, 50))
    asked = [(each.formula, (t,), each(**tried(each.formula)).hyper) for each in SCHEDULES.values()]
    asked += [(each.formula, (x, y), tried(each.formula)) for each in SURFACES.values()]
    for (formula, given, hyper), found in zip(asked, library.run(asked), strict=True):
        for ours, expected in zip(found, plain.run(formula, given, hyper), strict=True):
            alike(ours, np.broadcast_to(expected, np.shape(given[0])), library.exact)


def test_whole_steps_become_the_library_s_usual_floats(library: Library) -> None:
    ((found,),) = library.run(
        [(SCHEDULES["cosine"].formula, (np.arange(9),), {"peak": 0.3, "total": 8, "floor": 0.0, "warmup": 2})]
    )
    assert "float" in str(found.dtype)
    assert_allclose(np.asarray(found), SCHEDULES["cosine"](peak=0.3, total=8, warmup=2)(np.arange(9)), atol=1e-7)


def test_numbers_alone_are_float64_and_never_an_error(library: Library) -> None:
    w = np.linspace(-1, 1, 5, dtype=np.float32)

    def both(formula: Formula, *arguments: Any, **hyper: Any) -> None:
        given = [library.array(each) if isinstance(each, np.ndarray) else each for each in arguments]
        for found, expected in zip(
            arrays.run(formula, given, hyper, library.module), plain.run(formula, arguments, hyper), strict=True
        ):
            alike(found, np.broadcast_to(np.asarray(expected, w.dtype), w.shape), 2e-6)

    both(adam.formula, w, w, w, w**2, 1, lr=0.1, beta1=0.9, beta2=0.999999999, eps=1e-8)  # 1 to float32
    both(radam.formula, w, w, w, w**2, 3, lr=0.1, beta1=0.0, beta2=1 / 3, eps=1e-8)  # limit - 2 is 0
    for part in (0.0, 0.2):
        both(broken.formula, w, w, lr=0.5, part=part)
    both(still.formula, w, peak=0.3, warmup=0)


@optimizer
def broken(w, g, *, lr: Rate = 0.5, part: UnitInterval = 0.0):
    """Divides by zero and takes the root of a negative number where nothing varies. Source: this test, 2026."""
    return w - g * (lr + np.where(part > 0, lr / part, 0) + np.where(part > 0, (part - lr) ** 0.5, 0))


@schedule
def still(*, peak: Positive = 0.5):
    """Does not depend on its t. Source: this test, 2026."""
    return peak + np.floor(2 * np.pi)


def test_a_rule_declared_inside_a_function_and_its_own_functions(library: Library) -> None:
    numpy = np

    def made(factor: float) -> Optimizer:
        np = numpy

        def scaled(x: Any) -> Any:
            (found,) = [np.sign(each) * factor for each in [x]]
            return found

        @optimizer(whole=True)
        def own(w, g, *, lr: Rate = 0.5):
            """Steps by the sign, of this length. Source: this test, 2026."""
            return w - lr * scaled(g) * np.linalg.norm(g)

        return own

    g = np.array([3.0, -4.0])
    for factor in (2.0, 3.0):  # the same code twice, with other cells
        (found,) = arrays.run(made(factor).formula, [library.array(np.zeros(2)), library.array(g)], {"lr": 0.5},
                              library.module)  # fmt: skip
        assert type(found) is type(library.array(g))
        assert_allclose(np.asarray(found), [-2.5 * factor, 2.5 * factor])


def test_what_a_library_lacks_is_named(library: Library) -> None:
    @optimizer(whole=True)
    def own(w, g, *, lr: Rate = 0.5):
        """Calls what no other library has. Source: this test, 2026."""
        return w - lr * np.lib.stride_tricks.as_strided(g)

    with pytest.raises(MissingError, match=r"has no lib, which the formula calls as np\.lib"):
        arrays.run(own.formula, [library.array(np.zeros(2)), library.array(np.ones(2))], {"lr": 0.5}, library.module)


def test_automatic_derivatives_are_our_gradients() -> None:
    torch = pytest.importorskip("torch")
    for loss in LOSSES.values():
        *parts, y = map(torch.tensor, batch(loss))
        for part in parts:
            part.requires_grad_()
        value, *slopes = arrays.run(loss.formula, (*parts, y), tried(loss.formula), torch)
        for found, slope in zip(torch.autograd.grad(value.sum(), parts), slopes, strict=True):
            assert_allclose(found, slope.detach(), rtol=1e-9, atol=1e-12)


if "jax" in LIBRARIES:
    import jax
    from jax import numpy as jnp

    def test_jit_vmap_and_grad_over_everything() -> None:
        """Compiled, for three rates side by side, with a traced t; and the derivative by the rate."""
        w, g = np.random.default_rng(2).normal(size=(2, 4, 2))
        rates, t, h = np.array([0.1, 0.2, 0.4]), 3, 1e-6

        def stepped(rule: Optimizer, lr: Any, t: Any) -> Any:
            named = {"w": w, "g": g, "t": t, **rule.init(w).slots}
            given = [jnp.asarray(named[name]) for name in rule.formula.arguments]
            return arrays.run(rule.formula, given, {**rule.hyper, "lr": lr}, jnp)[0]

        def both(rule: Optimizer, lr: Any, t: Any) -> Any:
            return jax.jvp(lambda lr: stepped(rule, lr, t), (lr,), (1.0,))

        def all_of(rates: Any, t: Any) -> Any:
            return [jax.vmap(partial(both, rule, t=t))(rates) for rule in OPTIMIZERS.values()]

        with jax.enable_x64(True):
            results = jax.jit(all_of)(rates, t)
        for rule, (moved, slope) in zip(OPTIMIZERS.values(), results, strict=True):
            for i, lr in enumerate(rates):
                slots = list(rule.init(w).slots.values())
                below, here, above = (rule.next(w, g, slots, t, {**rule.hyper, "lr": lr + d})[0] for d in (-h, 0, h))
                assert_allclose(moved[i], here, rtol=1e-12, err_msg=rule.name)
                assert_allclose(slope[i], (above - below) / (2 * h), rtol=1e-6, atol=1e-8, err_msg=rule.name)


def test_numpy_is_an_array_library_too() -> None:
    w, g = np.random.default_rng(0).normal(size=(2, 5))
    for rule in OPTIMIZERS.values():
        named = {"w": w, "g": g, "t": 2, **rule.init(w).slots}
        found = arrays.run(rule.formula, [named[name] for name in rule.formula.arguments], rule.hyper, np)
        moved, kept = rule.next(w, g, list(rule.init(w).slots.values()), 2)
        for ours, expected in zip(found, (moved, *kept), strict=True):
            assert_array_equal(ours, expected)
