"""The race's map, its three kinds of equal, and what it saves, with every number held to the library's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw

from saved import saved_runs

PATH = "/panels/race"
START = (5.0, 3.0)
RULES = [tw.sgd, tw.momentum, tw.adam]
Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    def visit(query: str = "") -> Any:
        page.goto(f"{site}{PATH}{query}")
        page.get_by_role("slider", name="Start point").wait_for()
        return page

    return visit


def numbers(rows: list[dict[str, str]], *columns: str) -> Any:
    return np.array([[float(row[column]) for column in columns] for row in rows])


def ends(rule: Any, lr: float, steps: int, kappa: float = 10) -> float:
    race = tw.race(tw.surfaces.valley(kappa=kappa), [rule(lr=lr)], start=START, steps=steps)
    return math.inf if race.left_at(rule.name) is not None else float(race.values[rule.name][-1])


def test_the_saved_data_are_the_librarys(visit: Open) -> None:
    runs = saved_runs(visit("?race.shape.kappa=30&race.start=-4,2&race.steps=120"))
    race = tw.race(tw.surfaces.valley(kappa=30), [rule(lr=0.05) for rule in RULES], start=(-4, 2), steps=120)
    assert set(runs) == set(race.paths)
    for name, rows in runs.items():
        left = race.left_at(name)
        last = 120 if left is None else left
        assert len(rows) == last + 1
        assert rows[-1]["status"] == ("running" if left is None else "diverged")
        expected = np.column_stack([race.paths[name], race.values[name]])[: last + 1]
        assert_allclose(numbers(rows, "x", "y", "f"), expected, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("steps, each", [(50, 5), (137, 13), (10, 1)])
def test_everyone_pays_for_its_rate(visit: Open, steps: int, each: int) -> None:
    page = visit(f"?race.equal=gradients&race.steps={steps}")
    said = page.locator(".tw-fair").inner_text()
    runs = saved_runs(page)
    rates = [float(f"{0.05 * 10 ** (k / 2):.4g}") for k in range(-2, 3)]
    for rule in RULES:
        best = min(rates, key=lambda lr: ends(rule, lr, each))
        spent = 5 * each
        bill = (
            f"{rule.label}: 5 rates tried for {each} step{'s' if each > 1 else ''} each = {spent} of {steps} gradients"
        )
        assert f"{bill}; chose {best:g}" in said
        rows = runs[rule.name]
        assert [int(row["gradient"]) for row in rows] == list(range(steps + 1)), "every gradient is counted once"
        assert {row["status"] for row in rows[:spent]} == {"rehearsing"}
        assert {row["status"] for row in rows[spent:]} == {"running"}
        assert_allclose(numbers(rows[:spent], "x", "y"), np.tile(START, (spent, 1)))
        walk = tw.race(tw.surfaces.valley(kappa=10), [rule(lr=best)], start=START, steps=steps - spent)
        assert_allclose(numbers(rows[spent:], "x", "y"), walk.paths[rule.name], rtol=1e-10, atol=1e-14)


def test_a_budget_too_small_or_rates_too_wild_are_told(visit: Open, page: Any) -> None:
    visit("?race.equal=gradients&race.steps=9")
    said = page.locator(".tw-fair")
    expect(said).to_contain_text("For that 9 are too few.")
    expect(said).to_contain_text("SGD: no rehearsal; all 9 for the walk at 0.05.")
    visit("?race.equal=gradients&race.rate=5000&race.rules=sgd")
    expect(said).to_contain_text("none stayed on the map, so it walks at 500.")
    expect(page.locator(".tw-warnings")).to_contain_text("SGD diverged at gradient ")


def best_rate(rule: Any, kappa: float, steps: int = 50) -> float:
    """The sweep as it is described: 6 rates to a decade from 1e-5 to 10, then 11 between the best one's neighbours."""
    coarse = min((k / 6 - 5 for k in range(37)), key=lambda e: ends(rule, float(f"{10**e:.4g}"), steps, kappa))
    around = [coarse, *(coarse + (i - 5) / 36 for i in range(11))]
    return min((float(f"{10**e:.4g}") for e in around), key=lambda lr: ends(rule, lr, steps, kappa))


def test_a_worker_finds_the_best_rates(visit: Open) -> None:
    page = visit("?race.equal=best")
    expect(page.locator(".tw-fair")).to_contain_text("of 48 tried")
    expect(page.locator(".tw-fair")).not_to_contain_text("Searching")
    assert [urlsplit(worker.url).path.split("/", 3)[3] for worker in page.workers] == ["lib/race/sweep-worker.js"]
    runs = saved_runs(page)
    for rule in RULES:
        assert_allclose(float(runs[rule.name][0]["lr"]), best_rate(rule, 10), rtol=1e-12)


def test_a_search_blocks_nothing_and_what_comes_late_is_dropped(visit: Open, page: Any) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/sweep-worker.js", hold)
    visit("?race.equal=best&race.rules=sgd")
    expect(page.locator(".tw-fair")).to_have_text("Searching for each rule’s best rate…")
    expect(page.locator(".tw-setting")).to_have_text("lr 0.05, searching")
    kappa = page.get_by_role("textbox", name="kappa, exact value")
    for value in ("20", "40"):
        kappa.fill(value)
        kappa.press("Enter")
        expect(page).to_have_url(re.compile(f"kappa={value}"))
    rows = saved_runs(page)["sgd"]
    walk = tw.race(tw.surfaces.valley(kappa=40), [tw.sgd(lr=0.05)], start=START, steps=50)
    assert_allclose(numbers(rows, "f")[:, 0], walk.values["sgd"][: len(rows)], rtol=1e-10)
    for route in held:
        route.continue_()
    expect(page.locator(".tw-setting")).to_have_text(f"lr {best_rate(tw.sgd, 40):.3g}")
    assert float(saved_runs(page)["sgd"][0]["lr"]) == best_rate(tw.sgd, 40)


def test_without_workers_the_page_searches_itself(visit: Open, page: Any) -> None:
    page.add_init_script("delete window.Worker")
    visit("?race.equal=best")
    expect(page.locator(".tw-fair")).not_to_contain_text("Searching")
    assert float(saved_runs(page)["momentum"][0]["lr"]) == best_rate(tw.momentum, 10)
    assert page.workers == []


def test_a_rate_set_by_hand_keeps_those_that_were_found(visit: Open) -> None:
    page = visit("?race.equal=gradients")
    page.locator(".tw-row summary", has_text="SGD").click()
    box = page.get_by_role("textbox", name="SGD lr, exact value")
    box.fill("0.07")
    box.press("Enter")
    expect(page.get_by_role("radio", name="the same rate")).to_be_checked()
    found = {name: float(rows[0]["lr"]) for name, rows in saved_runs(page).items()}
    assert found == {"sgd": 0.07, "momentum": 0.005, "adam": 0.5}


@pytest.mark.parametrize(
    "bad",
    [
        {
            "view=1,2": "view = 1, 2 in the link is not a place and an enlargement",
            "look=hologram": "using Map",
            "angle=30": "is not a turn and a tilt",
            "equal=everything": "using the same rate",
        },
        {
            "view=1,2,x": "showing the whole map",
            "angle=400,90": "using 180, 85",
        },
        {"view=99,0,4": "using 6, 0, 4"},
        {"view=1,1,1e9": "using 1, 1, 1000"},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_views_fall_back_with_a_word(visit: Open, bad: dict[str, str]) -> None:
    page = visit("?" + "&".join(f"race.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert len(saved_runs(page)) == 3
