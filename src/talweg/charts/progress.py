"""A bar while something takes long: where somebody looks on, on a terminal or in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def bars(shown: bool | None, counted: bool = False) -> Iterator[Progress | None]:
    """Bars on stderr, each with how many are done of how many where that is `counted`; None where nobody looks on.

    `shown` True or False decides without asking. The bars are closed whichever way the block ends.
    """
    if not (_looked_at() if shown is None else shown):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    numbers = [MofNCompleteColumn()] if counted else []
    columns = (BarColumn(), *numbers, TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as drawn:
        try:
            yield drawn
        finally:
            drawn.refresh()  # a notebook else keeps what was last drawn, which may be long ago


def _looked_at() -> bool:
    if sys.stderr.isatty():
        return True
    if "IPython" not in sys.modules:  # as it is in every notebook; rich, which knows them apart, loads when needed
        return False
    from rich.console import Console

    return Console(stderr=True).is_jupyter
