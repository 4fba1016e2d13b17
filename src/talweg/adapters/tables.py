"""A table of a file as data to train on: every column made numbers, and a note of what was done with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.answers import TASKS, Task, is_standardised, read_answers
from talweg.adapters.cells import KINDS, Kind, named, read_cells, shown_mark
from talweg.adapters.columns import Encoder, Measured, OneHot
from talweg.adapters.files import Reading, is_table, read_delimited, read_file
from talweg.adapters.links import class_scores
from talweg.errors import LabelError, RangeError, ShapeError, unknown
from talweg.formula import Range
from talweg.models import Model
from talweg.nouns import Loss
from talweg.training import Split

__all__ = ["Reading", "Table", "is_table", "read_file", "read_table"]

MOST_CELLS = 1 << 28  # of the matrix X: 2 GiB


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
    frame, delimiter = read_delimited(path, reading)
    if target not in frame.columns:
        raise unknown(file, "column", target, frame.columns)
    kinds = _kinds(columns or {}, target, frame.columns, file)
    doubts = _doubts(frame, delimiter)
    answers = read_answers(frame[target], wanted, file, reading.decimal, doubts.get(target, "."))
    columns_left = frame.drop(target).get_columns()
    del frame  # so that a column's text goes once its numbers are there, the target's first
    y, classes = answers.y, answers.classes
    standardised = is_standardised(loss, bool(classes), file)
    train, test = _parts(y, len(classes), share, rng, file)
    encoders: list[Encoder] = []
    found: list[NDArray[Any]] = []
    notes = [f"{_line(target)}: {each}" for each in answers.notes]
    if delimiter not in ("", ",", reading.delimiter):
        notes.append(f"{file}: columns separated by {delimiter!r}; --delimiter overrules")
    for series in _emptied(columns_left, answers.present):
        learned = _learn(series, kinds.get(series.name), reading.decimal, doubts.get(series.name, "."), train, test)
        notes.append(f"{_line(series.name)}: {learned.note}")
        if learned.encoder is not None and learned.values is not None:
            encoders.append(learned.encoder)
            found.append(learned.values)
    if not encoders:
        raise ShapeError(
            f"{file}: no column beside {target!r} can be learned from: {'; '.join(notes) or 'it is alone'}"
        )
    names = tuple(name for encoder in encoders for name in encoder.names)
    refuse_too_large(file, len(y), len(names))
    X_train, X_test = _encoded(encoders, found, train, test)
    center, scale = 0.0, 1.0
    if classes:
        about = f"{len(classes)} classes ({named(classes)})"
    else:
        with np.errstate(all="ignore"):
            mean, deviation = float(y[train].mean()), float(y[train].std())
        if not 0 < deviation < np.inf:
            raise LabelError(f"{file}: {target!r} runs from {y.min():g} to {y.max():g} and cannot be standardised")
        about = f"a quantity (mean {mean:.4g}, deviation {deviation:.4g})"
        if standardised:
            center, scale = mean, deviation
            y = (y - center) / scale
        elif loss:
            about += f", not standardised, as {loss.name} takes it"
    notes.insert(0, f"{_line(target)}: to predict, {about}; {len(train)} rows to train on, {len(test)} kept back")
    parts = (X_train, y[train], X_test, y[test])
    return Table(*parts, target, names, classes, center, scale, tuple(notes), tuple(encoders), reading)


def _emptied(columns: list[Any], present: NDArray[np.bool_]) -> Iterator[Any]:
    """Each column's cells in the rows that are `present`; the list lets go of it."""
    while columns:
        series = columns.pop(0)
        yield series if present.all() else series.filter(present)


def _line(name: str) -> str:
    """A heading, which may hold line breaks, in one line."""
    return " ".join(name.split())


def refuse_too_large(file: str, rows: int, columns: int) -> None:
    """Raise RangeError where rows of so many numbers would not fit in memory."""
    if rows * columns > MOST_CELLS:
        raise RangeError(f"{file}: {rows} rows of {columns} numbers do not fit in memory; take some of its rows")


def _encoded(
    encoders: list[Encoder], columns: list[NDArray[Any]], *parts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], ...]:
    """The rows of each of the `parts` as a matrix; the list lets go of each column when it stands there."""
    wide = sum(len(encoder.names) for encoder in encoders)
    found, begin = tuple(np.empty((len(part), wide)) for part in parts), 0
    for encoder in encoders:
        values, end = columns.pop(0), begin + len(encoder.names)
        for matrix, part in zip(found, parts, strict=True):
            matrix[:, begin:end] = encoder.encode(values[part])
        begin = end
    return found


@dataclass(frozen=True, eq=False)
class _Learned:
    """A column's values and what encodes them, or nothing, and in words why."""

    note: str
    encoder: Encoder | None = None
    values: NDArray[Any] | None = None


def _learn(
    series: Any,
    kind: Kind | None,
    decimal: str | None,
    doubt: str,
    train: NDArray[np.int64],
    test: NDArray[np.int64],
) -> _Learned:
    cells = read_cells(series, kind, decimal, doubt)
    if isinstance(cells, str):
        return _Learned(f"left out: {cells}")
    values, remarks = cells.values, [*cells.remarks]
    encoder: Encoder | str
    if cells.are_numbers:
        encoder = Measured.learn(series.name, values[train], cells.decimal)
    else:
        encoder = OneHot.learn(series.name, values[train])
    if isinstance(encoder, str):
        return _Learned("; ".join([f"left out: {encoder}", *remarks]))
    if surprise := encoder.surprise(values[test]):
        remarks.append(f"of the rows kept back {surprise}")
    return _Learned("; ".join([encoder.note, *remarks]), encoder, values)


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


def _doubts(frame: Any, delimiter: str) -> dict[str, str]:
    """For each column of texts the decimal mark, should the column not show it: the other columns', or the delimiter's.

    Where a comma is the decimal mark, spreadsheets separate by semicolons.
    """
    import polars

    texts = [series for series in frame.iter_columns() if series.dtype == polars.String]
    shown = {mark for series in texts if (mark := shown_mark(series))}
    if len(shown) == 1:
        return dict.fromkeys((series.name for series in texts), shown.pop())
    comma = "," if delimiter == ";" else "."
    return {series.name: comma if series.str.contains(",", literal=True).any() else "." for series in texts}


def _parts(
    y: NDArray[Any], classes: int, share: float, rng: np.random.Generator, file: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows to train on and those kept back, the same share of every class."""
    groups = [np.flatnonzero(y == each) for each in range(classes)] if classes else [np.arange(len(y))]
    kept = np.zeros(len(y), dtype=bool)
    for group in groups:
        kept[rng.permutation(group)[: round(share * len(group))]] = True
    train, test = np.flatnonzero(~kept), np.flatnonzero(kept)
    if not (len(train) and len(test)) or (y[train] == y[train[0]]).all():
        raise ShapeError(f"{file}: {len(y)} rows are too few to keep {share:.0%} of them back and learn from the rest")
    return train, test
