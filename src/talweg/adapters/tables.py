"""A table of a file as data to train on: every column made numbers, and a note of what was done with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.answers import TASKS, Task
from talweg.adapters.cells import KINDS, Kind, named
from talweg.adapters.columns import Encoder
from talweg.adapters.files import Reading, is_table, read_file
from talweg.adapters.learned import in_a_line, learn
from talweg.adapters.links import class_scores
from talweg.errors import LabelError, RangeError, unknown
from talweg.formula import Range
from talweg.models import Model
from talweg.nouns import Loss
from talweg.training import Split

__all__ = ["Reading", "Table", "is_table", "read_file", "read_table"]

MOST_CELLS = 1 << 28  # of the matrix X: 2 GiB
PART = 1 << 16  # rows that are encoded at a time


@dataclass(frozen=True, eq=False)
class Table(Split):
    """A table's rows to train on and rows kept back, as `tw.fit` takes them: `table.train`, `table.test`.

    X (n, features) has one column for each of `names`, which `encoders` make of the file's. For classification y (n,)
    holds indices into `classes`. For regression `classes` is empty and y (n,) the target less `center`, over `scale`:
    the mean and the deviation of the training rows, or 0 and 1 where the loss must have the target as it is. `notes`
    has a line for every column: what was done with it.
    """

    target: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    center: float
    scale: float
    notes: tuple[str, ...]
    encoders: tuple[Encoder, ...]
    reading: Reading

    @property
    def task(self) -> Task:
        """Classification or regression."""
        return "classification" if self.classes else "regression"

    def verdict(self, model: Model, loss: Loss | None = None) -> str:
        """How well `model`, trained by `loss`, does on the rows it has not seen, beside an answer that looks at none.

        Without a loss the outputs are taken for the predictions themselves.
        """
        outputs, rows = model(self.X_test), len(self.X_test)
        if self.classes:
            usual = np.bincount(self.y_train).argmax()
            reached = float(np.mean(class_scores(outputs, len(self.classes)).argmax(axis=1) == self.y_test))
            always = float(np.mean(self.y_test == usual))
            return (
                f"accuracy {reached:.2%} on {rows} unseen rows; always answering {self.classes[usual]!r} reaches "
                f"{always:.2%}"
            )
        mean = float(self.y_train.mean())
        answers = outputs[:, 0] if loss is None else loss.link.prediction(outputs[:, 0])
        error, plain = (self.scale * float(np.sqrt(np.mean((answer - self.y_test) ** 2))) for answer in (answers, mean))
        return (
            f"{self.target} is off by {error:.4g} (root mean square) on {rows} unseen rows; always answering the mean, "
            f"{self.center + self.scale * mean:.4g}, is off by {plain:.4g}"
        )


def read_table(
    path: str | Path,
    target: str,
    task: str | None = None,
    seed: int = 0,
    test_share: float = 0.2,
    *,
    loss: Loss | None = None,
    columns: Mapping[str, str] | None = None,
    reading: Reading | None = None,
) -> Table:
    """The table in a CSV or Parquet file, ready to train a model that predicts its column `target`.

    task None decides: texts, booleans, and whole numbers with at most 20 different values of which each has five rows
    or more are classes, other numbers are a quantity. `columns` says of a column that it holds "numbers" or
    "categories", or is to be left out ("skip"); `reading`, how the file is written. What they leave open is guessed.
    `loss` is what the model will be trained by: the target is standardised unless that loss must have it as it is.

    `test_share` of the rows, drawn by `seed` and class by class, are kept back; everything else is learned from the
    training rows alone: numbers are standardised, missing ones become the median (and get a column that says so), texts
    become one column of 0 and 1 a category, missing among them. Rows without a target, and columns that are constant,
    dates, or names of the rows, are left out. `notes` says all that was guessed and done.

    Raises UnknownNameError for a column, kind or task that is not there, ShapeError, DtypeError, LabelError or
    RangeError for a file that cannot be learned from, and OSError.
    """
    wanted = next((each for each in TASKS if each == task), None)
    if task is not None and wanted is None:
        raise unknown("read_table", "task", task, TASKS)
    share = Range(0, 1).check("read_table", "test_share", test_share)
    rng = np.random.default_rng(int(Range(0, low_open=False, integer=True).check("read_table", "seed", seed)))
    reading, file = reading or Reading(), Path(path).name
    found = read_file(path, reading)
    if target not in found.names:
        raise unknown(file, "column", target, found.names)
    kinds = _kinds(columns or {}, target, found.names, file)
    learned = learn(file, found, reading, target, wanted, kinds, loss, share, rng)
    encoders, (y_train, y_test), notes = learned.encoders, learned.y, learned.notes
    names = tuple(name for encoder in encoders for name in encoder.names)
    refuse_too_large(file, len(y_train) + len(y_test), len(names))
    X_train, X_test = (_encoded(encoders, part) for part in learned.columns)
    center, scale = 0.0, 1.0
    if learned.classes:
        about = f"{len(learned.classes)} classes ({named(learned.classes)})"
    else:
        with np.errstate(all="ignore"):
            mean, deviation = float(y_train.mean()), float(y_train.std())
        if not 0 < deviation < np.inf:
            y = np.concatenate(learned.y)
            raise LabelError(f"{file}: {target!r} runs from {y.min():g} to {y.max():g} and cannot be standardised")
        about = f"a quantity (mean {mean:.4g}, deviation {deviation:.4g})"
        if learned.standardised:
            center, scale = mean, deviation
            y_train, y_test = ((y - center) / scale for y in (y_train, y_test))
        elif loss:
            about += f", not standardised, as {loss.name} takes it"
    about = f"to predict, {about}; {len(y_train)} rows to train on, {len(y_test)} kept back"
    notes.insert(0, f"{in_a_line(target)}: {about}")
    parts = (X_train, y_train, X_test, y_test)
    return Table(*parts, target, names, learned.classes, center, scale, tuple(notes), tuple(encoders), reading)


def refuse_too_large(file: str, rows: int, columns: int) -> None:
    """Raise RangeError where rows of so many numbers would not fit in memory."""
    if rows * columns > MOST_CELLS:
        raise RangeError(f"{file}: {rows} rows of {columns} numbers do not fit in memory; take some of its rows")


def _encoded(encoders: list[Encoder], columns: list[NDArray[Any]]) -> NDArray[np.float64]:
    """The columns as a matrix; the list lets go of each when it stands there."""
    rows, wide = len(columns[0]), sum(len(encoder.names) for encoder in encoders)
    matrix, begin = np.empty((rows, wide)), 0
    for encoder in encoders:
        values, end = columns.pop(0), begin + len(encoder.names)
        for row in range(0, rows, PART):  # what an encoder makes is there twice
            matrix[row : row + PART, begin:end] = encoder.encode(values[row : row + PART])
        begin = end
    return matrix


def _kinds(columns: Mapping[str, str], target: str, names: list[str], file: str) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for name, asked in columns.items():
        if name not in names:
            raise unknown(file, "column", name, names)
        if name == target:
            raise RangeError(f"{name!r} is the target; --task says how it is read, not --column")
        kind = next((each for each in KINDS if each == asked), None)
        if kind is None:
            raise unknown(f"column {name!r}", "kind", asked, KINDS)
        kinds[name] = kind
    return kinds
