"""Any function with its gradient: NumPy's, JAX's and PyTorch's."""

from __future__ import annotations

import os
from collections import namedtuple
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from talweg.adapters import Descent, Iterate, lbfgs, minimize
from talweg.adapters.trees import arrays, like
from talweg.errors import DtypeError, NonFiniteError, RangeError, ShapeError
from talweg.optimizers import adam, adan, momentum, muon, schedule_free_sgd, sgd
from talweg.schedules import cosine
from talweg.surfaces import valley
from talweg.training import pipeline

PEERS = [name for name in ("jax", "torch") if find_spec(name)]
Pair = namedtuple("Pair", "first second")


def test_the_peers_are_there_where_everything_is_checked() -> None:
    if os.environ.get("CI"):
        assert PEERS == ["jax", "torch"]


def bowl(x: Any) -> tuple[float, Any]:
    """x0^2 + 10 x1^2."""
    scale = np.array([1.0, 10.0])
    return float(x @ (scale * x)), 2 * scale * x


def test_sgd_by_hand() -> None:
    # x -> 0.9 x and 0 x: after k steps x0 = 5 * 0.9^k, f = 25 * 0.81^k.
    found = minimize(bowl, np.array([5.0, 3.0]), sgd(lr=0.05), steps=20)
    np.testing.assert_allclose(found.x, [5 * 0.9**20, 0], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(found.values, [115, *(25 * 0.81 ** np.arange(1, 21))], rtol=1e-13)
    assert (found.steps, found.stopped, found.reason) == (20, "steps", "all steps were taken")
    assert found.value == found.values[-1] == bowl(found.x)[0]
    np.testing.assert_array_equal(found.gradient, bowl(found.x)[1])


def test_it_is_the_optimizer_s_own_path() -> None:
    rule = adam(lr=cosine(peak=0.3, total=30, warmup=5), beta1=0.8)
    w = np.array([5.0, 3.0])
    state = rule.init(w)
    for _ in range(30):
        rule.step(w, bowl(w)[1], state)
    np.testing.assert_array_equal(minimize(bowl, [5, 3], rule, steps=30).x, w)


def test_a_surface_of_the_shelf() -> None:
    found = minimize(valley(kappa=7).value_and_grad, valley.start, momentum(lr=0.05), steps=400, tolerance=1e-8)
    assert np.abs(found.x).max() < 1e-8
    assert found.steps < 400


def test_x0_stays_and_a_gradient_that_is_x_is_not_stepped_over() -> None:
    x0 = np.array([4.0, -2.0])
    kept: list[Any] = []

    def half_square(x: Any) -> tuple[float, Any]:
        kept.append(x)
        return x @ x / 2, x

    found = minimize(half_square, x0, momentum(lr=0.5, beta=0.5), steps=3)
    # v: 0.5 x0, then 0.5 v + 0.5 x: x = 1, 1/2, 0, -1/4 of x0.
    np.testing.assert_array_equal(found.x, -0.25 * x0)
    np.testing.assert_array_equal(x0, [4, -2])
    kept[-1][...] = 99  # what f was given is x itself, but the record's gradient is its own
    np.testing.assert_array_equal(found.gradient, -0.25 * x0)


def test_a_gradient_that_is_x_under_a_rule_that_keeps_gradients() -> None:
    # Adan remembers the last gradient; long doubles go through the plain reader, which writes w first.
    start = np.array([4.0, -2.0], dtype=np.longdouble)
    shared, own = (minimize(f, start, adan(lr=0.1), steps=5) for f in (lambda x: (0, x), lambda x: (0, x.copy())))
    np.testing.assert_array_equal(shared.x, own.x)


@pytest.mark.parametrize("steps, stopped, taken", [(21, "steps", 21), (22, "tolerance", 22), (500, "tolerance", 22)])
def test_the_tolerance_is_of_the_largest_component(steps: int, stopped: str, taken: int) -> None:
    # The gradient is (10 * 0.9^k, 0): at most 1 from k = 22 on (0.9^21 = 0.109, 0.9^22 = 0.098).
    found = minimize(bowl, [5.0, 3.0], sgd(lr=0.05), steps=steps, tolerance=1.0)
    assert (found.stopped, found.steps) == (stopped, taken)


def test_a_start_within_the_tolerance_takes_no_step() -> None:
    found = minimize(bowl, [0.0, 0.0], adam(), tolerance=0)
    assert (found.steps, found.stopped, found.values.tolist()) == (0, "tolerance", [0.0])


def raising(now: Iterate) -> None:
    if now.step == 3:
        raise StopIteration


@pytest.mark.parametrize("callback", [raising, lambda now: now.step == 3])
def test_the_callback_may_stop(callback: Any) -> None:
    found = minimize(bowl, [5.0, 3.0], sgd(lr=0.05), callback=callback)
    assert (found.steps, found.stopped, len(found.values)) == (3, "callback", 4)
    np.testing.assert_allclose(found.x, [5 * 0.9**3, 0], rtol=1e-14, atol=1e-15)


def test_what_the_callback_sees_is_its_own_to_keep() -> None:
    seen: list[Iterate] = []
    buffer = np.empty(2)

    def reusing(x: Any) -> tuple[float, Any]:
        value, buffer[...] = bowl(x)
        return value, buffer

    minimize(reusing, [5.0, 3.0], sgd(lr=0.05), steps=4, callback=seen.append)
    assert [now.step for now in seen] == [1, 2, 3, 4]
    np.testing.assert_allclose([now.x[0] for now in seen], 5 * 0.9 ** np.arange(1, 5), rtol=1e-14)
    np.testing.assert_allclose([now.gradient[0] for now in seen], 10 * 0.9 ** np.arange(1, 5), rtol=1e-14)
    np.testing.assert_allclose([now.value for now in seen], 25 * 0.81 ** np.arange(1, 5), rtol=1e-13)


@pytest.mark.parametrize("bad", [(np.nan, [1.0]), (1.0, [np.inf])])
def test_where_f_ends_the_last_good_point_is_kept(bad: Any) -> None:
    def ends(x: Any) -> tuple[float, Any]:
        return (float(x[0]), [1.0]) if x[0] > 0.5 else bad

    found = minimize(ends, [3.0], sgd(lr=1.0))
    assert (found.stopped, found.steps, found.x[0], found.value) == ("not finite", 2, 1.0, 1.0)
    np.testing.assert_array_equal(found.values, [3, 2, 1])
    np.testing.assert_array_equal(found.gradient, [1])
    assert "try a smaller lr" in found.reason


def test_a_diverging_run_ends_finite() -> None:
    with np.errstate(all="ignore"):
        found = minimize(bowl, [5.0, 3.0], sgd(lr=1e60))
    assert found.stopped == "not finite"
    assert np.isfinite(found.x).all()


def test_nested_parameters_keep_their_kinds() -> None:
    x0 = {"a": [np.ones(2), (np.full((2, 2), 2.0),)], "b": Pair(np.float64(3), 4), "c": [1, 2]}

    def f(x: Any) -> tuple[float, Any]:
        assert isinstance(x["b"], Pair)
        assert isinstance(x["a"][1], tuple)
        assert x["b"].first.shape == ()
        assert x["c"].shape == (2,)
        return 0.0, {"c": x["c"], "b": Pair(*x["b"]), "a": [x["a"][0], (x["a"][1][0],)]}

    found = minimize(f, x0, sgd(lr=0.5), steps=1).x
    np.testing.assert_array_equal(found["a"][0], [0.5, 0.5])
    np.testing.assert_array_equal(found["a"][1][0], np.ones((2, 2)))
    assert found["b"] == Pair(1.5, 2.0)
    np.testing.assert_array_equal(found["c"], [0.5, 1])


def test_the_dtype_is_that_of_x0() -> None:
    for dtype in (np.float32, np.float64):
        found = minimize(lambda x: (x @ x, 2 * x.astype(float)), np.ones(3, dtype), sgd(), steps=2)
        assert found.x.dtype == found.gradient.dtype == dtype
    assert minimize(bowl, [5, 3], sgd(), steps=1).x.dtype == np.float64


def test_whole_rules_pipelines_and_averages() -> None:
    def f(x: Any) -> tuple[float, Any]:
        return float((x["m"] ** 2).sum()), {"m": 2 * x["m"]}

    start = {"m": np.arange(6.0).reshape(2, 3)}
    for rule in (muon(lr=0.01), pipeline(sgd(lr=0.1), clip_norm=1.0)):
        w, state = {"m": start["m"].copy()}, rule.init(start)
        for _ in range(5):
            rule.step(w, f(w)[1], state)
        np.testing.assert_allclose(minimize(f, start, rule, steps=5).x["m"], w["m"], rtol=1e-13)
    rule = schedule_free_sgd(lr=0.1)
    w, state = np.array([5.0, 3.0]), rule.init(np.ones(2))
    state = rule.init(w)
    for _ in range(7):
        rule.step(w, bowl(w)[1], state)
    found = minimize(bowl, [5.0, 3.0], rule, steps=7)
    np.testing.assert_allclose(found.x, rule.average(w, state), rtol=1e-14)
    assert np.abs(found.x - w).max() > 1e-3
    assert found.value == bowl(found.x)[0]


def test_lbfgs_searches_the_nest_as_one_vector() -> None:
    def rosenbrock(x: Any) -> tuple[float, Any]:
        a, b = x["a"][0], x["b"]
        value = (1 - a) ** 2 + 100 * (b - a**2) ** 2
        return float(value), {"a": np.array([-2 * (1 - a) - 400 * a * (b - a**2)]), "b": 200 * (b - a**2)}

    steps: list[int] = []
    found = minimize(
        rosenbrock, {"a": [-1.2], "b": 1.0}, lbfgs, callback=lambda now: steps.append(now.step), tolerance=1e-9
    )
    np.testing.assert_allclose([found.x["a"][0], found.x["b"]], [1, 1], rtol=1e-9)
    assert found.stopped == "tolerance"
    assert found.steps < 60
    assert steps == list(range(1, found.steps + 1))
    assert len(found.values) == found.steps + 1
    assert minimize(rosenbrock, {"a": [-1.2], "b": 1.0}, lbfgs, steps=5).steps == 5
    assert minimize(rosenbrock, {"a": [-1.2], "b": 1.0}, lbfgs, callback=lambda now: now.step == 2).steps == 2
    flat = minimize(lambda x: (float(np.abs(x).sum()), np.sign(x)), [0.3, 0.7], lbfgs(tolerance=0.0))
    assert flat.stopped == "no lower value"


@pytest.mark.parametrize(
    "change, kind, message",
    [
        ({"f": lambda x: x @ x}, ShapeError, "f must return (value, gradient), got a float64; with JAX pass jax.value"),
        ({"f": lambda x: (x, x)}, ShapeError, "the value of f must be one real number, got float64 of shape (2,)"),
        ({"f": lambda x: (1j, x)}, ShapeError, "must be one real number, got complex128 of shape ()"),
        ({"f": lambda x: (1.0, x[:1])}, ShapeError, "the gradient of x has shape (1,), not (2,)"),
        ({"f": lambda x: (1.0, {"x": x})}, DtypeError, "the gradient for x must be a NumPy array, got a dict"),
        ({"f": lambda x: (1.0, 1j * x)}, DtypeError, "the gradient of x is complex128"),
        ({"f": lambda x: (1.0, "up")}, DtypeError, "the gradient is str; parameters are arrays of numbers"),
        ({"f": lambda x: (np.nan, x)}, NonFiniteError, "f(x0) is nan"),
        ({"x0": "here"}, DtypeError, "x0 is str"),
        ({"x0": [[1, 2], [3]]}, ShapeError, "cannot be read as an array"),
        ({"x0": np.ones(2, complex)}, DtypeError, "parameters w are complex128"),
        ({"steps": -1}, RangeError, "steps must lie in the whole numbers of [0, inf), got -1"),
        ({"steps": 2.5}, RangeError, "got 2.5"),
        ({"tolerance": -1.0}, RangeError, "tolerance must lie in [0, inf), got -1.0"),
    ],
)
def test_mistakes(change: dict[str, Any], kind: type[Exception], message: str) -> None:
    given = {"f": bowl, "x0": np.array([5.0, 3.0]), "optimizer": sgd()} | change
    with pytest.raises(kind) as error:
        minimize(**given)
    assert message in str(error.value)


def test_repr() -> None:
    found = minimize(bowl, [5.0, 3.0], sgd(lr=0.05), steps=1)
    assert repr(found) == "Descent(f = 20.25 after 1 steps: all steps were taken)"
    assert isinstance(found, Descent)


if "jax" in PEERS:
    import jax
    import jax.numpy as jnp

    def jax_loss(p: Any) -> Any:
        return jnp.sum((p["a"] - 1) ** 2) + sum(jnp.sum((i + 1) * each**2) for i, each in enumerate(p["b"]))

    @pytest.mark.parametrize("wrap", [jax.value_and_grad, lambda f: jax.jit(jax.value_and_grad(f))])
    def test_jax_pytrees(wrap: Any) -> None:
        x0 = {"b": (jnp.full(3, 2.0), [jnp.float32(4)]), "a": jnp.arange(4.0)}
        f = wrap(lambda p: jax_loss({"a": p["a"], "b": (p["b"][0], p["b"][1][0])}))
        found = minimize(f, x0, sgd(lr=0.1), steps=10)
        assert isinstance(found.x["b"], tuple)
        assert found.x["a"].dtype == np.float32
        np.testing.assert_allclose(found.x["a"], 1 + 0.8**10 * (np.arange(4) - 1), rtol=1e-5)
        np.testing.assert_allclose(found.x["b"][0], 2 * 0.8**10, rtol=1e-5)
        np.testing.assert_allclose(found.x["b"][1][0], 4 * 0.6**10, rtol=1e-4)

    def test_jax_gradients_are_not_copied() -> None:
        x = np.arange(64, dtype=np.float32)
        _, gradient = jax.value_and_grad(lambda p: (p**2).sum())(x)
        there = np.from_dlpack(gradient)
        assert np.shares_memory(arrays(gradient), there)
        assert np.shares_memory(like(x, gradient, "test"), there)
        assert not np.shares_memory(like(x.astype(float), gradient, "test"), there)  # another dtype is converted

    def test_jax_that_hands_its_argument_back() -> None:
        f = jax.jit(jax.value_and_grad(lambda p: (p**2).sum() / 2))
        found = minimize(f, jnp.full(256, 8.0), momentum(lr=0.5, beta=0.5), steps=3)
        np.testing.assert_array_equal(found.x, np.full(256, -2.0))

    def test_float64_in_jax_s_float32() -> None:
        found = minimize(jax.value_and_grad(lambda p: ((p - 3) ** 2).sum()), np.zeros(2), sgd(lr=0.25), steps=30)
        assert found.x.dtype == np.float64
        np.testing.assert_allclose(found.x, 3, rtol=1e-6)


if "torch" in PEERS:
    import torch

    from talweg.adapters import torch_function

    def module() -> tuple[Any, Any]:
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1)).double()
        X = torch.randn(20, 3, dtype=torch.float64)
        return net, lambda: torch.nn.functional.mse_loss(net(X), X.sum(1, keepdim=True))

    @pytest.mark.parametrize("own_backward", [False, True])
    def test_a_module_trains_as_torch_trains_it(own_backward: bool) -> None:
        net, loss = module()
        twin, its_loss = module()
        torch_adam = torch.optim.Adam(twin.parameters(), lr=0.02, betas=(0.8, 0.99))
        for _ in range(25):
            torch_adam.zero_grad()
            its_loss().backward()
            torch_adam.step()

        def closure() -> Any:
            net.zero_grad()
            value = loss()
            value.backward()
            return value

        f = torch_function(closure if own_backward else loss, net)
        found = minimize(f, f.x0, adam(lr=0.02, beta1=0.8, beta2=0.99), steps=25)
        assert list(found.x) == ["0.weight", "0.bias", "2.weight", "2.bias"]
        for name, wanted in twin.state_dict().items():
            np.testing.assert_allclose(found.x[name], wanted.numpy(), rtol=1e-10)
            np.testing.assert_array_equal(net.state_dict()[name].numpy(), found.x[name])  # the module has it
        assert found.value == pytest.approx(its_loss().item(), rel=1e-10)

    def test_a_module_s_memory_is_shared_both_ways() -> None:
        net, loss = module()
        f = torch_function(loss, net)
        x = f.x0
        weight = dict(net.named_parameters())["0.weight"]
        assert x["0.weight"].ctypes.data == weight.data_ptr()
        other = {name: array.copy() for name, array in x.items()}
        _, gradient = f(other)
        assert other["0.weight"].ctypes.data == weight.data_ptr()  # PyTorch now reads x where it lies
        assert np.shares_memory(gradient["0.weight"], weight.grad.numpy())
        assert np.shares_memory(like(other, gradient, "test")["0.weight"], weight.grad.numpy())
        rule = sgd(lr=0.1)
        before = weight.detach().clone()
        rule.step(other, gradient, rule.init(other))  # a loop of one's own trains the module
        torch.testing.assert_close(weight.detach(), before - 0.1 * weight.grad, rtol=1e-14, atol=0)

    def test_frozen_and_unused_parameters() -> None:
        net, loss = module()
        net[0].weight.requires_grad_(False)
        net.unused = torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
        f = torch_function(loss, net)
        assert list(f.x0) == ["unused", "0.bias", "2.weight", "2.bias"]
        np.testing.assert_array_equal(f(f.x0)[1]["unused"], [0, 0])

    def test_a_loss_of_tensors() -> None:
        shared: list[Any] = []

        def loss(x: Any) -> Any:
            shared.append(x["a"].data_ptr())
            return (x["a"] ** 2).sum() + 3 * x["b"][0] ** 2

        f = torch_function(loss)
        x = {"a": np.array([1.0, 2.0]), "b": [np.array(4.0)], "c": np.ones(2)}
        value, gradient = f(x)
        assert shared == [x["a"].ctypes.data]
        assert value == 53
        np.testing.assert_array_equal(gradient["a"], [2, 4])
        assert gradient["b"][0] == 24
        np.testing.assert_array_equal(gradient["c"], [0, 0])
        found = minimize(f, x, sgd(lr=0.1), steps=10)
        np.testing.assert_allclose(found.x["a"], np.array([1, 2]) * 0.8**10, rtol=1e-13)

    def test_tensors_themselves_may_be_the_start_and_the_answer() -> None:
        start = torch.tensor([5.0, 3.0], dtype=torch.float64, requires_grad=True)
        found = minimize(lambda x: (torch.tensor(bowl(x)[0]), torch.tensor(bowl(x)[1])), start, sgd(lr=0.05), steps=5)
        np.testing.assert_allclose(found.x, [5 * 0.9**5, 0], rtol=1e-14, atol=1e-15)
        assert start.tolist() == [5, 3]

    def test_torch_mistakes_change_nothing() -> None:
        net, loss = module()
        f = torch_function(loss, net)
        pointers = [each.data_ptr() for each in net.parameters()]
        with pytest.raises(ShapeError, match=r"must be a dict of arrays with the keys '0\.weight', '0\.bias'"):
            f({"0.weight": np.ones((4, 3))})
        with pytest.raises(ShapeError, match=r"x\['2.bias'\] has shape \(2,\), not \(1,\)"):
            f(f.x0 | {"2.bias": np.ones(2)})
        with pytest.raises(DtypeError, match=r"x\['2.bias'\] is torch.float32, not torch.float64"):
            f(f.x0 | {"2.bias": np.ones(1, np.float32)})
        assert [each.data_ptr() for each in net.parameters()] == pointers
        with pytest.raises(ShapeError, match=r"the loss must be a tensor of one number, got \(2,\); take its mean"):
            torch_function(lambda x: x)(np.ones(2))
        with pytest.raises(ShapeError, match="must be a tensor of one number, got float"):
            torch_function(lambda x: 1.0)(np.ones(2))
        with pytest.raises(ShapeError, match="no parameter that requires a gradient"):
            torch_function(loss, torch.nn.Tanh())


def test_what_the_callback_says_may_be_numpy_s_truth() -> None:
    def f(x: Any) -> tuple[float, Any]:
        return float(x @ x), 2 * x

    for answer in (True, np.True_, np.all([True, True])):
        for rule in (sgd(lr=0.1), lbfgs):
            found = minimize(f, np.array([3.0, -1.0]), rule, steps=9, callback=lambda _, answer=answer: answer)
            assert (found.steps, found.stopped) == (1, "callback")
    for answer in (False, np.False_, None, [1], "yes", np.array([1.0])):
        assert minimize(f, np.ones(2), sgd(lr=0.1), steps=3, callback=lambda _, answer=answer: answer).steps == 3


@pytest.mark.parametrize("x0", [np.ones(2), {"a": np.ones(1), "b": {"c": np.array(2.0)}}])
def test_what_f_was_given_is_its_own_to_keep(x0: Any) -> None:
    kept: list[Any] = []

    def f(x: Any) -> tuple[float, Any]:
        kept.append(x)
        flat = x if isinstance(x, np.ndarray) else np.array([x["a"][0], x["b"]["c"]])
        return float(flat @ flat), 2 * x if isinstance(x, np.ndarray) else {
            "a": 2 * x["a"],
            "b": {"c": 2 * x["b"]["c"]},
        }

    minimize(f, x0, sgd(lr=0.1), steps=3)
    firsts = [float(each[0] if isinstance(each, np.ndarray) else each["a"][0]) for each in kept]
    assert firsts == pytest.approx([1, 0.8, 0.64, 0.512])
