"""A table of a file as data to train on: every column made numbers, and a note of what was done with each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.columns import ABSENT, Encoder, Measured, OneHot, Texts
from talweg.adapters.files import is_number, is_table, read_file
from talweg.adapters.links import class_scores
from talweg.errors import LabelError, RangeError, ShapeError, unknown
from talweg.formula import Range
from talweg.models import Model
from talweg.training import Split

__all__ = ["Table", "is_table", "read_table"]

Task = Literal["classification", "regression"]
TASKS: tuple[Task, ...] = ("classification", "regression")
FEW = 20  # whole numbers with at most this many different values are taken for classes
DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d.*)?$"
DATES = "dates and times are not read; make numbers of them, such as the year or the weekday"
MOST_CELLS = 1 << 28  # of the matrix X: 2 GiB


@dataclass(frozen=True, eq=False)
class Table(Split):
    """A table's rows to train on and rows kept back, as `tw.fit` takes them: `table.train`, `table.test`.

    X (n, features) has one column for each of `names`. For classification y (n,) holds indices into `classes`. For
    regression `classes` is empty and y (n,) the target less `center`, over `scale`: the mean and the deviation of the
    training rows. `notes` has a line for every column: what was done with it.
    """

    target: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    center: float
    scale: float
    notes: tuple[str, ...]

    @property
    def task(self) -> Task:
        """Classification or regression."""
        return "classification" if self.classes else "regression"

    def verdict(self, model: Model) -> str:
        """How well `model` does on the rows it has not seen, beside an answer that looks at no column."""
        outputs, rows = model(self.X_test), len(self.X_test)
        if self.classes:
            usual = np.bincount(self.y_train).argmax()
            reached = float(np.mean(class_scores(outputs, len(self.classes)).argmax(axis=1) == self.y_test))
            always = float(np.mean(self.y_test == usual))
            return (
                f"accuracy {reached:.2%} on {rows} unseen rows; always answering {self.classes[usual]!r} reaches "
                f"{always:.2%}"
            )
        error, plain = (
            self.scale * float(np.sqrt(np.mean((answer - self.y_test) ** 2))) for answer in (outputs[:, 0], 0.0)
        )
        return (
            f"{self.target} is off by {error:.4g} (root mean square) on {rows} unseen rows; always answering the mean, "
            f"{self.center:.4g}, is off by {plain:.4g}"
        )


def read_table(path: str | Path, target: str, task: str | None = None, seed: int = 0, test_share: float = 0.2) -> Table:
    """The table in a CSV or Parquet file, ready to train a model that predicts its column `target`.

    task None decides: texts, booleans, and whole numbers with at most 20 different values are classes, other numbers
    are a quantity. `test_share` of the rows, drawn by `seed` and class by class, are kept back; everything else is
    learned from the training rows alone: numbers are standardised, missing ones become the median (and get a column
    that says so), texts become one column of 0 and 1 a category, missing among them. Rows without a target, and columns
    that are constant, dates, or names of the rows, are left out. `notes` says all that was done.

    Raises UnknownNameError for a column or task that is not there, ShapeError, DtypeError, LabelError or RangeError for
    a file that cannot be learned from, and OSError.
    """
    if task is not None and task not in TASKS:
        raise unknown("read_table", "task", task, TASKS)
    share = Range(0, 1).check("read_table", "test_share", test_share)
    rng = np.random.default_rng(int(Range(0, low_open=False, integer=True).check("read_table", "seed", seed)))
    frame, file = read_file(path), Path(path).name
    if target not in frame.columns:
        raise unknown(file, "column", target, frame.columns)
    notes = []
    present = _known(frame[target])
    if not present.all():
        notes.append(f"{target}: {(~present).sum()} rows without it are left out")
        frame = frame.filter(present)
    y, classes = _answers(frame[target], task, file)
    train, test = _parts(y, len(classes), share, rng, file)
    encoders, columns = [], []
    for series in frame.drop(target).iter_columns():
        values = _values(series)
        if isinstance(values, str):
            notes.append(f"{series.name}: left out: {values}")
            continue
        encoder = (OneHot if values.dtype == object else Measured).learn(series.name, values[train])
        strays = _strays(values)
        if isinstance(encoder, str):
            notes.append(f"{series.name}: left out: {encoder}{strays}")
            continue
        notes.append(f"{series.name}: {encoder.note}{strays}{_unseen(encoder, values[test])}")
        encoders.append(encoder)
        columns.append(values)
    if not encoders:
        raise ShapeError(
            f"{file}: no column beside {target!r} can be learned from: {'; '.join(notes) or 'it is alone'}"
        )
    names = tuple(name for encoder in encoders for name in encoder.names)
    if len(y) * len(names) > MOST_CELLS:
        raise RangeError(f"{file}: {len(y)} rows of {len(names)} numbers do not fit in memory; take some of its rows")
    X_train, X_test = (
        np.hstack([encoder.encode(values[part]) for encoder, values in zip(encoders, columns, strict=True)])
        for part in (train, test)
    )
    center, scale = (0.0, 1.0) if classes else (float(y[train].mean()), float(y[train].std()))
    if not classes:
        y = (y - center) / scale
    about = f"{len(classes)} classes" if classes else f"a quantity (mean {center:.4g}, deviation {scale:.4g})"
    notes.insert(0, f"{target}: to predict, {about}; {len(train)} rows to train on, {len(test)} kept back")
    return Table(X_train, y[train], X_test, y[test], target, names, classes, center, scale, tuple(notes))


def _answers(series: Any, task: str | None, file: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The target as class indices with the classes' names; or as numbers, and no classes."""
    values = _values(series)
    if isinstance(values, str):
        raise LabelError(f"{file}: {series.name!r} cannot be predicted: {values}")
    different = np.unique(values)
    if len(different) < 2:
        found = f"always {different[0]}" if len(different) else "missing in every row"
        raise LabelError(f"{file}: there is nothing to predict: {series.name!r} is {found}")
    numeric = values.dtype != object
    if numeric and not np.isfinite(values).all():
        raise LabelError(f"{file}: {series.name!r} is infinite or NaN in a row; leave its cell empty to skip the row")
    whole = numeric and bool((values == np.round(values)).all())
    if task == "classification" or (task is None and (not numeric or (whole and len(different) <= FEW))):
        names = tuple(f"{value:g}" if numeric else str(value) for value in different)
        return np.searchsorted(different, values), names
    if not numeric:
        wrong = next(text for text in values if not is_number(text))
        raise LabelError(f"{file}: {series.name!r} cannot be a quantity: {wrong!r} is not a number")
    return values, ()


def _parts(
    y: NDArray[Any], classes: int, share: float, rng: np.random.Generator, file: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows to train on and those kept back, the same share of every class."""
    groups = [np.flatnonzero(y == each) for each in range(classes)] if classes else [np.arange(len(y))]
    kept = np.zeros(len(y), dtype=bool)
    for group in groups:
        kept[rng.permutation(group)[: round(share * len(group))]] = True
    train, test = np.flatnonzero(~kept), np.flatnonzero(kept)
    if not len(test) or len(np.unique(y[train])) < 2:
        raise ShapeError(f"{file}: {len(y)} rows are too few to keep {share:.0%} of them back and learn from the rest")
    return train, test


def _strays(values: NDArray[Any]) -> str:
    """A hint for texts that are mostly numbers: what keeps the column from being one of numbers."""
    if values.dtype != object:
        return ""
    known = values[values != ABSENT]
    strays = [text for text in known if not is_number(text)]
    if 2 * len(strays) >= len(known):
        return ""
    return f"; but for {len(strays)} of its values, such as {strays[0]!r}, it would be numbers"


def _unseen(encoder: Encoder, values: NDArray[Any]) -> str:
    if not isinstance(encoder, OneHot) or encoder.rare:
        return ""
    strange = int((~np.isin(values.astype(str), encoder.categories)).sum())
    return f"; {strange} of the rows kept back have a category that training has not" if strange else ""


def _known(series: Any) -> NDArray[np.bool_]:
    """Where the column has a value."""
    known: NDArray[np.bool_] = (series.fill_nan(None) if series.dtype.is_float() else series).is_not_null().to_numpy()
    return known


def _values(series: Any) -> NDArray[Any] | str:
    """The column as float64 with NaN, or as texts with ABSENT; or, in words, why it is neither."""
    import polars

    kind = series.dtype
    if kind.is_temporal():
        return DATES
    if kind.is_nested() or kind in (polars.Binary, polars.Object):
        return f"its values are {kind}, neither numbers nor texts"
    if kind.is_numeric():
        return _floats(series)
    texts = series.cast(polars.String)
    numbers = texts.cast(polars.Float64, strict=False)
    if numbers.null_count() == texts.null_count():
        return _floats(numbers)
    if texts.str.contains(DATE).all():
        return DATES
    named: Texts = texts.fill_null(ABSENT).to_numpy().astype(object)
    return named


def _floats(series: Any) -> NDArray[np.float64]:
    import polars

    floats: NDArray[np.float64] = series.cast(polars.Float64).fill_null(np.nan).to_numpy()
    return floats
