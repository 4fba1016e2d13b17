"""The site, driven as a visitor drives it: by mouse, touch and keyboard, with every number held to the library's."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import expect

import talweg as tw
from pages import drawn, numbers, query
from talweg.errors import RangeError
from talweg.lab.race import number
from talweg.web.pages import PANELS
from talweg.web.server import listen
from talweg.web.version import STATIC

PAGES = ["/", "/lessons/loss-and-optimization", "/panels/race", "/panels/code"]
THREE = [tw.sgd(lr=0.05), tw.momentum(lr=0.05), tw.adam(lr=0.05)]
MINUS = "\N{MINUS SIGN}"

Open = Callable[..., Any]


@pytest.fixture
def visit(page: Any, site: str) -> Open:
    """Open a path and wait until its panels are there."""

    def visit(path: str) -> Any:
        page.goto(site + path)
        for panel in page.locator("[data-panel]").all():
            panel.scroll_into_view_if_needed()
            panel.and_(page.locator("[data-ready]")).wait_for(state="attached")
        return page

    return visit


def shown(page: Any) -> dict[str, tuple[float, ...]]:
    """By rule: x, y, f in the race's table of numbers."""
    return {name: tuple(float(text) for text in row[:3]) for name, *row in numbers(page)}


def hold_to_the_library(page: Any, race: tw.Race, step: int) -> None:
    found = shown(page)
    assert len(found) == len(race.paths)
    for name, path in race.paths.items():
        left = race.left_at(name)
        at = step if left is None else min(step, left)  # in the panel a run that has left ends there
        expected = (*path[at], race.values[name][at])
        assert_allclose(found[race.runners[name].label], expected, rtol=1e-5, atol=1e-12)


def test_step_50_shows_what_the_command_line_prints(visit: Open) -> None:
    race = tw.race(tw.surfaces.valley(kappa=10), THREE, start=(5, 3), steps=50)
    page = visit("/panels/race")
    hold_to_the_library(page, race, 50)
    text = page.locator(".tw-standings").inner_text().replace(MINUS, "-")
    for name, label in (("sgd", "SGD"), ("momentum", "Momentum"), ("adam", "Adam")):
        printed = race.table().split(f"\n{name}")[1].split()[2]
        assert re.search(rf"{label}[^a-z]*?lr 0.05\s+f = {re.escape(printed)}(?!\d)", text), (label, printed, text)
        assert printed == number(race.values[name][50])


def test_sliders_by_keyboard(visit: Open) -> None:
    page = visit("/panels/race")
    kappa = page.get_by_role("slider", name="kappa")
    for _ in range(12):
        kappa.press("ArrowRight")
    now = float(page.get_by_role("textbox", name="kappa, exact value").input_value())
    assert now > 10
    assert kappa.get_attribute("aria-valuetext").startswith(f"{now:g}")
    hold_to_the_library(page, tw.race(tw.surfaces.valley(kappa=now), THREE, start=(5, 3)), 50)
    page.get_by_role("slider", name="Step", exact=True).press("Home")
    for _ in range(7):
        page.get_by_role("slider", name="Step", exact=True).press("ArrowRight")
    hold_to_the_library(page, tw.race(tw.surfaces.valley(kappa=now), THREE, start=(5, 3)), 7)


def test_exact_values_can_be_typed_and_nonsense_is_refused(visit: Open) -> None:
    page = visit("/panels/race")
    box = page.get_by_role("textbox", name="kappa, exact value")
    box.fill("38.5")
    box.press("Enter")
    hold_to_the_library(page, tw.race(tw.surfaces.valley(kappa=38.5), THREE, start=(5, 3)), 50)
    box.fill("-2")
    box.press("Enter")
    page.get_by_text(re.compile(r"must lie in|outside|\(0, inf\)")).first.wait_for()
    hold_to_the_library(page, tw.race(tw.surfaces.valley(kappa=38.5), THREE, start=(5, 3)), 50)


def start_of(page: Any) -> tuple[float, float]:
    page.wait_for_url(lambda url: "race.start=" in url)
    x, y = query(page).get("race.start", "5,3").split(",")
    return float(x), float(y)


def test_the_start_moves_by_arrow_keys(visit: Open) -> None:
    page = visit("/panels/race")
    handle = page.get_by_role("slider", name="Start point")
    handle.press("ArrowLeft")
    handle.press("Shift+ArrowDown")
    x, y = start_of(page)
    assert x < 5
    assert y < 3
    assert 3 - y > 5 * (5 - x), "Shift is the larger step"
    assert f"{x:g}"[:3] in handle.get_attribute("aria-valuetext")
    hold_to_the_library(page, tw.race(tw.surfaces.valley, THREE, start=(x, y)), 50)


def test_the_start_moves_by_mouse(visit: Open) -> None:
    page = visit("/panels/race")
    box = page.get_by_role("slider", name="Start point").bounding_box()
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 120, at[1] + 60, steps=8)
    page.mouse.up()
    x, y = start_of(page)
    assert x < 4.5
    assert y < 2.8
    hold_to_the_library(page, tw.race(tw.surfaces.valley, THREE, start=(x, y)), 50)


def test_the_start_moves_by_touch_on_a_phone(phone: Any, site: str) -> None:
    phone.goto(f"{site}/panels/race")
    phone.get_by_role("slider", name="Start point").wait_for()
    box = phone.get_by_role("img", name=re.compile("^Relief map")).bounding_box()
    phone.touchscreen.tap(box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"])
    x, y = start_of(phone)
    assert abs(x) < 3
    assert y < 1
    hold_to_the_library(phone, tw.race(tw.surfaces.valley, THREE, start=(x, y)), 50)


def test_play_pause_and_step(visit: Open) -> None:
    page = visit("/panels/race")
    slider = page.get_by_role("slider", name="Step", exact=True)
    page.get_by_role("button", name="To the start").click()
    expect(slider).to_have_value("0")
    page.get_by_role("button", name="One step forward").click()
    page.get_by_role("button", name="One step forward").click()
    page.get_by_role("button", name="One step back").click()
    expect(slider).to_have_value("1")
    page.get_by_role("button", name="Play").click()
    while int(slider.input_value()) <= 5:
        page.wait_for_timeout(20)
    page.get_by_role("button", name="Pause").click()
    stopped = int(slider.input_value())
    page.wait_for_timeout(300)
    assert int(slider.input_value()) == stopped
    hold_to_the_library(page, tw.race(tw.surfaces.valley, THREE, start=(5, 3)), stopped)


def test_every_rule_is_offered_and_can_race(visit: Open) -> None:
    page = visit("/panels/race")
    rules = [rule for rule in tw.optimizers.OPTIMIZERS.values() if not getattr(rule, "whole", False)]
    group = page.get_by_role("group", name="Rules in the race")
    assert group.get_by_role("checkbox").count() == len(rules)
    for rule in rules:
        group.get_by_role("checkbox", name=rule.label, exact=True).check()
    hold_to_the_library(page, tw.race(tw.surfaces.valley, [rule(lr=0.05) for rule in rules], start=(5, 3)), 50)


def test_the_link_carries_the_whole_state(visit: Open, page: Any) -> None:
    visit("/panels/race?race.shape.kappa=30&race.hyper.momentum.beta=0.5&race.start=-4,2&race.steps=100&race.step=60")
    rules = [tw.sgd(lr=0.05), tw.momentum(lr=0.05, beta=0.5), tw.adam(lr=0.05)]
    race = tw.race(tw.surfaces.valley(kappa=30), rules, start=(-4, 2), steps=100)
    page.get_by_role("checkbox", name="SGD", exact=True).uncheck()
    query(page)
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    page.get_by_role("slider", name="Start point").wait_for()
    assert not page.get_by_role("checkbox", name="SGD", exact=True).is_checked()
    race = tw.race(tw.surfaces.valley(kappa=30), rules[1:], start=(-4, 2), steps=100)
    hold_to_the_library(page, race, 60)


def test_divergence_is_told_with_the_broken_inequality(visit: Open) -> None:
    race = tw.race(tw.surfaces.valley(kappa=10), [tw.sgd(lr=0.12)], start=(5, 3), steps=100)
    page = visit("/panels/race?race.hyper.sgd.lr=0.12&race.steps=100")
    said = page.locator(".tw-warnings").inner_text()
    assert f"SGD diverged at step {race.left_at('sgd')}" in said
    assert "0.12 × 20 = 2.4" in said
    assert "must stay below 2" in said


@pytest.mark.parametrize(
    "query, word",
    [
        ("race.shape.kappa=-3", "kappa = −3"),
        ("race.shape.kappa=1e999", "kappa"),
        ("race.rules=sgd,<script>alert(1)</script>", "is not a rule known here"),
        ("race.surface=__proto__", "is not known here"),
        ("race.steps=99999999", "steps = 99999999"),
        ("race.start=1e9,0", "is outside"),
        ("race.hyper.__proto__.lr=5", "rule known here"),
        ("race.nonsense=1", "does not have"),
    ],
)
def test_bad_links_fall_back_with_a_word(visit: Open, query: str, word: str) -> None:
    page = visit(f"/panels/race?{query}")
    page.get_by_text(word).first.wait_for()
    assert shown(page)


def test_the_code_view_follows_the_race(visit: Open) -> None:
    page = visit("/lessons/loss-and-optimization")
    for panel in page.locator("[data-panel]").all():
        panel.scroll_into_view_if_needed()
    page.locator("[data-panel=code]").get_by_role("tab", name="Adam").click()
    page.locator("[data-panel=race]").get_by_role("slider", name="Step", exact=True).fill("20")
    drawn(page)
    race = tw.race(tw.surfaces.valley, THREE, start=(5, 3))
    panel = page.locator("[data-panel=code]").get_by_role("tabpanel")
    last = panel.locator("tr", has_text="return w").locator("td").all_inner_texts()
    found = [float(text.split("=")[1].replace(MINUS, "-")) for text in last[1:]]
    assert_allclose(found, race.paths["adam"][20], rtol=1e-4)
    source = "\n".join(line.rstrip() for line in panel.locator("td.tw-source").all_inner_texts()).strip()
    assert source == f"{tw.adam.formula.listing}\n\n{tw.adam.formula.called}".strip()


def test_no_request_leaves_the_site(page: Any, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(site + path, wait_until="networkidle")
    assert len(asked) > 10
    assert {url for url in asked if not url.startswith((site, "data:", "blob:"))} == set()


def test_without_javascript_the_lesson_is_a_whole_text(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/lessons/loss-and-optimization")
    assert page.locator("[data-panel=race] table").inner_text().count("6.64e-4") == 1
    assert "beta**t" in page.locator("[data-panel=code]").inner_text()
    context.close()


def test_reduced_motion_shows_the_finished_path(page: Any, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/panels/race?race.step=0")
    page.get_by_role("button", name="Show the finished path").click()
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("50")


def links(html: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|src)="([^"]+)"', html)


def test_every_link_resolves(site: str) -> None:
    seen: set[str] = set()
    waiting = [f"{site}{path}" for path in PAGES]
    while waiting:
        url = waiting.pop()
        seen.add(url)
        answer = httpx.get(url)
        assert answer.status_code == 200, url
        if "html" not in answer.headers["content-type"]:
            continue
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        ids = set(re.findall(r'id="([^"]+)"', answer.text))
        for target in links(answer.text):
            full, _, fragment = urljoin(url, target).partition("#")
            if not full.startswith(site):  # a source, which a reader may follow
                assert full.startswith("https://"), full
                continue
            assert not (full == url and fragment) or fragment in ids, f"{url} has no #{fragment}"
            if full not in seen and full not in waiting:
                waiting.append(full)


def test_workers_have_a_policy_of_their_own(site: str) -> None:
    workers = list(STATIC.rglob("*worker.js"))
    assert workers
    for worker in workers:
        policy = httpx.get(f"{site}/static/{worker.relative_to(STATIC)}").headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_every_formula_on_the_page_is_mathml(site: str) -> None:
    html = httpx.get(f"{site}/lessons/loss-and-optimization").text
    blocks = re.findall(r"<math.*?</math>", html, re.DOTALL)
    assert len(blocks) > 20
    for block in blocks:
        ET.fromstring(block)
        assert "\\" not in block
    assert "{{" not in html
    assert "$" not in re.sub(r"<pre.*?</pre>|<script.*?</script>", "", html, flags=re.DOTALL)


def test_unknown_pages_say_what_there_is(site: str) -> None:
    for path, word in (
        ("/lessons/nothing", "it has"),
        ("/panels/rase", f"there are {', '.join(PANELS)}"),
        ("/x/y", "map"),
    ):
        answer = httpx.get(site + path)
        assert answer.status_code == 404
        assert word in answer.text
        assert "<h1>Not on this map</h1>" in answer.text


def test_a_taken_port_gives_way_to_a_free_one_unless_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with listen("127.0.0.1", 0) as first:
        taken = first.getsockname()[1]
        monkeypatch.setattr("talweg.web.server.PORT", taken)
        with listen("127.0.0.1", None) as second:
            assert second.getsockname()[1] not in (0, taken)
        with pytest.raises(RangeError, match=f"port {taken} is taken; name another with --port, or take --port 0"):
            listen("127.0.0.1", taken)
    with pytest.raises(RangeError, match=r"cannot listen on host 'no\.such\.host\.invalid'"):
        listen("no.such.host.invalid", 0)
