"""The front page: it leads to everything there is, and remembers what has been used."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from talweg.web.pages import CARDS, PANELS


def test_every_panel_has_its_card_and_every_card_its_panel(page: Any, site: str) -> None:
    assert set(CARDS) == set(PANELS)
    page.goto(site)
    for name in CARDS:
        link = page.locator(f"[data-card={name}] a")
        assert page.request.get(link.evaluate("(each) => each.href")).ok
    assert page.request.get(page.get_by_role("main").get_by_role("link", name="Exam Center").evaluate("a => a.href")).ok


def test_what_was_used_is_ticked_until_it_is_forgotten(page: Any, site: str) -> None:
    page.goto(f"{site}/panels/window")
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("Tab")
    page.goto(site)
    card, forget = page.locator("[data-card=window]"), page.get_by_role("button", name="Forget which I have used")
    expect(page.locator("[data-card=race]")).to_contain_text("Race")
    assert "used" not in card.inner_text(), "passing by is no use"
    assert forget.is_hidden()
    page.goto(f"{site}/panels/window")
    slider.press("ArrowRight")
    page.goto(site)
    expect(card).to_contain_text("used")
    expect(page.locator("[data-card] .tick:not(:empty)")).to_have_count(1)
    forget.click()
    expect(card).not_to_contain_text("used")
    page.reload()
    expect(forget).to_be_hidden()


def test_strange_words_in_the_storage_are_no_panels(page: Any, site: str) -> None:
    for kept in ("{", '{"a": 1}', '[1, null, "nope"]'):
        page.goto(site)
        page.evaluate("(kept) => localStorage.setItem('talweg-panels', kept)", kept)
        page.reload()
        expect(page.locator("[data-card=race]")).to_be_visible()
        expect(page.locator("[data-card] .tick:not(:empty)")).to_have_count(0)


def test_the_front_page_tells_of_exams(page: Any, site: str) -> None:
    told = page.locator("[data-exams]")
    seen = {"sittings": [{"over": True}, {"over": True}, {"over": False}], "due": {"now": 1}}
    page.route("**/api/overview", lambda route: route.fulfill(json=seen))
    page.goto(site)
    expect(told).to_have_text("1 exam goes on. 2 exams handed in. 1 question is due for review.")
    page.unroute("**/api/overview")
    page.route("**/api/overview", lambda route: route.fulfill(json={"sittings": [], "due": {"now": 0}}))
    page.goto(site)
    page.wait_for_load_state("networkidle")
    expect(told).to_contain_text("Practice with hints")


def test_what_another_tab_has_forgotten_is_forgotten_here(page: Any, site: str) -> None:
    page.goto(f"{site}/panels/window")
    page.get_by_role("slider").first.press("ArrowRight")
    page.goto(site)
    ticks = page.locator("[data-card] .tick:not(:empty)")
    expect(ticks).to_have_count(1)
    with page.context.expect_page() as opened:
        page.evaluate("() => { window.open('/'); }")
    opened.value.get_by_role("button", name="Forget which I have used").click()
    expect(ticks).to_have_count(0)
