"""Progress kept in the browser: what is read is ticked, the way goes on, and nothing depends on storage."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from talweg.course.lesson import contents

LESSON = "/lessons/loss-and-optimization"
SECTIONS = contents("loss-and-optimization")
KEY = "talweg-progress"
FIRST, SECOND = SECTIONS[0], SECTIONS[1]
RESTING = "What you have read will be ticked here."
CHECKED = """(detail) => document.querySelector('#quick-check [data-panel]').dispatchEvent(
  new CustomEvent('tw-checked', { bubbles: true, detail }))"""
LONG = 600  # seconds in which anybody has read a section
# An observer made last hears last: when it has been called, so have the page's own.
SEEN = "new Promise((done) => new IntersectionObserver((_, o) => (o.disconnect(), done())).observe(document.body))"

Store = Callable[[Any], None]


@pytest.fixture
def store(page: Any, site: str) -> Store:
    """Put text, or JSON, where progress is kept."""

    def put(value: Any) -> None:
        page.goto(site)
        page.evaluate(
            "([key, value]) => localStorage.setItem(key, typeof value === 'string' ? value : JSON.stringify(value))",
            [KEY, value],
        )

    return put


def read(*sections: Any, check: Any = None) -> dict[str, Any]:
    return {"loss-and-optimization": {"read": [section.id for section in sections], "check": check}}


def still_clock(timed: Any, url: str) -> None:
    """Open `url` in a browser whose clock moves only when it is told to."""
    timed.set_viewport_size({"width": 1280, "height": 400})
    timed.clock.install(time=0)
    timed.goto(url)
    timed.evaluate(SEEN)
    timed.clock.pause_at(3_600_000)


def end_of(page: Any, section: Any) -> None:
    """Bring the end of a section into the middle of the view."""
    page.locator(f"#{section.id} .section-end").evaluate(
        "(end) => end.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    page.evaluate(SEEN)


def tick(page: Any, section: Any) -> Any:
    return page.locator(f"nav.contents a[data-section={section.id}] .tick")


def test_the_course_begins_with_nothing_read(page: Any, site: str) -> None:
    page.goto(site)
    expect(page.get_by_role("status")).to_contain_text(RESTING)
    expect(page.get_by_role("link", name="Begin the lesson")).to_have_attribute("href", LESSON[1:])
    assert page.get_by_role("button", name="Forget").is_hidden()
    assert page.locator(".tick :visible").count() == 0


def needed(page: Any, section: Any) -> float:
    """Milliseconds for the section's own text at twelve words a second."""
    return page.locator(f"#{section.id}").evaluate(
        """(section) => {
          let words = 0;
          for (const part of section.children) {
            if (part.matches("[data-panel], .still, .sources, details")) continue;
            words += part.textContent.trim().split(/\\s+/).filter(Boolean).length;
          }
          return words * 1000 / 12;
        }"""
    )


def test_a_section_is_read_when_it_was_in_view_for_as_long_as_it_takes(timed: Any, site: str) -> None:
    still_clock(timed, site + LESSON)
    takes = [needed(timed, each) for each in (FIRST, SECOND)]
    assert min(takes) > 10_000
    end_of(timed, FIRST)
    timed.clock.run_for(5000)
    end_of(timed, SECOND)  # gone on too soon
    timed.clock.run_for(takes[1] - 100)
    assert tick(timed, FIRST).inner_text() == ""
    assert tick(timed, SECOND).inner_text() == ""
    timed.clock.run_for(200)
    expect(tick(timed, SECOND)).to_contain_text("read")
    assert tick(timed, FIRST).inner_text() == ""
    timed.goto(site)
    expect(timed.get_by_role("status")).to_contain_text(f"1 of {len(SECTIONS)} sections read.")
    expect(timed.get_by_role("link", name=re.compile(f"{SECOND.title}.*, read"))).to_be_visible()


def test_a_jump_to_a_section_does_not_read_the_one_before(timed: Any, site: str) -> None:
    still_clock(timed, f"{site}{LESSON}#{SECOND.id}")
    timed.evaluate(
        "scrollTo({ top: document.getElementById(location.hash.slice(1)).offsetTop - 24, behavior: 'instant' })"
    )
    timed.evaluate(SEEN)
    timed.clock.run_for(1000 * LONG)
    assert timed.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_who_comes_back_to_a_section_goes_on_reading_it(timed: Any, site: str) -> None:
    still_clock(timed, site + LESSON)
    takes = needed(timed, FIRST)
    for stay in (takes / 2, takes / 2 + 100):
        end_of(timed, FIRST)
        timed.clock.run_for(stay)
        end_of(timed, SECOND)
        timed.clock.run_for(1000)
    expect(tick(timed, FIRST)).to_contain_text("read")


def test_a_page_that_nobody_looks_at_reads_nothing(timed: Any, site: str) -> None:
    still_clock(timed, site + LESSON)
    end_of(timed, FIRST)
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); "
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    timed.evaluate(hide, True)
    timed.clock.run_for(1000 * LONG)
    assert tick(timed, FIRST).inner_text() == ""
    timed.evaluate(hide, False)
    timed.clock.run_for(1000 * LONG)
    expect(tick(timed, FIRST)).to_contain_text("read")


def test_where_something_is_asked_an_answer_is_what_counts(timed: Any, site: str) -> None:
    still_clock(timed, site + LESSON)
    last = SECTIONS[-1]
    timed.locator(f"#{last.id} .sources").evaluate(
        "(end) => end.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    timed.evaluate(SEEN)
    timed.clock.run_for(1000 * LONG)
    assert tick(timed, last).inner_text() == ""
    timed.evaluate(CHECKED, {"right": 1, "of": 4})
    expect(tick(timed, last)).to_contain_text("read")


def test_the_course_goes_on_where_the_reader_was(page: Any, site: str, store: Store) -> None:
    store(read(FIRST, SECTIONS[2]))
    page.goto(site)
    way = page.get_by_role("link", name=f"Continue at section {SECOND.number}")
    expect(page.get_by_role("status")).to_contain_text(f"2 of {len(SECTIONS)} sections read. Kept in this browser")
    way.click()
    page.wait_for_url(f"**{LESSON}#{SECOND.id}")
    expect(tick(page, FIRST)).to_contain_text("read")


def test_all_read(page: Any, site: str, store: Store) -> None:
    store(read(*SECTIONS))
    page.goto(site)
    expect(page.get_by_role("status")).to_contain_text(f"All {len(SECTIONS)} sections read.")
    expect(page.get_by_role("link", name="Open the lesson")).to_have_attribute("href", LESSON[1:])


def test_forgetting_can_be_taken_back(page: Any, site: str, store: Store) -> None:
    store(read(FIRST, check={"right": 3, "of": 4}))
    page.goto(site)
    page.get_by_role("button", name="Forget my progress").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Forgotten.")
    expect(page.get_by_role("link", name="Begin the lesson")).to_be_visible()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    page.get_by_role("button", name="Bring it back").press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"1 of {len(SECTIONS)} sections read. Best quick check: 3 of 4")
    page.get_by_role("button", name="Forget my progress").click()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(RESTING)


def test_the_best_quick_check_stays(page: Any, site: str) -> None:
    page.goto(site + LESSON)
    found = []
    for right, of in ((1, 4), (3, 4), (2, 4), (6, 8), (3, 4), (5, 4), (-1, 4), (0.5, 1), (0, 0)):
        page.evaluate(CHECKED, {"right": right, "of": of})
        found.append(page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}'))['loss-and-optimization'].check"))
    assert [(each["right"], each["of"]) for each in found] == [(1, 4), (3, 4), (3, 4)] + 6 * [(6, 8)]
    page.goto(site)
    expect(page.get_by_role("status")).to_contain_text("Best quick check: 6 of 8 right.")


def test_another_tab_hears_of_it(page: Any, site: str) -> None:
    page.goto(site)
    other = page.context.new_page()
    other.goto(site + LESSON)
    other.evaluate(
        "(id) => import('/static/lib/page/progress.js').then(({ noteRead }) => noteRead('loss-and-optimization', id))",
        FIRST.id,
    )
    expect(page.get_by_role("status")).to_contain_text(f"1 of {len(SECTIONS)} sections read.")


@pytest.mark.parametrize(
    "kept",
    [
        "{", "null", "7", "[]", '"text"',
        {"loss-and-optimization": None}, {"loss-and-optimization": {"read": 5, "check": "best"}},
        {"loss-and-optimization": {"read": [1, None, "no-such-section"], "check": {"right": 9, "of": 4}}},
        {"__proto__": {"read": ["the-race"]}, "another": read(FIRST)},
    ],
    ids=str,
)  # fmt: skip
def test_strange_memories_are_left_out(page: Any, site: str, store: Store, kept: Any) -> None:
    store(kept)
    page.goto(site)
    expect(page.get_by_role("status")).to_contain_text(RESTING)
    expect(page.get_by_role("link", name="Begin the lesson")).to_be_visible()


def test_without_storage_it_lasts_for_the_page(timed: Any, site: str) -> None:
    timed.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    still_clock(timed, site + LESSON)
    end_of(timed, FIRST)
    timed.clock.run_for(1000 * LONG)
    expect(tick(timed, FIRST)).to_contain_text("read")
    timed.goto(site)
    expect(timed.get_by_role("status")).to_contain_text(RESTING)


@pytest.mark.parametrize("width", [360, 1280])
def test_remembering_moves_nothing(page: Any, site: str, store: Store, width: int) -> None:
    store(read(*SECTIONS[:5], check={"right": 3, "of": 4}))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site)
    expect(page.get_by_role("button", name="Forget my progress")).to_be_visible()
    list_at = page.locator(".lesson-card ol").bounding_box()["y"]
    page.evaluate("document.querySelector('[data-progress]').replaceChildren()")
    assert page.locator(".lesson-card ol").bounding_box()["y"] == list_at


def test_without_scripts_there_is_no_promise(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.get_by_text(RESTING).is_hidden()
    assert page.get_by_role("link", name="Begin the lesson").is_visible()
    assert page.get_by_role("img", name="Relief map").is_visible()
    context.close()
