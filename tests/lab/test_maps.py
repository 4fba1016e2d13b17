"""Maps: where a rule settles, beside the closed form; and which minimum each start leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw

RATES, BETAS = np.geomspace(1e-2, 1, 40), np.linspace(0, 0.99, 30)


def test_the_map_and_the_closed_form_agree() -> None:
    found = tw.stability_map("valley:kappa=30", "momentum", lr=RATES, beta=BETAS, steps=3000)
    assert found.values.shape == found.left.shape == (40, 30)
    assert found.closed is not None
    assert 0.1 < found.closed.mean() < 0.9
    edge = 1 + BETAS  # of lr kappa
    close = np.abs(RATES[:, None] * 30 / edge - 1) < 0.01
    assert_array_equal((found.left < 0)[~close], found.closed[~close])
    assert_array_equal(np.isfinite(found.values)[~close], found.closed[~close])
    settled = found.values[found.closed & ~close & (BETAS < 0.97)]
    assert settled.max() < 1e-9


def test_the_order_of_the_axes_is_that_of_the_call() -> None:
    one = tw.stability_map("valley", "momentum", lr=RATES, beta=BETAS, steps=20)
    other = tw.stability_map("valley", "momentum", beta=BETAS, lr=RATES, steps=20)
    assert list(other.axes) == ["beta", "lr"]
    assert_array_equal(other.values, one.values.T)
    race = tw.race("valley", tw.momentum(lr=float(RATES[7]), beta=float(BETAS[11])), steps=20)
    assert race.values["momentum"][-1] == one.values[7, 11]


def test_an_axis_may_be_the_surfaces() -> None:
    kappas = np.array([1.0, 10.0, 100.0])
    found = tw.stability_map("valley", "sgd", kappa=kappas, lr=RATES, steps=400)
    assert found.closed is not None
    assert_array_equal(found.closed, RATES * kappas[:, None] < 1)


def test_no_closed_form_where_none_is_known() -> None:
    assert tw.stability_map("valley", "adam", lr=RATES, beta1=BETAS, steps=5).closed is None
    assert tw.stability_map("beale", "momentum", lr=RATES, beta=BETAS, steps=5).closed is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lr": [0.1, 0.2]}, r"two hyperparameters.*got lr \(2,\)"),
        ({}, "got none"),
        ({"lr": [[0.1]], "beta": [0.5]}, r"lr \(1, 1\)"),
        ({"lr": [], "beta": [0.5]}, r"lr \(0,\)"),
        ({"lr": [0.1], "beta": [0.5], "start": [[1.0, 2.0]]}, "a point x, y"),
    ],
)
def test_two_lists_and_one_start(given: dict[str, Any], said: str) -> None:
    with pytest.raises(tw.ShapeError, match=said):
        tw.stability_map("valley", "momentum", **given)


@pytest.mark.parametrize("strange", [["a", "b"], [tw.cosine(peak=0.1, total=9)], [[1], [1, 2]]])
def test_what_is_no_list_of_numbers_is_said(strange: Any) -> None:
    with pytest.raises(tw.DtypeError, match="lr must be numbers"):
        tw.stability_map("valley", "momentum", lr=strange, beta=BETAS)
    with pytest.raises(tw.DtypeError, match="x must be numbers"):
        tw.basin_map("himmelblau", "sgd", x=strange)
    with pytest.raises(tw.DtypeError, match="start must be numbers"):
        tw.stability_map("valley", "momentum", lr=RATES, beta=BETAS, start=strange)


def test_every_start_leads_to_a_minimum() -> None:
    himmelblau = tw.surfaces.himmelblau
    found = tw.basin_map(himmelblau, "sgd", x=np.linspace(-5, 5, 21), y=np.linspace(-5, 4, 19), lr=0.005)
    assert found.values.shape == (21, 19)
    assert set(np.unique(found.values)) == {0, 1, 2, 3}
    for place, point in enumerate(himmelblau.minima):
        assert np.abs(found.w[found.values == place] - point).max() < 1e-3
    assert found.values[np.argmin(np.abs(found.x - 3)), np.argmin(np.abs(found.y - 2))] == 0
    assert sum(found.shares.values()) == pytest.approx(1)


def test_what_reaches_none_is_told() -> None:
    found = tw.basin_map("himmelblau", "sgd", x=[-5.0, 5.0], y=[0.0], lr=10.0)
    assert_array_equal(found.values, [[-1], [-1]])
    with pytest.raises(tw.MissingError, match="no minimum"):
        tw.basin_map(tw.surfaces.typed("x*y"), "sgd")
    with pytest.raises(tw.ShapeError, match="lists of numbers"):
        tw.basin_map("himmelblau", "sgd", x=[[1.0]])
    with pytest.raises(tw.RangeError, match="lr must be a number"):
        tw.basin_map("himmelblau", "sgd", lr=[0.1])


def test_both_are_drawn_and_are_tables(tmp_path: Path) -> None:
    stable = tw.stability_map("valley", "momentum", lr=RATES, beta=BETAS, steps=20)
    basins = tw.basin_map("himmelblau", "sgd", x=[-5.0, 5.0], y=[0.0, 1.0, 2.0], lr=0.005)
    for name, each in (("stable", stable), ("basins", basins)):
        path = each.plot(tmp_path / f"{name}.png")
        assert path.read_bytes().startswith(b"\x89PNG")
    assert {len(column) for column in stable.columns().values()} == {1200}
    assert {len(column) for column in basins.columns().values()} == {6}
    row = stable.columns()["lr"].tolist().index(RATES[3]) + 5
    assert stable.columns()["f"][row] == stable.values[3, 5]
    assert "lr (40) x beta (30), 20 steps" in repr(stable)
    assert "6 starts" in repr(basins)
