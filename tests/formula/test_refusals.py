"""What may not stand in a formula is refused when it is declared: with the line, what is allowed, what to write instead."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from talweg.errors import DeclarationError, RangeError

PREAMBLE = """from __future__ import annotations
import numpy as np
from talweg.formula import Milestones, Positive, row_max, row_sum
from talweg.functions import sigmoid
from talweg.nouns import function, loss, optimizer, schedule, surface
from talweg.optimizers import sgd
LIMIT = 5.0
def helper(x): return x
"""
# What is written in the place of an optimizer's body, what is said to it, and further arguments.
BODIES = {
    "if": ("if g > 0:\n        w = w - g\n    return w", "f, line 12: cannot read 'if g > 0:'; write name = np.where("),
    "if in a line": ("return w - (g if g > 0 else 0)", "write np.where(condition, this, that)"),
    "and": ("return w - np.where(g > 0 and w > 0, g, 0)", "one comparison a condition"),
    "loop": ("for i in range(3):\n        w = w - g\n    return w", "a formula has no loops"),
    "chain": ("return w - np.where(0 < g < 1, g, 0)", "one comparison at a time"),
    "equal": ("return w - np.where(g == 1, g, 0)", "by < <= > >="),
    "clip": ("return w - np.clip(g, -1, 1)", "write np.minimum(np.maximum(x, low), high)"),
    "square": ("return w - np.square(g)", "write x**2"),
    "max": ("return w - max(g, 0)", "write np.maximum(x, y)"),
    "print": ("return w - print(g)", "cannot read 'print(g)'; a formula is made of numbers, names, + - * / **, np.sqrt"),
    "own function": ("return w - helper(g)", "put @function, of talweg.nouns, over helper"),
    "module constant": ("return w - g / LIMIT", "'LIMIT' stands outside the formula; make it a hyperparameter, after *"),
    "forgotten times": ("return w - lr(g)", "'lr' has a value in this formula and cannot be called too; choose another name, or write * for times"),
    "two names": ("a, b = g, w\n    return b - a", "line 12: cannot read 'a, b = (g, w)'; one name a line"),
    "two targets": ("a = b = g\n    return w - a - b", "one name a line"),
    "augmented": ("w -= g\n    return w", "write w = ... in full"),
    "annotated": ("a: float = g\n    return w - a", "one name a line"),
    "early return": ("return w\n    return w - g", "a formula has one `return`, at its end"),
    "no return": ("w = w - g", "ends in `return`"),
    "too early": ("return w - step * g", "'step' is used before it has a value; known here are w, g, lr"),
    "linalg": ("return w - g / np.linalg.norm(g)", "declare the optimizer with whole=True"),
    "sum": ("return w - g / np.sum(g)", "declare the optimizer with whole=True"),
    "method": ("return w - g / g.sum()", "declare the optimizer with whole=True"),
    "matmul": ("return w - g @ g", "declare the optimizer with whole=True"),
    "index": ("return w - g[0]", "declare the optimizer with whole=True"),
    "rows": ("return w - lr * g / row_sum(g)", "only a row loss has rows: declare it with @loss(rowwise=True)"),
    "digitize": ("return w - g * np.digitize(g, (1, 2))", "only a schedule has lists of steps"),
    "arity": ("return w - np.maximum(g)", "np.maximum takes 2 numbers, by position"),
    "keyword": ("return w - np.sqrt(x=g)", "np.sqrt takes 1 number, by position"),
    "condition": ("return w - (g > 0) * g", "'g > 0' is a condition and no number; write np.where(g > 0, 1, 0)"),
    "named condition": ("up = g > 0\n    return w - up", "'up' is a condition and no number"),
    "number as condition": ("return w - np.where(g, 1, 0)", "np.where needs a comparison first"),
    "by zero": ("return w - g * (1 / 0)", "'1 / 0' is no finite number"),
    "tower": ("return w - g * 9**9**9", "is no finite number"),
    "huge": ("return w - g * 1e999", "is more than a float can hold; write np.inf"),
    "plus": ("return w - +g", "leave the plus away"),
    "modulo": ("return w - g % 2", "write x - np.floor(x / n) * n"),
    "true": ("return w - True * g", "cannot read 'True'"),
    "text": ("return w - 'g'", "a formula is made of numbers"),
    "name that is called": ("sigmoid = g\n    return w - sigmoid(g)", "'sigmoid' has a value in this formula"),
    "arguments of a function": ("return w - sigmoid(g, w)", "sigmoid is called as sigmoid(z)"),
    "function as a number": ("return w - sigmoid * g", "'sigmoid' is a function; call it: sigmoid(...)"),
    "optimizer as a function": ("return w - sgd(g)", "put @function, of talweg.nouns, over sgd"),
    "kept name": ("__v__ = g\n    return w - __v__", "'__v__' cannot be a name in a formula"),
}  # fmt: skip
WHOLE = {
    "no docstring": ("@optimizer\ndef f(w, g):\n    return w - g", "f: a formula needs a docstring"),
    "range before the star": ("def f(w, g, lr: Positive = 0.1):\n    'T.'\n    return w - lr * g, lr", "stand after a *"),
    "number before the star": ("def f(w, g, lr=0.1):\n    'T.'\n    return w - lr * g", "if lr is a hyperparameter, put it"),
    "too few": ("def f(w, g, m):\n    'T.'\n    return w - m", "must return w, m, in that order"),
    "other order": (
        "def f(w, g, m, *, lr: Positive = 1):\n    'T.'\n    m = m + g\n    return m, w - lr * m",
        "f: must return the new w, m, in that order, not m, w - lr * m",
    ),
    "swapped": ("def f(w, g, m, v):\n    'T.'\n    v = v + g**2\n    m = m + g\n    return w - m / v, v, m", "new w, m, v"),
    "start of t": ("def f(w, g, t=1):\n    'T.'\n    return w - g / t", "only a slot of an optimizer has a start"),
    "start": ("def f(w, g, m='a'):\n    'T.'\n    return w - g, m", "the slot m starts at a finite number, got 'a'"),
    "any number": ("def f(w, g, *m):\n    'T.'\n    return w", "named arguments only"),
    "no range": ("def f(w, g, *, lr=0.1):\n    'T.'\n    return w - lr * g", "lr needs its legal range"),
    "default": ("def f(w, g, *, lr: Positive = 0.0):\n    'T.'\n    return w - lr * g", "lr must lie in (0, inf), got 0.0"),
    "unknown range": ("def f(w, g, *, lr: Positiv = 0.1):\n    'T.'\n    return w - lr * g", "cannot read the legal ranges"),
    "list": ("def f(w, g, *, d: Milestones = (1,)):\n    'T.'\n    return w - g", "only a schedule has lists of steps, and d is"),
    "other numpy": ("import math as np\n@optimizer\ndef f(w, g):\n    'T.'\n    return w - np.sqrt(g)", "write import numpy as np"),
    "class": ("@optimizer\nclass f:\n    'T.'", "a formula is a plain function, written with def"),
    "bare surface": (
        "@surface\ndef f(x, y):\n    'T.'\n    return x, 1, 0", "write @surface(start=(x, y), minima=[(x, y)], view="
    ),
    "surface in another order": (
        "@surface(start=(1, 2), view=((0, 3), (0, 3)))\ndef f(x, y):\n    'T.'\n    return x**2 + y**3, 3 * y**2, 2 * x",
        "return x ** 2 + y ** 3, 2 * x, 3 * y ** 2",
    ),
    "loss in another order": (
        "@loss\ndef f(z, y):\n    'T.'\n    return 2 * (z - y), (z - y)**2", "return (z - y) ** 2, 2 * (z - y)"
    ),
    "loss with a start": ("@loss\ndef f(z, y, d=1.0):\n    'T.'\n    return z - y, 1 + 0 * d", "only a slot of an optimizer"),
    "row that stays one": (
        "@loss(rowwise=True)\ndef f(z, y):\n    'T.'\n    return y * z, y", "the value of a row is one number; reduce it"
    ),
    "row setting": (
        "@loss(rowwise=True)\ndef f(z, y, *, ignore: Positive = 1):\n    'T.'\n    return row_sum(z * y), y * ignore",
        "every row loss has ignore",
    ),
    "clip in a row": (
        "@loss(rowwise=True)\ndef f(z, y):\n    'T.'\n    return row_sum(np.clip(z, 0, 1)), y", "write np.minimum(np.maximum("
    ),
    "loss on whole arrays": ("@loss\ndef f(z, y):\n    'T.'\n    return np.linalg.norm(z), y", "a formula is made of numbers"),
    "schedule told twice": ("@schedule\ndef f(t, *, progress: Positive):\n    'T.'\n    return progress", "is what a schedule is told"),
    "list as a number": ("@schedule\ndef f(t, *, d: Milestones):\n    'T.'\n    return t * d", "'d' is a list and no number"),
    "number as a list": ("@schedule\ndef f(t, *, d: Positive):\n    'T.'\n    return np.digitize(t, d)", "'d' is no list"),
    "function with settings": ("@function\ndef f(x, *, k: Positive = 1):\n    'T.'\n    return k * x", "no hyperparameters"),
    "function of lines": ("@function\ndef f(x):\n    'T.'\n    y = x * x\n    return y", "needs latex="),
    "function of two": ("@function\ndef f(x):\n    'T.'\n    return x, x", "returns one value"),
}  # fmt: skip


def declared(text: str, folder: Path) -> None:
    path = folder / "declared.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("declared", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.mark.parametrize("body, message", BODIES.values(), ids=list(BODIES))
def test_a_body_outside_the_subset_is_refused(body: str, message: str, tmp_path: Path) -> None:
    text = f"{PREAMBLE}@optimizer\ndef f(w, g, *, lr: Positive = 0.1):\n    'Is tried.'\n    {body}\n"
    with pytest.raises(DeclarationError) as caught:
        declared(text, tmp_path)
    assert message in str(caught.value)


@pytest.mark.parametrize("text, message", WHOLE.values(), ids=list(WHOLE))
def test_a_declaration_that_cannot_be_is_refused(text: str, message: str, tmp_path: Path) -> None:
    decorator = "" if "@" in text else "@optimizer\n"
    with pytest.raises((DeclarationError, RangeError)) as caught:
        declared(f"{PREAMBLE}{decorator}{text}\n", tmp_path)
    assert message in str(caught.value)


def test_what_is_right_is_taken(tmp_path: Path) -> None:
    right = [
        # two memories, one passed on: a slot in another's place is no slip
        "@optimizer\ndef relay(w, g, a, b):\n    'T.'\n    return w - b, g, a",
        "@optimizer\ndef still(w, g):\n    'T.'\n    return g",
        "@optimizer(whole=True)\ndef long(w, g):\n    'T.'\n    return w - g / np.linalg.norm(g)",
        "@optimizer\ndef named(w, g):\n    'T.'\n    up = g > 0\n    return w - np.where(up, g, 0)",
        "@optimizer\ndef endless(w, g):\n    'T.'\n    return np.minimum(w - g, np.inf)",
        "@loss\ndef kinked(z, y):\n    'T.'\n    return np.abs(z - y), np.sign(z - y)",
        "@loss\ndef wrong(z, y):\n    'Its gradient is none: tests tell, not the declaration.'\n    return (z - y)**2, z",
    ]
    declared(PREAMBLE + "\n".join(right) + "\n", tmp_path)
