"""Formulas for the printed paper: the MathML that the site shows, written as Typst's math.

There is one reader of LaTeX in the house; this reads its result, so that paper and page show the same formula.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from functools import cache

from talweg.errors import DeclarationError
from talweg.formula.mathml import mathml

_ACCENTS = {"^": "hat", "~": "tilde", "¯": "macron", "‾": "macron", "→": "arrow", "˙": "dot", "¨": "dot.double"}
_PASSING = ("math", "mrow", "mstyle", "mpadded", "semantics")


def string(plain: str) -> str:
    """Text as a string literal of Typst."""
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def math(latex: str, display: bool = False) -> str:
    """LaTeX as an equation of Typst, which is read out as its LaTeX. Raises DeclarationError.

    >>> math("y = x_1^2")
    '#math.equation(alt: "y = x_1^2", block: false, $y \\\\= attach(x, b: 1, t: 2)$);'
    """
    body = _write(ET.fromstring(mathml(latex)))
    return f"#math.equation(alt: {string(latex)}, block: {str(display).lower()}, ${body}$);"


def _write(element: ET.Element) -> str:
    tag = element.tag.rpartition("}")[2]
    if tag in _PASSING:
        return " ".join(map(_write, element))
    if tag in _LEAVES:
        return _LEAVES[tag](element)
    if tag == "mover" and element[1].text in _ACCENTS:
        return f"accent({_write(element[0])}, {_ACCENTS[element[1].text]})"
    if tag in _SHAPES:
        return _SHAPES[tag].format(*map(_write, element))
    if tag == "mtable":
        rows = (", ".join(_write(cell) for cell in row) for row in element)
        return f"mat(delim: #none, {'; '.join(rows)})"
    if tag == "mtd":
        return " ".join(map(_write, element))
    raise DeclarationError(f"the paper cannot set <{tag}>; it knows {', '.join([*_PASSING, *_LEAVES, *_SHAPES])}")


def _name(element: ET.Element) -> str:
    """A variable, or the name of a function, which stands upright with a little room around it."""
    word = (element.text or "").strip()
    return f"op({string(word)})" if len(word) > 1 else _symbols(word)


def _operator(element: ET.Element) -> str:
    """A sign. Typst would stretch every bracket to what it holds: MathML says which ones to."""
    sign = _symbols((element.text or "").strip())
    if element.get("stretchy") == "true":
        return {"prefix": f"lr({sign}", "postfix": f"{sign})"}.get(element.get("form", ""), sign)
    return sign


def _symbols(plain: str) -> str:
    """Single characters that mean nothing but themselves."""
    return "".join(each if each.isalnum() or not each.isascii() else f"\\{each}" for each in plain)


def _number(element: ET.Element) -> str:
    return (element.text or "").strip()


def _words(element: ET.Element) -> str:
    return string(element.text or "")


def _space(element: ET.Element) -> str:
    return f"#h({element.get('width', '0em')});"


_LEAVES: Mapping[str, Callable[[ET.Element], str]] = {
    "mi": _name,
    "mn": _number,
    "mo": _operator,
    "mtext": _words,
    "mspace": _space,
}
_SHAPES: Mapping[str, str] = {
    "mfrac": "frac({}, {})",
    "msqrt": "sqrt({})",
    "mroot": "root({1}, {0})",
    "msup": "attach({}, t: {})",
    "msub": "attach({}, b: {})",
    "msubsup": "attach({}, b: {}, t: {})",
    "mover": "attach(limits({}), t: {})",
    "munder": "attach(limits({}), b: {})",
    "munderover": "attach(limits({}), b: {}, t: {})",
}
