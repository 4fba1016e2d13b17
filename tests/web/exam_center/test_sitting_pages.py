"""The Exam Center in a browser: a whole exam by keyboard and all that may come between."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from talweg.course.bank import BANK
from talweg.course.exam import sitting
from talweg.course.exam.blueprint import blueprint
from talweg.course.lesson import LESSONS, contents
from talweg.course.question import asked, key

from .keyboard import answer_by_keyboard, tab_to
from .room import Room
from accessibility import CONTRAST, violations
from exams import keys_of, respond

SAVED = "Every answer is saved."
WAITING = re.compile("Not saved yet, trying again")


def sit(page: Any, room: Room, name: str = "trial") -> str:
    """Start an exam and return its id."""
    exam = sitting.begin(room.store, room.me, blueprint(name))
    page.goto(f"{room.address}/exam/sittings/{exam}")
    page.locator(".tw-question:visible").wait_for()
    return exam


def hand_in_by_keyboard(page: Any, told: str) -> None:
    """Ask to hand in, think better of it, and hand in."""
    page.get_by_role("button", name="Hand in", exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name="Hand in this exam?")
    expect(dialog).to_contain_text(told)
    expect(dialog.get_by_role("button", name="Go on working")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Hand in", exact=True).press("Enter")
    tab_to(page, dialog.get_by_role("button", name="Hand in"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")


@pytest.mark.slow
def test_a_whole_oa_1_by_keyboard(away: Any, room: Room) -> None:
    page, state = away, away.locator(".exam-state")
    page.goto(f"{room.address}/exam")
    tab_to(page, page.get_by_role("button", name="Start OA-1"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/exam/sittings/*")
    page.locator(".tw-question:visible").wait_for()
    exam = urlsplit(page.url).path.rsplit("/", 1)[1]
    items = keys_of(room.store, exam)
    wanted = [respond(item.asked, item.key) for item in items]
    count = len(items)
    skipped, flagged, reloaded, lost = 7, 6, 2, 4
    for place, item in enumerate(items):
        expect(page.locator(".tw-question-title:visible")).to_contain_text(f"Question {place + 1} of {count}")
        if place == lost:
            page.context.set_offline(True)
        if place != skipped:
            answer_by_keyboard(page, item.asked["form"], wanted[place])
            expect(state).to_have_text(WAITING if lost <= place <= lost + 1 else SAVED)
        if place == flagged:
            tab_to(page, page.get_by_role("button", name="Flag for later"))
            page.keyboard.press("Enter")
        if place == reloaded:
            page.reload()
            expect(page.get_by_role("button", name="Question 3, answered")).to_have_attribute("aria-current", "step")
            expect(page.get_by_role("button", name="Question 4, not answered")).to_be_visible()
        if place == lost + 1:
            assert room.responses(exam)[lost] is None
            page.context.set_offline(False)
            expect(state).to_have_text(SAVED)
            assert room.responses(exam)[lost : lost + 2] == wanted[lost : lost + 2]
        if place < count - 1:
            tab_to(page, page.get_by_role("button", name="Next", exact=True))
            page.keyboard.press("Enter")
            expect(page.locator(".tw-question-title:visible")).to_be_focused()
    assert [each is None for each in room.responses(exam)] == [place == skipped for place in range(count)]
    expect(page.get_by_role("button", name="Question 7, answered, flagged")).to_be_visible()
    hand_in_by_keyboard(page, f"1 of {count} questions has no answer: 8. You flagged 7.")
    expect(page.locator(".exam-score")).to_contain_text(f"{count - 1} of {count} points")
    expect(page.get_by_role("article")).to_have_count(count)
    expect(page.get_by_role("article").nth(skipped)).to_contain_text("Not answered.")
    assert page.evaluate("sessionStorage.length") == 0, "the tab keeps nothing of an exam that is over"
    page.go_back()
    page.wait_for_url("**/exam")
    expect(page.get_by_role("row", name="OA-1")).to_contain_text(f"{count - 1} of {count}")


def test_what_waits_outlives_a_reload_and_is_still_one_answer(away: Any, room: Room) -> None:
    page, state, sent = away, away.locator(".exam-state"), list[Any]()

    def swallow(route: Any) -> None:
        """The server takes the answer, and its reply is lost."""
        sent.append(json.loads(route.request.post_data)["token"])
        if len(sent) == 1:
            route.fetch()
        route.abort()

    exam = sit(page, room)
    item = keys_of(room.store, exam)[0]
    page.route("**/answers", swallow)
    answer_by_keyboard(page, item.asked["form"], respond(item.asked, item.key))
    expect(state).to_have_text(WAITING)
    page.reload()
    expect(page.get_by_role("button", name="Question 1, answered")).to_be_visible()
    expect(state).to_have_text(WAITING)
    page.unroute("**/answers")
    with page.expect_request("**/answers") as again:
        expect(state).to_have_text(SAVED)
    assert {*sent, json.loads(again.value.post_data)["token"]} == {sent[0]}
    sitting.hand_in(room.store, room.me, exam)
    assert sitting.report(room.store, room.me, exam)["places"][0]["right"]


def sync(page: Any) -> None:
    """What happens when a laptop wakes: the page asks the server for the time."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.slow
def test_the_time_runs_out(page: Any, room: Room) -> None:
    exam = sit(page, room)
    clock, live = page.get_by_role("timer"), page.locator("[aria-live=polite]").first
    expect(clock).to_have_text(re.compile(r"^(10:00|9:5\d) left$"))
    room.clock.ahead += 299_000
    sync(page)
    expect(live).to_have_text("5 minutes left.")
    room.clock.ahead += 240_000
    sync(page)
    expect(live).to_have_text("1 minute left.")
    item = keys_of(room.store, exam)[0]
    answer_by_keyboard(page, item.asked["form"], respond(item.asked, item.key))
    expect(page.locator(".exam-state")).to_have_text(SAVED)
    ends_at = sitting.read(room.store, room.me, exam)["ends_at"]
    room.clock.ahead += ends_at - room.clock() - 3000
    sync(page)  # from here on it is the page's own clock that ends the exam
    page.wait_for_url("**/report")
    expect(page.locator(".exam-score")).to_contain_text("1 of 3 points")
    expect(page.locator(".exam-lost")).to_have_count(0)


def test_an_exam_that_ends_while_an_answer_is_kept_goes_on_to_its_report(page: Any, room: Room, tmp_path: Path) -> None:
    (tmp_path / "blueprints/trial.toml").write_text("minutes = 9\n[[part]]\ncount = 1\nkinds = ['single']\n")
    item = keys_of(room.store, sit(page, room))[0]

    def late(route: Any) -> None:
        reply = route.fetch()
        room.clock.ahead += 700_000
        route.fulfill(response=reply, json=reply.json() | {"over": True})

    page.route("**/answers", late)
    page.locator(".tw-question:visible input").nth(respond(item.asked, item.key)).check()
    page.wait_for_url("**/report")
    expect(page.locator(".exam-score")).to_contain_text("1 of 1 point")


def test_an_acknowledgement_that_breaks_off_is_none(page: Any, room: Room) -> None:
    exam = sit(page, room)
    item = keys_of(room.store, exam)[0]
    page.route("**/answers", lambda route: route.fulfill(status=200, body='{"title": "A tr'))
    answer_by_keyboard(page, item.asked["form"], respond(item.asked, item.key))
    expect(page.locator(".exam-state")).to_have_text(WAITING)
    page.unroute("**/answers")
    expect(page.locator(".exam-state")).to_have_text(SAVED)
    assert room.responses(exam)[0] == respond(item.asked, item.key)


def test_what_comes_too_late_is_told(away: Any, room: Room) -> None:
    page = away
    exam = sit(page, room)
    item = keys_of(room.store, exam)[0]
    page.route("**/answers", lambda route: route.abort())
    answer_by_keyboard(page, item.asked["form"], respond(item.asked, item.key))
    expect(page.locator(".exam-state")).to_have_text(WAITING)
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("dialog")).to_contain_text("The exam is not handed in yet; try again.")
    room.clock.ahead += 700_000
    sync(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[aria-live=polite]").first).to_contain_text("The time is up.")
    page.unroute("**/answers")
    page.wait_for_url("**/report")
    expect(page.locator(".exam-lost")).to_contain_text("Your last answer to question 1 reached the server after")
    page.reload()
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.locator(".exam-lost")).to_have_count(0)


def test_an_answer_is_taken_back_and_half_a_number_is_none(page: Any, room: Room, tmp_path: Path) -> None:
    (tmp_path / "blueprints/trial.toml").write_text("minutes = 9\n[[part]]\ncount = 1\nkinds = ['number']\n")
    exam = sit(page, room)
    box, state = page.get_by_role("textbox"), page.locator(".exam-state")
    box.fill("2,5")
    expect(state).to_have_text(SAVED)
    assert room.responses(exam) == [2.5]
    box.fill("2.5 or so")
    expect(page.locator(".tw-question")).to_contain_text("Not kept yet: That is no number")
    box.blur()
    expect(state).to_have_text(SAVED)
    assert room.responses(exam) == [None]
    box.fill("0.75")
    page.get_by_role("button", name="Take my answer back").click()
    expect(box).to_have_value("")
    expect(state).to_have_text(SAVED)
    assert room.responses(exam) == [None]


def test_another_tab_hands_in(page: Any, room: Room) -> None:
    exam = sit(page, room)
    sitting.hand_in(room.store, room.me, exam)
    sync(page)
    page.wait_for_url("**/report")


def test_the_report_s_links_lead_into_the_lesson(page: Any, room: Room) -> None:
    exam = sitting.begin(room.store, room.me, blueprint("OA-1"))
    for place, item in enumerate(keys_of(room.store, exam)):
        sitting.save(room.store, room.me, exam, place, respond(item.asked, item.key, well=False), f"token-{place:03}")
    sitting.hand_in(room.store, room.me, exam)
    page.goto(f"{room.address}/exam/sittings/{exam}/report")
    page.get_by_role("article").first.wait_for()
    links = {urljoin(page.url, each.get_attribute("href")) for each in page.locator("main a").all()}
    lesson = [urlsplit(each) for each in links if "/lessons/" in each]
    assert len(lesson) > 8
    assert {each.path for each in lesson} == {f"/lessons/{next(iter(LESSONS))}"}
    assert {each.fragment for each in lesson} <= {section.id for section in contents(next(iter(LESSONS)))}
    assert any(each.query for each in lesson), "some set a panel to the very case"
    repair = page.locator("section[aria-labelledby=misconceptions] li").first
    idea = repair.locator("strong").inner_text().lower()
    repair.get_by_role("link").click()
    expect(page.get_by_role("combobox")).to_have_value(re.compile(f"^{re.escape(idea)}$", re.I))
    page.locator(".tw-question").wait_for()
    for each in links:
        if "/exam/" in each:
            assert httpx.get(each).status_code == 200, each


def test_a_start_that_fails_is_told_and_can_be_repeated(away: Any, room: Room) -> None:
    page = away
    page.goto(f"{room.address}/exam")
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="Start A trial").click()
    expect(page.get_by_text("Nothing has started; try again.")).to_be_visible()
    page.unroute("**/api/**")
    page.get_by_role("button", name="Start A trial").click()
    page.wait_for_url("**/exam/sittings/*")


@pytest.mark.slow
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(inspected: Any, room: Room) -> None:
    over = sitting.begin(room.store, room.me, blueprint("trial"))
    for place, item in enumerate(keys_of(room.store, over)):
        well = place % 2 == 0
        sitting.save(room.store, room.me, over, place, respond(item.asked, item.key, well), f"token-{place:03}")
    sitting.hand_in(room.store, room.me, over)
    going = sitting.begin(room.store, room.me, blueprint("trial"))
    room.give("right_slot", well=False)
    page = inspected
    for path in (
        "",
        "/practice",
        "/review",
        "/mistakes",
        f"/sittings/{going}",
        f"/sittings/{over}/report",
        "/sittings/x",
    ):
        page.goto(f"{room.address}/exam{path}")
        page.locator(
            "article, .exam-host .tw-panel, [data-start]:enabled, [data-retry]:enabled, .exam-error"
        ).first.wait_for()
        if going in path:
            page.get_by_role("button", name="Hand in").click()
        for scheme, options in (("light", None), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            assert violations(page, options) == "", f"{path}, {scheme}"
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.slow
def test_no_question_is_wider_than_a_phone(page: Any, room: Room) -> None:
    """Asked, and in a report: every template of the bank."""
    drawn = [each.ask(0) for each in BANK.values()]
    cases = [{"asked": asked(each), "key": key(each), "response": respond(asked(each), key(each))} for each in drawn]
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{room.address}/exam/review")
    page.locator("[data-review] .tw-panel").wait_for()
    wide = page.evaluate(
        """async (cases) => {
            const { questionCard } = await import("/static/lib/question/card.js");
            const { markedCard } = await import("/static/exam/marked.js");
            const sheet = document.querySelector("[data-review] .tw-panel");
            const fits = (el) => (sheet.replaceChildren(el), document.documentElement.scrollWidth <= innerWidth);
            const words = { title: "A question", practise: "" };
            const marked = (each) => markedCard({ ...each, answered: true, right: true, credit: 1 }, words);
            const good = (each) => fits(questionCard({ asked: each.asked, ...words }).el) && fits(marked(each));
            return cases.filter((each) => !good(each)).map(({ asked }) => asked.name);
        }""",
        cases,
    )
    assert wide == []
