"""CSV and Parquet files as columns, or one clear line about what is wrong with them."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from talweg.adapters.numerals import is_number
from talweg.adapters.texts import Columns, Texts, Typed
from talweg.errors import DtypeError, RangeError, ShapeError

LARGEST = 1 << 30  # bytes; the matrix it becomes is several times as large
BLOCK = 10_000  # rows that are Python's lists before they are a column's
DELIMITERS = "\t;|,"  # where several divide a file alike, the first: a comma may be a decimal mark
MISSING = ("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", "?")
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq")


@dataclass(frozen=True)
class Reading:
    """What is known of how a file is written, and need not be guessed.

    `missing`: the words that stand for a missing value, besides an empty cell. `decimal`: "," or "."; `delimiter`: the
    one character between two fields of a CSV file. Raises RangeError.
    """

    missing: tuple[str, ...] = MISSING
    decimal: str | None = None
    delimiter: str | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (None, ",", "."):
            raise RangeError(f"the decimal mark must be ',' or '.', got {self.decimal!r}")
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n\0 '):
            raise RangeError(f"the delimiter must be one character, such as ',', ';' or a tab, got {self.delimiter!r}")


def is_table(path: str | Path) -> bool:
    """Whether `path` names a table: by its ending, or by being there."""
    return Path(path).suffix.lower() in SUFFIXES or Path(path).exists()


def read_file(path: str | Path, reading: Reading | None = None) -> Columns:
    """The columns of a Parquet file, or of a CSV file, every column of which is then text.

    A CSV file is UTF-8, or UTF-16 with its mark; its first line names the columns, and they are separated by a comma,
    semicolon, tab or |, whichever divides its lines alike. Spaces around a value are cut off; what says that it is
    missing (empty, NA, NaN, null, ?) is null. Raises OSError, ShapeError, DtypeError, RangeError; ImportError where
    Polars is not installed.
    """
    try:
        import polars
    except ImportError as error:
        raise ImportError("tables are read by Polars: pip install 'talweg[tables]'") from error
    file = Path(path)
    with file.open("rb") as opened:
        magic = opened.read(4)
    size = file.stat().st_size
    if not size:
        raise ShapeError(f"{file.name} is empty")
    if size > LARGEST:
        raise RangeError(
            f"{file.name} has {size / 1e9:.1f} GB, and {LARGEST / 1e9:.1f} are read; take some of its rows"
        )
    if magic == b"PAR1":
        try:
            found: Columns = Typed(polars.read_parquet(file))
        except polars.exceptions.PolarsError as error:
            raise DtypeError(f"{file.name} cannot be read as a table: {str(error).splitlines()[0]}") from None
    else:
        reading = reading or Reading()
        encoding = "utf-16" if magic[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
        try:
            with file.open(encoding=encoding, newline="") as lines:
                delimiter = reading.delimiter or _delimiter(list(islice(lines, 100)))
                lines.seek(0)
                found = _texts(file.name, lines, delimiter, ["", *reading.missing])
        except UnicodeDecodeError as error:
            raise DtypeError(
                f"{file.name} is neither Parquet nor text in {encoding.upper().removesuffix('-SIG')} ({error.reason}); "
                "save it as CSV in UTF-8"
            ) from None
    if not any(len(found.first(name, 1)) for name in found.names):
        raise ShapeError(f"{file.name} has no rows with a value in them")
    return found


def _delimiter(head: list[str]) -> str:
    """What divides the first lines of a file into the same number of fields, the largest there is; or a comma."""

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter, skipinitialspace=True) if row]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    best = max(DELIMITERS, key=evenness)
    return best if evenness(best)[1] else ","


def _texts(file: str, lines: Iterable[str], delimiter: str, missing: list[str]) -> Texts:
    """The CSV text as columns of text, null where it is `missing`, with every line's number of fields checked."""
    rows = _rows(file, lines, delimiter)
    _, header = next(rows, (0, []))
    names = _names(file, header)
    found = Texts(names, delimiter, missing)
    numbered: list[list[str]] = []
    for line, row in rows:
        if len(row) != len(names):
            raise ShapeError(
                f"{file}: line {line} has {len(row)} fields, and the first line names {len(names)} columns; a "
                f"field that holds a {delimiter!r} or a line break must stand in quotes"
            )
        numbered.append(row)
        if len(numbered) == BLOCK:
            found.add(numbered)
            numbered = []
    if numbered:
        found.add(numbered)
    if not found.height:
        raise ShapeError(f"{file} names its columns and has no rows")
    return found


def _rows(file: str, lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line in which it begins, but for blank lines. Raises DtypeError for what is no CSV."""
    reader = csv.reader(map(_checked, lines), delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DtypeError(
                f"{file} cannot be read as CSV: {error}, in what begins in line {line}; does a quote open "
                "there and never close? One that belongs to a quoted field is written twice"
            ) from None
        if len(row) > 1 or (row and row[0].strip()):
            yield line, row


def _checked(line: str) -> str:
    if "\0" in line:
        raise csv.Error("it holds bytes of zero, as no text does")
    return line


def _names(file: str, header: list[str]) -> list[str]:
    names = [name.strip() or f"column {number}" for number, name in enumerate(header, start=1)]
    numbers = [name for name in names if is_number(name)]
    if numbers and (len(numbers) == len(names) or not all(map(str.isdigit, numbers))):
        raise ShapeError(f"{file}: the first line must name the columns, and it holds {', '.join(numbers[:4])}")
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise ShapeError(f"{file}: two columns are called {twice!r}; give each its own name")
    return names
