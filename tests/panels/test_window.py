"""The panel `window`: momentum's memory, with every number held to the library's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/window"
Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    def visit(query: str = "") -> Any:
        page.goto(f"{site}{PATH}{query}")
        page.get_by_role("slider", name="Signal g").wait_for()
        return page

    return visit


def velocities(signal: Any, beta: float) -> list[float]:
    """What the library's momentum makes of `signal` at lr = 1."""
    rule = tw.momentum(lr=1.0, beta=beta)
    w = np.zeros(1)
    state = rule.init(w)
    found = []
    for g in signal:
        before = w.copy()
        rule.step(w, np.array([g]), state)
        found.append(float(before[0] - w[0]))
    return found


def table(page: Any) -> Any:
    """The columns t, g, v, k, weight, total."""
    text = numbers(page)
    assert len(text) == 60
    return np.array(text, dtype=float).T


def hold_to_the_library(page: Any, beta: float, signal: Any = None) -> Any:
    t, g, v, k, weight, total = table(page)
    assert_allclose(t, k + 1)
    if signal is not None:
        assert_allclose(g, signal)
    assert_allclose(v, velocities(g, beta), rtol=1e-5, atol=1e-9)
    assert_allclose(weight, beta**k, rtol=1e-5, atol=1e-300)
    assert_allclose(total, np.cumsum(beta**k), rtol=1e-5)
    return g


@pytest.mark.parametrize("beta", [0, 0.5, 0.9, 0.99, 0.9999])
def test_the_total_and_the_window_are_told(visit: Open, beta: float) -> None:
    page = visit(f"?window.beta={beta}")
    said = page.locator(".tw-outcome").first.inner_text()
    assert "a sum, not an average" in said
    told = float(re.search(r"= ([\d.e]+), not to 1", said)[1])
    assert_allclose(told, 1 / (1 - beta), rtol=1e-5)
    hold_to_the_library(page, beta, np.ones(60))


def test_constant_is_amplified_and_alternating_damped(visit: Open) -> None:
    page = visit("?window.beta=0.8")
    assert "amplified toward 1/(1 − 0.8) = 5;" in page.locator(".tw-outcome").last.inner_text()
    page.get_by_role("radio", name="Alternating").check()
    g = hold_to_the_library(page, 0.8, np.resize([1, -1], 60))
    assert "damped toward 1/(1 + 0.8) = 0.5556" in page.locator(".tw-outcome").last.inner_text()
    assert_allclose(abs(velocities(g, 0.8)[-1]), 1 / 1.8, rtol=1e-4)
    assert query(page)["window.signal"] == "alternating"


def test_beta_by_keyboard(visit: Open) -> None:
    page = visit()
    slider = page.get_by_role("slider", name="beta", exact=True)
    assert slider.get_attribute("aria-valuetext") == "0.9"
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    drawn(page)
    beta = float(slider.get_attribute("aria-valuetext"))
    assert beta > 0.9
    hold_to_the_library(page, beta)
    assert float(query(page)["window.beta"]) == beta


def test_the_signal_by_keyboard(visit: Open) -> None:
    page = visit("?window.signal=step&window.at=3")
    signal = page.get_by_role("slider", name="Signal g")
    signal.press("ArrowRight")
    signal.press("Shift+ArrowUp")
    signal.press("ArrowDown")
    expect(signal).to_have_attribute("aria-valuetext", "step 4: g 0.45, v 0.45")
    expect(page.get_by_role("radio", name="Drawn by hand")).to_be_checked()
    expected = [0.0] * 10 + [1.0] * 25 + [0.0] * 25
    expected[3] = 0.45
    hold_to_the_library(page, 0.9, expected)
    query(page)
    page.reload()
    hold_to_the_library(page, 0.9, expected)


def test_the_signal_by_mouse(visit: Open) -> None:
    page = visit()
    signal = page.get_by_role("slider", name="Signal g")
    signal.scroll_into_view_if_needed()
    box = signal.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 30)
    page.mouse.up()
    g = hold_to_the_library(page, 0.9)
    assert g[1] > 0.6
    assert g[-1] < -0.6
    assert (np.diff(g[:-1]) <= 1e-12).all(), "a fast stroke leaves no gap"


def test_the_signal_by_touch_on_a_phone(phone: Any, site: str) -> None:
    phone.goto(f"{site}{PATH}")
    signal = phone.get_by_role("slider", name="Signal g")
    signal.scroll_into_view_if_needed()
    box = signal.bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40)
    g = hold_to_the_library(phone, 0.9)
    assert (g < 0).sum() == 1


def test_noise_has_a_seed(visit: Open) -> None:
    page = visit("?window.signal=noise&window.seed=7")
    first = hold_to_the_library(page, 0.9)
    page.get_by_role("button", name="Other noise").click()
    second = hold_to_the_library(page, 0.9)
    assert (first != second).mean() > 0.8
    assert query(page)["window.seed"] == "8"


@pytest.mark.parametrize(
    "bad",
    [
        {
            "beta=1": "beta = 1 in the link is outside [0, 1)",
            "signal=__proto__": "signal = __proto__ in the link is not known here",
            "seed=0.5": "seed = 0.5",
            "at=61": "using 60",
            "drawn=1,2,3": "is not a list of 60 numbers",
            "nonsense=1": "“nonsense”, which this panel does not have",
        },
        {"beta=-2": "using 0"},
        {"beta=<b>x": "beta = <b>x in the link is not a number"},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_bad_links_fall_back_with_a_word(visit: Open, bad: dict[str, str]) -> None:
    page = visit("?" + "&".join(f"window.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert table(page).shape == (6, 60)


def test_a_drag_answers_within_a_frame(visit: Open) -> None:
    page = visit()
    script = """async () => {
      const slider = document.querySelector("[data-panel] input[type=range]");
      const spent = [];
      for (let i = 0; i < 30; i++) {
        slider.value = 100 + 5 * i;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const from = performance.now();
        await new Promise(requestAnimationFrame);  // runs after the panel's own callback of this frame
        spent.push(performance.now() - from);
      }
      return spent.sort((a, b) => a - b)[15];
    }"""
    assert page.evaluate(script) < 34
