"""Train on a table, keep the model, predict with it: as a newcomer does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from command_line import talweg


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """Visits a day: a whole number that grows with the temperature, by 40 on weekends."""
    rows = [(f"{5 + i % 26},5", ("week", "end")[i % 7 > 4], 2 * (i % 26) + 40 * (i % 7 > 4)) for i in range(240)]
    path = tmp_path / "visits.csv"
    path.write_text("warmth;day;visits\n" + "\n".join(";".join(map(str, row)) for row in rows))
    return path


def test_train_keeps_a_model_and_predict_uses_it(visits: Path) -> None:
    folder = visits.parent
    line = f"train {visits.name} --target visits --save model.npz --epochs 60 --lr 0.01"
    trained = talweg(*line.split(), cwd=folder)
    assert trained.returncode == 0, trained.stderr
    assert "warmth: numbers, standardised" in trained.stdout
    assert "'5,5' is read as 5.5" in trained.stdout
    assert trained.stdout.endswith("saved model.npz; use it: talweg predict model.npz NEW.csv\n")
    (folder / "new.csv").write_text("day,warmth\nend,20.5\nweek,20.5\nholiday,\n")
    done = talweg("predict", "model.npz", "new.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    header, end, week, holiday = csv.reader(io.StringIO(done.stdout))
    assert header == ["visits"]
    assert float(end[0]) == pytest.approx(70, abs=10)
    assert float(week[0]) == pytest.approx(30, abs=10)
    assert float(holiday[0]) > 0
    assert "day: 1 have a category that training had not, such as 'holiday'" in done.stderr
    assert "warmth: 1 missing, as none was in training" in done.stderr
    kept = talweg("predict", "model.npz", "new.csv", "--out", "answers.csv", cwd=folder)
    assert kept.stdout == "saved 3 predictions of visits to answers.csv\n"
    assert (folder / "answers.csv").read_text() == done.stdout


@pytest.mark.parametrize(
    "line, message",
    [
        ("train visits.csv --target visits --save none/model.npz", "there is no folder none"),
        ("train visits.csv --target visits --save .", "is not a file that can be replaced"),
        ("train visits.csv --target visits --column day", "--column takes NAME=KIND"),
        ("train visits.csv --target visits --column night=skip", "visits.csv has no column 'night'"),
        ("train visits.csv --target visits --column visits=skip", "'visits' is the target; --task says how it is read"),
        ("train visits.csv --target visits --column day=class", "column 'day' has no kind 'class'"),
        ("train visits.csv --target visits --column day=numbers", "column 'day' cannot be numbers"),
        ("train visits.csv --target visits --decimal ;", "the decimal mark must be ',' or '.', got ';'"),
        ("train visits.csv --target day --loss huber --task regression", "'day' cannot be a quantity"),
        ("train visits.csv --target day --loss gaussian_nll", "gaussian_nll predicts quantities"),
        ("train visits.csv --target visits --loss focal", "focal: targets must lie in [0, 1]"),
        ("predict visits.csv visits.csv", "visits.csv: not a whole talweg checkpoint"),
        ("predict none.npz visits.csv", "No such file or directory: 'none.npz'"),
    ],
)
def test_mistakes_are_one_line_and_leave_nothing(visits: Path, line: str, message: str) -> None:
    before = sorted(visits.parent.iterdir())
    done = talweg(*line.split(), cwd=visits.parent)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(visits.parent.iterdir()) == before


@pytest.mark.slow
def test_predictions_are_not_written_over_what_is_read(visits: Path) -> None:
    before = visits.read_text()
    talweg(*f"train {visits} --target visits --epochs 1 --save model.npz".split(), cwd=visits.parent)
    for out in ("visits.csv", "model.npz"):
        done = talweg("predict", "model.npz", "visits.csv", "--out", out, cwd=visits.parent)
        assert done.returncode == 2
        assert "would be written over what is read" in done.stderr
    assert visits.read_text() == before
