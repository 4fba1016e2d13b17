"""The race: the lesson's numbers, the truth about divergence, and the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import RangeError, ShapeError
from talweg.optimizers import OPTIMIZERS


def taught(**kwargs: Any) -> tw.Race:
    rules = [tw.sgd(lr=0.05), tw.momentum(lr=0.05), tw.adam(lr=0.05)]
    return tw.race(tw.surfaces.valley(kappa=10), rules, **{"start": (5, 3), "steps": 50} | kwargs)


def test_the_taught_race() -> None:
    race = taught()
    ends = {name: (*path[-1], race.values[name][-1]) for name, path in race.paths.items()}
    # The figures of the lesson, to the digits it gives.
    assert_allclose(ends["sgd"], (0.0258, 0, 6.64e-4), atol=5e-5)
    assert_allclose(ends["momentum"], (-0.3334, -0.1490, 0.333), atol=5e-4)
    assert_allclose(ends["adam"], (2.6841, 0.8519, 14.46), atol=5e-3)
    assert race.paths["sgd"].shape == (51, 2)
    assert race.values["sgd"].shape == (51,)
    assert race.table().splitlines()[1:] == [
        "sgd         0.0258   0.0000  6.64e-4",
        "momentum   -0.3334  -0.1490    0.333",
        "adam        2.6841   0.8519    14.46",
    ]


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_the_race_is_the_library_s_own_steps(rule: tw.Optimizer) -> None:
    surface = tw.surfaces.valley(kappa=3)
    race = tw.race(surface, [rule(lr=0.02)], start=(1, -2), steps=30)
    w = np.array([1.0, -2.0])
    state = rule.init(w)
    for t in range(30):
        assert_allclose(race.paths[rule.name][t], w, rtol=1e-12)
        value, gradient = surface.value_and_grad(w)
        assert_allclose(race.values[rule.name][t], value, rtol=1e-12)
        rule(lr=0.02).step(w, gradient, state)


def test_divergence_is_told_with_its_numbers() -> None:
    race = taught(steps=300)
    assert race.left_at("sgd") is None
    race = tw.race(tw.surfaces.valley(kappa=10), [tw.sgd(lr=0.12), tw.momentum(lr=0.2)], steps=400)
    left = race.left_at("sgd")
    assert left is not None
    assert abs(race.values["sgd"][left]) > 1e6 * race.values["sgd"][0] >= abs(race.values["sgd"][left - 1])
    assert race.broken("sgd") == "lr * curvature < 2 is broken: 2.4 is not below 2, where curvature = 20"
    assert race.broken("momentum") == (
        "lr * curvature < 2 * (1 + beta) is broken: 4 is not below 3.8, where curvature = 20"
    )
    assert "diverged at step" in race.table()
    # Far past the float range the run is still told, not hidden.
    far = tw.race(tw.surfaces.valley(kappa=10), [tw.sgd(lr=5.0)], steps=2000)
    assert not np.isfinite(far.values["sgd"][-1])
    assert far.left_at("sgd") is not None


@pytest.mark.parametrize("rate, holds", [(0.0999, True), (0.1001, False)])
def test_the_stability_condition_is_the_true_boundary(rate: float, holds: bool) -> None:
    surface = tw.surfaces.valley(kappa=10)
    for rule in (tw.sgd(lr=rate), tw.momentum(lr=rate * 1.9)):
        values = tw.race(surface, [rule], steps=20_000).values[rule.name]
        assert rule.stable is not None
        assert rule.stable.holds(curvature=surface.curvature(), **rule.at(0)) is holds
        assert (values[-1] < values[0]) is np.bool_(holds)


def test_one_rule_twice() -> None:
    race = taught() and tw.race(tw.surfaces.valley, [tw.sgd(lr=0.05), tw.sgd(lr=0.01)])
    assert list(race.paths) == ["sgd(lr=0.05)", "sgd(lr=0.01)"]
    assert_array_equal(race.start, tw.surfaces.valley.start)


@pytest.mark.parametrize(
    "change, kind, message",
    [
        ({"steps": 0}, RangeError, r"steps must lie in the whole numbers of \[1, inf\), got 0"),
        ({"steps": 2.5}, RangeError, "got 2.5"),
        ({"start": (1, 2, 3)}, ShapeError, "the start must be two finite numbers x, y"),
        ({"start": (np.nan, 0)}, ShapeError, "two finite numbers"),
    ],
)
def test_mistakes(change: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        taught(**change)
    with pytest.raises(ShapeError, match="at least one optimizer"):
        tw.race(tw.surfaces.valley, [])
    with pytest.raises(ShapeError, match="there twice"):
        tw.race(tw.surfaces.valley, [tw.sgd(lr=0.1), tw.sgd(lr=0.1)])


def test_the_picture(tmp_path: Path) -> None:
    from matplotlib.image import imread

    race = taught()
    race.plot(tmp_path / "race.png")
    pixels = imread(tmp_path / "race.png")
    assert pixels.shape[0] > 500
    sgd_orange = np.array([0xD5, 0x5E, 0x00]) / 255
    assert (np.abs(pixels[..., :3] - sgd_orange).max(axis=-1) < 0.02).sum() > 200, "SGD's trail is not to be seen"
    wild = tw.race(tw.surfaces.valley, [tw.sgd(lr=5.0), tw.adam(lr=0.3)], steps=3000)
    wild.plot(tmp_path / "wild.svg")
    assert "<svg" in (tmp_path / "wild.svg").read_text()
    with pytest.raises(RangeError, match="a picture is saved as"):
        race.plot(tmp_path / "race.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["race.png", "wild.svg"]
