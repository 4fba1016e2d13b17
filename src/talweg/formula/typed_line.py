"""One line of a formula that a person has typed, such as what `w` becomes: the whole subset, bounded in size and depth.

Every word of it is on a whitelist, what comes out is a tree inside the subset, and nothing of the text is ever run. The
browser reads the same in `web/static/lib/question/lines.js`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from talweg.errors import DeclarationError, RangeError
from talweg.formula.declaration import Formula
from talweg.formula.primitives import ELEMENTWISE
from talweg.formula.subset import Scope, children, names_in
from talweg.formula.typed_text import LARGEST, WORD_OF_CALLS, check_order, qualify, words
from talweg.formula.values import value

LONGEST, MOST_BRACKETS, DEEPEST = 200, 20, 60


def read_line(text: object, names: Sequence[str], owner: str, functions: Mapping[str, Formula]) -> ast.expr:
    """The checked tree of `text`: numbers, `names`, + - * / **, brackets, pi, e, comparisons within `where`, and calls.

    What may be called are the primitives, with or without `np.`, and `functions`. A line has at most 200 characters, 20
    brackets within one another and 60 levels; no number that it holds is above 1e100. Raises RangeError, which says
    what is allowed.
    """
    if not isinstance(text, str):
        raise RangeError(f"{owner}: a line is text, such as 'w - lr * g', got {text!r:.40}")
    if len(text) > LONGEST:
        raise RangeError(f"{owner}: a line has at most {LONGEST} characters, got {len(text)}")
    found = list(words(text, names, owner, [*ELEMENTWISE, *functions], WORD_OF_CALLS))
    if not found:
        raise RangeError(f"{owner}: nothing is written here; write arithmetic, such as 'w - lr * g'")
    if check_order(found, owner) > MOST_BRACKETS:
        raise RangeError(f"{owner}: at most {MOST_BRACKETS} brackets stand within one another")
    try:
        tree: ast.expr = ast.parse(text.strip(" \t"), mode="eval").body
    except SyntaxError as error:
        raise RangeError(f"{owner}: cannot read this line: {error.msg}") from None
    if isinstance(tree, ast.Tuple):
        raise RangeError(
            f"{owner}: a comma stands only between the numbers of a function; write . as the decimal point"
        )
    if (depth := _depth(tree)) > DEEPEST:
        raise RangeError(f"{owner}: a line is at most {DEEPEST} levels deep, got {depth}")
    tree = qualify(tree, [*names, *functions])
    try:
        Scope(owner, dict.fromkeys(names, "number"), functions=functions).number(tree)
    except DeclarationError as error:
        raise RangeError(str(error)) from None
    _check_constants(tree, owner, functions)
    return tree


def _depth(node: ast.AST) -> int:
    return 1 + max(map(_depth, ast.iter_child_nodes(node)), default=0)


def _check_constants(node: ast.expr, owner: str, functions: Mapping[str, Formula]) -> None:
    """Raise RangeError where numbers alone give none, or one beyond all use."""
    if names_in(node) or isinstance(node, ast.Compare):
        for child in children(node):
            _check_constants(child, owner, functions)
    elif not abs(found := value(node, {}, functions)) <= LARGEST:
        text = ast.unparse(node).replace("np.", "")
        raise RangeError(f"{owner}: {text:.60} works out to {found:g}; a number is at most {LARGEST:g}")
