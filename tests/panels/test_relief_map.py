"""The relief map under the hand: moved, enlarged, turned into a model; and every picture saved as a file."""

from __future__ import annotations

import base64
import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image
from playwright.sync_api import expect

import talweg as tw
from talweg.course.data.batches import examples, mean_loss
from talweg.lab.convergence import radius

from saved import asked, save, saved_runs

SVG = "{http://www.w3.org/2000/svg}"
MAP = re.compile("^Relief map")
NO_VIEW = re.compile(r"^(?!.*race\.view)")
Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    def visit(query: str = "") -> Any:
        page.goto(f"{site}/panels/race{query}")
        page.get_by_role("slider", name="Start point").wait_for()
        return page

    return visit


def box(page: Any) -> dict[str, float]:
    canvas = page.get_by_role("img", name=MAP)
    canvas.scroll_into_view_if_needed()
    found: dict[str, float] = canvas.bounding_box()
    return found


def middle(page: Any) -> tuple[float, float]:
    """The middle of the start's handle."""
    found = page.get_by_role("slider", name="Start point").bounding_box()
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def start(page: Any) -> tuple[float, float]:
    row = saved_runs(page)["sgd"][0]
    return float(row["x"]), float(row["y"])


def test_a_drag_moves_the_map_and_a_click_sets_the_start(visit: Open) -> None:
    page = visit("?race.view=1,1,4")
    at = box(page)
    scale = at["height"] / 8 * 4  # pixels of one unit: the whole map is 8 high, and four times enlarged
    page.mouse.move(at["x"] + 300, at["y"] + 200)
    page.mouse.down()
    page.mouse.move(at["x"] + 200, at["y"] + 260, steps=5)
    page.mouse.up()
    assert_allclose(asked(page, "view"), [1 + 100 / scale, 1 + 60 / scale, 4], rtol=1e-3)
    assert start(page) == (5, 3), "a drag sets no start"
    at = box(page)
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    expect(page).to_have_url(re.compile(r"race\.start="))
    assert_allclose(start(page), asked(page, "view")[:2], atol=2 / scale)


def test_the_wheel_scrolls_the_page_and_with_ctrl_enlarges_under_the_pointer(visit: Open) -> None:
    page = visit()
    page.set_viewport_size({"width": 1280, "height": 500})
    at = box(page)
    x, y = middle(page)
    page.mouse.move(x, y + 40)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 120)
    page.wait_for_function("(before) => scrollY > before + 60", arg=before)
    expect(page).to_have_url(NO_VIEW)
    page.evaluate("(before) => scrollTo({ top: before, behavior: 'instant' })", before)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -30)
    page.keyboard.up("Control")
    zoom = asked(page, "view")[2]
    assert 1.2 < zoom < 1.5
    assert at["width"] > 0
    expect(page.get_by_role("button", name="The whole map")).to_be_enabled()
    moved = middle(page)
    assert_allclose(moved[1] - (y + 40), zoom * -40, atol=2), "what lies under the pointer stays there"
    page.get_by_role("button", name="The whole map").click()
    expect(page).to_have_url(NO_VIEW)


def test_a_double_click_enlarges_and_leaves_the_start_where_it_was(visit: Open) -> None:
    page = visit("?race.start=-3.21,1.5")
    page.emulate_media(reduced_motion="reduce")
    at = box(page)
    page.mouse.click(at["x"] + 100, at["y"] + 300)
    expect(page.get_by_role("slider", name="Start point")).not_to_have_attribute("aria-valuetext", re.compile("3.21"))
    page.mouse.down(click_count=2)  # now on the handle, which has come under the pointer
    page.mouse.up(click_count=2)
    view = asked(page, "view")
    expect(page).to_have_url(re.compile(r"race\.start=-3\.21,1\.5"))
    assert view[2] == pytest.approx(2.25, rel=1e-3)
    assert start(page) == (-3.21, 1.5)


def test_buttons_and_keys_move_and_enlarge(visit: Open) -> None:
    page = visit()
    page.emulate_media(reduced_motion="reduce")
    enlarge = page.get_by_role("button", name="Enlarge the map")
    enlarge.press("Enter")
    assert asked(page, "view") == [0, 0, 1.5]
    enlarge.press("+")
    enlarge.press("ArrowRight")
    enlarge.press("ArrowUp")
    x, y, _ = asked(page, "view")
    assert_allclose(y, 0.1 * 8 / 2.25, rtol=1e-3)
    assert x > y
    handle = page.get_by_role("slider", name="Start point")
    expect(handle).to_have_attribute("aria-valuetext", "x 5.0, y 3.0, outside of what is shown")
    handle.press("0")
    expect(handle).to_have_attribute("aria-valuetext", "x 5.0, y 3.0")
    expect(page).to_have_url(NO_VIEW)


def test_the_link_shows_the_same_part_of_the_map(visit: Open) -> None:
    page = visit("?race.view=-2,1,8")
    labels = page.locator(".tw-map .tw-axes text").all_text_contents()
    ticks = [float(text.replace("\N{MINUS SIGN}", "-")) for text in labels if text not in ("x", "y")]
    assert max(ticks) <= 1 + 4 / 8 + 1e-9
    assert min(ticks) >= -2 - 7 / 8
    assert len(ticks) > 8


def test_two_fingers_move_and_pinch(phone: Any, site: str) -> None:
    phone.goto(f"{site}/panels/race")
    phone.get_by_role("slider", name="Start point").wait_for()
    at = box(phone)
    touch = phone.context.new_cdp_session(phone)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": at["x"] + x, "y": at["y"] + y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (100, 100), (160, 100))
    fingers("touchMove", (85, 100), (175, 100))
    fingers("touchMove", (70, 100), (190, 100))
    fingers("touchEnd")
    assert asked(phone, "view")[2] == pytest.approx(2, rel=0.01)
    assert phone.evaluate("visualViewport.scale") == 1, "the page itself is not enlarged"


def test_keys_that_come_within_one_frame_all_count(visit: Open) -> None:
    page = visit()
    page.get_by_role("slider", name="Start point").evaluate(
        "(el) => { for (let i = 0; i < 7; i++) el.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' })); }"
    )
    assert asked(page, "start") == [4.3, 3]


def test_around_the_model_the_page_shows_also_where_a_flat_map_stood_first(visit: Open) -> None:
    page = visit()
    page.get_by_role("radio", name="3-D").check()
    expect(page.get_by_text("Height is the logarithm of f")).to_be_visible()
    corner = """(canvas) => {
      const copy = new OffscreenCanvas(1, 1).getContext("2d");
      copy.drawImage(canvas, 0, 0);
      return copy.getImageData(0, 0, 1, 1).data[3];
    }"""
    assert page.get_by_role("img", name=MAP).evaluate(corner) == 0, "nothing is painted there"
    page.get_by_role("radio", name="Map", exact=True).check()
    expect(page.get_by_text("Height is the logarithm of f")).to_be_hidden()
    assert page.get_by_role("img", name=MAP).evaluate(corner) == 255


def test_the_model_is_turned_by_keys_and_by_drag(visit: Open) -> None:
    page = visit()
    page.get_by_role("radio", name="3-D").check()
    expect(page).to_have_url(re.compile(r"race\.look=solid"))
    expect(page.get_by_text("Height is the logarithm of f")).to_be_visible()
    compass = page.get_by_role("slider", name="Turn the model")
    compass.press("ArrowRight")
    compass.press("Shift+ArrowUp")
    assert asked(page, "angle") == [-19, 51]
    expect(compass).to_have_attribute("aria-valuetext", "turned \N{MINUS SIGN}19 degrees, tilted 51 degrees")
    at = box(page)
    page.mouse.move(at["x"] + 300, at["y"] + 200)
    page.mouse.down()
    page.mouse.move(at["x"] + 350, at["y"] + 190, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("angle=1,47"))
    assert start(page) == (5, 3)


@pytest.mark.parametrize("query", ["", "&race.angle=130,30", "&race.surface=himmelblau&race.view=0,0,2"])
def test_a_click_on_the_model_sets_the_start_on_the_ground_that_is_seen(visit: Open, query: str) -> None:
    page = visit(f"?race.look=solid{query}")
    at = box(page)
    for share in (0.35, 0.6):
        x, y = at["x"] + share * at["width"], at["y"] + 0.5 * at["height"]
        before = page.url
        page.mouse.click(x, y)
        page.wait_for_function("(before) => location.href !== before", arg=before)
        assert_allclose(middle(page), (x, y), atol=4)


def pixels(page: Any) -> Any:
    """The canvas of the map as it is, once it has come to rest."""
    script = "(canvas) => new Promise((done) => setTimeout(() => done(canvas.toDataURL().split(',')[1]), 400))"
    data = page.get_by_role("img", name=MAP).evaluate(script)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"), dtype=float)


def test_the_model_is_a_picture_of_the_same_ground(visit: Open) -> None:
    """Seen from above the lowest ground of the valley lies in the middle, and the corners are high: pale, not dark."""
    page = visit("?race.look=solid&race.angle=0,85&race.rules=sgd")
    seen = pixels(page)
    solid = seen[..., 3] > 250
    assert 0.5 < solid.mean() < 0.98
    rows, columns = np.nonzero(solid)
    top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
    assert (right - left) / (bottom - top) == pytest.approx(1.5, rel=0.15), "as wide for its depth as the map"
    centre = seen[(top + bottom) // 2 - 5 : (top + bottom) // 2 + 5, (left + right) // 2 - 5 : (left + right) // 2 + 5]
    corner = seen[top + 8 : top + 18, left + 8 : left + 18]
    assert corner[..., 0].mean() > centre[..., 0].mean() + 30


@pytest.mark.parametrize("look", ["flat", "solid"])
def test_the_saved_picture_stands_alone(visit: Open, look: str) -> None:
    page = visit(f"?race.look={look}")
    text = save(page, "SVG", "The ground").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    (image,) = root.iter(f"{SVG}image")
    embedded = Image.open(io.BytesIO(base64.b64decode(image.get("href", "").split(",")[1])))
    assert embedded.width / embedded.height == pytest.approx(
        float(image.get("width", 0)) / float(image.get("height", 1)), rel=0.01
    )
    inks = {path.get("stroke") for path in root.iter(f"{SVG}path")}
    assert {"rgb(213, 94, 0)", "rgb(0, 114, 178)", "rgb(0, 158, 115)"} <= inks, "the trails of SGD, momentum and Adam"
    assert {"SGD", "Momentum", "Adam"} <= {words.text for words in root.iter(f"{SVG}text")}
    for unresolved in ("class=", "var(", "currentColor", "light-dark", " style="):
        assert unresolved not in text
    picture = Image.open(save(page, "PNG", "The ground")).convert("RGB")
    assert picture.size == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
    drawn = np.asarray(picture, dtype=float)
    for ink in ((213, 94, 0), (0, 114, 178), (0, 158, 115)):
        assert (np.abs(drawn - ink).max(axis=2) < 12).sum() > 200, f"the trail in {ink}"


def rows_of(page: Any) -> tuple[list[str], Any]:
    with save(page, "CSV").open(newline="", encoding="utf-8") as text:
        head, *rows = csv.reader(text)
    return head, np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])


WALKED = "?hike.seed=38&hike.path=2,-2,0.5,0.5&hike.steps=2&hike.lifted=1"


@pytest.mark.slow
@pytest.mark.parametrize(
    "panel, pictures",
    [
        ("punishment", 5), ("window", 4), ("stability", 1), ("inside-adam", 4), ("schedules", 2), ("two-gradients", 3),
        ("batches", 4), ("hike", 2),
    ],
)  # fmt: skip
def test_every_picture_can_be_saved(page: Any, site: str, panel: str, pictures: int) -> None:
    page.goto(f"{site}/panels/{panel}{WALKED if panel == 'hike' else ''}")
    page.locator(".tw-save summary").click()
    choice = page.get_by_label("Which picture").locator("option")
    names = choice.all_inner_texts() or [None]
    assert len(names) == pictures
    for name in names:
        root = ET.fromstring(save(page, "SVG", name).read_text(encoding="utf-8"))
        assert len(list(root.iter(f"{SVG}path"))) > 3
        assert len(list(root.iter(f"{SVG}text"))) > 3
    picture = np.asarray(Image.open(save(page, "PNG")).convert("L"), dtype=float)
    assert picture.std() > 3
    head, rows = rows_of(page)
    columns = dict(zip(head, rows.T, strict=True))
    if panel == "punishment":
        expected = [tw.huber(np.array([e]), np.array([0.0])) for e in columns["error"]]
        assert_allclose(columns["huber"], expected, rtol=1e-12)
    elif panel == "window":
        assert_allclose(columns["v"], np.cumsum(0.9 ** np.arange(len(rows))), rtol=1e-10)
    elif panel == "stability":
        worst = [max(float(radius(lr, beta, c)) for c in (2.0, 20.0)) for _, lr, beta, _ in rows]
        assert_allclose(columns["factor per step"], worst, rtol=1e-12)
    elif panel == "inside-adam":
        parts = [columns[name] for name in ("gradient", "momentum", "bias correction", "scaling", "eps")]
        assert_allclose(sum(parts), columns["move"], rtol=1e-9)
    elif panel == "two-gradients":
        expected = [tw.binary_cross_entropy.value_and_grad([z], [1.0])[1][0] for z in columns["z"]]
        assert_allclose(columns["Binary cross entropy: gradient"], expected, rtol=1e-10, atol=1e-15)
    elif panel == "batches":
        x, y = (columns[f"batch 455: {axis}"][:2] for axis in "xy")
        _, gradient = mean_loss(np.array([x[0], y[0]]), *examples())
        assert_allclose((x[1], y[1]), (x[0] - 0.5 * gradient[0], y[0] - 0.5 * gradient[1]), rtol=1e-9)
    elif panel == "hike":
        assert_allclose(columns["You: x"][1:], [2, 0.5])
        assert_allclose(columns["You: f"], columns["You: x"] ** 2 + 33 * columns["You: y"] ** 2)
    else:
        steps = columns["step"].astype(int)
        assert_allclose(columns["cosine rate"], tw.cosine(peak=0.05, total=200, warmup=10)(steps), rtol=1e-10)
