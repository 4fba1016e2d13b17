"""CSV files as programs and people write them: what divides them, what is quoted, how they are encoded."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars
import pytest

from talweg.adapters import files
from talweg.adapters.files import Reading
from talweg.errors import DtypeError, RangeError, ShapeError


def read_file(path: Path, reading: Reading | None = None) -> Any:
    """All the columns of a file as one frame."""
    found = files.read_file(path, reading)
    return polars.DataFrame([found.take(name) for name in found.names])


@pytest.fixture
def saved(tmp_path: Path) -> Any:
    def write(content: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_python_s_csv_writes_is_read_back(tmp_path: Path, delimiter: str, line_end: str) -> None:
    header = ["name, in full", 'size "inner"', "two\nlines", "a;b|c\td", "last"]
    cells = ["", "x", '6" nail', "a,b", "a;b", "tab\tinside", "line\nbreak", "a|b", 'he said ""no""', "é"]
    rows = [[cells[(i * 7 + j * 3) % len(cells)] for j in range(5)] for i in range(40)]
    with (tmp_path / "file.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
        writer.writerows([header, *rows])
    frame = read_file(tmp_path / "file.csv")
    assert frame.columns == header
    assert [list(row) for row in frame.rows()] == [[cell or None for cell in row] for row in rows]


def test_quotes_inside_unquoted_fields_are_text(saved: Any) -> None:
    frame = read_file(saved("part,n\n" + "".join(f'{i}" tube,{i}\n' for i in range(300))))
    assert frame["part"].to_list() == [f'{i}" tube' for i in range(300)]


def test_the_delimiter_divides_all_lines_alike(saved: Any) -> None:
    rows = "".join(f"{i},5;{i},25;north, east\n" for i in range(30))
    assert read_file(saved("width, cm;depth, cm;side\n" + rows)).columns == ["width, cm", "depth, cm", "side"]
    assert read_file(saved("width, cm;depth\n1,5;2,5\n")).columns == ["width, cm", "depth"]
    assert read_file(saved("a;b\n1;2\n"), Reading(delimiter=",")).columns == ["a;b"]
    assert read_file(saved("alone\n1.5\n2.5\n")).columns == ["alone"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_the_encoding(saved: Any, encoding: str) -> None:
    assert read_file(saved("größe\tort\n1,5\tKöln\n", encoding)).rows() == [("1,5", "Köln")]


def test_blank_lines_and_blocks(saved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 3)
    frame = read_file(saved("\n\na,b\n" + "".join(f"{i},x\n\n  \n" for i in range(7))))
    assert frame["a"].to_list() == [str(i) for i in range(7)]
    assert all(kind == polars.String for kind in frame.dtypes)
    assert read_file(saved("a,b\r1,2\r3,4\r")).rows() == [("1", "2"), ("3", "4")]


def test_a_column_is_handed_over_once(saved: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 3)
    read_file(saved('a,b,c\n?,1," x "\n,2,"y\nz"\n3,4,\n5,,NA\n')).write_parquet(tmp_path / "file.parquet")
    for path in (tmp_path / "file.csv", tmp_path / "file.parquet"):
        found = files.read_file(path)
        assert (found.names, found.height) == (["a", "b", "c"], 4)
        assert found.first("a", 9).to_list() == ["3", "5"]
        assert found.first("a", 1).to_list() == ["3"]
        assert found.take("b").to_list() == ["1", "2", "4", None]
        assert found.names == ["a", "c"]
        assert found.take("c").to_list() == ["x", "y\nz", None, None]
        assert found.take("a").to_list() == [None, None, "3", "5"]
        assert not found.names


def test_the_words_for_a_missing_value_are_the_user_s(saved: Any) -> None:
    path = saved("country,x\nNA,-\nUS,\n ,3\n")
    assert read_file(path)["country"].to_list() == [None, "US", None]
    mine = read_file(path, Reading(missing=("-",)))
    assert mine.rows() == [("NA", None), ("US", None), (None, "3")]


@pytest.mark.parametrize(
    "content, kind, message",
    [
        ('a,b\n1,2\n"3,4\n5,6\n', DtypeError, "in what begins in line 3; does a quote open there and never close?"),
        ('a,b\n1,"2" or 3\n', DtypeError, "in what begins in line 2"),
        ('a,b\n"1\n2",3\n4,5,6\n', ShapeError, "line 4 has 3 fields, and the first line names 2 columns"),
        ("6.3,2.5,iris\n6.5,3,iris\n", ShapeError, "the first line must name the columns, and it holds 6.3, 2.5"),
        ("\n\n", ShapeError, "file.csv names its columns and has no rows"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(saved: Any, content: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as error:
        read_file(saved(content))
    assert message in str(error.value)


def test_years_may_be_headings(saved: Any) -> None:
    assert read_file(saved("country,1999,2000\nCH,1,2\n")).columns == ["country", "1999", "2000"]


def test_what_a_reading_may_say() -> None:
    with pytest.raises(RangeError, match=r"the decimal mark must be ',' or '\.', got ';'"):
        Reading(decimal=";")
    for delimiter in ("", ";;", '"', "\n"):
        with pytest.raises(RangeError, match="the delimiter must be one character"):
            Reading(delimiter=delimiter)
