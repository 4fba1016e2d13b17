"""The panel `two-gradients`, driven by keyboard and mouse, with its numbers held to the library's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import cells, drawn
from talweg.course.data import data

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/two-gradients"
RIVALS = {"Binary cross entropy": tw.binary_cross_entropy, "MSE through a sigmoid": tw.squared_sigmoid}


def opened(page: Any, site: str, query: str = "") -> Any:
    page.goto(site + PATH + query)
    page.locator("[data-ready]").wait_for()
    page.get_by_text("The numbers", exact=True).click()
    drawn(page)
    return page


def number(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def shown(page: Any) -> dict[str, list[float]]:
    """By loss: loss, gradient, step, probability of the right class, weight."""
    drawn(page)
    return {name: [number(text) for text in row] for name, *row in cells(page, ".tw-fold tbody tr")}


def right_at(loss: Any, z: float, y: int, lr: float, steps: int) -> tuple[float, float]:
    """The probability of the right class and the weight after `steps` of the library's SGD."""
    w = np.array([float(z)])
    opt = tw.sgd(lr=lr)
    state = opt.init(w)
    for _ in range(steps):
        opt.step(w, loss.value_and_grad(w, np.array([float(y)]))[1], state)
    return float(np.exp(-tw.binary_cross_entropy(w, np.array([float(y)])))), float(w[0])


def hold(page: Any, z: float, y: int = 1, lr: float = 0.5, steps: int = 100) -> None:
    found = shown(page)
    assert list(found) == list(RIVALS)
    for label, loss in RIVALS.items():
        value, gradient = loss.value_and_grad(np.array([float(z)]), np.array([float(y)]))
        expected = [value, gradient[0], steps, *right_at(loss, z, y, lr, steps)]
        assert_allclose(found[label], expected, rtol=2e-5)


def logit(page: Any) -> float:
    return number(page.get_by_role("textbox", name="logit z, exact").input_value())


def test_the_lessons_case(page: Any, site: str) -> None:
    opened(page, site)
    hold(page, -3.8918)
    text = page.locator(".tw-panel").inner_text()
    for word in (
        "3.912",
        f"{MINUS}0.98",
        "0.9604",
        f"{MINUS}0.0384",
        "0.0196",
        "p = 0.02",
        "25.5 times",
        "confidently wrong",
    ):
        assert word in text, word


def test_by_keyboard(page: Any, site: str) -> None:
    opened(page, site)
    slider = page.get_by_role("slider", name="logit z")
    for _ in range(5):
        slider.press("ArrowRight")
    assert -3.89 < logit(page) < -3.5
    hold(page, logit(page))
    chart = page.get_by_role("slider", name="Gradient over z")
    chart.press("Home")
    expect(page.get_by_role("textbox", name="logit z, exact")).to_have_value("-10")
    chart.press("ArrowRight")
    hold(page, -9.9)
    assert "MSE through a sigmoid" in chart.get_attribute("aria-valuetext")
    page.get_by_role("slider", name="Learning curves").press("PageDown")
    hold(page, -9.9, steps=90)
    page.get_by_role("radio", name="y = 0").check()
    hold(page, -9.9, y=0, steps=90)
    box = page.get_by_role("textbox", name="learning rate, exact")
    box.fill("3")
    box.press("Enter")
    hold(page, -9.9, y=0, lr=3, steps=90)


@pytest.mark.parametrize("name", ["Loss over z", "Gradient over z"])
def test_a_drag_moves_the_prediction(page: Any, site: str, name: str) -> None:
    opened(page, site)
    chart = page.get_by_role("slider", name=name)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 3, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], y, steps=6)
    page.mouse.up()
    drawn(page)
    assert 3 < logit(page) < 8
    hold(page, logit(page))


def test_the_log_scale_is_in_the_link(page: Any, site: str) -> None:
    opened(page, site, "?two-gradients.z=-8&two-gradients.y=0")
    hold(page, -8, y=0)
    page.get_by_role("radio", name="log").check()
    page.wait_for_url(lambda url: "scale=log" in url)
    assert "two-gradients.z=-8" in page.url
    assert "the sign is left out" in page.locator(".tw-panel").inner_text()
    page.get_by_role("button", name="Reset").click()
    hold(page, -3.8918)


def test_the_live_line_tells_both(page: Any, site: str) -> None:
    opened(page, site)
    page.get_by_role("slider", name="logit z").press("Home")
    live = page.locator("[aria-live=polite]")
    expect(live).to_contain_text("still on the wrong side", timeout=3000)
    expect(live).to_contain_text("Binary cross entropy: loss 10")


@pytest.mark.parametrize(
    "bad",
    [
        {
            "z=99": "z = 99",
            "y=0.5": "y = 0.5",
            "scale=<b>": "scale = <b> in the link is not known here",
            "lr=-1": f"lr = {MINUS}1",
            "steps=1e9": "steps = 1000000000",
            "step=5000": "step = 5000",
            "pace=7": "pace = 7",
            "at=301": "at = 301",
            "nonsense=1": "“nonsense”, which this panel does not have",
        },
        {"z=abc": "z = abc in the link is not a number"},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_a_bad_link_falls_back_with_a_word(page: Any, site: str, bad: dict[str, str]) -> None:
    opened(page, site, "?" + "&".join(f"two-gradients.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert len(shown(page)) == 2


def test_an_absurd_rate_stays_truthful(page: Any, site: str) -> None:
    opened(page, site, "?two-gradients.lr=1e308&two-gradients.z=-10&two-gradients.steps=5&two-gradients.y=1")
    text = page.locator(".tw-panel").inner_text()
    assert "NaN" not in text
    assert "Infinity" not in text


def real(page: Any) -> list[list[str]]:
    """By loss: rate, step, share of the unseen tumours that is right."""
    drawn(page)
    return [row for _, *row in cells(page.locator(".tw-fold", has_text="The numbers on real data"))]


def test_the_stall_on_real_data_is_what_the_library_measured(page: Any, site: str) -> None:
    measured = data("stall")
    opened(page, site)
    page.get_by_text("The numbers on real data").click()
    chart = page.get_by_role("slider", name="Unseen tumours that are right")
    chart.focus()
    at = measured["steps"]
    for pair in measured["runs"]:
        page.get_by_role("radio", name=f"{pair['rates'][0]:g} and {pair['rates'][1]:g}", exact=True).check()
        chart.press("PageDown")
        at -= 10 * measured["every"]
        for (rate, step, share), lr, right in zip(real(page), pair["rates"], pair["right"], strict=True):
            assert (float(rate), int(step)) == (lr, at)
            assert_allclose(float(share.removesuffix(" %")) / 100, right[at // measured["every"]], rtol=5e-3)
    text = page.locator(".tw-real").inner_text()
    for label, lr, right in zip(RIVALS, pair["rates"], pair["right"], strict=True):
        half = next(place for place, share in enumerate(right) if share >= 0.5) * measured["every"]
        assert f"{label} at rate {lr:g}: half right by step {half}; at step {at} " in text
    assert f"{measured['fair']:g} times the rate" in text
    assert "Binary cross entropy: " in chart.get_attribute("aria-valuetext")
    page.wait_for_url(lambda url: f"two-gradients.pace={pair['rates'][0]:g}" in url and f"two-gradients.at={at}" in url)
    page.get_by_role("button", name="Reset").click()
    assert [row[:2] for row in real(page)] == [["0.1", "300"], ["0.2", "300"]]


def test_a_run_that_never_gets_there_says_so(page: Any, site: str) -> None:
    opened(page, site, "?two-gradients.pace=0.03&two-gradients.at=152")
    text = page.locator(".tw-real").inner_text()
    assert "MSE through a sigmoid at rate 0.06: fewer than half right up to step 300; at step 150 " in text


def test_a_finger_moves_it_on_a_phone(phone: Any, site: str) -> None:
    page = opened(phone, site)
    chart = page.get_by_role("slider", name="Loss over z")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.touchscreen.tap(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    drawn(page)
    assert logit(page) > 1
    hold(page, logit(page))
