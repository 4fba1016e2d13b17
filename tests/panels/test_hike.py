"""The panel `hike`: a walk in the fog by mouse, touch and keyboard, with every number held to the library's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import cells
from talweg.course.lesson import lesson
from talweg.nouns import Surface
from talweg.surfaces import SURFACES

MINUS = "\N{MINUS SIGN}"
PATH = "/panels/hike"
RULES = {"SGD": tw.sgd, "Momentum": tw.momentum, "Adam": tw.adam}
STOPS = "0.5,0.5,0.2,-0.4,1,0.3"  # on every hill's map
TEN = ",".join(["0.5,0.5", "0.2,-0.4"] * 5)
GO = "(query) => { history.replaceState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }"
TWO_FRAMES_ON = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
    done(getComputedStyle(document.querySelector(".tw-fog")).opacity))))"""
Open = Callable[..., Any]


def opened(page: Any, site: str, query: str = "") -> Any:
    page.goto(f"{site}{PATH}{query}")
    page.get_by_role("button", name="Start again").wait_for()
    return page


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    return lambda query="": opened(page, site, query)


def rows(page: Any, label: str) -> list[list[str]]:
    """The cells of the table behind the disclosure `label`."""
    fold = page.locator("details", has=page.locator("summary", has_text=label)).last
    if not fold.evaluate("(fold) => fold.open"):
        fold.locator("summary").click()
    expect(fold.locator("tbody tr").first).to_be_visible()
    return cells(fold)


def hill(page: Any) -> Surface:
    """The library's surface under the lifted fog, as the panel names it."""
    told = page.locator(".tw-finish").inner_text().replace(MINUS, "-")
    label, shape = re.findall(r"The hill: ([^.(]+?)(?: \((.*?)\))?\. ", told)[0]
    surface = next(each for each in SURFACES.values() if each.label == label)
    return surface(**{key: float(value) for key, value in re.findall(r"(\w+) = ([-\d.]+)", shape or "")})


def hold_the_stops(page: Any, surface: Surface, start: Any = (0, 0)) -> list[tuple[float, float]]:
    """Hold every stop to the surface; `start` is what places are counted from."""
    stops = []
    for step, (number, *told) in enumerate(rows(page, "Your stops")):
        assert number == str(step)
        x, y = float(told[0]) + start[0], float(told[1]) + start[1]
        f, gradient = surface.value_and_grad(np.array([x, y]))
        assert_allclose((float(told[2]), float(told[3])), (f, math.hypot(*gradient)), rtol=1e-5, atol=1e-12)
        bearing = math.degrees(math.atan2(-gradient[0], -gradient[1])) % 360
        assert abs((float(told[4].split("°")[0]) - bearing + 180) % 360 - 180) <= 0.51
        stops.append((x, y))
    return stops


def hold_the_rules(page: Any, surface: Surface, start: tuple[float, float], steps: int) -> dict[str, tw.Race]:
    """Hold every rule's last place to the library's race, at the rate that the panel names."""
    races = {}
    for label, lr, *numbers in rows(page, "The numbers")[1:]:
        race = tw.race(surface, [RULES[label](lr=float(lr))], start=start, steps=steps)
        ((name, path),) = race.paths.items()
        last = race.left_at(name) or steps
        assert_allclose(list(map(float, numbers)), (*path[last], race.values[name][last]), rtol=2e-5, atol=1e-9)
        races[label] = race
    assert list(races) == list(RULES)
    return races


def walked(page: Any, count: int) -> list[tuple[float, float]]:
    """The stops in the link, once there are `count`."""

    def path(url: str) -> list[str]:
        return parse_qs(urlsplit(url).query).get("hike.path", [""])[0].split(",")

    page.wait_for_url(lambda url: len(path(url)) == 2 * count)
    numbers = list(map(float, path(page.url)))
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def ahead(surface: Surface, start: tuple[float, float], turn: float, length: float) -> tuple[float, float]:
    """Where a step ends that turns off the slope to the right."""
    _, (gx, gy) = surface.value_and_grad(np.array(start))
    angle = math.atan2(-gx, -gy) + math.radians(turn)
    return start[0] + length * math.sin(angle), start[1] + length * math.cos(angle)


def test_every_kind_of_hill_is_the_librarys(visit: Open) -> None:
    kinds = set()
    page = visit(f"?hike.path={STOPS}&hike.lifted=1")
    for seed in (1, 3, 5, 6, 10, 11, 23, 29, 38):
        page.evaluate(GO, f"?hike.seed={seed}&hike.path={STOPS}&hike.lifted=1")
        expect(page.locator(".tw-hill")).to_have_text(f"Hill {seed}")
        surface = hill(page)
        kinds.add(surface.name)
        start, *stops = hold_the_stops(page, surface)
        assert stops == [(0.5, 0.5), (0.2, -0.4), (1, 0.3)]
        races = hold_the_rules(page, surface, start, 3)
        assert min(math.dist(start, minimum) for minimum in surface.minima) > 0.5
        for race in races.values():
            ((path),) = race.paths.values()
            assert_allclose(math.dist(start, path[1]), math.dist(start, stops[0]), rtol=1e-3)
    assert len(kinds) == 9


def test_at_their_best_rates_no_other_rate_ends_lower(visit: Open) -> None:
    page = visit(f"?hike.path={TEN}")
    page.get_by_role("button", name="Lift the blindfold").click()
    page.get_by_role("radio", name="each at its best rate").check()
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("10")
    surface = hill(page)
    start = hold_the_stops(page, surface)[0]
    for label, race in hold_the_rules(page, surface, start, 10).items():
        best = next(iter(race.values.values()))[10]
        rates = 10 ** np.arange(-5, 1.01, 1 / 6)
        others = (next(iter(tw.race(surface, [RULES[label](lr=lr)], start, 10).values.values()))[10] for lr in rates)
        assert min(each for each in others if np.isfinite(each)) >= best * (1 - 1e-3)
    assert "best of 48 rates" in page.locator(".tw-finish").inner_text()


def test_the_fog_keeps_the_secret(visit: Open) -> None:
    page = visit(f"?hike.path={STOPS}")
    told = page.locator("[data-panel]").inner_text()
    assert not any(each.label in told for each in [*SURFACES.values(), tw.sgd, tw.adam])
    fog, ground = page.locator(".tw-fog"), page.locator(".tw-relief")
    expect(fog).to_have_css("opacity", "1")
    assert fog.bounding_box() == ground.bounding_box()
    assert not any(text.is_visible() for text in page.locator(".tw-axes text").all())
    assert page.locator(".tw-map .tw-ink-0").count() == 0
    counted = rows(page, "Your stops")
    assert counted[0][1:3] == ["0", "0"]
    page.get_by_role("button", name="Lift the blindfold").click()
    expect(fog).to_have_css("opacity", "0")
    surface = hill(page)
    start, *_ = hold_the_stops(page, surface)
    assert hold_the_stops(page, surface)[1:] == [
        (round(float(east) + start[0], 4), round(float(north) + start[1], 4)) for _, east, north, *_ in counted[1:]
    ]


def test_a_walk_by_keyboard(visit: Open) -> None:
    page = visit()
    flag = page.get_by_role("slider", name="Next step")
    told = flag.get_attribute("aria-valuetext")
    length, slope, rate = map(float, re.findall(r"lr = (\S+) / (\S+) = ([\d.]+)\.$", told)[0])
    assert_allclose(length / slope, rate, rtol=2e-2)
    flag.press("Enter")
    walked(page, 1)
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        flag.press(key)
    expect(flag).to_have_attribute("aria-valuetext", re.compile("^6° right of straight down, to the .*2.26 long"))
    expect(page.get_by_role("slider", name="turn off the slope")).to_have_value("6")
    flag.press("Enter")
    walked(page, 2)
    page.get_by_role("slider", name="turn off the slope").press("ArrowLeft")
    page.get_by_role("slider", name="length of the step").press("Home")
    page.get_by_role("button", name="Take the step").click()
    page.get_by_role("button", name="Point straight down").click()
    stops = walked(page, 3)
    page.get_by_role("button", name="Lift the blindfold").press("Enter")
    surface = hill(page)
    start = hold_the_stops(page, surface)[0]
    aims = [(0, length), (6, 2.26), (-1, 0.012)]
    for before, after, (turn, long) in zip([start, *stops], stops, aims, strict=False):
        assert_allclose(after, ahead(surface, before, turn, long), atol=6e-5)


def test_a_key_held_down_takes_one_step(visit: Open) -> None:
    page = visit()
    page.get_by_role("slider", name="Next step").focus()
    page.keyboard.down("Enter")
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    walked(page, 1)
    expect(page.get_by_text("11 steps left", exact=True)).to_be_visible()


def ground(page: Any, x: float, y: float) -> tuple[float, float]:
    """Where a place of hill 1, whose map is 12 by 8, lies on the screen: both axes have one scale."""
    box = page.locator(".tw-relief").bounding_box()
    unit = min(box["width"] / 12, box["height"] / 8)
    return box["x"] + box["width"] / 2 + x * unit, box["y"] + box["height"] / 2 - y * unit


def test_a_walk_by_mouse(visit: Open) -> None:
    page = visit()
    page.mouse.move(*ground(page, 0, 2))
    page.mouse.down()
    page.mouse.move(*ground(page, -2, 1), steps=4)
    page.mouse.up()
    expect(
        page.get_by_text("12 steps left", exact=True)
    ).to_be_visible()  # a flag that was dragged is not yet walked to
    page.get_by_role("slider", name="Next step").click()
    stops = walked(page, 1)
    assert_allclose(stops[0], (-2, 1), atol=0.05)
    box = page.get_by_role("slider", name="Next step").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*ground(page, 1, -1), steps=4)
    page.mouse.up()
    expect(page.get_by_text("11 steps left", exact=True)).to_be_visible()
    page.mouse.click(*ground(page, 0.5, 0.5))
    expect(page.get_by_role("slider", name="Next step")).to_have_attribute("aria-valuetext", re.compile("2.5. long"))
    page.mouse.click(*ground(page, 0.5, 0.5))  # the first click has set the flag there, the second presses it
    assert_allclose(walked(page, 2)[1], (0.5, 0.5), atol=0.05)


def test_a_walk_by_touch_on_a_phone(phone: Any, site: str) -> None:
    page = opened(phone, site)
    page.touchscreen.tap(*ground(page, -2, 1))
    flag = page.get_by_role("slider", name="Next step")
    expect(flag).not_to_have_attribute("aria-valuenow", "0")
    expect(page.get_by_text("12 steps left", exact=True)).to_be_visible()
    flag.tap()
    assert_allclose(walked(page, 1)[0], (-2, 1), atol=0.12)


def test_the_last_step_and_the_verdict(visit: Open) -> None:
    page = visit("?hike.steps=2&hike.path=-3.4,0.3")
    step, lift = page.get_by_role("button", name="Take the step"), page.get_by_role("button", name="Lift the blindfold")
    step.focus()
    step.press("Enter")
    expect(step).to_be_disabled()
    expect(lift).to_be_focused()
    walked(page, 2)
    lift.press("Enter")
    page.get_by_role("button", name="To the end").click()
    expect(page.locator(".tw-finish caption")).to_have_text("After step 2 of 2")
    surface = hill(page)
    start, *stops = hold_the_stops(page, surface)
    ends = {"You": surface.value(*stops[-1])}
    for label, race in hold_the_rules(page, surface, start, 2).items():
        ends[label] = next(iter(race.values.values()))[2]
    placed = sorted(ends, key=lambda label: ends[label])
    verdict = page.locator(".tw-finish .tw-outcome").inner_text()
    assert verdict.startswith(f"{placed[0]} stand")
    place = ("lowest", "second", "third", "last")[placed.index("You")]
    assert place in verdict.split(".  ")[0]
    down = 100 * (surface.value(*start) - ends["You"]) / (surface.value(*start) - surface.lowest)
    assert f"{down:.3g}%" in verdict
    shown = dict(row[::2] for row in cells(page, ".tw-finish tbody tr"))
    assert_allclose([float(shown[label]) for label in ends], list(ends.values()), rtol=1e-3)


def test_start_again_and_another_hill(visit: Open) -> None:
    page = visit(f"?hike.path={STOPS}&hike.lifted=1")
    before = hill(page).name
    page.get_by_role("button", name="Start again").click()
    assert page.evaluate(TWO_FRAMES_ON) == "1"  # at once: the next hill must not be seen through a fading fog
    expect(page.get_by_text("12 steps left", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Lift the blindfold")).to_be_disabled()
    page.get_by_role("button", name="Another hill").click()
    page.get_by_role("button", name="Take the step").click()
    page.get_by_role("button", name="Lift the blindfold").click()
    expect(page.locator(".tw-hill")).not_to_have_text("Hill 1")
    assert hill(page).name != before
    page.wait_for_url(re.compile(r"hike\.seed=\d+&hike\.path=[^&]+&hike\.lifted=1"))
    told, url = page.locator(".tw-finish .tw-outcome").inner_text(), page.url
    page.goto("about:blank")
    page.goto(url)
    expect(page.locator(".tw-finish .tw-outcome")).to_have_text(told)


def test_no_step_leaves_the_map(visit: Open) -> None:
    page = visit("?hike.length=12&hike.turn=180")
    expect(page.locator(".tw-aim")).to_have_text(re.compile("^Straight up, to the .*, as far as the edge of the map"))
    page.get_by_role("button", name="Take the step").click()
    ((x, y),) = walked(page, 1)
    (left, right), (bottom, top) = tw.surfaces.rotated_valley.view
    assert min(abs(x - left), abs(x - right), abs(y - bottom), abs(y - top)) < 1e-4
    assert left <= x <= right
    assert bottom <= y <= top
    page.get_by_role("button", name="Lift the blindfold").click()
    start = hold_the_stops(page, hill(page))[0]
    assert_allclose((x, y), ahead(hill(page), start, 180, math.dist(start, (x, y))), atol=6e-4)  # cut short, not bent


def test_level_ground_has_no_way_down(visit: Open) -> None:
    page = visit("?hike.seed=23&hike.path=0,0")
    expect(page.locator(".tw-felt")).to_contain_text("level: no way is down")
    expect(page.locator(".tw-aim")).to_have_text(re.compile("^To the north, "))
    assert rows(page, "Your stops")[1][4:] == ["0", "level"]
    assert page.locator(".tw-down").get_attribute("d") == ""


def test_rules_that_leave_are_told_as_such(visit: Open) -> None:
    page = visit(f"?hike.seed=6&hike.path=5,-4,{TEN}&hike.lifted=1")
    surface = hill(page)
    start = hold_the_stops(page, surface)[0]
    races = hold_the_rules(page, surface, start, 11)
    told = {row[0]: "\t".join(row) for row in cells(page, ".tw-finish tbody tr")}
    left = {label: race.left_at(next(iter(race.paths))) for label, race in races.items()}
    assert left["SGD"] is not None
    for label, step in left.items():
        assert (f"diverged at step {step}" in told[label]) == (step is not None)
        assert (f"{label} diverged at step {step}. " in page.locator(".tw-warnings").inner_text()) == (step is not None)
    page.evaluate(GO, f"?hike.seed=38&hike.path=2,-2,{TEN}&hike.lifted=1")  # a quadratic: there the condition is known
    expect(page.locator(".tw-warnings")).to_contain_text(re.compile(r"SGD .* = [\d.]+, must stay below 2\."))


BAD = [
    ("hike.seed=0", "using 1.", 12),
    ("hike.seed=<script>", "seed = <script> in the link is not a number", 12),
    ("hike.path=1,1,0.5", "the list ends after 1.", 11),
    ("hike.path=1,1,x,2,3,3", "the list ends after 1.", 11),
    ("hike.path=1,1,1e999,0", "the list ends after 1.", 11),
    ("hike.path=1,1,99,0", "path = 99 in the link is outside [−10, 15]", 10),
    ("hike.path=1,1,9,0", "path = 9 in the link is off the map", 10),
    ("hike.path=1,1,2,2,0,0&hike.steps=2", "the list ends after 2.", 0),
    ("hike.lifted=1", "lifted = 1 in the link is outside the whole numbers of [0, 0]", 12),
    ("hike.length=-1", f"length = {MINUS}1", 12),
    ("hike.turn=1e9", "using 180", 12),
    ("hike.steps=31&hike.equal=fair", "equal = fair in the link is not known here; using your first stride", 30),
    ("hike.height=1", "does not have", 12),
]


def test_bad_links_fall_back_with_a_word(visit: Open) -> None:
    page = visit(f"?{BAD[0][0]}")
    for query, word, left in BAD:
        page.evaluate(GO, f"?{query}")
        expect(page.locator(".tw-notice")).to_contain_text(word)
        said = f"{left} steps left" if left else "no step left"
        expect(page.get_by_text(said, exact=True)).to_be_visible()


def test_a_step_past_the_walk_is_the_last_one(visit: Open) -> None:
    page = visit(f"?hike.path={STOPS}&hike.lifted=1&hike.step=9")
    expect(page.locator(".tw-notice")).to_contain_text("step = 9")
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("3")


def test_reduced_motion_shows_the_finished_walk(page: Any, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, site, f"?hike.path={STOPS}")
    page.get_by_role("button", name="Lift the blindfold").click()
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("3")
    assert page.locator(".tw-fog").evaluate("(fog) => fog.getAnimations().length") == 0
    expect(page.locator(".tw-fog")).to_have_css("opacity", "0")


def test_the_lesson_leads_to_two_hills(visit: Open) -> None:
    section = lesson("loss-and-optimization").html.split("</section>")[0]
    links = [unescape(link) for link in re.findall(r'href="([^"]*hike\.[^"]*)"', section)]
    assert len(links) == 2
    page = visit()
    for link in links:
        page.evaluate(GO, link)
        expect(page.locator(".tw-hill")).to_have_text(f"Hill {parse_qs(link[1:])['hike.seed'][0]}")
        expect(page.locator(".tw-notice")).to_have_count(0)
