"""Formulas written out as Python that stands without Talweg: on PyTorch's tensors, or on JAX's arrays.

The body is the formula's own text; only what `np` means is another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from talweg.errors import DeclarationError
from talweg.formula.declaration import Formula
from talweg.formula.primitives import CONSTANTS, ELEMENTWISE, OVER_LISTS, ROWWISE

_TORCH = '''import math

import torch


def _tensor(value, like):
    return value if isinstance(value, torch.Tensor) else torch.as_tensor(value, dtype=like.dtype, device=like.device)


def _of(name):
    """PyTorch's function of this name, on tensors and on numbers alike."""

    def call(*values):
        like = next((each for each in values if isinstance(each, torch.Tensor)), None)
        if like is None:
            return float(getattr(torch, name)(*(torch.tensor(each, dtype=torch.float64) for each in values)))
        return getattr(torch, name)(*(_tensor(each, like) for each in values))

    return staticmethod(call)


class np:
    """What the formula calls."""

'''
_JAX = """from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as np
"""
_WHERE = """    @staticmethod
    def where(condition, this, that):
        if not isinstance(condition, torch.Tensor):
            return this if condition else that
        like = next((each for each in (this, that) if isinstance(each, torch.Tensor)), condition.double())
        return torch.where(condition, _tensor(this, like), _tensor(that, like))
"""
_DIGITIZE = """    @staticmethod
    def digitize(x, edges):
        return sum((x >= edge) * 1.0 for edge in edges)
"""
_ROWS = {
    "row_sum": "x.sum(-1, keepdims=True)",
    "row_max": "x.{}(-1, keepdims=True)",
    "row_size": "x.shape[-1]",
}
_OPTIMIZER = '''
class {title}(torch.optim.Optimizer):
    """{name} as an optimizer of PyTorch's; every hyperparameter may be a group's own."""

    def __init__(self, params, **hyper):
        if unknown := hyper.keys() - HYPER.keys():
            raise TypeError(f"{name} has no hyperparameter {{', '.join(sorted(unknown))}}")
        super().__init__(params, {{**HYPER, **hyper}})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            hyper = {{name: group[name] for name in HYPER}}
            for w in group["params"]:
                if w.grad is None:
                    continue
                state = self.state[w]
                if not state:
                    state["step"] = 0
                    state["slots"] = [torch.full_like(w, start) for start in STARTS]
                state["step"] += 1
                slots = state["slots"]
                moved = {name}({call}, **hyper)
                for target, new in zip([w, *slots], moved if isinstance(moved, tuple) else (moved,)):
                    target.copy_(new)
        return loss
'''
_TRANSFORM = '''
class Transformation(NamedTuple):
    init: Callable
    update: Callable


def {name}_transform(**hyper):
    """{name} as optax's gradient transformations are: init(params), update(gradients, state, params)."""
    hyper = {{**HYPER, **hyper}}

    def init(params):
        return 0, [jax.tree.map(lambda w: np.full_like(w, start), params) for start in STARTS]

    def update(gradients, state, params):
        t, trees = state[0] + 1, state[1]
        flat, tree = jax.tree.flatten(params)
        columns = [tree.flatten_up_to(each) for each in (gradients, *trees)]
        rows = []
        for w, g, *slots in zip(flat, *columns):
            moved = {name}({call}, **hyper)
            new, *kept = moved if isinstance(moved, tuple) else (moved,)
            rows.append([new - w, *kept])
        moves, *slots = ([row[i] for row in rows] for i in range(len(STARTS) + 1))
        return tree.unflatten(moves), (t, [tree.unflatten(each) for each in slots])

    return Transformation(init, update)
'''


def standalone(formula: Formula, hyper: Mapping[str, Any], library: str) -> str:
    """The text of a module with the formula as a function, for "torch" or "jax"; for an optimizer, with what steps.

    Raises DeclarationError for a whole-tensor rule, whose body is any Python.
    """
    if formula.whole:
        raise DeclarationError(
            f"{formula.name}: its body is any Python, which only its own file has; use it as tw.{library} does"
        )
    numbers = ", ".join(f"{name!r}: {value!r}" for name, value in hyper.items())
    parts = [f'"""{_doc(formula)}"""\n', _head(formula, library), *map(_text, [*_called(formula), formula])]
    if formula.noun == "optimizer":
        slots = [name for name in formula.arguments if name not in ("w", "g", "t")]
        places = iter(range(len(slots)))
        call = ", ".join(_argument(name, places, library) for name in formula.arguments)
        starts = ", ".join(repr(formula.starts.get(slot, 0.0)) for slot in slots)
        parts += [f"\nHYPER = {{{numbers}}}\nSTARTS = [{starts}]\n"]
        title = "".join(word.capitalize() for word in formula.name.split("_"))
        parts += [(_OPTIMIZER if library == "torch" else _TRANSFORM).format(title=title, name=formula.name, call=call)]
    return "\n".join(parts)


def _argument(name: str, places: Any, library: str) -> str:
    own = {"w": "w", "g": "w.grad" if library == "torch" else "g", "t": 'state["step"]' if library == "torch" else "t"}
    return own[name] if name in own else f"slots[{next(places)}]"


def _doc(formula: Formula) -> str:
    text = formula.doc.replace("\\", "\\\\").replace('"', "'")
    return f"{text}\n\nWritten out by Talweg from its formula; it needs no Talweg.\n"


def _head(formula: Formula, library: str) -> str:
    used = set(_names([formula, *_called(formula)]))
    largest = "amax" if library == "torch" else "max"
    rows = "".join(
        f"\n\ndef {name}(x):\n    return {text.format(largest)}\n" for name, text in _ROWS.items() if name in used
    )
    if library == "jax":
        return _JAX + rows
    lines = [f"    {name} = math.{name}\n" for name in CONSTANTS if name in used]
    lines += [f'    {name} = _of("{name}")\n' for name in ELEMENTWISE if name in used and name != "where"]
    lines += [_WHERE] if "where" in used else []
    lines += [_DIGITIZE] if used & OVER_LISTS.keys() else []
    return _TORCH + "".join(lines) + rows


def _called(formula: Formula) -> list[Formula]:
    """The formulas that it calls, those first that others call."""
    found: dict[str, Formula] = {}
    for name, each in formula.functions.items():
        found |= {inner.name: inner for inner in _called(each)}
        found[name] = each
    return list(found.values())


def _names(formulas: Iterable[Formula]) -> Iterable[str]:
    """What of the primitives they use."""
    for formula in formulas:
        for tree in (*(each.value for each in formula.assignments), *formula.results):
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute):
                    yield node.attr
                elif isinstance(node, ast.Name) and node.id in ROWWISE:
                    yield node.id


def _text(formula: Formula) -> str:
    """Its text as a function without ranges."""
    star = ["*", *formula.hyper] if formula.hyper else []
    lines = "\n".join(f"    {line}" if line.strip() else "" for line in formula.body.splitlines())
    return f"\ndef {formula.name}({', '.join([*formula.arguments, *star])}):\n{lines}\n"
