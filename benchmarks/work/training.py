"""Training steps of networks, beside PyTorch's and JAX's, and beside the matrix products that none can do without."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work

NETWORKS = (([64, 32, 10], 32), ([784, 128, 10], 64), ([784, 512, 256, 10], 128), ([64, 400, 10], 32))


def contests(large: bool) -> Iterator[Contest]:
    """Gradient and Adam step of every network; `fit` on the digits beside scikit-learn's network."""
    rng = np.random.default_rng(0)
    for layers, rows in (*NETWORKS, *([([784, 2048, 2048, 10], 32)] if large else [])):
        X, y = rng.normal(size=(rows, layers[0])).astype(np.float32), rng.integers(0, layers[-1], rows)
        name = f"{'-'.join(map(str, layers))}, batches of {rows}"
        yield Contest("training", name, _ours(layers, X, y), _peers(layers, X, y), _products(layers, X))
    digits = tw.training.digits(0)
    X, y = digits.X_train, digits.y_train

    def ours() -> None:
        model = tw.models.mlp([64, 64, 10], seed=0)
        tw.fit(model, tw.cross_entropy, tw.adam(lr=3e-3), (X, y), epochs=10, batch_size=32)

    def sklearn() -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier
        from sklearn.utils._testing import ignore_warnings

        given = {"learning_rate_init": 3e-3, "batch_size": 32, "max_iter": 10, "n_iter_no_change": 99}
        with ignore_warnings(category=ConvergenceWarning):
            MLPClassifier((64,), random_state=0, **given).fit(X, y)

    yield Contest("training", "fit on the digits, 10 epochs", ours, {"scikit-learn": sklearn}, _bare_loop(X, y))


def _bare_loop(X: Any, y: Any) -> Work:
    """The gradients and steps of `ours` and nothing beside them: no history, and no way back where a step fails."""

    def work() -> None:
        model, rng = tw.models.mlp([64, 64, 10], seed=0), np.random.default_rng(0)
        gradient, rule = np.empty_like(model.parameters), tw.adam(lr=3e-3)
        state = rule.init(model.parameters)
        for _ in range(10):
            order = rng.permutation(len(y))
            for begin in range(0, len(y), 32):
                batch = order[begin : begin + 32]
                model.value_and_grad(tw.cross_entropy, X[batch], y[batch], out=gradient)
                rule.step(model.parameters, gradient, state)

    return work


def _ours(layers: list[int], X: Any, y: Any) -> Work:
    model = tw.models.mlp(layers, seed=0, dtype=np.float32)
    gradient = np.empty_like(model.parameters)
    rule = tw.adam(lr=1e-3)
    state = rule.init(model.parameters)

    def work() -> None:
        model.value_and_grad(tw.cross_entropy, X, y, out=gradient)
        rule.step(model.parameters, gradient, state)

    return work


def _products(layers: list[int], X: Any) -> Work:
    weights = [np.ones(pair, np.float32) for pair in itertools.pairwise(layers)]

    def work() -> None:
        inputs = X
        for number, weight in enumerate(weights):
            out = inputs @ weight
            inputs.T @ out
            if number:
                out @ weight.T
            inputs = out

    return work


def _peers(layers: list[int], X: Any, y: Any) -> Mapping[str, Work]:
    found: dict[str, Work] = {}
    if find_spec("torch"):
        found["torch"] = _torch(layers, X, y)
    if find_spec("optax"):
        found["JAX, jitted"] = _jax(layers, X, y)
    return found


def _torch(layers: list[int], X: Any, y: Any) -> Work:
    import torch
    from torch import nn

    parts: list[Any] = []
    for inputs, outputs in itertools.pairwise(layers):
        parts += [nn.Linear(inputs, outputs), nn.ReLU()]
    net = nn.Sequential(*parts[:-1])
    rule = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)
    inputs, target = torch.from_numpy(X), torch.from_numpy(y)

    def work() -> None:
        rule.zero_grad()
        nn.functional.cross_entropy(net(inputs), target).backward()
        rule.step()

    return work


def _jax(layers: list[int], X: Any, y: Any) -> Work:
    import jax
    import optax
    from jax import numpy as jnp

    rng = np.random.default_rng(0)
    w = [
        (jnp.asarray(rng.normal(size=pair).astype(np.float32) / pair[0] ** 0.5), jnp.zeros(pair[1]))
        for pair in itertools.pairwise(layers)
    ]
    rule = optax.adam(1e-3)
    held = {"w": w, "state": rule.init(w)}

    def loss(w: Any, X: Any, y: Any) -> Any:
        for weight, bias in w[:-1]:
            X = jax.nn.relu(X @ weight + bias)
        return optax.softmax_cross_entropy_with_integer_labels(X @ w[-1][0] + w[-1][1], y).mean()

    def step(w: Any, state: Any, X: Any, y: Any) -> Any:
        change, state = rule.update(jax.grad(loss)(w, X, y), state, w)
        return optax.apply_updates(w, change), state

    compiled = jax.jit(step, donate_argnums=(0, 1))
    inputs, target = jnp.asarray(X), jnp.asarray(y)

    def work() -> None:
        held["w"], held["state"] = compiled(held["w"], held["state"], inputs, target)
        jax.block_until_ready(held["w"])

    return work
