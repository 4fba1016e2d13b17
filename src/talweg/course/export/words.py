"""A question's texts as HTML for other systems: formulas in the form that system sets best, code without colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from talweg.course.markdown import MARKDOWN

Math = Callable[[str], str]
"""Makes HTML of LaTeX."""


def brackets(latex: str) -> str:
    r"""`\(...\)`, which MathJax sets: Anki brings it along, and Moodle's filter for it is on as delivered."""
    return escape(rf"\({latex}\)", quote=False)


def equation_image(latex: str) -> str:
    """The element that Canvas's own editor writes; Canvas sets it with MathJax, or else as a picture it draws."""
    source = f"/equation_images/{quote(quote(latex, safe=''), safe='')}"
    label = escape(latex)
    return (
        f'<img class="equation_image" title="{label}" src="{source}" alt="LaTeX: {label}" '
        f'data-equation-content="{label}">'
    )


class _Renderer(RendererHTML):
    """Its methods are the rules for the tokens of their names."""

    def __init__(self, math: Math) -> None:
        super().__init__()
        self._math = math

    def math_inline(self, found: Sequence[Token], place: int, *_: Any) -> str:
        """A formula within the text."""
        return self._math(found[place].content)

    def math_block(self, found: Sequence[Token], place: int, *_: Any) -> str:
        """A formula on its own line."""
        return f"<p>{self._math(found[place].content)}</p>\n"

    def fence(self, found: Sequence[Token], place: int, *_: Any) -> str:
        """A listing."""
        return f"<pre><code>{escape(found[place].content, quote=False)}</code></pre>\n"


def html(markdown: str, math: Math) -> str:
    """A text of blocks as HTML."""
    return _Renderer(math).render(tokens(markdown), MARKDOWN.options, {}).strip()


def inline(markdown: str, math: Math) -> str:
    """One line of text as HTML without a paragraph around it."""
    return _Renderer(math).render(line_tokens(markdown), MARKDOWN.options, {})


def tokens(markdown: str) -> list[Token]:
    """A text of blocks, read as the course reads Markdown."""
    return MARKDOWN.parse(markdown)


def line_tokens(markdown: str) -> list[Token]:
    """One line of text, read as the course reads Markdown."""
    return MARKDOWN.parseInline(markdown)


def alone(unit: str) -> str:
    """What to say where the answer is a number and its unit is not to be typed."""
    return f"<p>Type the number alone, without “{escape(unit.strip())}”.</p>"
