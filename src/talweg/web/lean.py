"""Our scripts and style sheets as they are sent: without comments and idle space. A script keeps its lines.

An error in a browser so names the line of the file that a reader has before them.
"""

from __future__ import annotations

import re

from talweg.web.modules import masked

_SPACE = re.compile(r"[ \t]+")
_WORD = re.compile(r"[\w$]")
# What would read otherwise if the space between the two were gone: `a - -b`, `x-- > 0`, `a < !b`, `1 .toFixed()`.
_APART = re.compile(r"\+\+|--|->|<!|\d\.")

_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)
_IDLE = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\burl\([^)]*\))
      | \s*(?P<sign>[{};,])\s*
      | (?P<colon>:)[ \t]+
      | (?P<space>\s+)""",
    re.DOTALL | re.VERBOSE,
)


def script(text: str) -> str:
    """An ES module of the syntax that modules.py reads. Strings, templates and regular expressions stay untouched."""
    code = masked(text)
    out, done = [], 0
    for found in _SPACE.finditer(code):
        before, after = code[found.start() - 1 : found.start()], code[found.end() : found.end() + 1]
        # What is code here is space in the text too, or a comment.
        out += [text[done : found.start()], " " if _parts(before, after) else ""]
        done = found.end()
    return "".join(out) + text[done:]


def _parts(before: str, after: str) -> bool:
    """Whether the space between two signs parts what would else be one token, or another one."""
    if "/" in (before, after) or _APART.match(before + after):
        return True
    return bool(_WORD.match(before) and _WORD.match(after))


def sheet(text: str) -> str:
    """A style sheet: what stands in quotes or in `url(...)` stays untouched."""
    return _IDLE.sub(_only_what_counts, _COMMENT.sub(lambda found: found[1] or "", text)).strip()


def _only_what_counts(found: re.Match[str]) -> str:
    return found["kept"] or found["sign"] or found["colon"] or " "
