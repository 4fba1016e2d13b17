"""The still pictures: what they draw is what the library computes, and they stand where panels cannot."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from playwright.sync_api import expect

import talweg as tw
from talweg.course.contours import outlines, relief
from talweg.course.data.batches import examples
from talweg.course.drawing import Axis, Frame, axes, bars, drawing, line, marker, marker_path, rule, trail, words
from talweg.course.lessons.loss_and_optimization import momentum
from talweg.course.lessons.loss_and_optimization.race import taught
from talweg.course.outline import TOLERANCE, path_data, thin
from talweg.course.pictures import PICTURES, batches, inside_adam, picture, schedules, two_gradients, window
from talweg.errors import RangeError
from talweg.lab.race import number
from talweg.lab.style import line_styles, rule_style, schedule_style

LESSON = "/lessons/loss-and-optimization"
ROUNDED = 0.05  # pixels are written to a tenth
SVG = "{http://www.w3.org/2000/svg}"


def vertices(d: str) -> NDArray[np.float64]:
    """The corners of one `M x y l dx dy ...` path."""
    numbers = np.array([float(n) for n in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
    return np.cumsum(numbers, axis=0)


def away(points: NDArray[np.float64], path: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each point lies from the nearest place on a polyline."""
    start, chord = path[:-1], np.diff(path, axis=0)
    offset = points[:, None] - start
    share = np.clip((offset * chord).sum(axis=2) / (chord**2).sum(axis=1), 0, 1)
    return np.hypot(*(offset - share[..., None] * chord).transpose(2, 0, 1)).min(axis=1)


def drawn(svg: str, kind: str = "tw-line") -> str:
    found = re.search(rf'class="{kind}"[^>]* d="([^"]+)"', svg)
    assert found
    return found[1]


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_small_speaks_and_parses(name: str) -> None:
    html = picture(name).html
    figure = ET.fromstring(html)
    images = [each for each in figure.iter("svg") if each.get("role") == "img"]
    assert images
    for image in images:
        assert len(image.get("aria-label") or "") > 20
        assert image.get("viewBox")
    assert len("".join(figure.find("figcaption").itertext())) > 60  # type: ignore[union-attr]
    assert "nan" not in html
    assert "\n" not in html, "a blank line would end the element in Markdown"
    assert len(gzip.compress(html.encode())) < 6000


def test_a_trail_is_the_library_s_path() -> None:
    race = taught()
    frame = Frame(Axis(-6, 6, "x"), Axis(-4, 4, "y"))
    width, height = frame.inner
    for name, path in race.paths.items():
        pixels = np.stack([(path[:, 0] + 6) / 12 * width, (4 - path[:, 1]) / 8 * height], axis=1)
        corners = vertices(drawn(trail(frame, path, rule_style(name))))
        assert away(pixels, corners).max() < TOLERANCE + ROUNDED * 1.5
        assert away(corners, pixels).max() < TOLERANCE + ROUNDED * 1.5
        assert_allclose(corners[[0, -1]], pixels[[0, -1]], atol=ROUNDED * 1.01)


def test_a_curve_on_a_log_axis_is_the_library_s() -> None:
    values = taught().values["sgd"]
    frame = Frame(Axis(0, 50), Axis(1e-4, 1e3, log=True))
    width, height = frame.inner
    pixels = np.stack([np.arange(51) / 50 * width, (3 - np.log10(values)) / 7 * height], axis=1)
    assert away(pixels, vertices(drawn(line(frame, range(51), values, rule_style("sgd"))))).max() < TOLERANCE + 0.1


def test_what_an_axis_cannot_hold_is_a_gap() -> None:
    frame = Frame(Axis(0, 4), Axis(1e-2, 1e2, log=True))
    d = drawn(line(frame, range(5), [1.0, 10.0, 0.0, 1.0, np.inf], rule_style("sgd")))
    assert d.count("M") == 2
    assert np.isnan(Axis(0, 1).share([np.nan, np.inf, -np.inf])).all()
    assert drawn(line(frame, range(2), [1e300, 1e-300], rule_style("sgd")))


def test_thinning_loses_nothing_that_can_be_seen() -> None:
    walk = np.cumsum(np.random.default_rng(3).normal(size=(400, 2)), axis=0)
    for tolerance in (0.1, 0.5, 2.0):
        kept = thin(walk, tolerance)
        assert away(walk, kept).max() <= tolerance + 1e-9
        assert len(kept) < len(walk)
    straight = np.stack([np.arange(50.0), np.arange(50.0)], axis=1)
    assert path_data(straight) == "M0 0l49 49"
    assert path_data(np.array([[1.0, 2.0]])) == "M1 2"


@pytest.mark.parametrize("level", [0.6, 2.0, 3.1, 5.0])
def test_outlines_enclose_what_lies_below(level: float) -> None:
    frame = Frame(Axis(-4, 4), Axis(-3, 3))
    x, y = np.meshgrid(np.linspace(-4, 4, 161), np.linspace(3, -3, 121))
    width, height = frame.inner
    rings = outlines(frame, np.hypot(x, y), level)
    assert all(np.array_equal(ring[0], ring[-1]) for ring in rings)
    area = sum(np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1]) / 2 for ring in rings)
    dense = np.hypot(*np.meshgrid(np.linspace(-4, 4, 2001), np.linspace(-3, 3, 1501))) < level
    assert_allclose(abs(area) / (width * height), dense.mean(), atol=2e-3)
    for ring in rings:
        place = ring / (width, height) * (8, -6) + (-4, 3)
        inner = (np.abs(place[:, 0]) < 3.99) & (np.abs(place[:, 1]) < 2.99)
        assert_allclose(np.hypot(*place[inner].T), level, atol=3e-3)


def test_two_hollows_have_two_rings() -> None:
    frame = Frame(Axis(-3, 3), Axis(-2, 2))
    x, y = np.meshgrid(np.linspace(-3, 3, 61), np.linspace(2, -2, 41))
    apart = np.minimum(np.hypot(x - 1.5, y), np.hypot(x + 1.5, y))
    assert len(outlines(frame, apart, 0.7)) == 2
    assert outlines(frame, apart, -1.0) == []


@pytest.mark.parametrize("surface", list(tw.surfaces.SURFACES.values()), ids=lambda each: each.name)
def test_every_surface_has_a_map(surface: tw.Surface) -> None:
    frame = Frame(Axis(*surface.view[0]), Axis(*surface.view[1]))
    ground = ET.fromstring(relief(frame, surface))
    assert len(list(ground)) > 5
    assert len(gzip.compress(ET.tostring(ground))) < 9000


def test_the_ticks_are_round() -> None:
    assert [text for _, text in Axis(-6, 6).ticks(6)] == [f"\N{MINUS SIGN}{n}" for n in (6, 4, 2)] + [
        "0",
        "2",
        "4",
        "6",
    ]
    assert_allclose([value for value, _ in Axis(0, 0.05).ticks(5)], np.arange(6) / 100)
    assert [value for value, _ in Axis(1e-4, 1e3, log=True).ticks(9)] == [10.0**k for k in range(-4, 4)]
    assert [value for value, _ in Axis(-0.5, 2.5, whole=True).ticks(8)] == [0, 1, 2]


def test_bars_and_words() -> None:
    frame = Frame(Axis(-0.5, 2.5), Axis(-1, 1))
    width, height = frame.inner
    feet = re.findall(
        r"M([\d.]+) ([\d.]+)V([\d.]+)h([\d.]+)", bars(frame, range(3), [0.5, -1, 0], rule_style("sgd"), 0.5)
    )
    found = np.array(feet, float)
    assert_allclose(found[:, 0], (np.arange(3) + 0.25) * width / 3, atol=0.06)
    assert_allclose(found[:, 2], [height / 4, height, height / 2], atol=0.06)
    assert_allclose(found[:, 3], width / 6, atol=0.06)
    text = drawing(frame, words(frame, 0, 0, "<b> & c"), rule(frame, y=0), axes(frame), alt='say "<" & go')
    image = ET.fromstring(text)
    assert image.get("aria-label") == 'say "<" & go'
    assert "<b> & c" in list(image.itertext())
    with pytest.raises(RangeError, match="alt must say in words what is seen"):
        drawing(frame, marker(frame, 0, 0, rule_style("adam")), alt=" ")


def test_rules_and_schedules_are_drawn_as_in_the_panels(page: Any, site: str) -> None:
    page.goto(f"{site}/panels/code")
    rules, schedules = page.evaluate(
        """async () => {
          const { ruleStyle, scheduleStyle, marker } = await import("/static/lib/chart/style.js");
          const { optimizers, schedules } = await import("/static/formulas.js");
          const told = (style) => ({ ...style, path: marker(style.shape, 20, 8, 5) });
          const all = (names, styleOf) => names.map((name) => [name, told(styleOf(name))]);
          return [all(Object.keys(optimizers), ruleStyle), all([...Object.keys(schedules), "fixed"], scheduleStyle)];
        }"""
    )
    assert [name for name, _ in rules] == [name for name, each in tw.optimizers.OPTIMIZERS.items() if not each.whole]
    assert len(schedules) == len(tw.schedules.SCHEDULES) + 1
    ours = [rule_style(name) for name, _ in rules] + [schedule_style(name) for name, _ in schedules]
    for here, (name, there) in zip(ours, rules + schedules, strict=True):
        assert (here.css_class, here.dash, here.shape) == (there["ink"], there["dash"], there["shape"]), name
        theirs = np.array(re.findall(r"-?[\d.]+", there["path"]), float).reshape(-1, 2)
        assert_allclose(vertices(marker_path(here, (20, 8), 5)), theirs, atol=0.11)


def test_every_line_of_a_picture_is_another_one() -> None:
    own = [rule_style(name) for name in tw.optimizers.OPTIMIZERS]
    assert len(set(own)) == len(own)
    sgd, again, mine, yours, adam = line_styles(["sgd", "sgd", "mine", "yours", "adam"])
    assert (sgd, adam) == (rule_style("sgd"), rule_style("adam"))
    assert len({again, mine, yours, *own}) == len(own) + 3
    # Those of the course keep what their reader has learned.
    assert [sgd.color, sgd.shape, rule_style("momentum").dash] == ["#d55e00", "circle", "10 4"]


def test_the_captions_hold_the_library_s_numbers() -> None:
    race = taught()
    for name in race.values:
        assert number(race.values[name][-1]) in picture("race").caption
    told = momentum.values()
    for value in (f"lr {told['best_lr']:.3f}", f"{told['best_rate']:.3f} a step", f"{told['sgd_rate']:.3f}"):
        assert value in picture("stability").caption
    losses = re.findall(r"a loss of (\d\.\d+)", picture("batches").caption)
    assert len(losses) == 3
    X, y = examples()
    assert f"all {len(X)}: {batches.PASSES} updates" in picture("batches").caption
    w = np.array(batches.START)
    for _ in range(batches.PASSES):
        w = w - batches.LR * X.T @ (1 / (1 + np.exp(-X @ w)) - y) / len(X)
    assert f"{np.mean(np.logaddexp(0, X @ w) - y * (X @ w)):.3f}" == losses[2]


def test_the_measured_curves() -> None:
    steps = np.arange(1, window.LENGTH + 1)
    assert_allclose(window.velocities(np.ones(window.LENGTH)), 10 * (1 - 0.9**steps), rtol=1e-12)
    assert_allclose(inside_adam.moves(np.ones(20)), 1, rtol=1e-6)
    assert_allclose(inside_adam.moves(np.ones(1), inside_adam.LATE), 0.1 / np.sqrt(0.001), rtol=1e-6)
    z, sure = np.log(0.02 / 0.98), []
    for _ in range(two_gradients.STEPS + 1):
        sure.append(1 / (1 + np.exp(-z)))
        z += two_gradients.LR * (1 - sure[-1])
    assert_allclose(two_gradients.learn(tw.binary_cross_entropy, np.log(0.02 / 0.98)), sure, rtol=1e-9)
    fixed, cosine = (schedules.settling(schedules.SHOWN[name]) for name in ("a fixed rate", "cosine with warm-up"))
    assert fixed[0] == cosine[0] == tw.surfaces.valley.value(5, 3)
    assert cosine[-1] < fixed[-1] / 4


@pytest.mark.slow
def test_without_scripts_every_panel_is_a_picture(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(site + LESSON)
    panels = page.evaluate(
        """[...document.querySelectorAll("[data-panel]")].map((panel) => ({
          name: panel.dataset.panel,
          text: panel.innerText.trim(),
          empty: panel.offsetHeight - panel.querySelector(".still").offsetHeight,
          drawings: [...panel.querySelectorAll(".tw-drawing")].map((each) => {
            const { width, height } = each.getBoundingClientRect();
            return [width, height];
          }),
        }))"""
    )
    assert len(panels) >= 9
    for panel in panels:
        assert panel["text"]
        assert panel["empty"] < 60, "no empty room"
        assert bool(panel["drawings"]) == (panel["name"] in PICTURES)
        for width, height in panel["drawings"]:
            assert 250 < width <= 360, panel["name"]
            assert height > 150, panel["name"]
    assert page.locator(".theme").is_hidden()
    context.close()


def test_with_scripts_the_picture_waits_for_paper(page: Any, site: str) -> None:
    page.goto(f"{site}/panels/window")
    page.get_by_role("slider").first.wait_for()
    assert page.locator(".still svg.tw-drawing").first.is_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".still svg.tw-drawing").first).to_be_visible()
    assert page.get_by_role("slider").first.is_hidden()


def test_print_shows_every_derivation_and_no_control(page: Any, site: str) -> None:
    page.goto(site + LESSON)
    page.emulate_media(media="print")
    folds = page.locator("details.unfold").all()
    assert len(folds) >= 2
    for fold in folds:
        assert fold.locator("math").last.evaluate("(math) => math.checkVisibility({ contentVisibilityAuto: true })")
        assert fold.evaluate("(fold) => fold.getBoundingClientRect().height") > 80
    seen = "(css) => [...document.querySelectorAll(css)].filter((each) => each.checkVisibility()).length"
    assert page.evaluate(seen, "nav, .theme, .contents, button, input, select") == 0
    assert page.evaluate(seen, ".tw-drawing") == page.locator(".tw-drawing").count() > 10


@pytest.mark.parametrize("lost", ["panels/stability/panel", "lib/map/compass"])
def test_a_panel_that_cannot_start_leaves_its_picture(browser: Any, site: str, lost: str) -> None:
    context = browser.new_context()
    context.route(f"**/{lost}.js", lambda route: route.abort())
    page = context.new_page()
    name, alt = ("stability", "Map over lr and beta") if "stability" in lost else ("race", "")
    page.goto(f"{site}/panels/{name}")
    page.get_by_text("could not start here").wait_for()
    expect(page.get_by_role("img", name=alt).first).to_be_visible()
    context.close()


@pytest.mark.parametrize("path", ["/panels/stability", "/"])
def test_the_picture_stays_where_no_module_comes(browser: Any, site: str, path: str) -> None:
    """As in a file opened from a disk, or in a browser that is too old."""
    context = browser.new_context()
    context.route("**/lib/page/page.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(site + path)
    expect(page.locator(".still svg.tw-drawing").first).to_be_visible()
    context.close()


def test_the_picture_stays_until_the_panel_stands(browser: Any, site: str) -> None:
    context = browser.new_context()
    waiting: list[Any] = []

    def wait(route: Any) -> None:
        waiting.append(route)

    context.route("**/panels/stability/panel.js", wait)
    page = context.new_page()
    with page.expect_request("**/panels/stability/panel.js"):
        page.goto(f"{site}/panels/stability")
    drawing = page.locator(".still svg.tw-drawing").first
    expect(drawing).to_be_visible()
    waiting[0].continue_()
    page.locator("[data-ready]").wait_for()
    expect(drawing).to_be_hidden()
    context.close()
