"""The panel `stability`: the convergence rate over lr and beta, with every number held to the library's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query
from talweg.lab.convergence import radius

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/stability"
Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    def visit(query: str = "") -> Any:
        page.goto(f"{site}{PATH}{query}")
        page.get_by_role("slider", name="Setting of momentum").wait_for()
        return page

    return visit


def worst(lr: float, beta: float, kappa: float) -> float:
    return max(float(radius(lr, beta, curvature)) for curvature in (2.0, 2 * kappa))


def best(kappa: float) -> tuple[float, float, float]:
    """Polyak's optimum: lr, beta, radius."""
    low, high = math.sqrt(2), math.sqrt(2 * kappa)
    rate = (high - low) / (high + low)
    return (2 / (high + low)) ** 2, rate**2, rate


def table(page: Any) -> dict[str, tuple[float, ...]]:
    """By row: lr, beta, radius, steps."""
    return {
        name: tuple(math.inf if each in ("never", "\N{INFINITY}") else float(each) for each in row)
        for name, *row in numbers(page)
    }


def hold_to_the_library(page: Any, kappa: float) -> tuple[float, float]:
    rows = table(page)
    assert set(rows) == {"This one", "The best of all", "SGD at its best"}
    for name, (lr, beta, rate, steps) in rows.items():
        # At the best point two roots meet, and a rounding of lr and beta counts with its square root.
        assert_allclose(rate, worst(lr, beta, kappa), rtol=5e-3 if name == "The best of all" else 1e-5, atol=1e-9)
        assert steps == math.inf if rate >= 1 else abs(steps - math.log(1000) / -math.log(rate)) <= 1.01
    assert_allclose(rows["The best of all"][:3], best(kappa), rtol=1e-4)
    assert_allclose(rows["SGD at its best"][:3], (1 / (1 + kappa), 0, (kappa - 1) / (kappa + 1)), rtol=1e-4)
    return rows["This one"][:2]


@pytest.mark.parametrize("kappa", [2, 10, 38, 1442])
def test_the_numbers_are_the_librarys(visit: Open, kappa: float) -> None:
    page = visit(f"?stability.kappa={kappa}")
    assert hold_to_the_library(page, kappa) == (0.05, 0.9)


def test_the_cursor_by_arrow_keys(visit: Open) -> None:
    page = visit()
    cursor = page.get_by_role("slider", name="Setting of momentum")
    cursor.press("ArrowRight")
    cursor.press("Shift+ArrowDown")
    lr, beta = hold_to_the_library(page, 10)
    assert 0.05 < lr < 0.06
    assert beta == 0.8
    expect(cursor).to_have_attribute("aria-valuetext", re.compile(f"lr {lr:g}, β 0.8:"))
    told = cursor.get_attribute("aria-valuetext")
    assert_allclose(float(re.search(r"shrinks to ([\d.]+)", told)[1]), worst(lr, beta, 10), rtol=1e-3)
    assert query(page) == {"stability.lr": f"{lr:g}", "stability.beta": "0.8"}


def test_the_cursor_by_mouse(visit: Open) -> None:
    page = visit()
    box = page.get_by_role("slider", name="Setting of momentum").bounding_box()
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 160, at[1] + 120, steps=6)
    page.mouse.up()
    lr, beta = hold_to_the_library(page, 10)
    assert lr > 0.1
    assert beta < 0.8
    assert "diverges" in page.locator(".tw-outcome").inner_text()


def test_the_cursor_by_touch_on_a_phone(phone: Any, site: str) -> None:
    phone.goto(f"{site}{PATH}")
    box = phone.get_by_role("img", name=re.compile("^Map of the convergence rate")).bounding_box()
    phone.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    lr, beta = hold_to_the_library(phone, 10)
    assert lr < 0.03
    assert abs(beta - 0.5) < 0.03


def test_to_the_best_and_on_to_the_race(visit: Open) -> None:
    page = visit("?stability.kappa=40")
    page.get_by_role("button", name="Go to the best").click()
    lr, beta = hold_to_the_library(page, 40)
    assert_allclose((lr, beta), best(40)[:2], rtol=1e-3)
    page.get_by_role("link", name="Race this setting").click()
    page.get_by_role("slider", name="Start point").wait_for()
    assert urlsplit(page.url).path == "/panels/race"
    asked = query(page)
    assert float(asked["race.hyper.momentum.lr"]) == lr
    assert float(asked["race.hyper.momentum.beta"]) == beta
    assert asked["race.shape.kappa"] == "40"


def test_kappa_by_keyboard(visit: Open) -> None:
    page = visit()
    slider = page.get_by_role("slider", name="kappa", exact=True)
    slider.press("ArrowRight")
    drawn(page)
    kappa = float(slider.get_attribute("aria-valuetext"))
    assert kappa > 10
    hold_to_the_library(page, kappa)


def test_sgd_solves_a_round_bowl_in_one_step(visit: Open) -> None:
    page = visit("?stability.kappa=1&stability.lr=0.5&stability.beta=0")
    assert table(page)["This one"] == (0.5, 0, 0, 1)


@pytest.mark.parametrize(
    "bad",
    [
        {
            "beta=1": "beta = 1 in the link is outside [0, 1)",
            "kappa=-3": "kappa = −3",
            "lr=-1": "lr = −1 in the link is outside [0, inf); using 0",
            "nonsense=1": "“nonsense”, which this panel does not have",
        },
        {
            "lr=1e999": "lr = Infinity",
            "kappa=<b>x": "kappa = <b>x in the link is not a number",
        },
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_links_fall_back_with_a_word(visit: Open, bad: dict[str, str]) -> None:
    page = visit("?" + "&".join(f"stability.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert len(table(page)) == 3


@pytest.mark.parametrize("extreme", ["kappa=1e-9", "kappa=1e12", "lr=1e300", "lr=0", "beta=0.9999999"])
def test_extreme_values_are_told_truthfully(visit: Open, extreme: str) -> None:
    page = visit(f"?stability.{extreme}")
    assert "NaN" not in page.locator("[data-panel]").inner_html()
    assert len(table(page)) == 3


def test_the_map_is_surveyed_within_a_frame(visit: Open) -> None:
    page = visit()
    script = """async () => {
      const { survey } = await import("/static/panels/stability/rate.js");
      const spent = Array.from({ length: 15 }, (_, i) => {
        const from = performance.now();
        survey(10 + i, 400, 200);
        return performance.now() - from;
      });
      return spent.sort((a, b) => a - b)[7];
    }"""
    assert page.evaluate(script) < 16


@pytest.mark.parametrize("kappa", [0.5, 10, 1442])
def test_the_red_edge_is_the_librarys_condition(visit: Open, kappa: float) -> None:
    page = visit(f"?stability.kappa={kappa}")
    frame, edge = page.locator(".tw-ratemap .tw-neatline"), page.locator(".tw-ratemap .tw-edge")
    width, height = (float(frame.get_attribute(name)) for name in ("width", "height"))
    steepest = max(2, 2 * kappa)
    low, high = math.log10(0.03 / steepest), math.log10(9 / steepest)
    places = [tuple(map(float, place.split())) for place in edge.get_attribute("d")[1:].split("L")]
    assert (places[0][1], places[-1][1]) == (height, 0)
    for x, y in places:
        lr, beta = 10 ** (low + x / width * (high - low)), 1 - y / height
        left, right = tw.momentum.stable.sides(lr=lr, beta=beta, curvature=steepest)
        assert_allclose(left, right, rtol=3e-4)  # a hundredth of a pixel
