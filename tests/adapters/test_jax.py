"""tw.jax: our rules as optax's transformations, our schedules and losses traced, mapped and derived."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import (
    DeclarationError,
    DtypeError,
    LabelError,
    MissingError,
    RangeError,
    ShapeError,
    UnknownNameError,
)
from talweg.losses import LOSSES
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

from conftest import legal_batch, tried

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "optimizers.json").read_text())
STEPS = GOLDEN.pop("steps")

if find_spec("jax") and find_spec("optax"):
    import jax
    import optax
    from jax import numpy as jnp

    def scanned(transformation: Any, w: Any, gradients: Any) -> Any:
        """The weights after each step, in one compiled loop."""

        def step(carry: Any, g: Any) -> Any:
            params, state = carry
            updates, state = transformation.update(g, state, params)
            params = optax.apply_updates(params, updates)
            return (params, state), params

        return jax.jit(lambda: jax.lax.scan(step, (w, transformation.init(w)), gradients))()

    def test_the_golden_trajectories_compiled() -> None:
        cases = [(peer, *case) for peer in GOLDEN for case in GOLDEN[peer]]
        with jax.enable_x64(True):

            def path(name: str, given: Any) -> Any:
                hyper = dict(given)
                if "eps_hat" in hyper:
                    eps_hat, beta2 = hyper.pop("eps_hat"), hyper["beta2"]
                    hyper["eps"] = lambda t: eps_hat / (1 - beta2 ** (t + 1)) ** 0.5
                rule = OPTIMIZERS[name](**hyper)
                start, gradients = (jnp.array(each) for each in STEPS["matrix" if rule.whole else "vector"])
                return scanned(tw.jax.transform(rule), start, gradients)[1]

            # All in one program: a compilation takes more time than the steps.
            found = jax.jit(lambda: [path(name, given) for _, name, given, _ in cases])()
        for (peer, name, given, expected), ours in zip(cases, found, strict=True):
            assert_allclose(ours, expected, rtol=1e-10, err_msg=f"{peer}: {name} {given}")

    @pytest.fixture
    def float64() -> Any:
        with jax.enable_x64(True):
            yield

    @pytest.mark.usefixtures("float64")
    def test_trees_chains_masks_schedules_and_vmap() -> None:
        params = {"w": jnp.ones((3, 2)), "b": [jnp.zeros(2), jnp.array(2.0)]}
        gradients = jax.tree.map(lambda each: jnp.full_like(each, 0.3), params)
        plan = optax.linear_schedule(0.1, 0.0, 10)

        def chain(scale: Any, rule: Any) -> Any:
            transformation = optax.chain(optax.clip_by_global_norm(scale), rule, optax.scale(0.5))
            state, here = transformation.init(params), params
            for _ in range(3):
                updates, state = transformation.update(gradients, state, here)
                here = optax.apply_updates(here, updates)
            return here

        scales = jnp.array([0.1, 0.2, 5.0])
        ours = jax.jit(jax.vmap(lambda scale: chain(scale, tw.jax.transform(tw.adam(lr=plan)))))(scales)
        theirs = jax.jit(jax.vmap(lambda scale: chain(scale, optax.adam(plan))))(scales)
        jax.tree.map(lambda a, b: assert_allclose(a, b, rtol=1e-12), ours, theirs)
        masked = optax.masked(tw.jax.transform("sgd:lr=1"), {"w": True, "b": [False, True]})
        updates, _ = masked.update(gradients, masked.init(params), params)
        assert_allclose(updates["b"][0], 0.3)
        assert_allclose(updates["b"][1], -0.3)

    @pytest.mark.usefixtures("float64")
    def test_rates_may_be_traced_and_injected() -> None:
        w, g = jnp.ones(3), jnp.arange(3.0)

        def moved(lr: Any) -> Any:
            transformation = tw.jax.transform(tw.adam, lr=lr)
            return transformation.update(g, transformation.init(w), w)[0].sum()

        assert_allclose(jax.grad(moved)(0.1), -2, rtol=1e-7)
        injected = optax.inject_hyperparams(lambda lr: tw.jax.transform(tw.sgd, lr=lr))(lr=0.5)
        state = injected.init(w)
        state.hyperparams["lr"] = jnp.asarray(0.25)
        assert_array_equal(injected.update(g, state, w)[0], -0.25 * g)

    def test_several_steps_as_one_and_memory_given_away() -> None:
        w, g = {"w": jnp.ones(3), "b": 2.0}, {"w": jnp.arange(3.0), "b": 0.5}  # a plain number is a parameter, too
        ours, theirs = (
            optax.apply_if_finite(optax.MultiSteps(rule, every_k_schedule=2), 2)
            for rule in (tw.jax.transform(tw.adam(lr=0.1)), optax.adam(0.1))
        )
        ends = []
        for rule in (ours, theirs):

            def step(carry: Any, g: Any, rule: Any = rule) -> Any:
                updates, state = rule.update(g, carry[1], carry[0])
                return optax.apply_updates(carry[0], updates), state

            once = jax.jit(step, donate_argnums=0)
            carry = jax.tree.map(jnp.array, (w, rule.init(w)))
            for scale in (1.0, 2.0, float("nan"), 3.0, -1.0):
                carry = once(carry, jax.tree.map(lambda each, scale=scale: each * scale, g))
            ends.append(carry[0])
        jax.tree.map(lambda a, b: assert_allclose(a, b, rtol=2e-6), *ends)

    def test_parameters_in_parts_on_two_devices() -> None:
        devices = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2", "JAX_PLATFORMS": "cpu"}
        environment = {**os.environ, **devices}
        subprocess.run([sys.executable, "-W", "error", "-c", SHARDED], check=True, env=environment, timeout=120)

    SHARDED = """
import jax, numpy as np
from jax import numpy as jnp
from jax.sharding import Mesh, NamedSharding, PartitionSpec as Spec
import talweg as tw

mesh = Mesh(np.array(jax.devices()), ("d",))
in_parts = NamedSharding(mesh, Spec(None, "d"))
rule = tw.jax.transform(tw.adam(lr=0.1))
start = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)
step = jax.jit(lambda w, state: rule.update(jax.grad(lambda w: (w**4).sum())(w), state, w))
ends = []
for w in (jax.device_put(start, in_parts), jnp.asarray(start)):
    state = rule.init(w)
    for _ in range(4):
        change, state = step(w, state)
        w = w + change
    ends.append((w, state.slots["m"]))
assert len(jax.devices()) == 2 and all(each.sharding == in_parts for each in ends[0]), ends[0][1].sharding
np.testing.assert_allclose(ends[0][0], ends[1][0], rtol=1e-6)
"""

    def test_short_parameters_keep_float32_slots() -> None:
        w = jnp.ones(3, jnp.bfloat16)
        transformation = tw.jax.transform(tw.adam(lr=0.5))
        updates, state = transformation.update(jnp.full(3, 1e-3, jnp.bfloat16), transformation.init(w), w)
        assert state.slots["v"].dtype == jnp.float32
        assert optax.apply_updates(w, updates).dtype == jnp.bfloat16
        assert_allclose(updates, -0.5, rtol=1e-4)

    def test_outputs_and_averages() -> None:
        draw = np.random.default_rng(0)
        w, g = draw.normal(size=(2, 6, 3)).astype(np.float32)
        expected = w.copy()
        tw.muon.step(expected, g, tw.muon.init(w, 0))
        for outputs in (0, {"w": 0}):
            given = {"w": jnp.asarray(w)}
            transformation = tw.jax.transform(tw.muon, outputs=outputs)
            updates, _ = transformation.update({"w": jnp.asarray(g)}, transformation.init(given), given)
            assert_allclose(w + updates["w"], expected, rtol=2e-5, atol=1e-6)
        rule = tw.schedule_free_sgd(lr=tw.constant(peak=0.1, warmup=2))
        state = rule.init(w)
        gradients = draw.normal(size=(5, *w.shape)).astype(np.float32)
        (ours, kept), _ = scanned(tw.jax.transform(rule), jnp.asarray(w), gradients)
        for each in gradients:
            rule.step(w, each, state)
        assert_allclose(ours, w, rtol=1e-5, atol=1e-6)
        assert_allclose(tw.jax.average(rule, ours, kept), rule.average(w, state), rtol=1e-5, atol=1e-6)
        assert tw.jax.average(tw.adam(), ours, kept) is ours

    def test_schedules_turn_on_the_right_step_in_float32() -> None:
        plans = [each(**tried(each.formula)) for each in SCHEDULES.values()]
        t = np.arange(60)
        found = jax.jit(lambda t: [jax.vmap(tw.jax.schedule(plan))(t) for plan in plans])(t)
        for plan, ours in zip(plans, found, strict=True):
            assert ours.dtype == np.float32
            assert_allclose(ours, plan(t).astype(np.float32), rtol=2e-7, atol=1e-8, err_msg=plan.name)
        assert tw.jax.schedule(plans[0])(7) == np.float32(plans[0](7))

    @pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
    def test_losses_and_their_derivatives(reduction: Any) -> None:
        draw = np.random.default_rng(4)
        cases = []
        for loss in LOSSES.values():
            cases.append((loss.replace(**tried(loss.formula)), *legal_batch(loss, 6, draw), None))
        labels = np.array([0, 3, -100, 5, 1, 1])
        weighed = tw.cross_entropy(smoothing=0.1, ignore=-100, class_weights=range(1, 7))
        cases.append((weighed, draw.normal(size=(6, 6)), labels, np.array([1.0, 2, 3, 0, 1, 1])))
        with jax.enable_x64(True):

            def derived(batches: Any) -> Any:
                found = []
                for (loss, *_), batch in zip(cases, batches, strict=True):
                    function = tw.jax.loss(loss, reduction)
                    value, back = jax.vjp(lambda z, f=function, b=batch: f(z, *b[1:]), batch[0])
                    _, forth = jax.jvp(lambda z, f=function, b=batch: f(z, *b[1:]), (batch[0],), (batch[0],))
                    found.append((value, back(jnp.ones_like(value))[0], forth))
                return found

            results = jax.jit(derived)([tuple(map(_traced, batch)) for _, *batch in cases])
        for (loss, y_hat, y, weights), (value, slope, along) in zip(cases, results, strict=True):
            expected, gradient = loss.value_and_grad(y_hat, y, weights, reduction)
            assert_allclose(value, expected, rtol=1e-12, atol=1e-15, err_msg=loss.name)
            assert_allclose(slope, gradient, rtol=1e-12, atol=1e-15, err_msg=loss.name)
            inner = (gradient * y_hat).reshape(*np.shape(value), -1).sum(-1)
            assert_allclose(along, inner, rtol=1e-11, atol=1e-13, err_msg=loss.name)

    def _traced(values: Any) -> Any:
        return None if values is None else jnp.asarray(values)

    def test_second_derivatives_and_targets_of_a_loss() -> None:
        z, y = jnp.array([0.3, -2.0, 1.0]), jnp.array([0.0, 1.0, 1.0])
        ours = jax.hessian(tw.jax.loss("binary_cross_entropy", "sum"))(z, y)
        p = 1 / (1 + np.exp(-np.asarray(z)))
        assert_allclose(ours, np.diag(p * (1 - p)), rtol=1e-5, atol=1e-7)
        with pytest.raises(DtypeError, match="the targets have no derivative here"):
            jax.grad(tw.jax.loss(tw.mse), argnums=1)(z, y)
        with pytest.raises(LabelError, match=r"targets must lie in \[0, 1\], got 2"):
            tw.jax.loss(tw.focal)(z, 2 * y)
        with pytest.raises(DtypeError, match="predictions are int32"):
            tw.jax.loss(tw.mse)(jnp.arange(3), y)
        with pytest.raises(UnknownNameError, match="has no reduction"):
            tw.jax.loss(tw.mse, "average")
        assert tw.jax.loss(tw.mse)(z.astype(jnp.float16), y).dtype == jnp.float32

    def test_what_cannot_be_transformed_is_refused_in_words() -> None:
        with pytest.raises(DeclarationError, match="not a pipeline; chain it with optax's own"):
            tw.jax.transform(tw.pipeline(tw.adam(), clip_norm=1))
        with pytest.raises(UnknownNameError, match="has no hyperparameter 'beta'"):
            tw.jax.transform(tw.adam, beta=0.9)
        with pytest.raises(RangeError, match="lr must lie in"):
            tw.jax.transform(tw.adam, lr=-1)
        with pytest.raises(RangeError, match="lr must lie in"):
            tw.jax.transform(tw.adam, lr=jnp.array(-1.0))
        with pytest.raises(DeclarationError, match=r"what is injected has its own name: .*lambda lr"):
            optax.inject_hyperparams(partial(tw.jax.transform, tw.adam))(lr=0.1).init(jnp.ones(2))
        with pytest.raises(DtypeError, match="parameters are int32"):
            tw.jax.transform(tw.adam).init({"w": jnp.arange(3)})
        for unfit in (jnp.ones(4), jnp.ones(())):  # one of them NumPy would spread out
            with pytest.raises(ShapeError, match=r"a gradient has the shape \(.*\), but its parameter \(3,\)"):
                tw.jax.transform(tw.sgd).update(unfit, tw.jax.transform(tw.sgd).init(jnp.ones(3)), jnp.ones(3))
        with pytest.raises(MissingError, match=r"call update\(gradients, state, params\)"):
            tw.jax.transform(tw.sgd).update(jnp.ones(2), tw.jax.transform(tw.sgd).init(jnp.ones(2)))
        with pytest.raises(DeclarationError, match="takes a schedule with its hyperparameters"):
            tw.jax.schedule(0.1)
        with pytest.raises(MissingError, match="cosine needs"):
            tw.jax.schedule(tw.cosine)
