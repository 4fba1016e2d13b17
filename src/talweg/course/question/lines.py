"""Lines of a formula as people type them, and what they come to beside the right ones: a row of numbers after another,
and over whole runs. `web/static/lib/question/lines.js` does the same: a test compares them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talweg.course.question.digits import shown
from talweg.errors import RangeError
from talweg.formula.subset import names_in
from talweg.formula.typed_line import LONGEST, read_line
from talweg.formula.values import value
from talweg.functions import FUNCTIONS

CALLED = {name: each.formula for name, each in FUNCTIONS.items()}
# Two values are the same that differ by less than this share of them, or of a thousandth of the largest one.
SAME, SMALL = 1e-6, 1e-3
RUNS, STEPS = 2, 40
CURVATURE = 1.0
# What keyboards and pages write for the signs of a formula, and for names.
_SIGNS = {
    "\u00a0": " ", "\u2212": "-", "\u2013": "-", "\u00d7": "*", "\u00b7": "*", "\u22c5": "*", "\u2217": "*",
    "\u00f7": "/", "\u2215": "/", "\u2044": "/", "^": "**", "\u00b2": "**2", "\u00b3": "**3", "\u03b5": "eps",
    "\u03f5": "eps", "\u2264": "<=", "\u2265": ">=",
}  # fmt: skip
_GREEK = "alpha beta gamma delta - zeta eta theta iota kappa - mu nu xi - pi rho - sigma tau - phi chi psi omega"
_LETTERS = {chr(0x3B1 + place): name for place, name in enumerate(_GREEK.split()) if name != "-"}
_LOWERED = {chr(0x2080 + digit): str(digit) for digit in range(10)}
_PLAIN = str.maketrans(_SIGNS | _LETTERS | _LOWERED)

Inputs = Mapping[str, Any]
"""What the lines are tried at, as plain JSON.

`lines` names what they compute, in order, and `names` what they may use; `rows` holds a number for each of the names.
`run` is None, or the names of a run's `weight`, `gradient` and `clock` (None where it has none), and its `first` time.
"""
Columns = dict[str, Any]


@lru_cache(2000)
def read(text: str, name: str, known: tuple[str, ...], owner: str) -> ast.expr:
    """The line that says what `name` becomes. `name =` may stand in front of it, and signs as pages print them.

    Raises RangeError for what is no line of the formula subset.
    """
    if isinstance(text, str) and len(text) > LONGEST:
        raise RangeError(f"{owner}: a line has at most {LONGEST} characters, got {len(text)}")
    plain = text.translate(_PLAIN) if isinstance(text, str) else text
    if isinstance(plain, str):
        plain = re.sub(rf"^[ \t]*{re.escape(name)}[ \t]*(?:=(?!=)|:=|<-|\u2190)", "", plain)
    return read_line(plain, known, owner, CALLED)


def read_all(texts: Sequence[str], inputs: Inputs, owner: str) -> list[ast.expr]:
    """Every line; each may use what the lines above compute. Raises RangeError."""
    known, trees = list(inputs["names"]), []
    for name, text in zip(inputs["lines"], texts, strict=True):
        trees.append(read(text, name, tuple(known), f"{owner}: {name}"))
        known += [] if name in known else [name]
    return trees


def columns(inputs: Inputs) -> Columns:
    """The rows' numbers by their names."""
    return dict(zip(inputs["names"], np.array(inputs["rows"], dtype=float).T, strict=True))


def scopes(inputs: Inputs, given: Columns, right: Sequence[Any]) -> list[Columns]:
    """What each line may use: the numbers `given`, and the right values of the lines above it."""
    found, now = [], dict(given)
    for name, values in zip(inputs["lines"], right, strict=True):
        found.append(dict(now))
        now[name] = values
    return found


def line_value(tree: ast.expr, scope: Columns) -> Any:
    """What a line comes to, in the shape of the numbers in its scope."""
    return np.broadcast_to(value(tree, scope, CALLED), np.shape(next(iter(scope.values()))))


def worth(trees: Sequence[ast.expr], inputs: Inputs, given: Columns) -> list[Any]:
    """What the lines come to at `given`, one after the other."""
    now, found = dict(given), []
    for name, tree in zip(inputs["lines"], trees, strict=True):
        found.append(line_value(tree, now))
        now[name] = found[-1]
    return found


def same(found: Any, right: Any) -> NDArray[np.bool_]:
    """Where the values agree, but for rounding; what is no number agrees with nothing."""
    size = np.abs(right)
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(found - right) <= SAME * np.maximum(size, SMALL * np.max(size)))


class Step(NamedTuple):
    """Where a run goes another way: the line and the number of the step; `lost` where it gives no number."""

    line: str
    number: int
    lost: bool


def astray(trees: Sequence[ast.expr], right: Sequence[ast.expr], inputs: Inputs) -> Step | None:
    """The first step at which a whole run by `trees` leaves the run by `right`; None where none does.

    A run of a rule goes down a bowl, its slots begin at 0; without a weight only the clock goes on.
    """
    if not inputs["run"]:
        return None
    for row in range(min(RUNS, len(inputs["rows"]))):
        mine, theirs = (_run(each, inputs, row) for each in (trees, right))
        wrong = [~same(a, b) for a, b in zip(mine.T, theirs.T, strict=True)]
        for number in range(STEPS):
            for place, name in enumerate(inputs["lines"]):
                if wrong[place][number]:
                    return Step(name, number + 1, not np.isfinite(mine[number, place]))
    return None


def _run(trees: Sequence[ast.expr], inputs: Inputs, row: int) -> NDArray[np.float64]:
    """The value of every line at every step: shape (steps, lines)."""
    run, now = inputs["run"], {name: each[row] for name, each in columns(inputs).items()}
    bottom = now.get(run["gradient"])
    now |= {name: np.float64(0) for name in inputs["lines"] if name in now and name != run["weight"]}
    found = []
    for step in range(STEPS):
        if run["weight"]:
            now[run["gradient"]] = CURVATURE * (now[run["weight"]] - bottom)
        if run["clock"]:
            now[run["clock"]] = np.float64(run["first"] + step)
        found.append(worth(trees, inputs, now))
        now |= {name: each for name, each in zip(inputs["lines"], found[-1], strict=True) if name in now}
    return np.array(found, dtype=float)


def remark(name: str, trees: tuple[ast.expr, ast.expr], values: tuple[Any, Any], scope: Columns) -> str:
    """Where a line that is not known goes wrong, as HTML: `trees` and `values` are its own, and the right ones."""
    found, right = values
    at = int(np.argmin(same(found, right)))
    used = set().union(*map(names_in, trees))
    known = [f"<code>{each} = {shown(float(column[at]))}</code>" for each, column in scope.items() if each in used]
    yours = shown(float(found[at])) if np.isfinite(found[at]) else "no number"
    where = f" where {', '.join(known)}" if known else ""
    return f"<code>{name}</code> should become {shown(float(right[at]))}{where}; your line gives {yours}."
