"""LaTeX as MathML, which browsers typeset themselves. The converter loads with this file."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from latex2mathml.converter import convert

from talweg.errors import DeclarationError

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
