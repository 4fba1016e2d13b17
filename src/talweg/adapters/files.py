"""CSV and Parquet files as columns, or one clear line about what is wrong with them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from talweg.errors import DtypeError, RangeError, ShapeError

LARGEST = 1 << 30  # bytes; the matrix it becomes is several times as large
DELIMITERS = ",;\t|"
MISSING = ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "?"]
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq")


def is_table(path: str | Path) -> bool:
    """Whether `path` names a table: by its ending, or by being there."""
    return Path(path).suffix.lower() in SUFFIXES or Path(path).exists()


def read_file(path: str | Path) -> Any:
    """The Polars DataFrame in a Parquet file, or in a CSV file, every column of which is then text.

    A CSV file is UTF-8, its first line names the columns, and they are separated by a comma, semicolon, tab or |.
    Spaces around a value are cut off; what says that it is missing (empty, NA, NaN, null, ?) is null. Raises OSError,
    ShapeError, DtypeError, RangeError; ImportError where Polars is not installed.
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
    try:
        if magic == b"PAR1":
            frame = polars.read_parquet(file)
        else:
            names, delimiter = _outline(file)
            frame = polars.read_csv(
                file, separator=delimiter, has_header=False, skip_lines=1, new_columns=names, infer_schema=False
            )
            text = polars.all().str.strip_chars()
            frame = frame.select(polars.when(text.is_in(MISSING)).then(None).otherwise(text).name.keep())
            frame = frame.filter(~polars.all_horizontal(polars.all().is_null()))  # empty lines
    except polars.exceptions.PolarsError as error:
        raise DtypeError(f"{file.name} cannot be read as a table: {str(error).splitlines()[0]}") from None
    if not frame.height:
        raise ShapeError(f"{file.name} has no rows with a value in them")
    return frame


def _outline(file: Path) -> tuple[list[str], str]:
    """The names of the columns and what separates them, with every line's number of fields checked."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            delimiter = max(DELIMITERS, key=first.count)
            names = _names(file.name, next(csv.reader([first], delimiter=delimiter), []))
            rows = csv.reader(map(_checked, lines), delimiter=delimiter, strict=True)
            found = False
            for row in rows:
                found = found or bool(row)
                if row and len(row) != len(names):
                    raise ShapeError(
                        f"{file.name}: line {rows.line_num + 1} has {len(row)} fields, and the first line names "
                        f"{len(names)} columns"
                    )
    except UnicodeDecodeError as error:
        raise DtypeError(
            f"{file.name} is neither Parquet nor text: byte {error.object[error.start]:#04x} is not UTF-8; save it as "
            "CSV in UTF-8"
        ) from None
    except csv.Error as error:
        raise DtypeError(f"{file.name} cannot be read as CSV: {error}") from None
    if not found:
        raise ShapeError(f"{file.name} names its columns and has no rows")
    return names, delimiter


def _checked(line: str) -> str:
    if "\0" in line:
        raise csv.Error("it holds bytes of zero, as no text does")
    return line


def _names(file: str, header: list[str]) -> list[str]:
    names = [name.strip() or f"column {number}" for number, name in enumerate(header, start=1)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ShapeError(f"{file}: two columns are called {twice!r}; give each its own name")
    if all(map(is_number, names)):
        raise ShapeError(f"{file}: the first line must name the columns, and it holds {', '.join(names[:4])}")
    return names


def is_number(text: str) -> bool:
    """Whether `text` reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
