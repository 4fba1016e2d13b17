"""The names of parameters: of the arrays in a nest, and of a model's layers on its flat vector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, leaves

_KEY = re.compile(r"\['([^']*)'\]|\[([^\]]*)\]")


def names(w: Parameters) -> list[tuple[str, str]]:
    """Each array's two names, in the order of `leaves`: its path, `w['hidden'][0]`, and the same short, `hidden.0`.

    A lone array is called `w` both ways.
    """
    return [(path, _short(path)) for path, _ in leaves(w)]


def fits(pattern: str, path: str, short: str) -> bool:
    """Whether `pattern`, in which `*` stands for any text, is all of one of the two names."""
    expression = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    return bool(expression.fullmatch(path) or expression.fullmatch(short))


def by_layer(model: Any, flat: NDArray[Any]) -> Parameters:
    """`flat`, a vector like `model.parameters`, as views named by layer: "0.weight", "0.bias", "1.weight", ...

    A model without `layers`, or whose layers are not all of its parameters one after another, has no such names: then
    it is `flat` itself.
    """
    layers = getattr(model, "layers", None)
    if layers is None:
        return flat
    named: dict[str, NDArray[Any]] = {}
    start = 0
    for name, part in _parts(layers):
        end = start + part.size
        here = model.parameters[start:end]
        if here.size != part.size or not np.shares_memory(here, part):
            return flat
        named[name] = flat[start:end].reshape(part.shape)
        start = end
    return named if start == flat.size else flat


def _parts(layers: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    for number, layer in enumerate(layers):
        for kind, part in zip(("weight", "bias"), layer, strict=True):
            yield f"{number}.{kind}", part


def _short(path: str) -> str:
    keys = [quoted or bare for quoted, bare in _KEY.findall(path)]
    return ".".join(keys) or path
