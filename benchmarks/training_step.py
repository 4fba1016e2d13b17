"""Training steps around the size at which threads could fight: `python benchmarks/training_step.py`.

Each row trains a network on made-up data by Adam, mini-batches of 32: the time of a step, turn by turn beside that of
the products it cannot do without. Libraries with threads of their own are loaded and awake, as in a user's process: the
products run in BLAS's; torch is asked for a product before each turn where it is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import perf_counter

import numpy as np

import talweg as tw
from talweg.engine import threads

LAYERS = ([64, 400, 10], [64, 450, 10], [784, 100, 10], [784, 512, 256, 10], [784, 2048, 2048, 10])
ROWS, TURNS = 32, 60


def main() -> None:
    """Measure every network and print a row for each."""
    wake = _torch() if find_spec("torch") else None
    print(f"threads for large arrays: {threads.count()}; torch {'awake' if wake else 'not installed'}")
    print(f"{'network':>22}  {'parameters':>10}  {'step':>10}  {'products':>10}  {'step / products':>15}")
    draw = np.random.default_rng(0)
    for layers in LAYERS:
        model = tw.models.mlp(layers, seed=0)
        X, y = draw.normal(size=(ROWS, layers[0])), draw.integers(0, layers[-1], ROWS)
        gradient = np.empty_like(model.parameters)
        rule = tw.adam(lr=1e-3)
        state = rule.init(model.parameters)
        steps, products = [], []
        for turn in range(TURNS + 3):
            if wake:
                wake()
            began = perf_counter()
            model.value_and_grad(tw.cross_entropy, X, y, out=gradient)
            rule.step(model.parameters, gradient, state)
            between = perf_counter()
            _products(model, X)
            if turn >= 3:  # the first turns compile and allocate
                steps.append(between - began)
                products.append(perf_counter() - between)
        ratio = median(a / b for a, b in zip(steps, products, strict=True))
        name = "-".join(map(str, layers))
        size = model.parameters.size
        own, least = 1e3 * median(steps), 1e3 * median(products)
        print(f"{name:>22}  {size:>10,}  {own:>7.2f} ms  {least:>7.2f} ms  {ratio:>15.2f}")


def _products(model: tw.models.Model, X: np.ndarray) -> None:
    """The matrix products of one step: forward, and backward to the weights and to the layer below."""
    for weight, _ in model.layers:
        out = X @ weight
        np.matmul(X.T, out)
        np.matmul(out, weight.T)
        X = out


def _torch() -> Callable[[], object]:
    import torch

    square = torch.ones(256, 256)
    return lambda: square @ square


if __name__ == "__main__":
    main()
