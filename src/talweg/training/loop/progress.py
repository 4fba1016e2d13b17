"""What is told while a model trains: a bar, or a line an epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from talweg.charts.progress import bars
from talweg.training.loop.history import Epoch

Report = Callable[[Epoch | None], None]


@contextmanager
def progress_bar(epochs: int, steps: int, shown: bool | None) -> Iterator[Report]:
    """A function to call with None after each of `steps` steps, and with its row after each of `epochs` epochs.

    It draws a bar where somebody looks on; `shown` True or False decides without asking.
    """
    with bars(shown) as bar:
        if bar is None:
            yield lambda _row: None
            return
        task = bar.add_task(f"epoch 0/{epochs}", total=steps)

        def report(row: Epoch | None) -> None:
            if row is None:
                bar.advance(task)
            else:
                bar.update(task, description=_told(row, epochs))

        yield report


def line(row: Epoch) -> str:
    """An epoch as a line."""
    told = "" if row.validation_loss is None else f", validation loss {row.validation_loss:.6g}"
    return f"epoch {row.number}: loss {row.loss:.6g}{told}"


def _told(row: Epoch, epochs: int) -> str:
    parts = [f"epoch {row.number}/{epochs}", f"loss {row.loss:.4g}"]
    if row.validation_loss is not None:
        parts.append(f"validation loss {row.validation_loss:.4g}")
    if row.validation_accuracy is not None:
        parts.append(f"accuracy {row.validation_accuracy:.1%}")
    return "  ".join(parts)
