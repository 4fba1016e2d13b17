"""A step of the same rule by other libraries, in the memory of their own arrays; of those that are installed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

from benchmarks.contest import Work

FUSED = {"sgd": "SGD", "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW"}
FOREACH = {**FUSED, "rmsprop": "RMSprop", "nadam": "NAdam", "radam": "RAdam", "adamax": "Adamax"}
LOOPS = {"muon": "Muon"}
"""What PyTorch has one way of stepping for."""
PYTORCH_OPTIMIZER = {
    "lion": "Lion", "adan": "Adan", "adabelief": "AdaBelief", "lamb": "Lamb", "lars": "LARS", "muon": "Muon",
}  # fmt: skip
HEAVYBALL = {
    "adam": ("AdamW", {"weight_decay": 0.0}),
    "adamw": ("AdamW", {"weight_decay": 0.01}),
    "nadam": ("NAdam", {}),
}
OPTAX = ("sgd", "adagrad", "rmsprop", "adam", "adamw", "amsgrad", "nadam", "lion", "adan", "lamb", "lars")
OPTAX_CONTRIB = ("muon",)


def stepping(name: str, gradients: list[Any], compile: bool = True) -> Mapping[str, Work]:
    """The steps of the rule of this name; with `compile` PyTorch's by torch.compile, too, where it has it."""
    found = dict(in_torch(name, gradients, compile))
    if find_spec("optax") and name in (*OPTAX, *OPTAX_CONTRIB):
        found["optax, jitted"] = optax_step(name, gradients)
    return found


def in_torch(name: str, gradients: list[Any], compile: bool = True) -> Mapping[str, Work]:
    """The steps of the rule of this name on PyTorch's parameters."""
    found: dict[str, Work] = {}
    if not find_spec("torch"):
        return found
    import torch._inductor.config

    torch._inductor.config.compile_threads = 1  # or its workers take the cores while others are timed
    for kind, known in (("fused", FUSED), ("foreach", FOREACH)):
        if name in known:
            found[f"torch {kind}"] = torch_step(known[name], kind, gradients)
    if name in LOOPS and _has(LOOPS[name]):
        found["torch"] = torch_step(LOOPS[name], None, gradients)
    if compile and name in FOREACH:
        found["torch compiled"] = compiled(torch_step(FOREACH[name], "foreach", gradients))
    if name in PYTORCH_OPTIMIZER and find_spec("pytorch_optimizer"):
        found["pytorch_optimizer"] = pytorch_optimizer_step(PYTORCH_OPTIMIZER[name], gradients)
    if compile and name in HEAVYBALL and find_spec("heavyball"):
        found["HeavyBall"] = heavyball_step(*HEAVYBALL[name], gradients)
    return found


def _has(name: str) -> bool:
    import torch

    return hasattr(torch.optim, name)  # not every release has all


def torch_step(name: str, kind: str | None, gradients: list[Any]) -> Work:
    """A step of PyTorch's optimizer of this name, of the kind "fused" or "foreach", or the only one it has."""
    import torch

    options = {} if kind is None else {kind: True}
    return on_parameters(lambda weights: getattr(torch.optim, name)(weights, lr=1e-3, **options), gradients)


def compiled(step: Work) -> Work:
    """A step of PyTorch's, compiled by torch.compile."""
    import torch

    torch._dynamo.reset()  # or the same code is given up after a few nests
    torch._logging.set_logs(dynamo=logging.ERROR)  # it warns of what it does not time
    work: Work = torch.compile(step)
    return work


def pytorch_optimizer_step(name: str, gradients: list[Any]) -> Work:
    """A step of pytorch_optimizer's rule of this name."""
    import pytorch_optimizer

    # Its Muon steps what it is told to, and everything else by Adam.
    chosen = {"use_muon": True} if name == "Muon" else {}
    rule = getattr(pytorch_optimizer, name)
    return on_parameters(lambda weights: rule([{"params": weights, **chosen}], lr=1e-3), gradients)


def heavyball_step(name: str, options: Mapping[str, Any], gradients: list[Any]) -> Work:
    """A step of HeavyBall's rule of this name, which compiles it; it keeps the gradients for the next."""
    import heavyball

    rule = getattr(heavyball, name)
    return on_parameters(lambda weights: rule(weights, lr=1e-3, consume_grad=False, **options), gradients)


def on_parameters(make: Callable[[list[Any]], Any], gradients: list[Any]) -> Work:
    """The step of the optimizer that `make` makes of PyTorch's parameters with these gradients."""
    import torch

    weights = [torch.nn.Parameter(torch.zeros(each.shape)) for each in gradients]
    for weight, each in zip(weights, gradients, strict=True):
        weight.grad = torch.from_numpy(each.copy())
    work: Work = make(weights).step
    return work


def optax_step(name: str, gradients: list[Any]) -> Work:
    """A step of optax's rule of this name, compiled, in the arrays' own place."""
    import jax
    import optax

    shelf = optax.contrib if name in OPTAX_CONTRIB else optax
    rule = getattr(shelf, name)(1e-3)
    w = [jax.numpy.zeros(each.shape) for each in gradients]
    g = [jax.numpy.asarray(each) for each in gradients]
    held = {"w": w, "state": rule.init(w)}

    def step(w: Any, g: Any, state: Any) -> Any:
        change, state = rule.update(g, state, w)
        return optax.apply_updates(w, change), state

    compiled = jax.jit(step, donate_argnums=(0, 2))

    def work() -> None:
        held["w"], held["state"] = compiled(held["w"], g, held["state"])
        jax.block_until_ready(held["w"])

    return work
