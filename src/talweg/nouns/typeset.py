"""A noun as a page or a notebook shows it: its formula typeset, with what it is tuned by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from talweg.formula import latex
from talweg.formula.fixed import fixed
from talweg.formula.mathml import shown
from talweg.nouns.function import Function
from talweg.nouns.loss import Loss
from talweg.nouns.noun import Noun
from talweg.nouns.optimizer import Optimizer
from talweg.nouns.surface import Surface


def heads(noun: Noun) -> Sequence[str]:
    """The left-hand sides of a noun's results; gradients follow their value by themselves."""
    match noun:
        case Optimizer():
            return ("w", *noun.slots)
        case Loss():
            return ("L",)
        case Surface():
            return ("f",)
        case Function():
            return (rf"{latex.symbol(noun.name)}({', '.join(map(latex.symbol, noun.formula.arguments))})",)
    return (rf"{latex.symbol(noun.name)}(t)",)


def typeset(noun: Noun, values: Mapping[str, float] | None = None) -> str:
    """The formula of `noun` as MathML, a block a line, read from the formula itself.

    Hyperparameters at these `values`, such as 0, are left out together with what they make idle.
    """
    formula = fixed(noun.formula, values) if values else noun.formula
    return "".join(shown(line, display=True) for line in latex.lines(formula, heads(noun)))


def card(noun: Noun) -> str:
    """What a notebook shows: name and summary, the formula (of whole arrays: its source), every hyperparameter with its
    value and legal range."""
    own = noun.formula
    body = f"<pre>{escape(own.body)}</pre>" if own.whole else typeset(noun)
    rows = "".join(
        f"<tr><td><code>{name}</code></td><td>{escape(str(noun.hyper.get(name, 'must be given')))}</td>"
        f"<td>{escape(str(each.range))}</td></tr>"
        for name, each in own.hyper.items()
    )
    head = "<thead><tr><th></th><th>value</th><th>legal</th></tr></thead>"
    table = f"<table>{head}<tbody>{rows}</tbody></table>" if rows else ""
    summary = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(own.summary))
    lines = f'<div style="display: grid; gap: 0.5em; justify-content: start">{body}</div>'
    return f"<div><p><b>{escape(noun.name)}</b> {summary}</p>{lines}{table}</div>"
