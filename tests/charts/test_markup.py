"""What a notebook shows of a run."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import talweg as tw
from talweg.charts.markup import HEIGHT, WIDTH, curve, table


def points(svg: str) -> list[tuple[float, float]]:
    found = ET.fromstring(svg)[0].attrib["points"]
    return [(float(x), float(y)) for x, y in (each.split(",") for each in found.split())]


def test_a_curve_goes_from_left_to_right_and_down_where_the_values_fall() -> None:
    drawn = points(curve([4.0, 2.0, 1.0], "the loss"))
    assert drawn == [(2.0, 3.0), (WIDTH / 2, pytest.approx(3 + (HEIGHT - 6) * 2 / 3, abs=0.1)), (WIDTH - 2, HEIGHT - 3)]


def test_a_long_curve_is_drawn_by_means() -> None:
    drawn = points(curve(np.tile([0.0, 1.0], 5000), "the loss"))
    assert len(drawn) == 200
    assert len({y for _, y in drawn}) == 1


@pytest.mark.parametrize("values", [[], [1.0], [np.nan, np.inf], [np.nan, 1.0]])
def test_what_has_no_two_finite_values_is_no_curve(values: list[float]) -> None:
    assert curve(values, "the loss") == ""


def test_a_curve_leaves_out_what_is_not_finite_and_bears_the_largest_numbers() -> None:
    drawn = points(curve([1e308, np.nan, -1e308, np.inf], "the loss"))
    assert [y for _, y in drawn] == [3.0, HEIGHT - 3]
    assert points(curve([5.0, 5.0], "the loss"))


def test_texts_are_escaped() -> None:
    assert "<b>" not in table([("<b>",), ("<b>",)]) + curve([1, 2], '"<b>')


def test_a_notebook_shows_races_and_histories_as_tables() -> None:
    race = tw.race("valley", ["sgd:lr=0.02", "sgd:lr=5"], steps=9)
    shown = race._repr_html_()
    assert shown.count("<tr>") == 3
    assert "diverged at step" in shown
    data = np.random.default_rng(0).normal(size=(20, 3))
    history = tw.fit(tw.models.linear(3, 1), tw.mse, tw.sgd(lr=0.05), (data, data[:, :1]), epochs=12, seed=0)
    shown = history._repr_html_()
    assert shown.count("<tr>") == 1 + 10 + 1  # a head, ten epochs, and what is left out between them
    assert "<polyline" in shown
    assert f"{history.last.loss:.4g}" in shown
