"""Steps of PyTorch's parameters: tw.torch.Optimizer beside PyTorch's own, pytorch_optimizer's and HeavyBall's.

Rules that PyTorch fuses, rules that it does not, and one that no library has: beside that stands what `talweg export
--as torch` writes of it, PyTorch's operations one after the other, and the same compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

import talweg as tw
from benchmarks.contest import Contest, Work
from benchmarks.work import peers
from talweg.formula import Average, Positive, Rate
from talweg.formula.standalone import standalone
from talweg.optimizers import OPTIMIZERS

RULES = ("adam", "adamw", "sgd", "adagrad", "lion", "adan", "nadam")
MLP = [(128, 64), (128,), (10, 128), (10,)]
SMALL = [(16, 16), (16,)] * 25
LARGE = 25_000_000


def _block(inputs: int, outputs: int) -> list[tuple[int, ...]]:
    return [(outputs, inputs, 3, 3), (outputs,), (outputs,), (outputs, outputs, 3, 3), (outputs,), (outputs,)]


WIDTHS = (16, 16, 16, 32, 32, 32, 64, 64, 64)
CNN = [
    (16, 3, 3, 3), (16,), (16,),
    *(shape for inputs, outputs in zip((16, *WIDTHS), WIDTHS, strict=False) for shape in _block(inputs, outputs)),
    (10, 64), (10,),
]  # fmt: skip
"""The residual network of 20 layers for images of 32 x 32, with its norms."""


@tw.optimizer
def clipped(
    w: Any, g: Any, m: Any, h: Any, *,
    lr: Rate = 0.01, beta1: Average = 0.9, beta2: Average = 0.99, most: Positive = 1.0,
) -> Any:  # fmt: skip
    """The averaged gradient over its averaged square, no entry longer than `most`."""
    m = beta1 * m + (1 - beta1) * g
    h = beta2 * h + (1 - beta2) * g**2
    return w - lr * np.minimum(np.maximum(m / np.maximum(h, 1e-12), -most), most), m, h


def contests(large: bool) -> Iterator[Contest]:
    """Every rule on the parameters of three networks, and on one large array."""
    if not find_spec("torch"):
        return
    rng = np.random.default_rng(0)
    lists: dict[str, list[tuple[int, ...]]] = {
        "a network of 4 arrays": MLP, "50 small arrays": SMALL, f"a CNN of {len(CNN)} arrays": CNN,
        **{f"one array of {size:,}": [(size,)] for size in (1_000_000, *([LARGE] if large else []))},
    }  # fmt: skip
    for name, shapes in lists.items():
        gradients = [(1e-3 * rng.normal(size=shape)).astype(np.float32) for shape in shapes]
        for rule in RULES:
            others = peers.in_torch(rule, gradients)
            yield Contest("doors", f"{rule}, {name}", ours(OPTIMIZERS[rule], gradients), others)
        yield Contest("doors", f"a rule of one's own, {name}", ours(clipped, gradients), written_out(gradients))


def ours(rule: Any, gradients: list[Any]) -> Work:
    """A step of ours on PyTorch's parameters."""
    return peers.on_parameters(lambda weights: tw.torch.Optimizer(weights, rule(lr=1e-3)), gradients)


def written_out(gradients: list[Any]) -> Mapping[str, Work]:
    """The rule of one's own on PyTorch's operations."""
    module: dict[str, Any] = {}
    exec(standalone(clipped.formula, clipped.hyper, "torch"), module)
    step = peers.on_parameters(lambda weights: module["Clipped"](weights, lr=1e-3), gradients)
    return {"torch operations": step, "torch compiled": peers.compiled(step)}
