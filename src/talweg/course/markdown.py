"""Markdown as the course writes it: `$...$` is set as MathML, Python code is highlighted."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from talweg.course.typeset import highlighted
from talweg.formula.mathml import shown


def html(text: str) -> str:
    """A text of blocks as HTML."""
    return _together(MARKDOWN.render(text))


def inline(text: str) -> str:
    """One line of text as HTML without a paragraph around it."""
    return _together(MARKDOWN.renderInline(text))


def _together(html: str) -> str:
    """No line may end between a formula and the mark behind it: one span holds both (Firefox heeds no word joiner)."""
    formula = r'<span class="math inline"><math(?:(?!</math>).)*</math></span>'
    return re.sub(rf"({formula}[,.;:?!)]+)", r'<span class="together">\1</span>', html, flags=re.DOTALL)


def _fence(code: str, language: str, _attributes: str) -> str:
    return "\n".join(highlighted(code)) if language == "python" else ""


def _math(text: str, options: dict[str, Any]) -> str:
    return shown(text, display=options["display_mode"])


MARKDOWN = MarkdownIt("commonmark", {"html": True, "typographer": True, "highlight": _fence}).enable(
    ["table", "smartquotes", "replacements"]
)
MARKDOWN.use(dollarmath_plugin, renderer=_math, allow_space=False, double_inline=False)
