"""Every reader gives the same numbers: one table of everything registered drives all of them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from talweg.engine import fused, fused_losses, plain, threads
from talweg.errors import NonFiniteError
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

import own_deno
from conftest import legal_batch, tried

FORMULAS = ["formulas.js"]
RELATIVE = {np.float32: 2e-6, np.float64: 1e-13}
# A whole-tensor rule has one reader only, the plain one.
rules = pytest.mark.parametrize("rule", [r for r in OPTIMIZERS.values() if not r.whole], ids=lambda rule: rule.name)
losses = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is long enough for several threads is short here: small arrays are cut and spread like large ones."""
    monkeypatch.setattr(fused, "GRAIN", 70)
    monkeypatch.setattr(fused, "BLOCK", 70)
    monkeypatch.setattr(fused_losses, "BLOCK", 70)
    monkeypatch.setattr(threads, "count", lambda: 3)


def relative(a: Any, b: Any) -> float:
    """The largest difference over the largest entry."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return float(np.max(np.abs(a - b)) / np.max(np.abs(b)))


def gradients(steps: int, size: int, dtype: Any) -> Any:
    # Over many orders of magnitude, as the weights of one network have them.
    draw = np.random.default_rng(7)
    return (draw.normal(size=(steps, size)) * np.logspace(-4, 2, size)).astype(dtype)


@rules
@dtypes
@pytest.mark.parametrize("size", [7, 300])
def test_fused_step_equals_plain(rule: Optimizer, dtype: Any, size: int, short_parts: None) -> None:
    rule = rule(**tried(rule.formula))
    w = np.random.default_rng(1).normal(size=size).astype(dtype)
    state = rule.init(w)
    moved, slots = w.copy(), tuple(slot.copy() for slot in state.slots.values())
    for t, g in enumerate(gradients(20, size, dtype), start=1):
        rule.step(w, g, state)
        moved, slots = rule.next(moved, g, slots, t)
        assert all(each.dtype == dtype for each in (moved, *slots))
    assert state.t == 20
    for ours, theirs in zip([w, *state.slots.values()], [moved, *slots], strict=True):
        assert relative(ours, theirs) < RELATIVE[dtype]


@rules
def test_javascript_step_equals_plain(rule: Optimizer, javascript: own_deno.Ask) -> None:
    rule = rule(**tried(rule.formula))
    steps = gradients(200, 3, np.float64)
    w = np.array([0.5, -2.0, 30.0])
    moved, slots = w, tuple(rule.init(w).slots.values())
    walk = []
    for t, g in enumerate(steps, start=1):
        moved, slots = rule.next(moved, g, slots, t)
        walk.append([moved, *slots])
    script = """([{ optimizers }], [name, starts, gradients, h]) => {
        const rule = optimizers[name];
        const s = starts.map((w) => [w, ...rule.starts]);
        return gradients.map((row, i) => {
            row.forEach((g, k) => rule.step(s[k], g, i + 1, h));
            return s.map((each) => [...each]);
        });
    }"""
    theirs = np.array(javascript(FORMULAS, script, [rule.name, w.tolist(), steps.tolist(), rule.hyper]))
    ours = np.array(walk).transpose(0, 2, 1)
    assert_allclose(theirs, ours, rtol=1e-12, atol=1e-12 * np.abs(ours).max(axis=0).min())


def batch(loss: Loss, dtype: Any, rows: int) -> tuple[Any, Any]:
    y_hat, y = legal_batch(loss, rows, np.random.default_rng(3))
    return y_hat.astype(dtype), y.astype(dtype)


def plainly(loss: Loss, y_hat: Any, y: Any, hyper: Any) -> tuple[Any, Any]:
    """Every example's value and gradient by the plain reader; a gradient for each part of the prediction."""
    parts = (y_hat,) if len(loss.parts) == 1 else y_hat.T
    values, *slopes = plain.run(loss.formula, (*parts, y), hyper)
    return values, slopes[0] if len(slopes) == 1 else np.stack(slopes, axis=-1)


@losses
@dtypes
@pytest.mark.parametrize("rows", [5, 300])
def test_fused_loss_equals_plain(loss: Loss, dtype: Any, rows: int, short_parts: None) -> None:
    loss = loss.replace(**tried(loss.formula))
    y_hat, y = batch(loss, dtype, rows)
    value, gradient = loss.value_and_grad(y_hat, y)
    values, slopes = plainly(loss, y_hat, y, loss.hyper)
    assert gradient.dtype == slopes.dtype == dtype
    assert math.isclose(value, np.mean(values, dtype=float), rel_tol=RELATIVE[dtype])
    assert relative(gradient * np.size(values), slopes) < RELATIVE[dtype]


@losses
def test_javascript_loss_equals_plain(loss: Loss, javascript: own_deno.Ask) -> None:
    hyper = tried(loss.formula)
    y_hat, y = batch(loss, np.float64, 20)
    values, slopes = plainly(loss, y_hat, y, hyper)
    script = """([{ losses }], [name, parts, y, h]) => {
        const loss = losses[name];
        const numbers = (slope) => (typeof slope === "number" ? [slope] : [...slope]);
        return parts.map((each, i) => {
            const [value, ...slopes] = loss.at(...each, y[i], h);
            return [value, slopes.flatMap(numbers)];
        });
    }"""
    parts = y_hat if len(loss.parts) > 1 else y_hat[:, None]
    found = javascript(FORMULAS, script, [loss.name, parts.tolist(), y.tolist(), hyper])
    assert_allclose([value for value, _ in found], np.ravel(values), rtol=1e-12)
    assert_allclose([slope for _, slope in found], slopes.reshape(20, -1), rtol=1e-12, atol=1e-13)


def test_javascript_schedules_and_surfaces_equal_plain(javascript: own_deno.Ask) -> None:
    script = "([formulas], [shelf, name, points, h]) => points.map((point) => formulas[shelf][name].at(...point, h))"
    for name, schedule in SCHEDULES.items():
        hyper = tried(schedule.formula)
        ts = np.arange(60)
        found = javascript(FORMULAS, script, ["schedules", name, [[int(t)] for t in ts], hyper])
        assert_allclose(found, schedule(**hyper)(ts), rtol=1e-12, atol=1e-15)
    points = np.random.default_rng(5).uniform(-3, 3, size=(50, 2))
    for name, surface in SURFACES.items():
        hyper = tried(surface.formula)
        found = javascript(FORMULAS, script, ["surfaces", name, points.tolist(), hyper])
        expected = [(f, *g) for f, g in (surface(**hyper).value_and_grad(point) for point in points)]
        assert_allclose(found, expected, rtol=1e-12, atol=1e-13)


def test_a_browser_takes_the_formulas(page: Any, site: str) -> None:
    page.goto(site)
    shelves = ["optimizers", "losses", "schedules", "surfaces"]
    script = """async (shelves) => {
        const formulas = await import("/static/formulas.js");
        return shelves.map((shelf) => Object.keys(formulas[shelf]));
    }"""
    ours = [
        [name for name, rule in OPTIMIZERS.items() if not rule.whole],
        list(LOSSES),
        list(SCHEDULES),
        list(SURFACES),
    ]
    assert page.evaluate(script, shelves) == ours


@pytest.mark.slow
def test_second_process_uses_the_kernels_on_disk(tmp_path: Path) -> None:
    # A formula in a fresh folder: its cache can only come from the first of the two processes.
    (tmp_path / "scratch.py").write_text(
        "from talweg.formula import Positive\n"
        "from talweg.nouns import optimizer\n\n\n"
        "@optimizer\n"
        "def halving(w, g, *, lr: Positive = 0.5):\n"
        '    """A rule of this test alone."""\n'
        "    return w - lr * g / 2\n"
    )
    code = (
        "import json, numpy as np, scratch\n"
        "from talweg.engine import nests\n"
        "w = np.ones(4); scratch.halving.step(w, w.copy(), scratch.halving.init(w))\n"
        "kernel = nests._step_kernel(scratch.halving.formula, w.dtype, ())\n"
        "print(json.dumps([sum(kernel.stats.cache_hits.values()), sum(kernel.stats.cache_misses.values()), w[0]]))\n"
    )

    def run() -> list[float]:
        out = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        found: list[float] = json.loads(out.stdout)
        return found

    assert run() == [0, 1, 0.75]
    assert run() == [1, 0, 0.75]


def test_where_it_is_preferred_the_plain_reader_takes_steps_and_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a kernel was asked for")

    adam, sgd, cross_entropy = OPTIMIZERS["adam"], OPTIMIZERS["sgd"], LOSSES["cross_entropy"]
    weights, gradient = np.array([1.0, -2.0]), np.array([0.5, 0.25])
    fused_w, plain_w = weights.copy(), weights.copy()
    one, other = adam.init(fused_w), adam.init(plain_w)
    logits, labels = np.array([[0.3, -1.2, 2.0]]), np.array([2])
    wanted = cross_entropy.value_and_grad(logits, labels)
    adam.step(fused_w, gradient, one)
    adam.step(fused_w, gradient, one)
    for module, name in (
        (fused, "by_all"),
        (fused, "everywhere"),
        (fused_losses, "everywhere"),
        (fused_losses, "_run"),
    ):
        monkeypatch.setattr(module, name, refused)
    with plain.preferred():
        adam.step(plain_w, gradient, other)
        adam.step(plain_w, gradient, other)
        sgd.step([plain_w.copy(), plain_w.copy()], [gradient, gradient], sgd.init([plain_w, plain_w]))
        value, slopes = cross_entropy.value_and_grad(logits, labels)
        with pytest.raises(NonFiniteError):
            adam.step(plain_w, np.array([np.nan, 0.0]), other)
    assert not plain.is_preferred()
    assert_allclose(plain_w, fused_w, rtol=1e-13)
    assert_allclose(value, wanted[0], rtol=1e-13)
    assert_allclose(slopes, wanted[1], rtol=1e-13)
