"""Formulas and code as a page shows them: LaTeX as MathML, Python as highlighted HTML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from latex2mathml.converter import convert
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from talweg.errors import DeclarationError
from talweg.formula import Formula, Inequality, latex
from talweg.formula.fixed import fixed
from talweg.nouns import Loss, Optimizer, Surface
from talweg.nouns.noun import Noun

# The name of a function beside a letter, a number or a bracket that ends: TeX parts them, and MathML does not.
_FUNCTION = r"\\(?:log|ln|exp|sin|cos|tan|sinh|cosh|tanh)(?![A-Za-z])"
_AFTER = re.compile(rf"({_FUNCTION})\s*(?=[A-Za-z0-9]|\\(?!left|[,;! |]))")
_BEFORE = re.compile(rf"([A-Za-z0-9)}}\]])\s*(?={_FUNCTION})")


def mathml(text: str, display: bool = False) -> str:
    """LaTeX as one `<math>` element. Raises DeclarationError where the converter cannot read it."""
    parted = _BEFORE.sub(r"\1\,", _AFTER.sub(r"\1\,", text))
    html: str = convert(parted, display="block" if display else "inline")
    ET.fromstring(html)
    if "\\" in html:  # an unknown command comes out as its own name, in plain sight of the reader
        raise DeclarationError(f"cannot typeset {text!r}")
    return html


def shown(text: str, display: bool = False) -> str:
    """The same for a page, words as names: a browser takes <mtext> for space, and a minus behind it for a sign."""
    return re.sub(r"<mtext>([^<]{2,})</mtext>", r"<mi>\1</mi>", mathml(text, display))


def highlighted(source: str) -> list[str]:
    """Python source as HTML, a string a line, tokens marked with Pygments' classes."""
    html: str = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return html.rstrip("\n").split("\n")


def heads(noun: Noun) -> Sequence[str]:
    """The left-hand sides of a noun's results; gradients follow their value by themselves."""
    match noun:
        case Optimizer():
            return ("w", *noun.slots)
        case Loss():
            return ("L",)
        case Surface():
            return ("f",)
    return (rf"{latex.symbol(noun.name)}(t)",)


def typeset(noun: Noun, values: Mapping[str, float] | None = None) -> str:
    """The formula of `noun` as MathML, a block a line, read from the formula itself.

    Hyperparameters at these `values`, such as 0, are left out together with what they make idle.
    """
    formula = fixed(noun.formula, values) if values else noun.formula
    return "".join(shown(line, display=True) for line in latex.lines(formula, heads(noun)))


def condition(inequality: Inequality) -> str:
    """An inequality as inline MathML."""
    return shown(latex.inequality(inequality))


def listing(formula: Formula) -> list[str]:
    """The formula's source as it runs, highlighted, a string a line; below it, what it calls."""
    return highlighted("\n\n".join(filter(None, (formula.listing, formula.called))))
