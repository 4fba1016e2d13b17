"""25 steps of other libraries' optimizers in float64, with no setting at its default, for the tests to compare with.

    python tests/golden/make_optimizers.py --write     # all peers, into optimizers.json beside this file
    python tests/golden/make_optimizers.py torch       # one peer, to the terminal

A case is [rule, Talweg's hyperparameters, path]; the path holds w after every step. `eps_hat` stands for an eps that
the peer adds before the correction for the start at zero. Nothing of Talweg is imported here.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

STEPS = 25
PLACE = Path(__file__).with_name("optimizers.json")
DRAW = np.random.default_rng(25)
# One scale a column, as the weights of one network have them; a matrix for the rules that look at whole arrays.
W = np.array([1.5, -0.7, 12.0, -0.3])
GRADIENTS = DRAW.normal(size=(STEPS, 4)) * np.array([1e-3, 0.1, 3.0, 100.0])
MATRIX = DRAW.normal(size=(3, 4))
MATRIX_GRADIENTS = DRAW.normal(size=(STEPS, 3, 4)) * np.array([1e-2, 1.0, 10.0, 0.1])

Rule = tuple[str, dict[str, float], Any]
"""Talweg's name, Talweg's hyperparameters, the peer's own optimizer."""
ADAM = {"lr": 0.03, "beta1": 0.8, "beta2": 0.95}


def torch_rules() -> Iterator[Rule]:
    from torch import Tensor, float64, optim, set_default_dtype

    set_default_dtype(float64)  # NAdam keeps its product of momenta in the default dtype

    def of(kind: Any, **settings: Any) -> Callable[[Any], Any]:
        return lambda w: kind([w], foreach=False, **settings)

    adam = {"lr": 0.03, "betas": (0.8, 0.95)}
    yield "sgd", {"lr": 0.03}, of(optim.SGD, lr=0.03)
    yield "momentum", {"lr": 0.03, "beta": 0.8}, of(optim.SGD, lr=0.03, momentum=0.8)
    yield "nesterov", {"lr": 0.03, "beta": 0.8}, of(optim.SGD, lr=0.03, momentum=0.8, nesterov=True)
    yield (
        *("adagrad", {"lr": 0.2, "eps": 1e-3, "start": 0.3}),
        of(optim.Adagrad, lr=0.2, eps=1e-3, initial_accumulator_value=0.3),
    )
    yield "rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-3}, of(optim.RMSprop, lr=0.03, alpha=0.8, eps=1e-3)
    yield (
        *("centered_rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-3}),
        of(optim.RMSprop, lr=0.03, alpha=0.8, eps=1e-3, centered=True),
    )
    yield "adadelta", {"lr": 0.7, "beta": 0.8, "eps": 1e-3}, of(optim.Adadelta, lr=0.7, rho=0.8, eps=1e-3)
    yield "adam", {**ADAM, "eps": 1e-3}, of(optim.Adam, eps=1e-3, **adam)
    yield "adamw", {**ADAM, "eps": 1e-3, "weight_decay": 0.2}, of(optim.AdamW, eps=1e-3, weight_decay=0.2, **adam)
    yield "nadam", {**ADAM, "eps": 1e-3, "psi": 0.3}, of(optim.NAdam, eps=1e-3, momentum_decay=0.3, **adam)
    yield "radam", {**ADAM, "eps_hat": 1e-3}, of(optim.RAdam, eps=1e-3, **adam)
    yield "amsgrad", {**ADAM, "eps": 1e-3}, of(optim.Adam, eps=1e-3, amsgrad=True, **adam)
    yield "adamax", {**ADAM, "eps": 1e-3}, of(optim.Adamax, eps=1e-3, **adam)
    # Muon orthogonalizes in bfloat16, three digits; here it is kept from that, to show all its other digits.
    Tensor.bfloat16 = Tensor.clone  # type: ignore[method-assign, assignment]
    yield (
        *("muon", {"lr": 0.05, "beta": 0.8, "eps": 1e-6, "weight_decay": 0.2}),
        lambda w: optim.Muon([w], lr=0.05, momentum=0.8, eps=1e-6, weight_decay=0.2),
    )


def torch_path(rule: Callable[[Any], Any], start: Any, gradients: Any) -> list[Any]:
    import torch

    # Weight matrices are (outputs, inputs) there.
    w = torch.tensor(start.T, requires_grad=True)
    optimizer, path = rule(w), []
    for gradient in gradients:
        w.grad = torch.tensor(gradient.T)
        optimizer.step()
        path.append(w.detach().numpy().T.tolist())
    return path


def optax_rules() -> Iterator[Rule]:
    import optax
    from optax import contrib

    adam = {"learning_rate": 0.03, "b1": 0.8, "b2": 0.95}
    yield "sgd", {"lr": 0.03}, optax.sgd(0.03)
    yield "momentum", {"lr": 0.03, "beta": 0.8}, optax.sgd(0.03, momentum=0.8)
    yield "nesterov", {"lr": 0.03, "beta": 0.8}, optax.sgd(0.03, momentum=0.8, nesterov=True)
    yield (
        *("adagrad", {"lr": 0.2, "start": 0.3 + 1e-3, "eps": 1e-30}),
        optax.adagrad(0.2, initial_accumulator_value=0.3, eps=1e-3),
    )
    yield (
        *("rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-30, "eps_root": 1e-3}),
        optax.rmsprop(0.03, decay=0.8, eps=1e-3),
    )
    yield (
        *("centered_rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-30, "eps_root": 1e-3}),
        optax.rmsprop(0.03, decay=0.8, eps=1e-3, centered=True),
    )
    yield "adadelta", {"lr": 0.7, "beta": 0.8, "eps": 1e-3}, optax.adadelta(0.7, rho=0.8, eps=1e-3)
    yield "adam", {**ADAM, "eps": 1e-3}, optax.adam(eps=1e-3, **adam)
    yield (
        *("adamw", {**ADAM, "eps": 1e-3, "eps_root": 1e-2, "weight_decay": 0.2}),
        optax.adamw(eps=1e-3, eps_root=1e-2, weight_decay=0.2, **adam),
    )
    # Adam with its eps inside the root.
    yield (
        *("adamw", {**ADAM, "eps": 1e-30, "eps_root": 1e-2, "weight_decay": 0.0}),
        optax.adam(eps=1e-30, eps_root=1e-2, **adam),
    )
    yield "nadam", {**ADAM, "eps": 1e-3, "psi": 1e6}, optax.nadam(eps=1e-3, **adam)
    yield "radam", {**ADAM, "eps": 1e-3}, optax.radam(eps=1e-3, **adam)
    yield "amsgrad", {**ADAM, "eps": 1e-3, "corrected": 1}, optax.amsgrad(eps=1e-3, **adam)
    yield "adamax", {**ADAM, "eps": 1e-3}, optax.adamax(eps=1e-3, **adam)
    yield "adabelief", {**ADAM, "eps": 1e-3}, optax.adabelief(eps=1e-3, eps_root=1e-3, **adam)
    yield "lion", {**ADAM, "weight_decay": 0.2}, optax.lion(weight_decay=0.2, **adam)
    # optax weighs the change by 1 - b2, the paper and its authors' code by b2: at 0.5 they are one.
    yield (
        *("adan", {**ADAM, "beta2": 0.5, "beta3": 0.9, "eps": 1e-3}),
        optax.adan(0.03, b1=0.8, b2=0.5, b3=0.9, eps=1e-3, eps_root=0.0),
    )
    yield (
        *("schedule_free_sgd", {"lr": 0.03, "beta": 0.8, "weight_decay": 0.2}),
        contrib.schedule_free_sgd(0.03, b1=0.8, weight_decay=0.2),
    )
    yield (
        *("schedule_free_adamw", {**ADAM, "eps": 1e-3, "weight_decay": 0.2}),
        contrib.schedule_free_adamw(eps=1e-3, weight_decay=0.2, **adam),
    )
    yield "lamb", {**ADAM, "eps": 1e-3, "weight_decay": 0.2}, optax.lamb(eps=1e-3, weight_decay=0.2, **adam)
    yield (
        *("lars", {"lr": 0.3, "beta": 0.8, "trust": 0.05}),
        optax.lars(0.3, momentum=0.8, trust_coefficient=0.05),
    )


def optax_path(rule: Any, start: Any, gradients: Any) -> list[Any]:
    import jax
    import optax

    @jax.jit
    def step(w: Any, gradient: Any, state: Any) -> Any:
        updates, state = rule.update(gradient, state, w)
        return optax.apply_updates(w, updates), state

    w = jax.numpy.asarray(start)
    state, path = rule.init(w), []
    for gradient in gradients:
        w, state = step(w, gradient, state)
        path.append(w.tolist())
    return path


def keras_rules() -> Iterator[Rule]:
    from keras import optimizers

    adam = {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}
    yield "momentum", {"lr": 0.03, "beta": 0.8}, optimizers.SGD(0.03, momentum=0.8)
    yield "nesterov", {"lr": 0.03, "beta": 0.8}, optimizers.SGD(0.03, momentum=0.8, nesterov=True)
    yield (
        *("adagrad", {"lr": 0.2, "start": 0.3 + 1e-3, "eps": 1e-30}),
        optimizers.Adagrad(0.2, initial_accumulator_value=0.3, epsilon=1e-3),
    )
    yield (
        *("rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-30, "eps_root": 1e-3}),
        optimizers.RMSprop(0.03, rho=0.8, epsilon=1e-3),
    )
    yield (
        *("centered_rmsprop", {"lr": 0.03, "beta": 0.8, "eps": 1e-30, "eps_root": 1e-3}),
        optimizers.RMSprop(0.03, rho=0.8, epsilon=1e-3, centered=True),
    )
    yield "adadelta", {"lr": 0.7, "beta": 0.8, "eps": 1e-3}, optimizers.Adadelta(0.7, rho=0.8, epsilon=1e-3)
    yield "adam", {**ADAM, "eps_hat": 1e-3}, optimizers.Adam(**adam)
    yield "adamw", {**ADAM, "eps_hat": 1e-3, "weight_decay": 0.2}, optimizers.AdamW(weight_decay=0.2, **adam)
    yield "nadam", {**ADAM, "eps": 1e-3, "psi": 1.0}, optimizers.Nadam(**adam)
    yield "amsgrad", {**ADAM, "eps_hat": 1e-3}, optimizers.Adam(amsgrad=True, **adam)
    yield (
        *("lion", {**ADAM, "weight_decay": 0.2}),
        optimizers.Lion(0.03, beta_1=0.8, beta_2=0.95, weight_decay=0.2),
    )


def keras_path(rule: Any, start: Any, gradients: Any) -> list[Any]:
    import keras

    w = keras.Variable(start, dtype="float64")
    rule.build([w])
    path = []
    for gradient in gradients:
        rule.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")])
        path.append(keras.ops.convert_to_numpy(w).tolist())
    return path


PEERS: dict[str, tuple[Callable[[], Iterator[Rule]], Callable[..., list[Any]]]] = {
    "torch": (torch_rules, torch_path),
    "optax": (optax_rules, optax_path),
    "keras": (keras_rules, keras_path),
}
WHOLE = ("muon", "lamb", "lars")


def cases(peer: str) -> list[list[Any]]:
    """Every case of one peer: [rule, Talweg's hyperparameters, path]."""
    if peer != "torch":
        os.environ["KERAS_BACKEND"] = "jax"
        import jax

        jax.config.update("jax_enable_x64", True)
    if peer == "keras":
        import keras

        keras.config.set_floatx("float64")
    rules, path = PEERS[peer]
    found = []
    for name, hyper, rule in rules():
        start, gradients = (MATRIX, MATRIX_GRADIENTS) if name in WHOLE else (W, GRADIENTS)
        found.append([name, hyper, path(rule, start, gradients)])
    return found


def main(arguments: list[str]) -> None:
    """Print the cases of the peers named, or write those of all."""
    found = {peer: cases(peer) for peer in (arguments if arguments != ["--write"] else PEERS)}
    if arguments != ["--write"]:
        json.dump(found, sys.stdout)
        return
    steps = {"vector": [W.tolist(), GRADIENTS.tolist()], "matrix": [MATRIX.tolist(), MATRIX_GRADIENTS.tolist()]}
    lines = [f'"steps": {json.dumps(steps)}']
    for peer, its in found.items():
        lines.append(f'"{peer}": [\n' + ",\n".join(map(json.dumps, its)) + "\n]")
    PLACE.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
