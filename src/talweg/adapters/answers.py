"""The column to predict: classes or a quantity, and in which rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.cells import FEW, STRAYS, Cells, Kind, named, read_cells
from talweg.adapters.numerals import LARGEST_WHOLE
from talweg.errors import LabelError, RangeError
from talweg.nouns import Loss
from talweg.nouns.links import IDENTITY, SCORE
from talweg.nouns.targets import NUMBER

Task = Literal["classification", "regression"]
TASKS: tuple[Task, ...] = ("classification", "regression")
A_CLASS = 5  # rows, on average, below which whole numbers are no classes


@dataclass(frozen=True, eq=False)
class Answers:
    """The target of the rows that are `present` (of all): indices into `classes`, or numbers, and no classes.

    `notes` say, in words, what was guessed, what overrules it, and which rows are left out.
    """

    y: NDArray[Any]
    classes: tuple[str, ...]
    present: NDArray[np.bool_]
    notes: tuple[str, ...]


def read_answers(series: Any, task: Task | None, file: str, decimal: str | None, doubt: str) -> Answers:
    """The target `series` of `file` as `task`, or as what it looks like. Raises LabelError."""
    missing = (series.fill_nan(None) if series.dtype.is_float() else series).is_null().to_numpy()
    present = ~missing
    notes = [f"{missing.sum()} rows without it are left out"] if missing.any() else []
    series = series.filter(present) if missing.any() else series
    if not present.any():
        raise LabelError(f"{file}: there is nothing to predict: {series.name!r} is missing in every row")
    cells = _cells(series, task, file, decimal, doubt)
    values = cells.values
    if cells.are_numbers:
        if np.isinf(values).any():
            raise LabelError(f"{file}: {series.name!r} is infinite in a row; leave its cell empty to skip the row")
        known = ~np.isnan(values)
        values, present[present] = values[known], known
    notes += [remark.replace("count as missing", "are rows left out") for remark in cells.remarks]
    different = np.unique(values)
    if len(different) < 2:
        raise LabelError(f"{file}: there is nothing to predict: {series.name!r} is always {different[0]}")
    whole = cells.are_numbers and bool((different == np.round(different)).all())
    few = whole and len(different) <= min(FEW, max(2, len(values) // A_CLASS))
    if task == "regression" or (task is None and cells.are_numbers and not few):
        if task is None and whole and len(different) <= 2 * FEW:
            notes.append(
                f"{len(different)} different numbers are taken for a quantity; --task classification overrules"
            )
        return Answers(values, (), present, tuple(notes))
    if task is None and few:
        notes.append(f"{len(different)} different whole numbers are taken for classes; --task regression overrules")
    elif task is None and len(different) > 2 and 2 * len(different) > len(values):
        raise LabelError(
            f"{file}: {series.name!r} holds {len(different)} different texts in {len(values)} rows, such as "
            f"{different[0]!r}: too many to be classes; take --task classification if they are, --task regression if "
            "they are numbers"
        )
    names = tuple(_named(value) if cells.are_numbers else str(value) for value in different)
    return Answers(np.searchsorted(different, values), names, present, tuple(notes))


def is_standardised(loss: Loss | None, classes: bool, file: str) -> bool:
    """Whether a quantity may be shifted and scaled for `loss`. Raises RangeError for a loss made for the other task."""
    if loss is None:
        return True
    if classes and len(loss.parts) > 1:
        raise RangeError(f"{file}: {loss.name} predicts quantities; take cross_entropy, say, or --task regression")
    if not classes and (loss.rowwise or loss.link is SCORE):
        raise RangeError(f"{file}: {loss.name} tells classes apart; take mse, say, or --task classification")
    return loss.targets == NUMBER and loss.link is IDENTITY


def _cells(series: Any, task: Task | None, file: str, decimal: str | None, doubt: str) -> Cells:
    """The target's values as its task needs them. Raises LabelError."""
    wanted: Kind | None = "numbers" if task == "regression" else None
    try:
        cells = read_cells(series, wanted, decimal, doubt, target=True)
    except RangeError:
        raise LabelError(f"{file}: {series.name!r} cannot be a quantity: {series[0]!r} is not a number") from None
    if task == "classification" and (isinstance(cells, str) or cells.strays):
        cells = read_cells(series, "categories")
    if isinstance(cells, str):
        raise LabelError(f"{file}: {series.name!r} cannot be predicted: {cells}")
    few = not cells.are_numbers and len(np.unique(cells.values)) <= FEW
    if task != "classification" and not few and cells.astray > STRAYS * len(series):
        raise LabelError(
            f"{file}: {series.name!r} cannot be a quantity: {cells.strays[0]!r} is not a number, and of {len(series)} "
            f"rows {cells.astray} hold none ({named(cells.strays)}); leave such cells empty, say what stands for a "
            f"missing value (--missing {cells.strays[0]!r}), or take --task classification"
        )
    return cells


def _named(value: float) -> str:
    """A number as the name of a class: with all its digits, and no point where it is whole."""
    return f"{value:.0f}" if value == round(value) and abs(value) <= LARGEST_WHOLE else repr(float(value))
