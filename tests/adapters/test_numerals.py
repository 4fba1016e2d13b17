"""Numbers as they are written: which mark is the decimal one, what a column is, and what overrules it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars
import pytest

from talweg.adapters import numerals
from talweg.adapters.cells import ABSENT, Cells, read_cells
from talweg.adapters.numerals import is_number, read_numerals
from talweg.errors import RangeError


def series(*texts: str | None) -> Any:
    return polars.Series("x", texts, dtype=polars.String)


@pytest.mark.parametrize(
    "texts, numbers",
    [
        (["7", "-2.5", "+.5", "3.", "6e-2"], [7, -2.5, 0.5, 3, 0.06]),
        (["2,5", "-0,25"], [2.5, -0.25]),
        (["12.345,6", "7"], [12345.6, 7]),
        (["12,345.6", "1,000"], [12345.6, 1000]),
        (["3.210.000", "4"], [3210000, 4]),
        (["1\u202f250,5", "12 000"], [1250.5, 12000]),
        (["8'100.75", "2\u2019000"], [8100.75, 2000]),
        (["€ 4,50", "-€2,25", "9,1€"], [4.5, -2.25, 9.1]),
        (["(3.5)", "\u22124.5"], [-3.5, -4.5]),
        (["12.5 %", "3%"], [12.5, 3]),
        (["1e999", "inf", "nan", "1_0", "0x1", "1.2.3", "--1", "5 kg", None], [None] * 9),
    ],
)
def test_a_column_s_own_mark_decides(texts: list[str], numbers: list[float | None]) -> None:
    found = read_numerals(series(*texts))
    assert found.values.to_list() == numbers
    assert found.sure


def test_a_long_column_is_read_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["1", "2 %", None, "3", "4", "5", "$6", "1,234.5", "x", "9"]
    whole = read_numerals(series(*texts))
    monkeypatch.setattr(numerals, "PART", 3)
    parts = read_numerals(series(*texts))
    assert parts.values.to_list() == whole.values.to_list() == [1, 2, None, 3, 4, 5, 6, 1234.5, None, 9]
    assert (parts.units, parts.example) == (whole.units, whole.example) == ((None, "%", "$"), ("2 %", 2.0))
    assert read_numerals(series()).values.to_list() == []


@pytest.mark.parametrize("part", [1, 2, 100])
def test_numbers_that_stand_as_they_are_read_are_read_alike(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(numerals, "PART", part)
    texts = series("1.5", None, "-2e3", "1e999", ".5", "3.")
    found = read_numerals(texts)
    assert found.values.to_list() == [1.5, None, -2000, None, 0.5, 3]
    assert (found.units, found.example, found.sure) == ((None,), None, True)
    other = read_numerals(series("1.500", "2.250"), doubt=",")
    assert (other.values.to_list(), other.example, other.sure) == ([1500, 2250], ("1.500", 1500), False)
    spaced = read_numerals(series("1 500", "2", "7,000.5"))
    assert (spaced.values.to_list(), spaced.example) == ([1500, 2, 7000.5], ("1 500", 1500))
    assert read_numerals(series(None, "1e999")).units == ()


def test_only_the_first_strays_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numerals, "PART", 5)
    cells = read_cells(series(*(f"{i}.5" for i in range(200)), *(f"n{i}" for i in range(9)), "n1"))
    assert isinstance(cells, Cells)
    assert cells.strays == ("n0", "n1", "n2", "n3", "n4", "n5", "n6")
    assert cells.astray == 10
    assert cells.remarks == ("10 that are no numbers ('n0', 'n1', 'n2', 'n3', 'n4', 'n5', ...) count as missing",)


def test_a_text_is_one_object_however_often_it_stands_there() -> None:
    cells = read_cells(series("left", "right", None, "left", None))
    assert isinstance(cells, Cells)
    assert cells.values.tolist() == ["left", "right", ABSENT, "left", ABSENT]
    assert cells.values[0] is cells.values[3]
    assert cells.values[2] is cells.values[4]


def test_where_the_mark_is_in_doubt_it_is_said_and_can_be_set() -> None:
    doubtful = series("4,125", "7,500")
    thousands, decimals = read_numerals(doubtful), read_numerals(doubtful, doubt=",")
    assert (thousands.values.to_list(), thousands.sure) == ([4125, 7500], False)
    assert (decimals.values.to_list(), decimals.sure) == ([4.125, 7.5], False)
    assert decimals.example == ("4,125", 4.125)
    forced = read_numerals(doubtful, ",")
    assert (forced.values.to_list(), forced.sure) == ([4.125, 7.5], True)
    cells = read_cells(doubtful)
    assert isinstance(cells, Cells)
    assert cells.remarks == (
        "'4,125' is read as 4125",
        "its decimal mark is taken to be '.'; --decimal , overrules",
    )
    plain = read_cells(series("4125", "7500"))
    assert isinstance(plain, Cells)
    assert plain.remarks == ()


def numbered(strays: int, text: str = "n/k") -> list[str]:
    return [text if i < strays else f"{i}.25" for i in range(100)]


def test_up_to_a_tenth_of_strays_is_missing() -> None:
    cells = read_cells(series(*numbered(10)))
    assert isinstance(cells, Cells)
    np.testing.assert_array_equal(cells.values, [np.nan] * 10 + [i + 0.25 for i in range(10, 100)])
    assert cells.remarks == ("10 that are no numbers ('n/k') count as missing",)
    more = read_cells(series(*numbered(11)))
    assert isinstance(more, Cells)
    assert not more.are_numbers
    assert more.remarks == ("but for 'n/k' it would be numbers; --column x=numbers overrules",)
    forced = read_cells(series(*numbered(11)), "numbers")
    assert isinstance(forced, Cells)
    assert int(np.isnan(forced.values).sum()) == 11


@pytest.mark.parametrize(
    "texts, why",
    [
        (["0451", "451", "12"], "leading zeros make its values labels"),
        ([str(2**53), str(2**53 + 1)], "whole numbers of 2^53 and more are labels"),
        (["$3", "£4"], "numbers in several units ($, £) are taken for texts"),
        (["3%", "0.04"], "numbers in several units"),
        (["1", "2", "X"] * 4 + ["1", "2"] * 20, "but for 'X' it would be numbers"),
    ],
)
def test_what_looks_like_numbers_and_is_none(texts: list[str], why: str) -> None:
    cells = read_cells(series(*texts, None))
    assert isinstance(cells, Cells)
    assert cells.values.tolist() == [*texts, ABSENT]
    assert cells.remarks[0].startswith(why)
    assert cells.remarks[0].endswith("; --column x=numbers overrules")
    forced = read_cells(series(*texts), "numbers")
    assert isinstance(forced, Cells)
    assert forced.are_numbers
    assert read_cells(series(*texts), "skip") == "as you asked"


def test_integers_of_a_parquet_file_keep_all_their_digits() -> None:
    large = read_cells(polars.Series("x", [2**60, 2**60 + 1]))
    assert isinstance(large, Cells)
    assert large.values.tolist() == [str(2**60), str(2**60 + 1)]


def test_numbers_that_are_asked_for_must_be_there() -> None:
    with pytest.raises(RangeError, match="column 'x' cannot be numbers: none of its values is one, such as 'red'"):
        read_cells(series("red", "blue"), "numbers")
    asked = read_cells(series("1.50", "2"), "categories")
    assert isinstance(asked, Cells)
    assert asked.values.tolist() == ["1.50", "2"]


def test_what_is_a_number() -> None:
    assert all(map(is_number, ("3", "-2.5", "1,5", "1.000,5", "2e3")))
    assert not any(map(is_number, ("", "2019-1", "x1", "1_000", "1,5,2")))
