"""Tables of files: what becomes of every column, and what a bad file is answered with."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from sklearn.linear_model import LinearRegression

from talweg.adapters import files, numerals, tables
from talweg.adapters.columns import MOST, Measured, OneHot
from talweg.adapters.tables import _encoded, is_table, read_table
from talweg.errors import DtypeError, LabelError, RangeError, ShapeError, UnknownNameError
from talweg.losses import cross_entropy, mse
from talweg.models import linear, mlp
from talweg.optimizers import adam
from talweg.schedules import cosine
from talweg.training import fit


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """Write text or bytes as a table and give its path."""

    def write(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def homes(rows: int = 200, seed: int = 0) -> dict[str, list[Any]]:
    rng = np.random.default_rng(seed)
    size, town = rng.uniform(50, 150, rows), rng.choice(["Bern", "Oslo", "Rome"], rows)
    price = 3 * size + 100 * (town == "Oslo") + rng.normal(0, 5, rows)
    return {"size": size.round(2).tolist(), "town": town.tolist(), "price": price.round(2).tolist()}


def as_csv(columns: dict[str, list[Any]], delimiter: str = ",") -> str:
    cells = ("" if cell is None else str(cell) for row in zip(*columns.values(), strict=True) for cell in row)
    lines = [list(columns)] + [list(part) for part in zip(*[cells] * len(columns), strict=True)]
    return "\n".join(map(delimiter.join, lines)) + "\n"


def test_numbers_by_hand() -> None:
    learned = Measured.learn("age", np.array([1.0, np.nan, 3.0, 8.0, np.inf]))
    # Known: 1, 3, 8, median 3; filled: 1, 3, 3, 8, 3: mean 3.6, variance (6.76 + 3 * 0.36 + 19.36) / 5 = 5.44.
    assert isinstance(learned, Measured)
    assert (learned.median, learned.mean, learned.missing) == (3, 3.6, 2)
    assert learned.deviation == pytest.approx(5.44**0.5, rel=1e-15)
    assert learned.names == ("age", "age is missing")
    wanted = [[(10 - 3.6) / 5.44**0.5, 0], [(3 - 3.6) / 5.44**0.5, 1]]
    np.testing.assert_allclose(learned.encode(np.array([10.0, np.nan])), wanted, rtol=1e-14)
    whole = Measured.learn("age", np.array([1.0, 3.0]))
    assert isinstance(whole, Measured)
    np.testing.assert_array_equal(whole.encode(np.array([3.0, np.nan])), [[1], [0]])  # the median, 2, is the mean


def test_categories_by_hand() -> None:
    learned = OneHot.learn("town", np.array(["b", "a", "b", "(missing)"], dtype=object))
    assert isinstance(learned, OneHot)
    assert learned.names == ("town = (missing)", "town = a", "town = b")
    wanted = [[0, 0, 1], [1, 0, 0], [0, 0, 0]]
    np.testing.assert_array_equal(learned.encode(np.array(["b", "(missing)", "new"], dtype=object)), wanted)


def test_rare_categories_share_a_column() -> None:
    texts = [f"c{i:03}" for i in range(MOST + 3) for _ in range(4 if i < MOST else 2)]
    learned = OneHot.learn("code", np.array(texts, dtype=object))
    assert isinstance(learned, OneHot)
    assert len(learned.names) == MOST + 1
    assert learned.rare == 3
    assert "3 rarer ones share a column" in learned.note
    rows = learned.encode(np.array(["c000", f"c{MOST:03}", "never seen"], dtype=object))
    assert rows[:, -1].tolist() == [0, 1, 1]
    np.testing.assert_array_equal(rows.sum(axis=1), 1)


def test_columns_of_no_use_say_why() -> None:
    nothing = np.full(3, np.nan)
    assert Measured.learn("x", nothing) == "every value is missing"
    assert Measured.learn("x", np.full(3, 7.0)) == "it is always 7"
    flagged = Measured.learn("x", np.array([7.0, np.nan]))  # known or not is all it tells, but it tells that
    assert isinstance(flagged, Measured)
    np.testing.assert_array_equal(flagged.encode(np.array([7.0, np.nan])), [[0, 0], [0, 1]])
    assert OneHot.learn("x", np.array(["a"] * 3, dtype=object)) == "it is always 'a'"
    assert OneHot.learn("x", np.array(["(missing)"] * 3, dtype=object)) == "every value is missing"
    names = OneHot.learn("x", np.array([f"row {i}" for i in range(60)], dtype=object))
    assert names == "60 different texts in 60 rows name the rows and tell nothing about them"


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet"])
def test_a_table_is_learned_from_as_by_hand(table: Any, tmp_path: Path, suffix: str) -> None:
    columns = homes()
    if suffix == ".parquet":
        path = tmp_path / "homes.parquet"
        polars.DataFrame(columns).write_parquet(path)
    else:
        path = table(as_csv(columns, "," if suffix == ".csv" else "\t"), "homes" + suffix)
    data = read_table(path, "price", seed=3)
    assert data.task == "regression"
    assert data.names == ("size", "town = Bern", "town = Oslo", "town = Rome")
    assert (data.X_train.shape, data.X_test.shape) == ((160, 4), (40, 4))
    # Each row is one of the file's, once, scaled by the training rows alone.
    size, price = np.array(columns["size"]), np.array(columns["price"])
    back = np.concatenate([data.y_train, data.y_test]) * data.scale + data.center
    order = np.argsort(price)[np.argsort(np.argsort(back))]
    np.testing.assert_allclose(price[order], back, rtol=1e-12)
    train = order[:160]
    assert (data.center, data.scale) == (price[train].mean(), price[train].std())
    X = np.concatenate([data.X_train, data.X_test])
    np.testing.assert_allclose(X[:, 0], ((size - size[train].mean()) / size[train].std())[order], rtol=1e-9)
    towns = np.array(columns["town"])[order]
    np.testing.assert_array_equal(X[:, 1:], towns[:, None] == np.array(["Bern", "Oslo", "Rome"]))


def test_the_verdict_is_in_the_target_s_unit(table: Any) -> None:
    columns = homes()
    data = read_table(table(as_csv(columns)), "price")
    model = linear(4, 1)
    rule = adam(lr=cosine(peak=0.1, total=1200))
    fit(model, mse, rule, data.train, batch_size=None, epochs=1200)
    exact = LinearRegression().fit(data.X_train, data.y_train)
    error = np.sqrt(np.mean((exact.predict(data.X_test) - data.y_test) ** 2)) * data.scale
    plain = np.sqrt(np.mean(data.y_test**2)) * data.scale
    assert data.verdict(model) == (
        f"price is off by {error:.4g} (root mean square) on 40 unseen rows; always answering the mean, "
        f"{data.center:.4g}, is off by {plain:.4g}"
    )
    assert 4 < error < 6  # the noise that was put in


def test_classes_are_split_class_by_class_and_judged_by_accuracy(table: Any) -> None:
    columns = homes()
    columns["dear"] = ["yes" if price > 400 else "no" for price in columns.pop("price")]
    data = read_table(table(as_csv(columns)), "dear")
    assert (data.task, data.classes, data.center, data.scale) == ("classification", ("no", "yes"), 0, 1)
    share = np.mean(np.array(columns["dear"]) == "yes")
    assert np.mean(data.y_test) == pytest.approx(share, abs=0.02)
    model = mlp([4, 8, 2])
    fit(model, cross_entropy, adam(lr=0.02), data.train, epochs=40)
    reached = np.mean(model(data.X_test).argmax(axis=1) == data.y_test)
    usual = max(np.mean(data.y_test == 0), np.mean(data.y_test == 1))
    name = data.classes[np.bincount(data.y_train).argmax()]
    assert data.verdict(model) == (
        f"accuracy {reached:.2%} on {len(data.y_test)} unseen rows; always answering {name!r} reaches {usual:.2%}"
    )
    assert reached > 0.9


@pytest.mark.parametrize(
    "values, task, classes",
    [
        (["a", "b"], None, ("a", "b")),
        (["true", "false"], None, ("false", "true")),
        ([3, 1], None, ("1", "3")),
        (list(range(20)), None, tuple(map(str, range(20)))),
        (list(range(21)), None, ()),
        ([0.5, 1.0], None, ()),
        ([0.5, 1.0], "classification", ("0.5", "1")),
        ([3, 1], "regression", ()),
    ],
)
def test_what_the_target_is(table: Any, values: list[Any], task: str | None, classes: tuple[str, ...]) -> None:
    rows = 210
    columns = {"x": list(range(rows)), "y": [values[i % len(values)] for i in range(rows)]}
    data = read_table(table(as_csv(columns)), "y", task)
    assert data.classes == classes
    found = (
        np.array(data.classes)[data.y_train] if classes else (data.y_train * data.scale + data.center).round(9)
    )  # fmt: skip
    assert set(np.unique(found).tolist()) == set(classes or map(float, values))


def test_the_seed_draws_the_split(table: Any) -> None:
    path = table(as_csv(homes()))
    first, again, other = (read_table(path, "price", seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.X_test, again.X_test)
    assert not np.array_equal(first.X_test, other.X_test)
    assert len(read_table(path, "price", test_share=0.5).X_test) == 100


def test_what_was_done_is_said(table: Any) -> None:
    columns: dict[str, list[Any]] = homes(100)
    columns["size"] = [None if i % 10 == 0 else value for i, value in enumerate(columns["size"])]
    columns["town"] = ["?" if i % 20 == 1 else value for i, value in enumerate(columns["town"])]
    columns["price"] = ["NA" if i in (5, 6, 7) else value for i, value in enumerate(columns["price"])]
    columns["sold"] = [f"2024-03-{1 + i % 28:02}" for i in range(100)]
    columns["kind"] = ["home"] * 100
    columns["address"] = [f"{i} High Street" for i in range(100)]
    columns["tax"] = ["free" if i == 9 else 10 + i * 1.5 for i in range(100)]
    data = read_table(table(as_csv(columns)), "price")
    notes = dict(note.split(": ", 1) for note in data.notes[2:])
    assert data.notes[0].startswith("price: to predict, a quantity (mean ")
    assert data.notes[0].endswith("; 78 rows to train on, 19 kept back")
    assert data.notes[1] == "price: 3 rows without it are left out"
    missing = int(data.X_train[:, 1].sum())
    assert 0 < missing <= 10
    assert notes["size"].startswith("numbers, standardised (mean ")
    assert f"; {missing} missing became the median " in notes["size"]
    assert notes["town"] == "4 categories, one column each, missing values among them"
    assert notes["sold"].startswith("left out: dates and times are not read; make numbers of them")
    assert notes["kind"] == "left out: it is always 'home'"
    assert notes["address"] == "left out: 78 different texts in 78 rows name the rows and tell nothing about them"
    assert notes["tax"].endswith("; 1 that are no numbers ('free') count as missing")
    assert len(notes) == 6
    assert data.names == (
        "size", "size is missing", "town = (missing)", "town = Bern", "town = Oslo", "town = Rome",
        "tax", "tax is missing",
    )  # fmt: skip


def test_a_column_is_let_go_of_when_it_stands_in_the_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PART", 2)
    columns = [np.array([1.0, 3.0, 8.0]), np.array(["a", "b", "a"], dtype=object)]
    encoders = [Measured("x", 0.0, 1.0, 2.0, 0), OneHot("kind", ("a", "b"), 0)]
    assert _encoded(encoders, columns).tolist() == [[0, 1, 0], [1, 0, 1], [3.5, 1, 0]]
    assert not columns


def test_a_column_may_turn_out_to_be_text_in_its_last_rows(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = homes()
    columns["code"] = [str(i % 5) for i in range(190)] + ["A", "B"] * 5
    columns["size"][150] = "n/a"
    whole = read_table(table(as_csv(columns)), "price")
    monkeypatch.setattr(files, "BLOCK", 7)
    monkeypatch.setattr(numerals, "PART", 11)
    monkeypatch.setattr(tables, "PART", 13)
    found = read_table(table(as_csv(columns)), "price")
    assert "code = A" in found.names
    assert "size is missing" in found.names
    assert (found.names, found.notes, found.center, found.scale) == (
        whole.names, whole.notes, whole.center, whole.scale
    )  # fmt: skip
    for part in ("X_train", "y_train", "X_test", "y_test"):
        np.testing.assert_array_equal(getattr(found, part), getattr(whole, part))


def test_categories_that_only_the_unseen_rows_have(table: Any) -> None:
    columns = {"kind": ["a", "b"] * 10, "y": [1.5, 2.5] * 10}
    held_back = read_table(table(as_csv(columns | {"y": list(np.arange(20) + 0.5)})), "y").y_test
    data = read_table(table(as_csv(columns | {"y": list(np.arange(20) + 0.5)})), "y")
    row = round(float((held_back * data.scale + data.center)[0] - 0.5))
    columns["kind"][row] = "only here"
    data = read_table(table(as_csv(columns | {"y": list(np.arange(20) + 0.5)})), "y")
    assert data.notes[1] == (
        "kind: 2 categories, one column each; of the rows kept back 1 have a category that training had not, such as "
        "'only here'"
    )
    assert data.X_test[0].tolist() == [0, 0]


def test_kinds_of_parquet_columns(tmp_path: Path) -> None:
    frame = polars.DataFrame(
        {
            "flag": [True, False] * 20,
            "whole": list(range(40)),
            "kind": polars.Series(["a", "b"] * 20, dtype=polars.Categorical),
            "day": [datetime.date(2024, 1, 1)] * 40,
            "list": [[1, 2]] * 40,
            "empty": [None] * 40,
            "y": [float("nan"), None] + [i * 0.5 for i in range(38)],
        }
    )
    frame.write_parquet(tmp_path / "kinds.pq")
    data = read_table(tmp_path / "kinds.pq", "y")
    assert data.names == ("flag = false", "flag = true", "whole", "kind = a", "kind = b")
    assert data.notes[1] == "y: 2 rows without it are left out"
    assert [note.split(": ")[0] for note in data.notes if "left out: " in note] == ["day", "list", "empty"]
    assert "neither numbers nor texts" in next(note for note in data.notes if note.startswith("list"))


def test_how_csv_is_read(table: Any) -> None:
    rows = "".join(f'"{i % 3}, or so"; {i} ;"{i * 0.5}"\r\n' for i in range(30))
    data = read_table(table(f"\ufeff kind; ;y\r\n{rows}\r\n"), "y")
    assert data.names == ("kind = 0, or so", "kind = 1, or so", "kind = 2, or so", "column 2")
    assert len(data.X_train) + len(data.X_test) == 30


GOOD = as_csv(homes(30))


@pytest.mark.parametrize(
    "content, given, kind, message",
    [
        (GOOD, {"target": "prise"}, UnknownNameError, "table.csv has no column 'prise'; did you mean 'price'?"),
        (GOOD, {"task": "class"}, UnknownNameError, "read_table has no task 'class'; did you mean 'classification'?"),
        (GOOD, {"test_share": 1.0}, RangeError, "read_table: test_share must lie in (0, 1), got 1.0"),
        (GOOD, {"seed": -1}, RangeError, "read_table: seed must lie in the whole numbers of [0, inf), got -1"),
        ("", {}, ShapeError, "table.csv is empty"),
        ("size,price\n", {}, ShapeError, "table.csv names its columns and has no rows"),
        ("size,price\n1,2\n1,2,3\n", {}, ShapeError, "line 3 has 3 fields, and the first line names 2 columns"),
        ("size,price\n1\n", {}, ShapeError, "line 2 has 1 fields, and the first line names 2 columns"),
        ("size,size,price\n1,2,3\n", {}, ShapeError, "two columns are called 'size'; give each its own name"),
        ("1.5,2\n3,4\n", {}, ShapeError, "the first line must name the columns, and it holds 1.5, 2"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", {}, DtypeError, "neither Parquet nor text in UTF-8 (invalid start byte); save"),
        (b"price,size\n\x00,1\n", {}, DtypeError, "table.csv cannot be read as CSV: it holds bytes of zero"),
        ("size,price\n,NA\n", {}, ShapeError, "table.csv has no rows with a value in them"),
        ('size,price\n"1,2\n', {}, DtypeError, "table.csv cannot be read as CSV"),
        (b"PAR1 but no Parquet", {}, DtypeError, "table.csv cannot be read as a table: "),
        (
            "price\n1.5\n2.5\n3.5\n4.5\n5.5\n",
            {},
            ShapeError,
            "no column beside 'price' can be learned from: it is alone",
        ),
        ("size,price\n1,7\n2,7\n", {}, LabelError, "there is nothing to predict: 'price' is always 7"),
        ("size,price\n1,NA\n2,\n", {}, LabelError, "there is nothing to predict: 'price' is missing in every row"),
        ("size,price\n1,1.5\n2,2.5\n", {}, ShapeError, "2 rows are too few to keep 20% of them back"),
        ("size,price\n1,a\n2,5\n", {"task": "regression"}, LabelError, "'price' cannot be a quantity: 'a' is not a"),
        ("size,price\n1,inf\n2,5\n", {"task": "regression"}, LabelError, "cannot be a quantity: 'inf' is not a number"),
        ("size,price\n1,2024-01-02\n2,2023-01-02\n", {}, LabelError, "'price' cannot be predicted: dates and times"),
    ],
)
def test_a_bad_file_is_one_clear_line(
    table: Any, content: str | bytes, given: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as error:
        read_table(table(content), **({"target": "price"} | given))
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_no_such_file_and_too_large_ones(table: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "none.csv", "y")
    with pytest.raises(IsADirectoryError):
        read_table(tmp_path, "y")
    path = table(GOOD)
    monkeypatch.setattr("talweg.adapters.tables.MOST_CELLS", 100)
    with pytest.raises(RangeError, match=r"30 rows of 4 numbers do not fit in memory; take some of its rows"):
        read_table(path, "price")
    monkeypatch.setattr(files, "LARGEST", 100)
    with pytest.raises(RangeError, match=r"table.csv has 0\.0 GB, and 0\.0 are read; take some of its rows"):
        read_table(path, "price")


def test_what_counts_as_a_table(tmp_path: Path) -> None:
    assert all(map(is_table, ("a.csv", "b.PARQUET", "c.tsv", tmp_path)))
    assert not is_table("digits")


def test_without_polars_it_says_what_to_install(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(ImportError, match=r"^tables are read by Polars: pip install 'talweg\[tables\]'$"):
        read_table(table(GOOD), "price")
