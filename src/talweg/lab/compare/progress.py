"""A bar while trials are run: how many are over, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from talweg.charts.progress import bars


@contextmanager
def progress_bar(shown: bool | None) -> Iterator[Callable[[int, str], Callable[[int], None]]]:
    """A function that begins a stage of so many trials under a name, and returns what is called as they end.

    It draws a bar where somebody looks on; `shown` True or False decides without asking.
    """
    with bars(shown, counted=True) as bar:
        if bar is None:
            yield lambda _total, _name: lambda _count: None
            return

        def begin(total: int, name: str) -> Callable[[int], None]:
            task = bar.add_task(name, total=total)
            return lambda count: bar.update(task, advance=count)

        yield begin
