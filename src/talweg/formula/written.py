"""A formula whose source the library has put together itself, as if it stood in a file."""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Mapping
from itertools import count
from typing import Any

from talweg.formula.declaration import Formula, declare

_numbers = count(1)


def written(text: str, name: str, namespace: Mapping[str, Any], noun: str, label: str | None = None) -> Formula:
    """Declare the function `name` of the source `text`, which sees the names of `namespace`.

    The text is run: it must be the library's own, or made of trees that have passed `subset.check`. It is
    declared as `noun`. Raises DeclarationError.
    """
    path = f"<{name} {next(_numbers)}>"
    scope = dict(namespace)
    exec(compile(text, path, "exec", dont_inherit=True), scope)
    function = scope[name]
    # Here `declare`, tracebacks and debuggers look for the lines of a function, for as long as it lives.
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    weakref.finalize(function, linecache.cache.pop, path, None).atexit = False
    return declare(function, label, noun=noun)
