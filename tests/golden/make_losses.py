"""Other libraries' losses and gradients in float64 on random data, for the tests to compare with.

    python tests/golden/make_losses.py --write     # all peers, into losses.json beside this file
    python tests/golden/make_losses.py torch       # one peer, to the terminal

A case has the loss's name and Talweg's settings, y_hat, y and weights, the reduction, and what the peer found. Where
PyTorch has no such loss, `built` says that it is put together of PyTorch's own functions and differentiated by it.
Nothing of Talweg is imported here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

PLACE = Path(__file__).with_name("losses.json")
DRAW = np.random.default_rng(7)
COUNT, CLASSES = 7, 4
Y_HAT, Z = 3 * DRAW.normal(size=COUNT), 3 * DRAW.normal(size=(COUNT, CLASSES))
PAIRS = DRAW.normal(size=(COUNT, 2))
Y, RATES, LABELS = DRAW.normal(size=COUNT), DRAW.poisson(3.0, size=COUNT), DRAW.integers(0, 2, size=COUNT)
SHARES, CLASS, ROWS = DRAW.uniform(size=COUNT), np.array([3, 0, 1, 1, 2, 0, 3]), DRAW.dirichlet(np.ones(CLASSES), COUNT)
WEIGHTS, CLASS_WEIGHTS = DRAW.uniform(0.1, 2.0, size=COUNT), [0.5, 2.0, 1.0, 3.0]
PART_IGNORED = np.where(np.arange(COUNT) % 3 == 1, -100, CLASS)
SIGNS = 2 * LABELS - 1

Case = dict[str, Any]


def torch_cases() -> Iterator[Case]:
    import torch
    from torch.nn import functional as f

    def of(
        name: str, settings: dict[str, Any], y_hat: Any, y: Any, loss: Callable[..., Any], weights: Any = None,
        reduction: str = "mean", built: bool = False,
    ) -> Case:  # fmt: skip
        z = torch.tensor(y_hat, requires_grad=True)
        value = loss(z, torch.tensor(y, dtype=torch.int64 if y is CLASS or y is PART_IGNORED else torch.float64))
        value.sum().backward()
        found = {"value": value.tolist(), "gradient": z.grad.tolist(), "reduction": reduction, "built": built}
        return case(name, settings, y_hat, y, weights) | found

    yield of("mse", {}, Y_HAT, Y, f.mse_loss)
    yield of("mse", {}, Y_HAT, Y, lambda z, y: f.mse_loss(z, y, reduction="sum"), reduction="sum")
    yield of("mse", {}, Z, ROWS, lambda z, y: f.mse_loss(z, y, reduction="none"), reduction="none")
    yield of("mae", {}, Y_HAT, Y, f.l1_loss)
    yield of("huber", {}, Y_HAT, Y, f.huber_loss)
    yield of("huber", {"delta": 1.7}, Y_HAT, Y, lambda z, y: f.huber_loss(z, y, delta=1.7))
    yield of("poisson", {}, Y_HAT, RATES, f.poisson_nll_loss)
    yield of("gaussian_nll", {}, PAIRS, Y, lambda z, y: f.gaussian_nll_loss(z[:, 0], y, torch.exp(z[:, 1])))
    yield of("binary_cross_entropy", {}, Y_HAT, SHARES, f.binary_cross_entropy_with_logits)
    yield of(
        *("binary_cross_entropy", {}, Y_HAT, LABELS),
        lambda z, y: f.binary_cross_entropy_with_logits(z, y, torch.tensor(WEIGHTS), reduction="sum"),
        *(WEIGHTS, "sum"),
    )
    yield of("cross_entropy", {}, Z, CLASS, f.cross_entropy)
    yield of("cross_entropy", {}, Z, ROWS, f.cross_entropy)
    yield of("cross_entropy", {}, Z, CLASS, lambda z, y: f.cross_entropy(z, y, reduction="none"), reduction="none")
    yield of("cross_entropy", {"smoothing": 0.2}, Z, CLASS, lambda z, y: f.cross_entropy(z, y, label_smoothing=0.2))
    yield of("cross_entropy", {"smoothing": 0.2}, Z, ROWS, lambda z, y: f.cross_entropy(z, y, label_smoothing=0.2))
    yield of("cross_entropy", {"ignore": -100}, Z, PART_IGNORED, f.cross_entropy)
    weights = torch.tensor(CLASS_WEIGHTS, dtype=torch.float64)
    yield of(
        *("cross_entropy", {"ignore": -100, "class_weights": CLASS_WEIGHTS}, Z, PART_IGNORED),
        lambda z, y: f.cross_entropy(z, y, weights),
    )
    yield of(
        *("cross_entropy", {"ignore": -100, "smoothing": 0.2}, Z, PART_IGNORED),
        lambda z, y: f.cross_entropy(z, y, label_smoothing=0.2),
    )
    yield of("kl_divergence", {}, Z, ROWS, lambda z, y: f.kl_div(f.log_softmax(z, 1), y, reduction="batchmean"))
    # -y z takes the place of the distance that hinge_embedding_loss keeps above its margin.
    yield of("hinge", {}, Y_HAT, SIGNS, lambda z, y: f.hinge_embedding_loss(y * z, -torch.ones(COUNT)))

    yield of("squared_sigmoid", {}, Y_HAT, SHARES, lambda z, y: f.mse_loss(torch.sigmoid(z), y), built=True)
    yield of("log_cosh", {}, Y_HAT, Y, lambda z, y: torch.log(torch.cosh(z - y)).mean(), built=True)

    def focal(z: Any, y: Any) -> Any:
        right = torch.sigmoid(torch.where(y > 0, z, -z))
        alpha = 0.6 * y + 0.4 * (1 - y)
        return (-alpha * (1 - right) ** 1.5 * torch.log(right)).mean()

    yield of("focal", {"gamma": 1.5, "alpha": 0.6}, Y_HAT, LABELS, focal, built=True)


def sklearn_cases() -> Iterator[Case]:
    from sklearn._loss.loss import AbsoluteError, HalfBinomialLoss, HalfMultinomialLoss, PinballLoss
    from sklearn.linear_model._sgd_fast import Hinge, SquaredHinge

    def of(name: str, settings: dict[str, Any], y_hat: Any, y: Any, loss: Any, weights: Any = None) -> Case:
        values, gradient = loss.loss_gradient(np.asarray(y, float), np.ascontiguousarray(y_hat), weights)
        found = {"value": values.tolist(), "gradient": gradient.tolist(), "reduction": "none", "built": False}
        return case(name, settings, y_hat, y, weights) | found

    yield of("mae", {}, Y_HAT, Y, AbsoluteError())
    yield of("quantile", {"q": 0.83}, Y_HAT, Y, PinballLoss(quantile=0.83))
    yield of("quantile", {}, Y_HAT, Y, PinballLoss(quantile=0.5), WEIGHTS)
    yield of("binary_cross_entropy", {}, Y_HAT, SHARES, HalfBinomialLoss(), WEIGHTS)
    yield of("cross_entropy", {}, Z, CLASS, HalfMultinomialLoss(n_classes=CLASSES), WEIGHTS)
    for name, loss in (("hinge", Hinge(1.0)), ("squared_hinge", SquaredHinge(1.0))):
        pairs = [(float(y), float(z)) for y, z in zip(SIGNS, Y_HAT, strict=True)]
        found = {"value": [loss.py_loss(*pair) for pair in pairs], "gradient": [loss.py_dloss(z, y) for y, z in pairs]}
        yield case(name, {}, Y_HAT, SIGNS, None) | found | {"reduction": "none", "built": False}


def case(name: str, settings: dict[str, Any], y_hat: Any, y: Any, weights: Any) -> Case:
    given = None if weights is None else weights.tolist()
    return {"loss": name, "settings": settings, "y_hat": y_hat.tolist(), "y": y.tolist(), "weights": given}


PEERS = {"torch": torch_cases, "sklearn": sklearn_cases}

if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        found = {peer: list(cases()) for peer, cases in PEERS.items()}
        lines = ",\n".join(
            f'"{peer}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]" for peer, cases in found.items()
        )
        PLACE.write_text(f"{{\n{lines}\n}}\n")
    else:
        print(json.dumps(list(PEERS[sys.argv[1]]())))
