"""The columns of a file, handed over one by one: those that wait take little more memory than they take in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

APART = "\0"  # between two cells of a column: no text holds it


class Columns(Protocol):
    """A file's columns, as Series of Polars."""

    delimiter: str
    """What separates the fields; "" where nothing does."""

    @property
    def names(self) -> list[str]:
        """The columns, in the file's order, that were not taken yet."""

    @property
    def height(self) -> int:
        """The number of rows."""

    def first(self, name: str, most: int) -> Any:
        """The first values of this column, at most so many, none of them missing."""

    def take(self, name: str) -> Any:
        """This column, which is kept no longer."""


@dataclass(eq=False)
class Typed:
    """The columns of a DataFrame of Polars."""

    frame: Any
    delimiter: str = ""

    @property
    def names(self) -> list[str]:
        """The columns that were not taken yet."""
        names: list[str] = self.frame.columns
        return names

    @property
    def height(self) -> int:
        """The number of rows."""
        return int(self.frame.height)

    def first(self, name: str, most: int) -> Any:
        """The first values of this column that are not missing."""
        return self.frame[name].drop_nulls().head(most)

    def take(self, name: str) -> Any:
        """This column, which is kept no longer."""
        return self.frame.drop_in_place(name)


class Texts:
    """Columns of text, null where a cell is one of `missing`; spaces around it are cut off.

    Polars takes 16 bytes and more for a cell. So the cells of a block of rows are one text for each column, until the
    column is taken.
    """

    def __init__(self, names: list[str], delimiter: str, missing: list[str]) -> None:
        self.delimiter, self.height = delimiter, 0
        self._missing = missing
        self._blocks: dict[str, list[Any]] = {name: [] for name in names}

    @property
    def names(self) -> list[str]:
        """The columns that were not taken yet."""
        return list(self._blocks)

    def add(self, rows: list[list[str]]) -> None:
        """Take up a block of rows, each with a cell for every column."""
        import polars

        for (name, blocks), cells in zip(self._blocks.items(), zip(*rows, strict=True), strict=True):
            blocks.append(polars.Series(name, [APART.join(cells)]))
        self.height += len(rows)

    def first(self, name: str, most: int) -> Any:
        """The first values of this column that are not missing."""
        import polars

        found = polars.Series(name, [], dtype=polars.String)
        for block in self._blocks[name]:
            if len(found) >= most:
                break
            found.append(self._cells(block).drop_nulls())
        return found.head(most)

    def take(self, name: str) -> Any:
        """This column, which is kept no longer."""
        import polars

        blocks = self._blocks.pop(name)[::-1]
        return polars.concat([self._cells(blocks.pop()) for _ in range(len(blocks))])

    def _cells(self, block: Any) -> Any:
        """The cells of a block of one column."""
        text = block.str.split(APART).explode().str.strip_chars()
        return text.set(text.is_in(self._missing), None)
