"""The Exam Center in a browser: a whole exam by keyboard and all that may come between; practice, review, mistakes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from talweg.course.bank import BANK
from talweg.course.exam import practice, sitting
from talweg.course.exam.blueprint import blueprint
from talweg.course.lesson import LESSONS, contents
from talweg.course.question import asked, key
from talweg.course.store import Store, learners, now
from talweg.web.app import create_app

from conftest import fresh_page, serving
from test_exam import keys_of, respond
from test_exam_api import TRIAL, right

SAVED = "Every answer is saved."
WAITING = re.compile("Not saved yet, trying again")


class Clock:
    """The real clock, set forward at will."""

    ahead = 0

    def __call__(self) -> int:
        return now() + self.ahead


class Room:
    """An Exam Center of one's own, seen from both sides."""

    def __init__(self, store: Store, clock: Clock, address: str) -> None:
        self.store, self.clock, self.address = store, clock, address
        with store.begin() as connection:
            self.me = learners.alone(connection, clock())

    def give(self, name: str, well: bool) -> None:
        """Answer a question without the browser."""
        question = practice.fresh_question(BANK[name])
        response = right(question, well)
        practice.judge(self.store, self.me, name, question["seed"], response, f"token-{question['seed']}")

    def responses(self, exam: str) -> list[Any]:
        """What the store holds."""
        return [each["response"] for each in sitting.read(self.store, self.me, exam)["places"]]


class Address:
    """A site that stays where it is while its rooms change: what a browser has loaded of it once holds for all."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Address, str]]:
    rooms = Address()
    with serving(rooms) as address:
        yield rooms, address


@pytest.fixture
def room(house: tuple[Address, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/trial.toml").write_text(TRIAL)
    clock = Clock()
    rooms, address = house
    rooms.app = create_app(clock=clock)
    store = rooms.app.state.store
    yield Room(store(), clock, address)
    store.close()


@pytest.fixture
def page(room: Room, page: Any) -> Any:
    """A page that is closed before its server is."""
    return page


@pytest.fixture
def away(room: Room, desktop: Any) -> Iterator[Any]:
    """A page whose connection may be lost: that its console says so is no fault."""
    for page in fresh_page(
        desktop, r"Failed to load resource: (net::ERR_\w+|the server responded with a status of 409 .*)"
    ):
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


@pytest.fixture
def inspected(room: Room, inspector: Any) -> Iterator[Any]:
    """A page that looks into itself, and may ask for what is not there."""
    yield from fresh_page(inspector, r"Failed to load resource: the server responded with a status of 404 .*")


def tab_to(page: Any, target: Any) -> None:
    """Tab until the focus is there."""
    for _ in range(80):
        if target.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def answer_by_keyboard(page: Any, form: str, response: Any) -> None:
    """Answer the question that is shown."""
    card = page.locator(".tw-question:visible")
    if form == "number":
        tab_to(page, card.get_by_role("textbox"))
        page.keyboard.type(repr(response))
    elif form == "choice":
        tab_to(page, card.get_by_role("radio").first)
        page.keyboard.press("Space")
        for _ in range(response):
            page.keyboard.press("ArrowDown")
    elif form == "several":
        for place in response:
            tab_to(page, card.get_by_role("checkbox").nth(place))
            page.keyboard.press("Space")
    else:
        order = list(range(len(response)))
        for goal, step in enumerate(response):
            while order.index(step) > goal:
                here = order.index(step)
                card.get_by_role("button", name="Move up").nth(here).press("Enter")
                order[here - 1], order[here] = order[here], order[here - 1]


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
    page.route("**/answers", lambda route: route.fulfill(status=200, body='{"title": "A tr'), times=1)
    answer_by_keyboard(page, item.asked["form"], respond(item.asked, item.key))
    expect(page.locator(".exam-state")).to_have_text(WAITING)
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
    expect(page.locator(".tw-question")).to_contain_text("That is no number yet, so it is not kept.")
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
    assert {each.path for each in lesson} == {f"/lessons/{LESSONS[0]}"}
    assert {each.fragment for each in lesson} <= {section.id for section in contents(LESSONS[0])}
    assert any(each.query for each in lesson), "some set a panel to the very case"
    repair = page.locator("section[aria-labelledby=misconceptions] li").first
    idea = repair.locator("strong").inner_text().lower()
    repair.get_by_role("link").click()
    expect(page.get_by_role("combobox")).to_have_value(re.compile(f"^{re.escape(idea)}$", re.I))
    page.locator(".tw-question").wait_for()
    for each in links:
        if "/exam/" in each:
            assert httpx.get(each).status_code == 200, each


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


def test_a_start_that_fails_is_told_and_can_be_repeated(away: Any, room: Room) -> None:
    page = away
    page.goto(f"{room.address}/exam")
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="Start A trial").click()
    expect(page.get_by_text("Nothing has started; try again.")).to_be_visible()
    page.unroute("**/api/**")
    page.get_by_role("button", name="Start A trial").click()
    page.wait_for_url("**/exam/sittings/*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(inspected: Any, room: Room, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    over = sitting.begin(room.store, room.me, blueprint("trial"))
    for place, item in enumerate(keys_of(room.store, over)):
        well = place % 2 == 0
        sitting.save(room.store, room.me, over, place, respond(item.asked, item.key, well), f"token-{place:03}")
    sitting.hand_in(room.store, room.me, over)
    going = sitting.begin(room.store, room.me, blueprint("trial"))
    room.give("right_slot", well=False)
    page = inspected
    page.emulate_media(color_scheme=scheme)
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
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


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
