"""Formulas and code as a page shows them: LaTeX as MathML, Python as highlighted HTML."""

from __future__ import annotations

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from talweg.formula import Formula, Inequality, latex
from talweg.formula.mathml import shown


def highlighted(source: str) -> list[str]:
    """Python source as HTML, a string a line, tokens marked with Pygments' classes."""
    html: str = highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return html.rstrip("\n").split("\n")


def condition(inequality: Inequality) -> str:
    """An inequality as inline MathML."""
    return shown(latex.inequality(inequality))


def listing(formula: Formula) -> list[str]:
    """The formula's source as it runs, highlighted, a string a line; below it, what it calls."""
    return highlighted("\n\n".join(filter(None, (formula.listing, formula.called))))
