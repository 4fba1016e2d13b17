"""The panel of schedules: its rates and its noisy runs, held to the library's."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query

MINUS = "\N{MINUS SIGN}"
RUNS = 20
ALL = 2**32


def uniform(seed: int) -> Any:
    """The panel's generator, mulberry32, once more."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) % ALL
        z = (state ^ state >> 15) * (state | 1) % ALL
        z ^= (z + (z ^ z >> 7) * (z | 61) % ALL) % ALL
        yield (z ^ z >> 14) / ALL


def gaussian(seed: int, count: int) -> NDArray[np.float64]:
    draw = uniform(seed)
    drawn: list[float] = []
    while len(drawn) < count:
        reach, angle = math.sqrt(-2 * math.log(1 - next(draw))), 2 * math.pi * next(draw)
        drawn += [reach * math.cos(angle), reach * math.sin(angle)]
    return np.array(drawn[:count])


def noisy(rule: Any, steps: int, sigma: float = 1.0) -> NDArray[np.float64]:
    """f after `steps` steps of the library's rule in each run, sorted."""
    noise = np.stack([gaussian(run + 1, 2 * steps).reshape(steps, 2) for run in range(RUNS)], axis=1)
    w = np.tile([5.0, 3.0], (RUNS, 1))
    state = rule.init(w)
    for shaken in noise:
        rule.step(w, w * [2.0, 20.0] + sigma * shaken, state)
    return np.sort(w[:, 0] ** 2 + 10 * w[:, 1] ** 2)


def visit(page: Any, site: str, query: str = "") -> Any:
    page.goto(f"{site}/panels/schedules{query}")
    page.locator(".tw-plan input").first.wait_for()
    return page


def shown(page: Any) -> dict[str, list[float]]:
    """By curve: the rate at 0, at the end of warm-up, at the last step, one past it and now; median f, band."""
    return {name: [float(text.replace("∞", "inf")) for text in row[:8]] for name, *row in numbers(page)}


def hold(found: list[float], schedule: Any, warmup: int, total: int, step: int) -> None:
    assert_allclose(found[:5], [schedule(t) for t in (0, warmup, total - 1, total, step)], rtol=1e-5, atol=1e-12)


def hold_runs(found: list[float], runs: NDArray[np.float64]) -> None:
    assert_allclose(found[5:], [np.median(runs), runs[2], runs[-3]], rtol=1e-5)


def test_rates_and_noisy_runs_are_the_librarys(page: Any, site: str) -> None:
    table = shown(visit(page, site))
    plan = {"peak": 0.05, "warmup": 10}
    expected = {
        "Fixed rate": tw.schedules.constant(peak=0.05),
        "Cosine": tw.cosine(total=200, **plan),
        "Step": tw.schedules.step(every=50, **plan),
        "One-cycle": tw.schedules.one_cycle(total=200, **plan),
    }
    assert table.keys() == expected.keys()
    for label, schedule in expected.items():
        hold(table[label], schedule, 10, 200, 200)
        hold_runs(table[label], noisy(tw.sgd(lr=schedule), 200))
    ratio = table["Fixed rate"][5] / table["Cosine"][5]
    assert ratio > 5
    assert f"({ratio:.3g} times lower)" in page.locator(".tw-outcome").inner_text()


@pytest.mark.slow
def test_every_schedule_with_numbers_is_offered(page: Any, site: str) -> None:
    own: dict[str, dict[str, float]] = {"step": {"every": 50}, "cosine_restarts": {"period": 50}}
    own |= {"inverse_sqrt": {"timescale": 20}, "warmup_stable_decay": {"cooldown": 60}}
    for name, schedule in tw.SCHEDULES.items():
        if {"milestones", "drops"} & schedule.formula.hyper.keys():
            continue
        visit(page, site, f"?schedules.shown={name}&schedules.floor=0.004&schedules.step=77")
        common = {"peak": 0.05, "total": 200, "warmup": 10, "floor": 0.004}
        given = {key: value for key, value in common.items() if key in schedule.formula.hyper}
        hold(shown(page)[schedule.label], schedule(**given, **own.get(name, {})), 10, 200, 77)


def test_sliders_and_cursor_by_keyboard(page: Any, site: str) -> None:
    visit(page, site)
    peak = page.get_by_role("slider", name="peak", exact=True)
    for _ in range(20):
        peak.press("ArrowLeft")
    now = float(page.get_by_role("textbox", name=re.compile("^peak, exact")).input_value())
    assert now < 0.05
    assert peak.get_attribute("aria-valuetext") == f"{now:g}"
    warmup = page.get_by_role("slider", name="warmup", exact=True)
    for _ in range(30):
        warmup.press("ArrowRight")
    warm = int(page.get_by_role("textbox", name=re.compile("^warmup, exact")).input_value())
    assert warm > 10
    chart = page.get_by_role("slider", name=re.compile("^Learning rate against step"))
    chart.press("Home")
    for _ in range(7):
        chart.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "7")
    assert chart.get_attribute("aria-valuetext").startswith("step 7, Fixed rate")
    schedule = tw.cosine(peak=now, total=200, warmup=warm)
    table = shown(page)
    hold(table["Cosine"], schedule, warm, 200, 7)
    hold_runs(table["Cosine"], noisy(tw.sgd(lr=schedule), 7))
    assert query(page)["schedules.step"] == "7"


def test_choice_optimizer_and_cursor_by_mouse(page: Any, site: str) -> None:
    visit(page, site)
    assert page.get_by_role("checkbox", name="Linear").is_disabled(), "three are shown"
    page.get_by_role("checkbox", name="Cosine", exact=True).uncheck()
    page.get_by_role("checkbox", name="Linear").check()
    page.get_by_label("Optimizer").select_option("adam")
    chart = page.get_by_role("slider", name=re.compile("^f against step"))
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 90, steps=6)
    page.mouse.up()
    drawn(page)
    step = int(chart.get_attribute("aria-valuenow"))
    assert 70 < step < 130
    schedule = tw.schedules.linear(peak=0.05, total=200, warmup=10)
    table = shown(page)
    hold(table["Linear"], schedule, 10, 200, step)
    hold_runs(table["Linear"], noisy(tw.adam(lr=schedule), step))


def test_what_another_value_leaves_no_room_for_gives_way(page: Any, site: str) -> None:
    visit(page, site, "?schedules.shown=warmup_stable_decay&schedules.warmup=90&schedules.floor=0.03")
    total = page.get_by_role("textbox", name=re.compile("^total, exact"))
    total.fill("80")
    total.press("Enter")
    peak = page.get_by_role("textbox", name=re.compile("^peak, exact"))
    peak.fill("0.02")
    peak.press("Enter")
    plan = tw.schedules.warmup_stable_decay(peak=0.02, total=80, warmup=79, cooldown=1, floor=0.02)
    hold(shown(page)["Warmup-stable-decay"], plan, 79, 80, 80)
    assert page.locator(".tw-notice").count() == 0


def test_divergence_is_told_with_its_step_and_inequality(page: Any, site: str) -> None:
    visit(page, site, "?schedules.peak=0.12")
    said = page.locator(".tw-plan .tw-warnings").inner_text()
    assert re.search(r"Fixed rate: 20 of 20 runs diverged; the median left at step \d+", said)
    assert "0.12 × 20 = 2.4" in said
    assert "must stay below 2" in said
    assert page.locator(".tw-row", has_text="Fixed rate").locator(".tw-value").inner_text() == "diverged"


@pytest.mark.parametrize(
    "bad",
    [
        {
            "peak=-1": "peak = −1",
            "shown=cosine,nothing": "shown = nothing in the link is not a schedule known here",
            "total=1e9": "using 1000",
            "hyper.step.factor=2": "step factor = 2",
            "hyper.__proto__.every=2": "hyper = __proto__ in the link is not a schedule known here",
            "rule=muon": "rule = muon in the link is not known here",
        },
        {
            "shown=multi_step": "shown = multi_step in the link is not a schedule known here",
            "floor=3": "using 0.05",
        },
        {
            "shown=linear,polynomial,step,cosine": "more than 3",
            "warmup=500": "using 199",
        },
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_links_fall_back_with_a_word(page: Any, site: str, bad: dict[str, str]) -> None:
    visit(page, site, "?" + "&".join(f"schedules.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert shown(page)
