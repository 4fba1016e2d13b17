"""tw.keras.Optimizer under each backend that is installed, each in a process of its own: Keras chooses at its start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

BACKENDS = [name for name in ("torch", "jax") if find_spec("keras") and find_spec(name)]
SCRIPT = '''
import json
import sys
from pathlib import Path

import keras
import numpy as np

import talweg as tw
from talweg.formula import Positive, Rate
from talweg.optimizers import OPTIMIZERS

draw = np.random.default_rng(0)
X = draw.normal(size=(64, 5)).astype("float32")
Y = (X @ np.ones((5, 2))).astype("float32")
found = {}


def trained(optimizer, **options):
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Input((5,)), keras.layers.Dense(7, activation="tanh"), keras.layers.Dense(2)]
    model = keras.Sequential(layers)
    model.compile(optimizer, "mse")
    again(model, 3, **options)
    return model


def again(model, epochs, **options):
    model.fit(X, Y, epochs=epochs, batch_size=16, verbose=0, shuffle=False, **options)


def gap(ours, theirs):
    pairs = zip(ours.get_weights(), theirs.get_weights(), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def falling():
    return [keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.1 / (epoch + 1))]


our, their = tw.keras.Optimizer, keras.optimizers
hat = lambda t: 1e-7 / (1 - 0.999 ** (t + 1)) ** 0.5
found["adam"] = gap(trained(our(tw.adam(lr=0.01, eps=hat))), trained(their.Adam(0.01)))
clip = {"global_clipnorm": 0.1}
around = {"gradient_accumulation_steps": 2, "use_ema": True, "weight_decay": 0.1}
found["around"] = gap(trained(our(tw.sgd, **around)), trained(their.SGD(**around)))
found["lion, clipped"] = gap(trained(our("lion:lr=0.01", **clip)), trained(their.Lion(0.01, **clip)))
found["callback"] = gap(trained(our(tw.sgd), callbacks=falling()), trained(their.SGD(), callbacks=falling()))
plan = keras.optimizers.schedules.CosineDecay(0.1, 12)
found["schedule"] = gap(trained(our(tw.sgd(lr=tw.cosine(peak=0.1, total=12)))), trained(their.SGD(plan)))

# Saved with its model, and gone on with.
model = trained(our(tw.muon(lr=tw.cosine(peak=0.1, total=16, warmup=2), weight_decay=0.125)))
path = Path(sys.argv[1]) / "model.keras"
model.save(path)
other = keras.models.load_model(path)
found["rule"] = repr(other.optimizer.rule)
again(model, 1), again(other, 1)
found["loaded"] = gap(model, other)

@tw.optimizer
def own(w, g, iterations, *, beta: Rate = 0.1, learning_rate: Positive = 2.0):
    """Steps. Source: this test, 2026."""
    return w - beta * (g + iterations) / learning_rate, iterations + 1


# Some rules in float64, beside the plain reader; the rate is one that float32 holds.
start, gradients = draw.normal(size=(4, 3)), draw.normal(size=(4, 4, 3))
steps = {}
for rule in (*(OPTIMIZERS[name] for name in ("radam", "lamb", "muon", "schedule_free_adamw")), own):
    rule = rule(**{rule.rate: 0.125})
    variable = keras.Variable(start, dtype="float64")
    optimizer = our(rule)
    optimizer.build([variable])
    w, state = start.copy(), rule.init(start)
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")])
        rule.step(w, gradient, state)
    steps[rule.name] = float(np.abs(variable.numpy() - w).max())
    if rule.averaged is not None:
        optimizer.finalize_variable_values([variable])
        steps[rule.name + " averaged"] = float(np.abs(variable.numpy() - rule.average(w, state)).max())
found["steps"] = steps


found["refused"] = {}
for name, attempt in {
    "pipeline": lambda: our(tw.pipeline(tw.adam(), clip_norm=1)),
    "unknown": lambda: our("adamm"),
    "rate": lambda: our("adam", learning_rate=-1.0),
    "kept": lambda: our(own()).get_config(),
}.items():
    try:
        attempt()
    except tw.TalwegError as error:
        found["refused"][name] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
'''


def test_on_ci_the_backends_are_there() -> None:
    if os.environ.get("CI"):
        assert BACKENDS == ["torch", "jax"], "install the extra `peers`"


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_under(backend: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    set_there = {**os.environ, "KERAS_BACKEND": backend, "JAX_ENABLE_X64": "1"}
    done = subprocess.run(
        [sys.executable, script, tmp_path], env=set_there, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("adam", "lion, clipped", "around", "callback", "schedule"):
        assert found[name] < 2e-6, name
    assert found["loaded"] == 0
    assert found["rule"] == (
        "muon(lr=cosine(peak=0.1, total=16, warmup=2, floor=0.0), beta=0.95, eps=1e-07, weight_decay=0.125)"
    )
    assert max(found["steps"].values()) < 1e-12, found["steps"]
    assert found["refused"] == {
        "pipeline": "DeclarationError: tw.keras.Optimizer takes an optimizer, not a pipeline; Keras clips and averages "
        "by itself: tw.keras.Optimizer(tw.adam(), global_clipnorm=1.0, use_ema=True)",
        "unknown": "UnknownNameError: talweg has no optimizer 'adamm'; did you mean 'adam'?",
        "rate": "RangeError: adam: lr must lie in [0, inf), got -1.0",
        "kept": "DeclarationError: tw.keras: own(beta=0.1, learning_rate=2.0) is on no shelf, so Keras cannot keep it "
        "in a file; keep the model's weights, as save_weights does, and make the optimizer anew",
    }
