"""XML by hand: elements, escaped text, and sections of text that stand as they are."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tag(name: str, /, *inside: str, **attributes: str) -> str:
    """An element of finished parts."""
    return element(name, attributes, *inside)


def element(name: str, attributes: Mapping[str, str], *inside: str) -> str:
    """An element whose attributes have names that Python cannot spell."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def text(plain: str) -> str:
    """Text, escaped."""
    return escape(plain)


def verbatim(plain: str) -> str:
    """Text in a CDATA section, which people can read more easily where the text is HTML."""
    return "<![CDATA[" + plain.replace("]]>", "]]]]><![CDATA[>") + "]]>"
