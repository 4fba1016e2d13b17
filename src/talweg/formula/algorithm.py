"""Formulas written out in LaTeX: as aligned lines, and an optimizer as the algorithm box that papers have."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from talweg.formula.declaration import Formula
from talweg.formula.latex import expression, lines, symbol


def aligned(formula: Formula, heads: Sequence[str]) -> str:
    """The formula's lines as an `align*` of amsmath; `heads` are the left-hand sides of its results."""
    printed = [_at_its_sign(each) for each in lines(formula, heads)]
    return "\n".join([r"\begin{align*}", " \\\\\n".join(f"  {each}" for each in printed), r"\end{align*}"])


def _at_its_sign(line: str) -> str:
    """The line with a mark at its first sign, at which all lines are aligned."""
    signs = [sign for sign in (r" \leftarrow ", " = ") if sign in line]
    first = min(signs, key=line.index)
    return line.replace(first, f" &{first.strip()} ", 1)


def algorithm(formula: Formula, slots: Iterable[str], hyper: Mapping[str, Any]) -> str:
    """An optimizer's formula as a box for the packages algorithm and algpseudocode, with these numbers."""
    slots = list(slots)
    given = [rf"${symbol(name)} = {_number(value)}$" for name, value in hyper.items()]
    starts = ", ".join(rf"${symbol(slot)} \gets {_number(formula.starts.get(slot, 0.0))}$" for slot in slots)
    body = [rf"${each.replace(chr(92) + 'leftarrow', chr(92) + 'gets')}$" for each in lines(formula, ["w", *slots])]
    return "\n".join([
        r"\begin{algorithm}",
        rf"  \caption{{{_text(formula.label)}}}",
        r"  \begin{algorithmic}[1]",
        rf"    \Require weights $w$, a loss $f${'; ' if given else ''}{', '.join(given)}",
        *([rf"    \State {starts}"] if slots else []),
        r"    \For{$t = 1, 2, \dots$}",
        r"      \State $g \gets \nabla f(w)$",
        *(rf"      \State {each}" for each in body),
        r"    \EndFor",
        r"    \State \Return $w$",
        r"  \end{algorithmic}",
        r"\end{algorithm}",
    ])  # fmt: skip


def _number(value: Any) -> str:
    return expression(ast.Constant(value))


def _text(words: str) -> str:
    """Words as LaTeX takes them."""
    return "".join(rf"\{each}" if each in "&%$#_{}" else each for each in words)
