"""The panel in which a rule is written: what is typed races at once, and every number is the library's."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import Page, expect

import talweg as tw
from talweg.course.data.own_rule import bare_lines, brake, sign_descent
from talweg.nouns import Optimizer

from rule_file import loaded

Open = Callable[..., Page]
MINUS = "\N{MINUS SIGN}"
MINE = "Your rule"
VALLEY = tw.surfaces.valley(kappa=10)


@pytest.fixture
def visit(page: Page, site: str) -> Open:
    """Open the panel with a query, and wait until its walker has walked."""

    def visit(query: str = "", wait: bool = True) -> Page:
        page.goto(f"{site}/panels/own-rule{query}")
        page.get_by_label("Your update rule").wait_for()
        if wait:
            row(page, MINE).wait_for()
        return page

    return visit


def row(page: Page, label: str) -> Any:
    return page.locator(".tw-row").filter(has=page.get_by_text(label, exact=True))


def box(page: Page) -> Any:
    return page.get_by_label("Your update rule")


def said(page: Page) -> Any:
    return page.locator(".tw-rule-words")


def linked(text: str) -> str:
    return f"?own-rule.text={quote(text, safe='')}"


def steps_of(page: Page, folder: Path) -> dict[str, np.ndarray]:
    """Every step of every rule, in full precision, as the panel saves them: step, x, y, f."""
    page.locator(".tw-row", has_text=re.compile("^Your rule")).wait_for()
    summary = page.locator("summary", has_text="Save")
    if not summary.evaluate("(s) => s.parentElement.open"):
        summary.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    path = folder / "steps.csv"
    download.value.save_as(path)
    found: dict[str, list[list[float]]] = {}
    with path.open(newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["rule"], []).append([float(line[name]) for name in ("x", "y", "f")])
    return {name: np.array(lines) for name, lines in found.items()}


def hold(page: Page, folder: Path, rule: Optimizer, surface: Any = VALLEY, name: str = "own-rule", **race: Any) -> None:
    """Hold the walker's whole path to the library's."""
    expected = tw.race(surface, [rule], **({"start": (5, 3), "steps": 50} | race))
    (path, values) = (expected.paths[rule.name], expected.values[rule.name])
    found = steps_of(page, folder)[name]
    assert_allclose(found, np.column_stack([path, values]), rtol=1e-12, atol=1e-12)


def test_the_copied_file_walks_as_the_panel_does(visit: Open, page: Page, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit("?own-rule.own.beta=0.7&own-rule.rate=0.04")
    hold(page, tmp_path, brake(lr=0.04, beta=0.7))
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    rule = loaded(page.evaluate("navigator.clipboard.readText()"), tmp_path)
    assert rule.name == "my_rule"
    assert rule.hyper == {"lr": 0.04, "beta": 0.7}
    hold(page, tmp_path, rule)
    w = np.array([5.0, 3.0])  # and through the library's own front door: fused
    state = rule.init(w)
    for _ in range(50):
        rule.step(w, np.array([2 * w[0], 20 * w[1]]), state)
    assert_allclose(w, steps_of(page, tmp_path)["own-rule"][-1, :2], rtol=1e-12, atol=1e-12)


def test_a_typed_rule_races_at_once(visit: Open, page: Page, tmp_path: Path) -> None:
    visit("?own-rule.rules=sgd,rmsprop")
    box(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("w = w - lr*sign(g)")
    expect(said(page)).to_have_text("It remembers nothing from step to step. Hyperparameters: lr.")
    hold(page, tmp_path, sign_descent(lr=0.05))
    hold(page, tmp_path, tw.rmsprop(lr=0.05), name="rmsprop")
    expect(page.get_by_role("slider", name="Your rule lr")).to_be_visible()
    expect(page.get_by_role("slider", name="Your rule beta")).to_have_count(0)


def test_the_menu_has_the_librarys_rules_as_they_run(visit: Open, page: Page, tmp_path: Path) -> None:
    visit()
    menu = page.get_by_label("Start from")
    for rule in (tw.adam, tw.nadam):
        menu.select_option(label=rule.label)
        expect(box(page)).to_have_value(rule.formula.listing)
        expect(said(page)).to_contain_text(f"Remembered from step to step: {', '.join(rule.slots)}.")
        hold(page, tmp_path, rule(lr=0.05))
    menu.select_option(label="The text before this")
    expect(box(page)).to_have_value(tw.adam.formula.listing)


def test_sliders_start_and_ground_move_the_walker(visit: Open, page: Page, tmp_path: Path) -> None:
    visit("?own-rule.surface=rotated_valley&own-rule.steps=20")
    beta = page.get_by_role("slider", name="Your rule beta")
    for _ in range(40):
        beta.press("ArrowRight")
    now = float(page.get_by_role("textbox", name=re.compile("^Your rule beta, exact")).input_value())
    assert now > 0.9
    page.get_by_role("slider", name="Start point").press("Shift+ArrowUp")
    page.wait_for_url(lambda url: "own-rule.start=" in url)
    x, y = map(float, re.findall(r"own-rule\.start=([^,]+),([^&]+)", page.url)[0])
    hold(page, tmp_path, brake(lr=0.05, beta=now), tw.surfaces.rotated_valley, start=(x, y), steps=20)
    beta_text = page.get_by_role("slider", name="Your rule beta").get_attribute("aria-valuetext")
    assert beta_text == f"{now:g}"


def test_a_mistake_is_pointed_at_and_the_last_good_rule_stays(visit: Open, page: Page, tmp_path: Path) -> None:
    visit()
    box(page).fill("v = beta*v + lr*g\nw = w - vv")
    expect(said(page)).to_contain_text("Line 2, column 9: “vv” has no value here")
    expect(said(page)).to_contain_text("Until then the map keeps the last rule without a mistake.")
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    assert box(page).get_attribute("aria-describedby") == said(page).get_attribute("id")
    expect(page.locator(".tw-wrong")).to_have_text("vv")
    expect(row(page, f"{MINE}, before the mistake")).to_be_visible()
    expect(page.get_by_role("button", name="Copy as Python")).to_be_disabled()
    hold(page, tmp_path, brake(lr=0.05), name="own-rule-before")
    box(page).fill("v = beta*v + lr*g\nw = w - v")
    expect(row(page, MINE)).to_be_visible()
    expect(page.locator(".tw-wrong")).to_have_count(0)
    assert box(page).get_attribute("aria-invalid") is None
    hold(page, tmp_path, tw.momentum(lr=0.05))


def test_the_picture_of_the_text_lies_exactly_under_it(visit: Open, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    text = f"{tw.nadam.formula.listing}\n\n# {'a very long word ' * 12}{'x' * 90}\n"
    visit(linked(text), wait=False)
    expect(box(page)).to_have_value(text)
    heights = "(a) => [a.scrollHeight, a.clientHeight, a.nextSibling.clientHeight, a.scrollWidth - a.clientWidth]"
    needed, own, picture, wider = box(page).evaluate(heights)
    assert needed == own == picture
    assert wider == 0
    painted = page.locator(".tw-painted > span").all_inner_texts()
    assert [line.rstrip("\n") for line in painted] == text.split("\n")


def test_the_link_carries_the_text(visit: Open, page: Page, tmp_path: Path) -> None:
    text = "# 100 % & more: é + #?\nkeep: UnitInterval = 0.5\nv = keep*v + lr*g\nw = w - v\n"
    visit()
    box(page).fill(text)
    slider = page.get_by_role("slider", name="Your rule keep")
    slider.press("ArrowRight")
    keep = float(page.get_by_role("textbox", name=re.compile("^Your rule keep, exact")).input_value())
    page.wait_for_url(lambda url: f"own-rule.own.keep={keep:g}" in url)
    visit(f"?{page.url.partition('?')[2]}")
    expect(box(page)).to_have_value(text)
    hold(page, tmp_path, tw.momentum(lr=0.05, beta=keep))
    # Another name takes the old one's place: its value goes with it, in silence.
    box(page).fill(text.replace("keep", "held"))
    expect(page.get_by_role("slider", name="Your rule held")).to_be_visible()
    page.wait_for_url(lambda url: "held" in url and "own.keep" not in url)
    expect(page.locator(".tw-notice")).to_have_count(0)


def test_bad_links_fall_back_with_a_word(visit: Open, page: Page, tmp_path: Path) -> None:
    words = {
        "own.beta=4": "your rule beta = 4 in the link is outside [0, 1); using 0.9.",
        "own.__proto__=4": "__proto__ = 4 in the link names no hyperparameter; it is left out.",
        "own=5": "“own”, which this panel does not have",
        "equal=best": "“equal”, which this panel does not have",
        "rules=sgd,<script>alert(1)</script>": "is not a rule known here",
        "steps=1e9": "steps = 1000000000 in the link is outside",
    }
    visit("?" + "&".join(f"own-rule.{query}" for query in words))
    for word in words.values():
        expect(page.locator(".tw-notice")).to_contain_text(word)
    hold(page, tmp_path, brake(lr=0.05), steps=1000)


def test_a_bad_text_in_a_link_is_shown_and_not_run(visit: Open, page: Page) -> None:
    text = "<img src=x onerror=alert(1)>\nw = constructor('g')\n#"
    visit(linked(text + "x" * 3000), wait=False)
    expect(page.locator(".tw-notice")).to_contain_text(
        f"has {len(text) + 3000:,} characters, more than 2,000; the rest is cut off."
    )
    expect(said(page)).to_contain_text("Line 1, column 1: “<”")
    expect(row(page, "SGD")).to_be_visible()
    expect(row(page, MINE)).to_have_count(0)
    assert page.locator(".tw-painted img").count() == 0


def test_each_line_shows_its_numbers(visit: Open, page: Page) -> None:
    visit("?own-rule.step=7")
    page.locator("summary", has_text="This step, line by line").click()
    lines = page.locator(".tw-trace tbody tr")
    expect(lines.nth(3).locator("td").nth(1)).to_contain_text("w = ")
    path = tw.race(VALLEY, [brake(lr=0.05)], start=(5, 3), steps=50).paths["brake"]
    for column, axis in ((1, 0), (2, 1)):
        cells = [lines.nth(i).locator("td").nth(column).inner_text().replace(MINUS, "-") for i in range(4)]
        assert cells[0] == ""
        stopped, velocity, weight = (float(cell.split(" = ")[1]) for cell in cells[1:])
        assert_allclose(weight, path[7][axis], rtol=1e-4, atol=1e-15)
        assert_allclose(velocity, path[6][axis] - path[7][axis], rtol=1e-4)
        assert_allclose(stopped, (velocity - 0.05 * (2, 20)[axis] * path[6][axis]) / 0.9, rtol=1e-3, atol=1e-4)
    page.get_by_role("button", name="To the start").click()
    expect(page.locator(".tw-trace")).to_contain_text("Step 0 is the start")
    rows = page.locator(".tw-trace td.tw-filled").all_inner_texts()
    assert set(rows) == {""}


def test_leaving_is_told(visit: Open, page: Page) -> None:
    race = tw.race(VALLEY, [tw.sgd(lr=0.12)], start=(5, 3), steps=100)
    visit(f"{linked('w = w - lr * g')}&own-rule.own.lr=0.12&own-rule.steps=100")
    expect(page.locator(".tw-warnings")).to_contain_text(
        f"{MINE} diverged at step {race.left_at('sgd')}. No closed-form"
    )
    expect(row(page, MINE)).to_contain_text(f"diverged at step {race.left_at('sgd')}")
    expect(page.locator("[aria-live]")).to_contain_text(f"step 100: {MINE} diverged at step {race.left_at('sgd')}")


HANGING = "addEventListener('message', () => { for (;;); }); postMessage('ready');"


@pytest.mark.slow
def test_a_rule_that_takes_too_long_is_stopped(visit: Open, page: Page) -> None:
    hang = True
    page.route(
        "**/panels/own-rule/worker.js",
        lambda route: route.fulfill(body=HANGING, content_type="text/javascript") if hang else route.continue_(),
    )
    visit(wait=False)
    expect(said(page)).to_have_text(
        "Your rule was stopped: it took longer than 2 seconds. Change it, and it runs again."
    )
    expect(row(page, "SGD")).to_be_visible()
    expect(row(page, MINE)).to_have_count(0)
    hang = False
    box(page).fill(bare_lines(sign_descent))
    expect(row(page, MINE)).to_be_visible()
    expect(said(page)).to_contain_text("It remembers nothing")


def test_where_no_worker_can_be_had_it_still_walks(browser: Any, site: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.route("**/panels/own-rule/worker.js", lambda route: route.abort())
    page.goto(f"{site}/panels/own-rule")
    hold(page, tmp_path, brake(lr=0.05))
    page.close()


def test_the_start_moves_by_touch(phone: Any, site: str, tmp_path: Path) -> None:
    phone.goto(f"{site}/panels/own-rule")
    row(phone, MINE).wait_for()
    relief = phone.get_by_role("img", name=re.compile("^Relief map"))
    relief.scroll_into_view_if_needed()
    at = relief.bounding_box()
    phone.touchscreen.tap(at["x"] + 0.4 * at["width"], at["y"] + 0.6 * at["height"])
    phone.wait_for_url(lambda url: "own-rule.start=" in url)
    x, y = map(float, re.findall(r"own-rule\.start=([^,]+),([^&]+)", phone.url)[0])
    assert (x, y) != (5, 3)
    hold(phone, tmp_path, brake(lr=0.05), start=(x, y))
