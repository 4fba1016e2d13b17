"""The panel `punishment`, driven by keyboard and mouse, with its numbers held to the library's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import cells, drawn

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/punishment"
ERRORS = {"MSE": tw.mse, "MAE": tw.mae, "Huber": tw.huber}


def opened(page: Any, site: str, query: str = "") -> Any:
    page.goto(site + PATH + query)
    page.locator("[data-ready]").wait_for()
    page.get_by_text("The numbers", exact=True).click()
    drawn(page)
    return page


def number(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def box(page: Any, name: str) -> float:
    return number(page.get_by_role("textbox", name=f"{name}, exact").input_value())


def rows(page: Any, table: str) -> dict[str, list[float]]:
    drawn(page)
    return {name: [number(text) for text in row] for name, *row in cells(page, f"{table} tbody tr")}


def hold_errors(page: Any, error: float, delta: float = 1.0, names: tuple[str, ...] = tuple(ERRORS)) -> None:
    found = rows(page, ".tw-values")
    assert tuple(found) == names
    for name in names:
        loss = tw.huber.replace(delta=delta) if name == "Huber" else ERRORS[name]
        pairs = [loss.value_and_grad(np.array([e]), np.zeros(1)) for e in (float(error), error / 2)]
        expected = [part for value, gradient in pairs for part in (value, gradient[0])]
        assert_allclose(found[name], expected, rtol=1e-4)


def hold_classes(page: Any, logits: list[float], correct: int) -> None:
    z = np.array([logits], dtype=float)
    loss, gradient = tw.cross_entropy.value_and_grad(z, np.array([correct]))
    p = np.exp(z[0]) / np.exp(z[0]).sum()
    y = np.eye(3)[correct]
    found = rows(page, ".tw-fold")
    for k in range(3):
        assert_allclose(found[f"class {k}"], [logits[k], y[k], p[k], gradient[0][k]], rtol=1e-5, atol=1e-9)
    caption = page.locator(".tw-fold caption").inner_text()
    assert_allclose(number(caption.split()[1].rstrip(",")), loss, rtol=1e-5)


def test_the_worked_cases(page: Any, site: str) -> None:
    opened(page, site)
    hold_errors(page, 4)
    assert rows(page, ".tw-values")["MSE"] == [16, 8, 4, 4]
    hold_classes(page, [-1.609438, -0.356675, -2.302585], 1)
    assert f"{MINUS}log 0.7 = 0.3567" in page.locator(".tw-outcome").inner_text()


def test_errors_by_keyboard(page: Any, site: str) -> None:
    opened(page, site)
    slider = page.get_by_role("slider", name="error", exact=True)
    for _ in range(3):
        slider.press("ArrowLeft")
    assert 3.8 < box(page, "error") < 4
    hold_errors(page, box(page, "error"))
    chart = page.get_by_role("slider", name="Loss over the error")
    chart.press("Home")
    hold_errors(page, -5)
    chart.press("ArrowRight")
    hold_errors(page, -4.9)
    assert "MSE: 24" in chart.get_attribute("aria-valuetext")
    typed = page.get_by_role("textbox", name="Huber delta, exact")
    typed.fill("2.5")
    typed.press("Enter")
    hold_errors(page, -4.9, 2.5)
    page.get_by_role("checkbox", name="MAE").uncheck()
    hold_errors(page, -4.9, 2.5, ("MSE", "Huber"))


@pytest.mark.parametrize("name", ["Loss over the error", "Gradient over the error"])
def test_the_error_is_dragged(page: Any, site: str, name: str) -> None:
    opened(page, site)
    chart = page.get_by_role("slider", name=name)
    chart.scroll_into_view_if_needed()
    area = chart.bounding_box()
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + 0.9 * area["width"], y)
    page.mouse.down()
    page.mouse.move(area["x"] + 0.3 * area["width"], y, steps=6)
    page.mouse.up()
    drawn(page)
    assert -4 < box(page, "error") < -1
    hold_errors(page, box(page, "error"))


def test_classes_by_preset_and_keyboard(page: Any, site: str) -> None:
    opened(page, site)
    for preset, logits, word in (
        ("Sure and right", [-2, 4, -2], "sure and right"),
        ("Sure and wrong", [4, -2, -2], "sure and wrong"),
        ("No idea", [0, 0, 0], "no idea"),
        ("The worked case", [-1.609438, -0.356675, -2.302585], "right, with doubt"),
    ):
        page.get_by_role("button", name=preset).click()
        hold_classes(page, logits, 1)
        expect(page.locator(".tw-outcome")).to_contain_text(word)
    page.get_by_role("button", name="No idea").click()
    page.get_by_role("radio", name="class 2").check()
    page.get_by_role("slider", name="z of class 0", exact=True).press("ArrowRight")
    page.get_by_role("slider", name="Loss over the logit").press("End")
    drawn(page)
    assert box(page, "z of class 0") > 0
    hold_classes(page, [box(page, "z of class 0"), 0, 8], 2)


def test_the_link_carries_the_state(page: Any, site: str) -> None:
    opened(
        page,
        site,
        "?punishment.error=-2&punishment.show=mse,huber&punishment.delta=3&punishment.z1=5&punishment.correct=0",
    )
    hold_errors(page, -2, 3, ("MSE", "Huber"))
    hold_classes(page, [5, -0.356675, -2.302585], 0)
    page.get_by_role("slider", name="error", exact=True).press("End")
    page.wait_for_url(lambda url: "punishment.error=5" in url)
    page.get_by_role("button", name="Reset").click()
    hold_errors(page, 4)


def test_the_live_line(page: Any, site: str) -> None:
    opened(page, site)
    page.get_by_role("button", name="Sure and wrong").click()
    live = page.locator("[aria-live=polite]")
    expect(live).to_contain_text("error 4: MSE 16, MAE 4, Huber 3.5", timeout=3000)
    expect(live).to_contain_text("sure and wrong")


@pytest.mark.parametrize(
    "bad",
    [
        {
            "error=1e9": "error = 1000000000",
            "delta=0": "delta = 0",
            "z2=-99": f"z2 = {MINUS}99",
            "correct=3": "correct = 3",
            "show=mse,<script>": "show = <script> in the link is not a loss known here",
            "nonsense=1": "“nonsense”, which this panel does not have",
        },
        {"error=x": "error = x in the link is not a number"},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_a_bad_link_falls_back_with_a_word(page: Any, site: str, bad: dict[str, str]) -> None:
    opened(page, site, "?" + "&".join(f"punishment.{each}" for each in bad))
    for word in bad.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert len(rows(page, ".tw-fold")) == 3
