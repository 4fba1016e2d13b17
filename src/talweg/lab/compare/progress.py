"""One line on the terminal while trials are run: how many are over, and how long the rest will take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(shown: bool | None) -> Iterator[Callable[[int, str], Callable[[int], None]]]:
    """A function that begins a stage of so many trials under a name, and returns what is called as they end.

    It draws a bar on stderr where that is a terminal; `shown` True or False decides without asking. The bar is closed
    whichever way the block ends.
    """
    if not (sys.stderr.isatty() if shown is None else shown):
        yield lambda _total, _name: lambda _count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def begin(total: int, name: str) -> Callable[[int], None]:
            task = bar.add_task(name, total=total)
            return lambda count: bar.update(task, advance=count)

        yield begin
