"""Practice, review and mistakes in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from talweg.course.bank import BANK
from talweg.course.exam import practice

from .keyboard import answer_by_keyboard
from .room import Room
from exams import right


def asked_in(page: Any, act: Callable[[], Any]) -> dict[str, Any]:
    """The question that the page asks for when it is made to."""
    with page.expect_response(re.compile(r"/api/(practice|review|questions)")) as reply:
        act()
    found: dict[str, Any] = reply.value.json()
    page.locator(".tw-question").wait_for()
    return found.get("asked", found)


def check(page: Any, question: dict[str, Any], well: bool) -> None:
    """Answer and check the question that is shown."""
    answer_by_keyboard(page, question["form"], right(question, well))
    page.get_by_role("button", name="Check", exact=True).press("Enter")


def test_practice_by_section_level_and_misconception(page: Any, room: Room) -> None:
    asked_in(page, lambda: page.goto(f"{room.address}/exam/practice"))
    expect(page.locator("[data-count]")).to_have_text(f"{len(BANK)} questions fit.")
    asked_in(page, lambda: page.get_by_role("checkbox", name="What a loss does").press("Space"))
    first = asked_in(page, lambda: page.get_by_role("checkbox", name="apply").press("Space"))
    assert (first["section"], first["level"]) == ("loss", 2)
    assert urlsplit(page.url).query == "section=loss&level=2"
    asked_in(page, page.reload)
    expect(page.get_by_role("checkbox", name="apply")).to_be_checked()
    idea = sorted(BANK["right_slot"].shows)[0]
    link = f"{room.address}/exam/practice?misconception={idea.replace(' ', '+')}"
    assert idea in BANK[asked_in(page, lambda: page.goto(link))["name"]].shows
    question = asked_in(page, lambda: page.goto(f"{room.address}/exam/practice?question=right_slot"))
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.get_by_role("button", name="Hint", exact=True).press("Enter")
    expect(page.locator(".tw-hint")).not_to_be_empty()
    check(page, question, well=False)
    status = page.locator(".tw-verdict")
    expect(status).to_contain_text("Not quite.")
    expect(page.locator(".exam-due")).to_contain_text("This question comes back on")
    page.locator(".tw-question").get_by_role("radio").nth(right(question)).check()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(status).to_contain_text("Right.")
    assert len(sent) == 1, "more tries are judged in the browser"
    (mistake,) = practice.mistakes(room.store, room.me)
    assert mistake["template"] == "right_slot", "the first try counts"
    asked_in(page, lambda: page.get_by_role("button", name="Next question").press("Enter"))
    expect(page.locator(".tw-question-title")).to_be_focused()


def test_practice_says_when_nothing_fits_and_when_nobody_answers(away: Any, room: Room) -> None:
    page = away
    lonely = next(each for each in BANK.values() if each.level == 4)
    idea = next(name for name in sorted(BANK["right_slot"].shows))
    assert idea not in lonely.shows
    empty = next(
        f"section={section}&level={level}&misconception={idea}"
        for section in {each.section for each in BANK.values()}
        for level in range(1, 5)
        if not any((each.section, each.level) == (section, level) and idea in each.shows for each in BANK.values())
    )
    page.goto(f"{room.address}/exam/practice?{empty.replace(' ', '+')}")
    expect(page.locator("[data-practice]")).to_contain_text("No question fits all of that.")
    expect(page.locator("[data-count]")).to_have_text("0 questions fit.")
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{room.address}/exam/practice?question=right_slot")
    expect(page.get_by_role("alert")).to_contain_text("There is no connection to the server.")
    page.unroute("**/api/**")
    question = asked_in(page, lambda: page.get_by_role("button", name="Try again").press("Enter"))
    page.route("**/api/**", lambda route: route.abort())
    check(page, question, well=True)
    expect(page.locator(".tw-verdict")).to_contain_text("Your answer still stands here: check it again.")
    page.unroute("**/api/**")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".tw-verdict")).to_contain_text("Right.")


def test_review_until_none_is_left(page: Any, room: Room) -> None:
    page.goto(f"{room.address}/exam/review")
    expect(page.locator("[data-review]")).to_contain_text("Answer some questions first.")
    for name in ("right_slot", "two_errors"):
        room.give(name, well=False)
    room.clock.ahead += practice.DAY
    seen = []
    page.goto(f"{room.address}/exam")
    question = asked_in(page, lambda: page.get_by_role("link", name="Review now").click())
    expect(page.locator("[data-left]")).to_have_text("2 questions are due.")
    check(page, question, well=True)
    seen.append(question["name"])
    question = asked_in(page, lambda: page.get_by_role("button", name="Next question").click())
    expect(page.locator("[data-left]")).to_have_text("1 question is due.")
    check(page, question, well=True)
    seen.append(question["name"])
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("[data-review]")).to_contain_text("Nothing is due.")
    expect(page.locator("[data-review]")).to_contain_text("The next question comes back on")
    assert sorted(seen) == ["right_slot", "two_errors"]


def test_mistakes_are_tried_again_one_after_the_other(page: Any, room: Room) -> None:
    for name in ("right_slot", "two_errors"):
        room.give(name, well=False)
    page.goto(f"{room.address}/exam/mistakes")
    expect(page.get_by_role("button", name=re.compile("^Try again"))).to_have_count(2)
    for place, name in enumerate(("two_errors", "right_slot")):
        button = page.get_by_role("button", name="Next question" if place else "Try them all")
        question = asked_in(page, lambda button=button: button.click())
        assert question["name"] == name
        check(page, question, well=name == "right_slot")
        expect(page.locator(".tw-verdict")).to_contain_text("Right." if name == "right_slot" else "Not quite.")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("[data-mistakes]")).to_contain_text("That was the last of them.")
    page.get_by_role("link", name="See what is left").click()
    expect(page.get_by_role("button", name=re.compile("^Try again"))).to_have_count(1)
    page.get_by_role("button", name=f"Try again {BANK['two_errors'].objective}").wait_for()
