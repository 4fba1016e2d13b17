"""What holds for every page: axe finds nothing by day and by night, nothing is wider than the screen, panels obey."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from talweg.web.pages import PANELS

from accessibility import CONTRAST, SHAPE, violations

# A panel is looked at in the state in which it is widest, or shows most.
FULL = {
    "inside-adam": "?inside-adam.signal=noisy&inside-adam.step=30",
    "race": "?race.rules=sgd,momentum,nesterov,adam,rmsprop,adagrad&race.hyper.sgd.lr=0.12&race.steps=300",
    "schedules": "?schedules.shown=warmup_stable_decay,one_cycle,inverse_sqrt",
    "stability": "?stability.kappa=123456",
    "two-gradients": "?two-gradients.scale=log",
    "window": "?window.beta=0.9999&window.signal=noise",
}
LESSON = "/lessons/loss-and-optimization"
PAGES = ["/", LESSON, "/claims", *(f"/panels/{name}{FULL.get(name, '')}" for name in PANELS)]


TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def settled(page: Any, address: str) -> Any:
    """Open a page, bring in its panels, and open all that is folded away."""
    page.goto(address)
    for panel in page.locator("[data-panel]").all():
        panel.scroll_into_view_if_needed()
        panel.and_(page.locator("[data-ready]")).wait_for(state="attached")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.wait_for_function(TWO_FRAMES)
    return page


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(inspected: Any, site: str, path: str) -> None:
    inspected.set_viewport_size({"width": 360, "height": 800})
    page = settled(inspected, site + path)
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(TWO_FRAMES)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, SHAPE) == ""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(TWO_FRAMES)
        # A panel shows its colours on its own page; among all the others they are not looked at again.
        assert violations(page, CONTRAST, outside="[data-panel]" if path == LESSON else "") == "", scheme


SLIDERS = [name for name in PANELS if name not in ("code", "quick-check")]


@pytest.mark.parametrize("name", SLIDERS)
def test_a_finger_moves_a_slider_and_the_link_follows(phone: Any, site: str, name: str) -> None:
    page = settled(phone, f"{site}/panels/{name}")
    slider = page.locator("[data-panel] input[type=range]:visible:enabled").first
    slider.scroll_into_view_if_needed()
    before = slider.input_value()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2)
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    expect(slider).not_to_have_value(before)
    page.wait_for_url(f"**{name}.*")


@pytest.mark.parametrize("name", PANELS)
def test_every_control_is_reached_by_keyboard(page: Any, site: str, name: str) -> None:
    settled(page, f"{site}/panels/{name}")
    wanted = "input, select, textarea, button, summary, [tabindex='0']"
    count = page.evaluate(
        """(wanted) => {
            const seen = (each) => each.checkVisibility({ visibilityProperty: true });
            const usable = (each) => seen(each) && !each.closest("[inert]") && !each.disabled && each.tabIndex >= 0;
            const groups = new Set();
            // Of the radio buttons of one group, Tab reaches one.
            const first = (each) => each.type !== "radio" || (!groups.has(each.name) && groups.add(each.name));
            const all = document.querySelectorAll(`[data-panel] :is(${wanted})`);
            const found = [...all].filter(usable).filter(first);
            window.left = new Set(found.map((each) => each.type === "radio" ? each.name : each));
            document.querySelector("[data-panel]").scrollIntoView();
            return window.left.size;
        }""",
        wanted,
    )
    assert count > 0
    for _ in range(count + 80):
        page.keyboard.press("Tab")
        left = page.evaluate(
            """() => {
                const now = document.activeElement;
                left.delete(now.type === "radio" ? now.name : now);
                return left.size;
            }"""
        )
        if not left:
            break
    assert page.evaluate("[...left].map((each) => each.outerHTML ?? each)") == []
