"""A question's texts for the printed paper: Markdown, as the course reads it, written as Typst's markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from markdown_it.token import Token

from talweg.course.export.typst_math import math, string
from talweg.course.export.words import line_tokens, tokens
from talweg.errors import DeclarationError


def blocks(markdown: str) -> str:
    """A text of blocks as markup. Raises DeclarationError where the paper has no form for it."""
    return _write(iter(tokens(markdown)))


def line(markdown: str) -> str:
    """One line of text as markup. Raises DeclarationError where the paper has no form for it."""
    return _write(iter(line_tokens(markdown)))


def plain(text: str) -> str:
    """Text that means nothing but itself, as markup."""
    return f"#{string(text)};" if text else ""


def _write(found: Iterator[Token], until: str = "") -> str:
    """The tokens up to the one that closes what was opened."""
    parts = []
    for token in found:
        if token.type == until:
            break
        if token.type in _LEAVES:
            parts.append(_LEAVES[token.type](token))
        elif token.type == "inline":
            parts.append(_write(iter(token.children or ())))
        elif token.type.removesuffix("_open") in _NESTS:
            nest = token.type.removesuffix("_open")
            parts.append(_NESTS[nest].format(_write(found, f"{nest}_close")))
        else:
            raise DeclarationError(
                f"the paper cannot set Markdown's {token.type!r}; it knows {', '.join([*_LEAVES, *_NESTS])}"
            )
    return "".join(parts)


def _code(token: Token) -> str:
    return f"#raw({string(token.content)});"


def _listing(token: Token) -> str:
    return f'#raw({string(token.content.rstrip())}, block: true, lang: "python");\n\n'


_LEAVES: Mapping[str, Callable[[Token], str]] = {
    "text": lambda token: plain(token.content),
    "softbreak": lambda _: " ",
    "hardbreak": lambda _: "#linebreak();",
    "code_inline": _code,
    "fence": _listing,
    "math_inline": lambda token: math(token.content),
    "math_block": lambda token: math(token.content, display=True) + "\n\n",
}
_NESTS: Mapping[str, str] = {
    "paragraph": "{}\n\n",
    "strong": "#strong[{}];",
    "em": "#emph[{}];",
    "bullet_list": "#list({});\n\n",
    "ordered_list": "#enum({});\n\n",
    "list_item": "[{}],",
    "table": "#rows({});\n\n",
    "thead": "{}",
    "tbody": "{}",
    "tr": "({}),",
    "th": "[{}],",
    "td": "[{}],",
}
