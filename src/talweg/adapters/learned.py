"""What is learned of a table's columns: which of its rows are trained on, and what they tell of each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.answers import Answers, Task, is_standardised, read_answers
from talweg.adapters.cells import SAMPLE, Cells, Kind, read_cells, shown_mark
from talweg.adapters.columns import Encoder, Measured, OneHot
from talweg.adapters.files import Reading
from talweg.adapters.texts import Columns
from talweg.errors import ShapeError
from talweg.nouns import Loss


@dataclass(frozen=True, eq=False)
class Learned:
    """The answers `y`, and the columns that `encoders` make numbers of: the rows to train on, and those kept back.

    `standardised`: whether a quantity may be shifted and scaled. `notes` say, in words, what was done with each column.
    """

    y: tuple[NDArray[Any], NDArray[Any]]
    classes: tuple[str, ...]
    standardised: bool
    columns: tuple[list[NDArray[Any]], list[NDArray[Any]]]
    encoders: list[Encoder]
    notes: list[str]


def learn(
    file: str,
    columns: Columns,
    reading: Reading,
    target: str,
    task: Task | None,
    kinds: Mapping[str, Kind],
    loss: Loss | None,
    share: float,
    rng: np.random.Generator,
) -> Learned:
    """All that the `columns` of `file` tell of `target`; they are taken, one by one. Raises as `read_table` does."""
    doubt = _doubts(columns)
    answers = _answers(columns.take(target), task, file, reading.decimal, doubt)
    classes, present = answers.classes, answers.present
    notes = [f"{in_a_line(target)}: {each}" for each in answers.notes]
    standardised = is_standardised(loss, bool(classes), file)
    train, test = _parts(answers.y, len(classes), share, rng, file)
    y = answers.y[train], answers.y[test]
    del answers  # what is as long as the table goes when it is not needed any more
    encoders: list[Encoder] = []
    found: tuple[list[NDArray[Any]], list[NDArray[Any]]] = [], []
    if columns.delimiter not in ("", ",", reading.delimiter):
        notes.append(f"{file}: columns separated by {columns.delimiter!r}; --delimiter overrules")
    for name in columns.names:
        cells = _cells(columns.take(name), kinds.get(name), reading.decimal, doubt, present)
        column = _column(name, cells, train, test)
        notes.append(f"{in_a_line(name)}: {column.note}")
        if column.encoder is not None:
            encoders.append(column.encoder)
            for part, values in zip(found, column.values, strict=True):
                part.append(values)
    if not encoders:
        raise ShapeError(
            f"{file}: no column beside {target!r} can be learned from: {'; '.join(notes) or 'it is alone'}"
        )
    return Learned(y, classes, standardised, found, encoders, notes)


def in_a_line(name: str) -> str:
    """A heading, which may hold line breaks, in one line."""
    return " ".join(name.split())


def _answers(series: Any, task: Task | None, file: str, decimal: str | None, doubt: Callable[[Any], str]) -> Answers:
    return read_answers(series, task, file, decimal, doubt(series))


def _cells(
    series: Any, kind: Kind | None, decimal: str | None, doubt: Callable[[Any], str], present: NDArray[np.bool_]
) -> Cells | str:
    """What `read_cells` makes of the rows of a column that are `present`."""
    mark = doubt(series)
    return read_cells(series if present.all() else series.filter(present), kind, decimal, mark)


@dataclass(frozen=True, eq=False)
class _Column:
    """What encodes a column and its values, those to train on and those kept back; or nothing, and in words why."""

    note: str
    encoder: Encoder | None = None
    values: tuple[NDArray[Any], ...] = ()


def _column(name: str, cells: Cells | str, train: NDArray[np.int64], test: NDArray[np.int64]) -> _Column:
    if isinstance(cells, str):
        return _Column(f"left out: {cells}")
    known, unseen = cells.values[train], cells.values[test]
    encoder: Encoder | str
    encoder = Measured.learn(name, known, cells.decimal) if cells.are_numbers else OneHot.learn(name, known)
    if isinstance(encoder, str):
        return _Column("; ".join([f"left out: {encoder}", *cells.remarks]))
    surprise = encoder.surprise(unseen)
    remarks = [*cells.remarks, f"of the rows kept back {surprise}"] if surprise else cells.remarks
    return _Column("; ".join([encoder.note, *remarks]), encoder, (known, unseen))


def _doubts(columns: Columns) -> Callable[[Any], str]:
    """What tells a column's decimal mark, should the column not show it: the other columns', or the delimiter's.

    Where a comma is the decimal mark, spreadsheets separate by semicolons.
    """
    import polars

    shown = {mark for name in columns.names if (mark := shown_mark(columns.first(name, SAMPLE)))}

    def doubt(series: Any) -> str:
        if series.dtype != polars.String:
            return "."
        if len(shown) == 1:
            return next(iter(shown))
        return "," if columns.delimiter == ";" and series.str.contains(",", literal=True).any() else "."

    return doubt


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
