"""Every record of a run: drawn to a file, on axes or without a window; as a table; and printed on a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas
import polars
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.errors import RangeError, UnknownNameError

X = np.random.default_rng(8).normal(size=(60, 3))
LABELS = (X[:, 0] > 0).astype(int)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("run") / "run.npz"
    data = (X, LABELS)
    model = tw.models.mlp([3, 200, 2])
    rule = tw.adam(lr=tw.cosine(peak=0.05, total=80))
    history = tw.fit(model, "cross_entropy", rule, data, epochs=40, validation=data, checkpoint=path)
    plain = path.with_name("plain.npz")
    tw.save(plain, {"a": np.arange(3000.0), "b": [np.ones((2, 2)), np.array(3.0)]}, notes={"of": "me"})
    return {
        "history": history,
        "range": tw.find_lr(tw.models.linear(3, 2), "cross_entropy", "sgd", data, steps=30, seeds=3, batch_size=20),
        "race": tw.race("valley", ["sgd", "adam", tw.pipeline("sgd:lr=0.5", clip_norm=1)], steps=400),
        "checkpoint": tw.load(path),
        "plain checkpoint": tw.load(plain),
        "descent": tw.minimize(lambda x: (float(x @ x), 2 * x), np.ones(500), "sgd", steps=300),
    }


NAMES = ["history", "range", "race", "checkpoint", "plain checkpoint", "descent"]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_drawn(name: str, records: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = records[name]
    assert record.plot(tmp_path / "it.png") == tmp_path / "it.png"
    picture = imread(tmp_path / "it.png")
    assert picture.shape[1] >= 1000
    assert len(np.unique(picture[::3, ::3].reshape(-1, picture.shape[2]), axis=0)) > 10
    axes = Figure().subplots()
    assert record.plot(ax=axes) is axes
    assert axes.has_data()
    monkeypatch.setattr(matplotlib, "get_backend", lambda: "agg")
    with pytest.raises(RangeError, match="a picture is saved as"):
        record.plot(tmp_path / "it.docx")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_table_for_pandas_and_polars(name: str, records: dict[str, Any]) -> None:
    columns = records[name].columns()
    frame, other = pandas.DataFrame(columns), polars.DataFrame(columns)
    assert list(frame) == list(columns) == other.columns
    assert len(frame) == len(other) > 0


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_screen(name: str, records: dict[str, Any]) -> None:
    lines = repr(records[name]).splitlines()
    assert len(lines) <= 16
    assert sum(map(len, lines)) <= 900


def test_what_the_tables_hold(records: dict[str, Any]) -> None:
    history, race = records["history"], records["race"]
    assert_array_equal(history.columns()["epoch"], np.arange(1, 41))
    assert history.columns()["validation_loss"][-1] == history.last.validation_loss
    steps = history.columns("step")
    assert_array_equal(steps["loss"], history.losses)
    assert_array_equal(steps["lr"], history.scheduled["lr"])
    with pytest.raises(UnknownNameError, match="did you mean 'step'"):
        history.columns("steps")
    columns = race.columns()
    last = columns["step"] == 400
    assert_array_equal(columns["optimizer"][last], ["sgd", "adam", "sgd, clip_norm"])
    assert_array_equal(columns["f"][last], [values[-1] for values in race.values.values()])
    held = records["checkpoint"].history
    assert_array_equal(held.losses, history.losses)
    assert held.epochs == history.epochs
    assert records["plain checkpoint"].history is None
    assert records["plain checkpoint"].columns()["high"] == [2999.0, 1.0, 3.0]


def test_a_long_history_is_cut_in_the_middle(records: dict[str, Any]) -> None:
    whole = records["history"].table().splitlines()
    cut = records["history"].table(most=4).splitlines()
    assert cut == [*whole[:3], "  ...", *whole[-2:]]


def test_a_race_with_a_pipeline_is_the_pipeline_s_own_steps(records: dict[str, Any]) -> None:
    rule, w = tw.pipeline("sgd:lr=0.5", clip_norm=1), np.array([5.0, 3.0])
    state = rule.init(w)
    for there in records["race"].paths["sgd, clip_norm"][:50]:
        assert_array_equal(there, w)
        rule.step(w, tw.surfaces.valley.value_and_grad(w)[1], state)
    wild = tw.race("valley", [tw.pipeline("sgd:lr=9", decay=0.1)], steps=900)
    assert wild.left_at("sgd, decay") is not None
    assert "diverged" in repr(wild)
