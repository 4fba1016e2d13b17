"""One line on the terminal while a model trains."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from talweg.training.loop.history import Epoch

Report = Callable[[Epoch | None], None]


@contextmanager
def progress_bar(epochs: int, steps: int, shown: bool | None) -> Iterator[Report]:
    """A function to call with None after each of `steps` steps, and with its row after each of `epochs` epochs.

    It draws a bar on stderr where that is a terminal; `shown` True or False decides without asking. The bar is closed
    whichever way the block ends.
    """
    if not (sys.stderr.isatty() if shown is None else shown):
        yield lambda _row: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(f"epoch 0/{epochs}", total=steps)

        def report(row: Epoch | None) -> None:
            if row is None:
                bar.advance(task)
            else:
                bar.update(task, description=_line(row, epochs))

        yield report


def _line(row: Epoch, epochs: int) -> str:
    parts = [f"epoch {row.number}/{epochs}", f"loss {row.loss:.4g}"]
    if row.validation_loss is not None:
        parts.append(f"validation loss {row.validation_loss:.4g}")
    if row.validation_accuracy is not None:
        parts.append(f"accuracy {row.validation_accuracy:.1%}")
    return "  ".join(parts)
