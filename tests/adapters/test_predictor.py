"""A table's model in a file: it answers for new tables as it did in training, or says what is in the way."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from talweg import atomic
from talweg.adapters.files import Reading
from talweg.adapters.predictor import Predictor, load_predictor
from talweg.adapters.tables import read_table
from talweg.errors import CheckpointError, RangeError, ShapeError, UnknownNameError
from talweg.losses import LOSSES
from talweg.models import mlp
from talweg.nouns import loss
from talweg.training import load, save

ROWS = [(20 + i % 37, ("red", "blue", "")[i % 3], f"{i % 5},25", f"{i}") for i in range(90)]
HEADER = "weight;colour;length;code"


def write(path: Path, rows: list[tuple[Any, ...]], header: str) -> Path:
    path.write_text("\n".join([header, *(";".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [(*row, 1000 + 10 * row[0] + 100 * (row[1] == "red")) for row in ROWS]
    return write(tmp_path / "table.csv", rows, HEADER + ";price")


def predictor(path: Path, target: str = "price", name: str = "mse", **given: Any) -> Predictor:
    """One with weights as drawn: what it predicts is compared, not how well."""
    given.setdefault("columns", {"code": "skip"})
    data = read_table(path, target, loss=LOSSES[name], **given)
    outputs = len(data.classes) if LOSSES[name].rowwise else len(LOSSES[name].parts)
    return Predictor.of(mlp([data.X_train.shape[1], 5, outputs], seed=3), LOSSES[name], data)


def test_it_answers_as_the_model_does_in_the_target_s_unit(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    mine = predictor(table)
    mine.save(path)
    again = load_predictor(path)
    answers, notes = again.predict(table)
    assert answers.columns == ["price"]
    # By hand, of the file's first row: 20;red;0,25.
    weight, colour, length = mine.encoders
    x = np.concatenate(
        [
            weight.encode(np.array([20.0])),
            colour.encode(np.array(["red"], dtype=object)),
            length.encode(np.array([0.25])),
        ],
        axis=1,
    )
    assert answers["price"][0] == pytest.approx(mine.model(x)[0, 0] * mine.scale + mine.center, rel=1e-13)
    assert 1100 < mine.center < 1600
    assert notes == ["not looked at: 'code', 'price'", "length: '0,25' is read as 0.25"]
    assert load(path).notes["predictor"]["target"]["name"] == "price"  # a checkpoint as any other


def test_columns_may_move_and_more_may_come(table: Path, tmp_path: Path) -> None:
    mine = predictor(table)
    wanted, _ = mine.predict(table)
    rows = [(row[2], "new", row[1], row[0]) for row in ROWS]
    moved, notes = mine.predict(write(tmp_path / "moved.csv", rows, "length;note;colour;weight"))
    assert moved.equals(wanted)
    assert notes[0] == "not looked at: 'note'"
    pointed = [(row[0], row[1], row[2].replace(",", ".")) for row in ROWS]
    assert mine.predict(write(tmp_path / "points.csv", pointed, "weight;colour;length"))[0].equals(wanted)


def test_what_training_had_not_is_said(table: Path, tmp_path: Path) -> None:
    mine = predictor(table)
    strange = [("", "green", "1,25"), (25, "red", "?"), ("heavy", "blue", "2,25"), (25, "", "3,25")]
    answers, notes = mine.predict(write(tmp_path / "new.csv", strange, "weight;colour;length"))
    assert answers.height == 4
    assert answers["price"].is_finite().all()
    assert "weight: 1 that are no numbers ('heavy') count as missing" in notes
    assert any(note.startswith("weight: 2 missing, as none was in training, became the median ") for note in notes)
    assert "colour: 1 have a category that training had not, such as 'green'" in notes
    assert any(note.startswith("length: 1 missing") for note in notes)


@pytest.mark.parametrize(
    "name, columns",
    [
        ("cross_entropy", ["colour", "probability of colour"]),
        ("binary_cross_entropy", ["colour", "probability of colour"]),
        ("hinge", ["colour"]),
    ],
)
def test_classes_with_their_probability(table: Path, tmp_path: Path, name: str, columns: list[str]) -> None:
    mine = predictor(table, "colour", name)
    assert mine.classes == ("blue", "red")
    mine.save(tmp_path / "model.npz")
    answers, _ = load_predictor(tmp_path / "model.npz").predict(table)
    assert answers.columns == columns
    assert set(answers["colour"]) <= {"blue", "red"}
    if len(columns) > 1:
        assert answers[columns[1]].is_between(0.5, 1).all()


def test_a_rate_is_predicted_and_not_its_logarithm(table: Path, tmp_path: Path) -> None:
    mine = predictor(table, name="poisson")
    assert (mine.center, mine.scale) == (0, 1)
    answers, _ = mine.predict(table)
    other = Predictor(mine.model, LOSSES["mse"], *list(vars(mine).values())[2:])
    np.testing.assert_allclose(answers["price"], np.exp(other.predict(table)[0]["price"]), rtol=1e-13)


def test_the_words_for_missing_values_are_kept(tmp_path: Path) -> None:
    rows = [(i if i % 4 else "none", i * 1.5) for i in range(40)]
    path = write(tmp_path / "table.csv", rows, "a;y")
    mine = predictor(path, "y", columns={}, reading=Reading(missing=("none",), decimal="."))
    mine.save(tmp_path / "model.npz")
    assert load_predictor(tmp_path / "model.npz").reading == Reading(("none",), ".")
    assert load_predictor(tmp_path / "model.npz").predict(path)[1] == ["not looked at: 'y'"]


@pytest.mark.parametrize(
    "header, rows, kind, message",
    [
        ("colour;size", [("red", 3)], UnknownNameError, "new.csv lacks 'weight', 'length', which the model looks at"),
        ("weight;colour;length", [], ShapeError, "new.csv names its columns and has no rows"),
        ("weight;colour;length", [("?", "", "")], ShapeError, "new.csv has no rows with a value in them"),
        ("weight;colour;length", [("a", "red", "b")], RangeError, "column 'weight' cannot be numbers"),
    ],
)
def test_a_table_that_does_not_fit(
    table: Path, tmp_path: Path, header: str, rows: list[tuple[Any, ...]], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as error:
        predictor(table).predict(write(tmp_path / "new.csv", rows, header))
    assert message in str(error.value)


def test_a_parquet_file_and_a_column_of_another_type(table: Path, tmp_path: Path) -> None:
    mine = predictor(table)
    frame = polars.DataFrame({"weight": [20], "colour": ["red"], "length": [0.25]})
    frame.write_parquet(tmp_path / "new.parquet")
    assert mine.predict(tmp_path / "new.parquet")[0]["price"][0] == mine.predict(table)[0]["price"][0]
    frame.with_columns(weight=polars.date(2024, 1, 1)).write_parquet(tmp_path / "new.parquet")
    with pytest.raises(ShapeError, match=r"new.parquet: weight cannot be read as in training: dates and times"):
        mine.predict(tmp_path / "new.parquet")


def test_files_that_hold_no_such_model(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    save(path, np.zeros(3))
    with pytest.raises(CheckpointError, match="holds weights and no columns of a table"):
        load_predictor(path)
    with pytest.raises(CheckpointError):
        load_predictor(table)
    predictor(table).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError):
        load_predictor(path)
    path.write_bytes(whole)
    found = load(path)
    for change in ({"version": 9}, {"loss": "mine"}, {"columns": []}, {"columns": [{"kind": "x"}]}, {"model": {}}):
        save(path, found.parameters, notes={"predictor": {**found.notes["predictor"], **change}})
        with pytest.raises(CheckpointError, match=r"is of version 9|is no model that talweg wrote"):
            load_predictor(path)
    with pytest.raises(FileNotFoundError):
        load_predictor(tmp_path / "none.npz")


def test_what_cannot_be_written_is_refused_first(table: Path, tmp_path: Path) -> None:
    for place in ("/dev/null", tmp_path):
        with pytest.raises(RangeError, match="not a file"):
            atomic.check(place)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        predictor(table).save(tmp_path / "none" / "model.npz")

    @loss
    def own(y_hat, y):  # type: ignore[no-untyped-def]
        """Mine."""
        return (y_hat - y) ** 4, 4 * (y_hat - y) ** 3

    mine = predictor(table)
    with pytest.raises(CheckpointError, match="the loss own is on no shelf"):
        Predictor(mine.model, own, *list(vars(mine).values())[2:]).save(tmp_path / "model.npz")
    assert not (tmp_path / "model.npz").exists()
    shutil.rmtree(tmp_path)
