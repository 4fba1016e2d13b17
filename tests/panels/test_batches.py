"""The panel `batches`, driven by mouse, touch and keyboard, with its numbers held to the library's."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from playwright.sync_api import expect

import talweg as tw
from talweg.course.data import batches, data

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/batches"
X, Y = batches.examples()
ALL = len(X)
LOWEST = batches.mean_loss(np.array(data("batches")["minimum"]), X, Y)[0]
BULLETS = "#all-of-it-one-or-a-few"

Row = tuple[float, ...]


def opened(page: Any, site: str, query: str = "") -> Any:
    page.goto(site + PATH + query)
    page.locator("[data-ready]").wait_for()
    page.get_by_text("The numbers", exact=True).click()
    expect(page.locator(".tw-fold tbody tr")).to_have_count(3)
    return page


def number(text: str) -> float:
    return float(text.replace(MINUS, "-").removeprefix("all "))


def drawn(page: Any) -> None:
    """Wait until what was changed has been drawn: the panel draws in the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shown(page: Any) -> list[Row]:
    """For each size: size, rate, updates, examples, x, y, loss, gradient, error of a batch."""
    drawn(page)
    rows = page.locator(".tw-fold tbody tr").all()
    return [tuple(number(text) for text in row.locator("th, td").all_inner_texts()) for row in rows]


def orders(page: Any, seed: int, first: int, passes: int) -> list[NDArray[np.int64]]:
    """The orders in which the panel takes the examples."""
    asked = """([count, seed, first, passes]) => import("/static/panels/batches/shuffle.js").then(({ shuffled }) =>
        Array.from({ length: passes }, (_, i) => [...shuffled(count, seed, first + i)]))"""
    found = [np.array(order) for order in page.evaluate(asked, [ALL, seed, first, passes])]
    assert all(np.array_equal(np.sort(order), np.arange(ALL)) for order in found)
    return found


def walked(passes: list[NDArray[np.int64]], row: Row, start: Row = batches.START) -> NDArray[np.float64]:
    """Where the library's SGD stands after the row's updates over these orders."""
    size, lr, updates = int(row[0]), row[1], int(row[2])
    w, opt = np.array(start), tw.sgd(lr=lr)
    state = opt.init(w)
    for order in passes:
        for at in range(0, ALL, size):
            if state.t == updates:
                return w
            part = order[at : at + size]
            opt.step(w, batches.mean_loss(w, X[part], Y[part])[1], state)
    assert state.t == updates
    return w


def hold(page: Any, sizes: list[int], seed: int = 1, start: Row = batches.START) -> list[Row]:
    """Every number of the table is the library's."""
    rows = shown(page)
    assert [row[0] for row in rows] == sizes
    passes = orders(page, seed, 0, 1 + max(int(row[3]) // ALL for row in rows))
    asked = orders(page, seed, 1_000_000, 16)
    for row in rows:
        w = walked(passes, row, start)
        loss, gradient = batches.mean_loss(w, X, Y)
        size, whole = int(row[0]), np.linalg.norm(gradient)
        misses = [batches.mean_loss(w, X[o[:size]], Y[o[:size]])[1] - gradient for o in asked]
        error = np.sqrt(np.mean(np.sum(np.square(misses), axis=1))) / whole if size < ALL else 0.0
        assert_allclose(row[4:], [*w, loss, whole, error], rtol=2e-5, atol=1e-9)
    return rows


def test_the_same_number_of_examples(page: Any, site: str) -> None:
    opened(page, site)
    rows = hold(page, [1, 32, ALL])
    assert [row[1:4] for row in rows] == [(0.5, 3 * ALL, 3 * ALL), (0.5, 45, 3 * ALL), (0.5, 3, 3 * ALL)]
    text = page.locator(".tw-panel").inner_text()
    assert f"Equal for all three: the start, the order of the examples, the examples seen, {3 * ALL:,}" in text
    assert f"Not equal is the number of updates: {3 * ALL:,}, 45, 3." in text
    assert "All 455 examples" in text


def test_the_same_number_of_updates(page: Any, site: str) -> None:
    opened(page, site, "?batches.equal=updates&batches.updates=40&batches.size=1,64,200&batches.seed=7&batches.rate=2")
    rows = hold(page, [1, 64, 200], seed=7)
    assert [row[2] for row in rows] == [40] * 3
    # The last batch of a pass holds what is left: eight updates of 64 see all 455, three of 200 do.
    assert [row[3] for row in rows] == [40, 5 * ALL, 13 * ALL + 200]
    assert (
        f"Not equal is the work: 40, {5 * ALL:,}, {13 * ALL + 200:,} examples."
        in page.locator(".tw-panel").inner_text()
    )


def test_each_at_its_own_best_rate(page: Any, site: str) -> None:
    opened(page, site, "?batches.rates=best&batches.equal=updates&batches.updates=30&batches.size=2,32,all")
    rows = hold(page, [2, 32, ALL])
    rates = page.evaluate("import('/static/panels/batches/run.js').then(({ RATES }) => RATES)")
    passes = orders(page, 1, 0, 31)
    for row in rows:
        ends = [batches.mean_loss(walked(passes, (row[0], lr, 30)), X, Y)[0] for lr in rates]
        assert row[1] == rates[int(np.argmin(ends))]
    chosen = ", ".join(f"{row[1]:g}" for row in rows)
    expect(page.locator(".tw-panel")).to_contain_text(f"the one of {len(rates)} rates that ends lowest: {chosen}.")


def test_by_keyboard(page: Any, site: str) -> None:
    opened(page, site)
    size = page.get_by_role("slider", name="second batch size")
    assert size.get_attribute("aria-valuetext") == "32 examples"
    size.press("ArrowRight")
    hold(page, [1, 64, ALL])
    size.press("End")
    assert size.get_attribute("aria-valuetext") == f"all {ALL} examples"
    box = page.get_by_role("textbox", name="second batch size, exact")
    box.fill("50")
    box.press("Enter")
    hold(page, [1, 50, ALL])
    box.fill("0")
    box.press("Enter")
    expect(page.get_by_text("A batch holds from 1 to 455 examples")).to_contain_text("kept 50")
    step = page.get_by_role("slider", name="Step", exact=True)
    step.press("Home")
    expect(step).to_have_attribute("aria-valuetext", f"example 0 of {3 * ALL}")
    chart = page.get_by_role("slider", name="Loss, present place")
    for key, at in (("PageUp", 10), ("PageUp", 20), ("PageUp", 30), ("ArrowLeft", 29)):
        chart.press(key)
        expect(chart).to_have_attribute("aria-valuenow", str(at))
    assert [row[2:4] for row in hold(page, [1, 50, ALL])] == [(29, 29), (0, 0), (0, 0)]
    page.get_by_role("radio", name="updates").check()
    assert [row[2] for row in hold(page, [1, 50, ALL])] == [60, 60, 60]
    page.get_by_role("button", name="Shuffle anew").click()
    hold(page, [1, 50, ALL], seed=2)
    page.get_by_role("button", name="Reset").click()
    hold(page, [1, 32, ALL])


def start_of(page: Any) -> tuple[float, float]:
    text = page.get_by_role("slider", name="Start point").get_attribute("aria-valuetext").replace(MINUS, "-")
    x, y = re.findall(r"-?[\d.]+", text)
    return float(x), float(y)


@pytest.mark.parametrize("map_of", [0, 2])
def test_a_drag_on_any_map_moves_the_one_start(page: Any, site: str, map_of: int) -> None:
    opened(page, site)
    page.locator(".tw-handle").nth(map_of).scroll_into_view_if_needed()
    box = page.locator(".tw-handle").nth(map_of).bounding_box()
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 90, at[1] - 20, steps=5)
    page.mouse.up()
    drawn(page)
    x, y = start_of(page)
    assert x > -3
    assert y > 4
    hold(page, [1, 32, ALL], start=(x, y))
    handle = page.get_by_role("slider", name="Start point")  # one of the three is in the order of the Tab key
    handle.press("Shift+ArrowDown")
    drawn(page)
    assert start_of(page)[1] < y - 0.5
    hold(page, [1, 32, ALL], start=start_of(page))


def test_a_finger_moves_the_start_on_a_phone(phone: Any, site: str) -> None:
    page = opened(phone, site)
    ground = page.get_by_role("img", name=re.compile("second batch size"))
    ground.scroll_into_view_if_needed()
    box = ground.bounding_box()
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    page.wait_for_url(lambda url: "batches.start=" in url)
    drawn(page)
    x, y = start_of(page)
    assert x > 0
    assert y > 4
    hold(page, [1, 32, ALL], start=(x, y))


def arrow(page: Any, place: int) -> NDArray[np.float64]:
    """The broad arrow of a map, in pixels."""
    d = page.locator(".tw-whole-arrow").nth(place).get_attribute("d")
    x0, y0, x1, y1 = (float(v) for v in re.findall(r"-?[\d.]+", d)[:4])
    return np.array([x1 - x0, y1 - y0])


def test_the_arrows_point_downhill_on_one_scale(page: Any, site: str) -> None:
    opened(page, site, "?batches.step=128&batches.size=2,32,all")
    rows = hold(page, [2, 32, ALL])
    scales = []
    for place, row in enumerate(rows):
        right, down = arrow(page, place)
        gx, gy = batches.mean_loss(np.array(row[4:6]), X, Y)[1]
        if np.hypot(right, down) > 20:  # a tenth of a pixel is rounded away
            assert_allclose([right, -down] / np.hypot(right, down), [-gx, -gy] / np.hypot(gx, gy), atol=0.02)
            scales.append(np.hypot(right, down) / np.hypot(gx, gy))
    assert len(scales) >= 2
    assert_allclose(scales, scales[0], rtol=0.02)
    fans = [page.locator(".tw-batch-arrow").nth(place).get_attribute("d").count("M") for place in range(3)]
    assert fans[2] == 32
    assert 16 < fans[1] <= 32, "two strokes an arrow, none for an arrow below a pixel"


def test_the_map_is_the_true_loss(page: Any, site: str) -> None:
    opened(page, site)
    draw = np.random.default_rng(0)
    low, high = np.transpose(batches.VIEW)
    places = draw.uniform(low, high, size=(40, 2))
    asked = """(places) => import("/static/panels/batches/examples.js").then(({ surface }) =>
        places.map(([x, y]) => surface.at(x, y, {})))"""
    found = page.evaluate(asked, places.tolist())
    expected = [(loss, *gradient) for loss, gradient in (batches.mean_loss(w, X, Y) for w in places)]
    assert_allclose(found, expected, atol=3e-3)


@pytest.mark.slow
def test_what_the_lesson_says_of_the_panel_holds(page: Any, site: str) -> None:
    page.goto(f"{site}/lessons/loss-and-optimization")
    links = page.locator(f"a[href*='?batches.'][href$='{BULLETS}']").all()
    queries = [link.get_attribute("href").removesuffix(BULLETS) for link in links]
    assert len(queries) == 4
    seen, updates, best, higher = ([row[6] - LOWEST for row in hold_at(page, site, query)] for query in queries)
    start = batches.mean_loss(np.array(batches.START), X, Y)[0] - LOWEST
    assert seen[0] < 0.05 * start
    assert_allclose(seen[2], start, rtol=1e-4)  # all together have not moved
    assert_allclose(updates[1], updates[2], rtol=0.05)  # in the footsteps
    assert updates[0] > 3 * updates[1]
    assert best[2] < best[1] < best[0]
    one, eight, sixty_four = higher
    assert eight < sixty_four < one
    rates = [row[1] for row in shown(opened(page, site, queries[2]))]
    assert rates[2] > max(rates[:2])


def hold_at(page: Any, site: str, query: str) -> list[Row]:
    return shown(opened(page, site, query))


def test_the_live_line_tells_all_three(page: Any, site: str) -> None:
    opened(page, site)
    page.get_by_role("slider", name="third batch size").press("Home")
    live = page.locator("[aria-live=polite]")
    expect(live).to_contain_text("One example: Loss 0.35", timeout=3000)
    expect(live).to_contain_text(f"{3 * ALL:,} examples seen")


NOT_HERE = {
    "size=0,8,1e9": ["size = 0, 8, 1000000000", "using 1, 8, 455"],
    "equal=<b>": ["equal = <b>", "is not known here"],
    "rates=1": ["rates = 1"],
    "rate=-1": [f"rate = {MINUS}1"],
    "passes=99": ["passes = 99"],
    "updates=1.5": ["updates = 1.5"],
    "seed=abc": ["is not a number"],
    "start=900,0": ["is outside [−6, 4.5] and [−1.5, 8]", "using 4.5, 0"],
    "step=1e7": ["step = 10000000"],
    "nonsense=1": ["does not have"],
}
NOR_HERE = {"size=8": ["is not a list of 3 sizes"], "start=x": ["is not a point"], "rate=1e999": ["rate ="]}


@pytest.mark.parametrize("bad", [NOT_HERE, NOR_HERE], ids=["values", "shapes"])
def test_a_bad_link_falls_back_with_a_word(page: Any, site: str, bad: dict[str, list[str]]) -> None:
    opened(page, site, "?" + "&".join(f"batches.{each}" for each in bad))
    for word in (word for words in bad.values() for word in words):
        expect(page.locator(".tw-notice")).to_contain_text(word)
    assert np.isfinite(shown(page)).all()
    page.get_by_role("button", name="Reset").click()
    hold(page, [1, 32, ALL])


def test_an_absurd_rate_is_told_and_not_hidden(page: Any, site: str) -> None:
    opened(page, site, "?batches.rate=1e308")
    text = page.locator(".tw-panel").inner_text()
    assert "a weight left the finite numbers: the rate 1e308 is far too large" in text
    assert "NaN" not in text
    assert "Infinity" not in text
