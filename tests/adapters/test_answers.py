"""The target of a table: classes or a quantity, which rows have it, and which losses take it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars
import pytest

from talweg.adapters.answers import Task, read_answers
from talweg.adapters.links import class_targets
from talweg.adapters.tables import read_table
from talweg.errors import LabelError, RangeError
from talweg.losses import LOSSES
from talweg.models import mlp
from talweg.optimizers import OPTIMIZERS
from talweg.training import fit


def answers(*texts: str | None, task: Task | None = None):  # type: ignore[no-untyped-def]
    return read_answers(polars.Series("y", texts, dtype=polars.String), task, "t.csv", None, ".")


QUANTITY = [f"{i}.75" for i in range(100)]


def test_a_few_strays_leave_a_quantity_one() -> None:
    found = answers(*QUANTITY, "n/k", ">90", None)
    np.testing.assert_array_equal(found.y, [float(text) for text in QUANTITY])
    assert (found.classes, found.present.tolist()) == ((), [True] * 100 + [False] * 3)
    assert found.notes == (
        "1 rows without it are left out",
        "2 that are no numbers ('n/k', '>90') are rows left out",
    )


def test_many_strays_are_named_and_how_to_overrule_them() -> None:
    for task in (None, "regression"):
        with pytest.raises(LabelError) as error:
            answers(*QUANTITY, *["<0.1"] * 30, task=task)
        assert str(error.value) == (
            "t.csv: 'y' cannot be a quantity: '<0.1' is not a number, and of 130 rows 30 hold none ('<0.1'); leave "
            "such cells empty, say what stands for a missing value (--missing '<0.1'), or take --task classification"
        )
    assert len(answers(*QUANTITY, *["<0.1"] * 30, task="classification").classes) == 101


@pytest.mark.parametrize(
    "texts, classes",
    [
        (["7001002", "7001001"] * 10, ("7001001", "7001002")),
        ([str(2**60 + 1), str(2**60)] * 10, (str(2**60), str(2**60 + 1))),
        (["007", "7"] * 10, ("007", "7")),
        (["2.0", "10.0"] * 10, ("2", "10")),
        (["1", "2", "x"] * 10, ("1", "2", "x")),
        (["TRUE", "FALSE"] * 10, ("FALSE", "TRUE")),
    ],
)
def test_names_of_classes_are_kept_to_the_letter(texts: list[str], classes: tuple[str, ...]) -> None:
    found = answers(*texts)
    assert found.classes == classes
    normal = [text.removesuffix(".0") for text in texts]
    assert [classes[i] for i in found.y] == normal


@pytest.mark.parametrize(
    "values, rows, classes",
    [(12, 60, 12), (12, 59, 0), (20, 100, 20), (21, 1000, 0), (2, 6, 2)],
)
def test_how_few_whole_numbers_are_classes(values: int, rows: int, classes: int) -> None:
    found = answers(*[str(i % values) for i in range(rows)])
    assert len(found.classes) == classes
    other: Task = "regression" if classes else "classification"
    assert found.notes[0].endswith(f"--task {other} overrules")
    assert bool(answers(*[str(i % values) for i in range(rows)], task=other).classes) is not bool(classes)


def test_texts_that_name_the_rows_are_no_classes() -> None:
    names = [f"row {i}" for i in range(30)]
    with pytest.raises(LabelError, match="'y' holds 30 different texts in 30 rows, such as 'row 0': too many"):
        answers(*names)
    assert len(answers(*names, task="classification").classes) == 30


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """y counts up from 0 to 3 along a."""
    path = tmp_path / "table.csv"
    path.write_text("a,y\n" + "\n".join(f"{i % 31},{i % 31 // 8}" for i in range(90)))
    return path


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_trains_on_classes_or_says_why_not(steps: Path, name: str) -> None:
    loss = LOSSES[name]
    if name == "gaussian_nll":
        with pytest.raises(RangeError, match="gaussian_nll predicts quantities; take cross_entropy, say"):
            read_table(steps, "y", "classification", loss=loss)
        return
    data = read_table(steps, "y", "classification", loss=loss)
    y, outputs = class_targets(loss, data.y_train, 4)
    fit(mlp([1, 8, outputs]), loss, OPTIMIZERS["adam"], (data.X_train, y), epochs=1)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_trains_on_a_quantity_or_says_why_not(steps: Path, name: str) -> None:
    loss = LOSSES[name]
    if name in ("hinge", "squared_hinge", "cross_entropy", "kl_divergence"):
        with pytest.raises(RangeError, match=f"{name} tells classes apart; take mse, say"):
            read_table(steps, "y", "regression", loss=loss)
        return
    data = read_table(steps, "y", "regression", loss=loss)
    model = mlp([1, 8, len(loss.parts)])
    if name in ("squared_sigmoid", "binary_cross_entropy", "focal"):
        with pytest.raises(LabelError, match=re.escape("targets must lie in [0, 1]")):
            fit(model, loss, OPTIMIZERS["adam"], data.train)
        return
    assert (data.scale == 1) is (name == "poisson")
    if name == "poisson":
        assert set(data.y_train) == {0, 1, 2, 3}
    fit(model, loss, OPTIMIZERS["adam"](lr=0.02), data.train, epochs=60)
    error, plain = map(float, re.findall(r"is off by ([\d.]+)", data.verdict(model, loss)))
    assert error < plain / 2
