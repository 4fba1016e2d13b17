"""Cells that would run: safe in whatever way a spreadsheet parts them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from talweg.course.exam.sheets import csv_text
from talweg.course.spreadsheet import harmless

SIGNS = ["=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}"]
HIDDEN = [
    "{}1",
    " {}1",
    "\t{}1",
    "\r{}1",
    "a;{}1",
    "a; {}1",
    'a;"{}1',
    ";{}1",
    "a\t{}1",
    "a\n{}1",
    "a\r\n{}1",
    '"{}1"',
]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("text", HIDDEN)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_a_formula(text: str, sign: str, delimiter: str) -> None:
    written = csv_text(("a", "b"), [{"a": text.format(sign), "b": "x"}])
    for row in csv.reader(StringIO(written), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip(' \t\r\n"').startswith((sign, "\t", "\r")), (written, cell)


def test_what_is_no_formula_stays_as_it_is() -> None:
    for value in ("a - b", "a;b", "3 + 4", "x=1", "one; two", "", 5, -2.5, None, "me@school.example"):
        assert harmless(value) == value
