"""What stands in a column's cells: numbers, texts, or, in words, neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.numerals import LABEL, LARGEST_WHOLE, Numerals, parts, read_numerals
from talweg.errors import RangeError

Numbers: TypeAlias = NDArray[np.float64]  # NaN where a value is missing
Texts: TypeAlias = NDArray[np.object_]
Kind = Literal["numbers", "categories", "skip"]
KINDS: tuple[Kind, ...] = ("numbers", "categories", "skip")

ABSENT = "(missing)"
FEW = 20  # numbers with at most this many different values may be names of classes
SHOWN = 6  # texts that a sentence names; of more it says that there are more
STRAYS = 0.1  # the largest share of values that are no numbers in a column of numbers
SAMPLE = 10_000  # values of a column that are looked at to resolve what another column leaves in doubt
DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d.*)?$"
TOO_LARGE = "whole numbers of 2^53 and more are labels"
DATES = "dates and times are not read; make numbers of them, such as the year or the weekday"


@dataclass(frozen=True, eq=False)
class Cells:
    """A column's values: float64 with NaN, or texts with ABSENT. `remarks` say what had to be decided, in words.

    `strays` are the first different texts, and `astray` the number of values, that are no numbers where most are.
    """

    values: NDArray[Any]
    remarks: tuple[str, ...] = ()
    decimal: str = "."
    strays: tuple[str, ...] = ()
    astray: int = 0

    @property
    def are_numbers(self) -> bool:
        """Whether they are numbers, and not texts."""
        return self.values.dtype != object


def read_cells(
    series: Any, kind: Kind | None = None, decimal: str | None = None, doubt: str = ".", target: bool = False
) -> Cells | str:
    """The column `series` of Polars as `kind`, or as what it looks like; or why it is of no use.

    Texts are numbers where at most a tenth of them are none (and where those numbers are not as few as classes are),
    unless leading zeros, more digits than float64 has, or several units say otherwise. `decimal` and `doubt` are those
    of `read_numerals`; `target` says that --task and not --column overrules. Raises RangeError where `kind` asks for
    numbers and there are none.
    """
    import polars

    dtype = series.dtype
    if kind == "skip":
        return "as you asked"
    if dtype.is_nested() or dtype in (polars.Binary, polars.Object):
        return f"its values are {dtype}, neither numbers nor texts"
    if dtype.is_temporal() and kind != "categories":
        return DATES
    texts = series.cast(polars.String)
    if kind == "categories":
        return Cells(_texts(texts))
    overrule = "--task regression overrules" if target else f"--column {series.name}=numbers overrules"
    if dtype.is_numeric():
        if kind is None and dtype.is_integer() and _beyond(series.cast(polars.Float64)):
            return Cells(_texts(texts), (f"{TOO_LARGE}; {overrule}",))
        return Cells(_floats(series))
    found = read_numerals(texts, decimal, doubt)
    no_number = texts.is_not_null() & found.values.is_null()
    known, astray = len(texts) - texts.null_count(), int(no_number.sum())
    strays = _first(texts, no_number)
    if kind == "numbers" and astray == known > 0:
        raise RangeError(f"column {series.name!r} cannot be numbers: none of its values is one, such as {strays[0]!r}")
    if kind is None and 2 * astray >= known > 0:
        return DATES if texts.str.contains(DATE).all() else Cells(_texts(texts))
    why = _why_texts(texts, found, strays, astray / max(known, 1)) if kind is None else None
    if why:
        return Cells(_texts(texts), (f"{why}; {overrule}",), found.decimal, strays, astray)
    remarks = [f"{found.example[0]!r} is read as {found.example[1]:.10g}"] if found.example else []
    if not found.sure:
        other = "." if found.decimal == "," else ","
        remarks.append(f"its decimal mark is taken to be {found.decimal!r}; --decimal {other} overrules")
    if strays:
        remarks.append(f"{astray} that are no numbers ({named(strays)}) count as missing")
    return Cells(_floats(found.values), tuple(remarks), found.decimal, strays, astray)


def _why_texts(texts: Any, found: Numerals, strays: tuple[str, ...], share: float) -> str | None:
    """Why a column most of whose texts read as numbers is none of numbers, if it is none."""
    if texts.str.contains(LABEL).any():
        return "leading zeros make its values labels"
    if _beyond(found.values.filter(texts.str.contains(r"^[+-]?\d+$").fill_null(False))):
        return TOO_LARGE
    if found.mixed:
        return f"numbers in several units ({', '.join(unit or 'none' for unit in found.units)}) are taken for texts"
    if share > STRAYS or (share and found.values.drop_nulls().n_unique() <= FEW):
        return f"but for {named(strays)} it would be numbers"
    return None


def named(texts: tuple[str, ...], most: int = SHOWN) -> str:
    """The first of these texts, in quotes."""
    return ", ".join(map(repr, texts[:most])) + (", ..." if len(texts) > most else "")


def _first(texts: Any, mask: Any) -> tuple[str, ...]:
    """The first different texts where the mask is true: as many as a sentence names, and one."""
    found = dict[str, None]()
    for part, wanted in zip(parts(texts), parts(mask), strict=True):
        found |= dict.fromkeys(part.filter(wanted).unique(maintain_order=True).head(SHOWN + 1))
        if len(found) > SHOWN:
            break
    return tuple(found)[: SHOWN + 1]


def shown_mark(series: Any) -> str | None:
    """The decimal mark that these values of a column show, none missing, if they are texts of numbers and show one."""
    import polars

    if series.dtype != polars.String:
        return None
    found = read_numerals(series)
    if found.sure and len(series) and found.values.count() >= (1 - STRAYS) * len(series):
        marked = series.filter(found.values.is_not_null()).str.contains(r"[.,]").any()
        return found.decimal if marked else None
    return None


def _beyond(floats: Any) -> bool:
    return bool((floats.abs() >= LARGEST_WHOLE).any())


def _texts(series: Any) -> Texts:
    import polars

    different = series.drop_nulls().unique(maintain_order=True)
    # A text that stands in many cells is one object, however often it does.
    places = series.cast(polars.Enum(different)).to_physical().fill_null(len(different)).to_numpy()
    texts: Texts = np.array([*different, ABSENT], dtype=object)[places]
    return texts


def _floats(series: Any) -> Numbers:
    import polars

    floats = np.empty(len(series))
    begin = 0
    for part in parts(series):
        floats[begin : begin + len(part)] = part.cast(polars.Float64).to_numpy()  # NaN where nothing stands
        begin += len(part)
    return floats
