"""The teacher's pages in a browser: the whole way by keyboard, a table that keeps itself fresh, no fault anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from talweg.course.exam import classroom, people, sitting, teachers
from talweg.course.exam.teachers import Room
from talweg.course.store import Store

from accessibility import CONTRAST, violations
from class_site import PASSWORD, PLAN, Browser, answered, class_app, joined
from conftest import fresh_page, serving
from exams import Clock, keys_of, respond


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as found:
        yield found


@pytest.fixture
def unbegun(tmp_path: Path, clock: Clock) -> Iterator[tuple[str, Store]]:
    """A site where no teacher has been yet."""
    made = class_app(tmp_path, clock)
    with serving(made) as found:
        yield found, made.state.store()


# A browser's console tells of a form that was refused, and it is no fault.
REFUSED = ".* 422 .*"


@pytest.fixture
def refused(desktop: Any) -> Iterator[Any]:
    """A page at a desk whose forms may be refused."""
    yield from fresh_page(desktop, REFUSED)


@pytest.fixture
def examined(inspector: Any) -> Iterator[Any]:
    """A page that looks into itself, and whose forms may be refused."""
    yield from fresh_page(inspector, REFUSED)


def enter(page: Any, address: str, teacher: Browser, path: str) -> None:
    """Open a page as the teacher."""
    page.context.add_cookies([{"name": "talweg", "value": teacher.cookie, "url": address}])
    page.goto(address + path)


@pytest.mark.slow
def test_the_whole_way_by_keyboard(unbegun: tuple[str, Store], timed: Any, browser: Any) -> None:
    address, store = unbegun
    timed.clock.install()
    timed.goto(f"{address}/teacher/enter?code={teachers.first_entry(store)}")
    timed.get_by_label("New password").focus()
    timed.keyboard.type(PASSWORD)
    timed.keyboard.press("Enter")
    timed.get_by_label("Its name").focus()
    timed.keyboard.type("7b")
    timed.keyboard.press("Enter")
    expect(timed.get_by_text("Nobody has joined yet")).to_be_visible()
    [room] = teachers.classes(store, 1)
    expect(timed.get_by_text(room.join_code)).to_be_visible()

    learner = browser.new_context().new_page()
    learner.goto(f"{address}/exam")
    learner.get_by_label("Class code").focus()
    learner.keyboard.type(room.join_code.lower())
    learner.keyboard.press("Tab")
    learner.keyboard.type("Ada")
    learner.keyboard.press("Enter")
    personal = learner.locator("[data-personal-code]").inner_text()
    learner.get_by_role("link", name="I have it").press("Enter")
    start = learner.get_by_role("button", name="Start OA-1")
    expect(start).to_be_enabled()
    start.press("Enter")
    expect(learner.get_by_role("button", name="Hand in")).to_be_visible()

    timed.bring_to_front()
    row = timed.get_by_role("row", name="Ada")
    timed.clock.run_for(5_000)
    expect(row).to_contain_text("OA-1")  # by itself: nobody reloads
    expect(timed.get_by_text("Nobody has joined yet")).to_be_hidden()
    row.get_by_role("link").focus()
    [exam] = classroom.exams(store, room.id)
    assert exam["answered"] == 0
    with store.read() as connection:
        name = connection.exec_driver_sql("SELECT id FROM sitting").scalar_one()
    item = keys_of(store, name)[0]
    id = classroom.presence(store, room.id)["learners"][0]["id"]
    sitting.save(store, id, name, 0, respond(item.asked, item.key), "token-live")
    timed.clock.run_for(5_000)
    expect(row).to_contain_text("1 of")
    assert row.get_by_role("link").evaluate("(link) => link === document.activeElement"), "the focus stays"
    learner.get_by_role("button", name="Log out").press("Enter")
    learner.get_by_label("Your name").fill("Ada")
    learner.get_by_label("Personal code").fill(personal)
    learner.keyboard.press("Enter")
    expect(learner.get_by_role("heading", name="An exam goes on")).to_be_visible()
    learner.context.close()
    timed.keyboard.press("Enter")
    expect(timed.get_by_role("heading", name="Ada", exact=True)).to_be_visible()


def test_a_learner_is_renamed_and_removed_by_keyboard(
    address: str, refused: Any, store: Store, room: Room, teacher: Browser
) -> None:
    ada, _ = joined(store, room, "Adda", "Bob")
    answered(store, ada, "right_slot", True, "a")
    enter(refused, address, teacher, f"/teacher/classes/{room.id}/learners/{ada}")
    name = refused.get_by_label("New name")
    name.fill("bob")
    name.press("Enter")
    expect(refused.get_by_role("alert")).to_have_text(
        "Somebody in this class is called bob already; add a letter of the last name."
    )
    expect(name).to_be_focused()
    expect(name).to_have_value("bob")
    name.fill("Ada")
    name.press("Enter")
    expect(refused.get_by_role("heading", name="Ada", exact=True)).to_be_visible()
    last = refused.get_by_role("button", name="Remove Ada for good")
    expect(last).to_be_hidden()
    refused.locator("summary").focus()
    refused.keyboard.press("Enter")
    expect(refused.get_by_text("Ada has 1 answer here.")).to_be_visible()
    with refused.expect_download() as saved:
        refused.get_by_role("link", name="Take the answers away first").press("Enter")
    assert saved.value.suggested_filename == f"class-{room.id}-learner-{ada}-answers.csv"
    last.press("Enter")
    expect(refused.get_by_role("row", name="Bob")).to_be_visible()
    expect(refused.get_by_role("row", name="Ada")).to_have_count(0)


def test_who_was_removed_is_led_to_the_login(address: str, page: Any, store: Store, room: Room, ada: Browser) -> None:
    page.context.add_cookies([{"name": "talweg", "value": ada.cookie, "url": address}])
    page.goto(f"{address}/exam")
    start = page.get_by_role("button", name="Start OA-1")
    expect(start).to_be_enabled()
    [id] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    people.remove(store, room.id, id, "Ada")
    page.get_by_role("link", name="Practise").first.click()
    expect(page.get_by_role("heading", name="Join your class")).to_be_visible()


def test_a_page_that_nobody_looks_at_asks_for_nothing(address: str, timed: Any, room: Room, teacher: Browser) -> None:
    timed.clock.install()
    asked_for: list[str] = []
    timed.on("request", lambda request: asked_for.append(request.url) if request.url.endswith("/rows") else None)
    enter(timed, address, teacher, f"/teacher/classes/{room.id}")
    timed.wait_for_load_state("networkidle")

    def hide(hidden: bool) -> None:
        timed.evaluate(
            "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
            " document.dispatchEvent(new Event('visibilitychange')); }",
            hidden,
        )

    assert asked_for == []
    with timed.expect_response("**/rows"):
        timed.clock.run_for(5_000)
    assert len(asked_for) == 1
    hide(True)
    timed.clock.run_for(120_000)
    assert len(asked_for) == 1
    with timed.expect_response("**/rows"):
        hide(False)
    assert len(asked_for) == 2


def test_a_lost_connection_is_told_and_got_over(address: str, timed: Any, room: Room, teacher: Browser) -> None:
    timed.clock.install()
    enter(timed, address, teacher, f"/teacher/classes/{room.id}")
    said = timed.locator("[data-live-said]")
    broken = {"status": 200, "content_type": "text/html", "body": "a proxy's page"}
    timed.route("**/rows", lambda route: route.fulfill(**broken))
    timed.clock.run_for(5_000)
    expect(said).to_contain_text("This is not the latest")
    timed.unroute("**/rows")
    timed.clock.run_for(10_000)
    expect(said).to_have_text("")


@pytest.mark.slow
def test_the_pages_are_sound_in_both_themes_and_on_a_phone(
    address: str, examined: Any, store: Store, room: Room, teacher: Browser
) -> None:
    [ada, *_] = joined(store, room, "Ada", "W" * 40)
    answered(store, ada, "right_slot", False, "a")
    sitting.begin(store, ada, PLAN)
    [given] = classroom.answers(store, room.id)
    examined.set_viewport_size({"width": 360, "height": 800})
    here = f"/teacher/classes/{room.id}"
    inside = [here, f"{here}/questions", f"{here}/misconceptions", f"{here}/learners/{ada}"]
    inside += [f"{here}/answers/{given['id']}"]
    for path in ["/join", "/login", "/teacher/login", "/teacher/enter", "/teacher", *inside]:
        if path == "/teacher":
            enter(examined, address, teacher, path)
        examined.goto(address + path)
        if "/answers/" in path:
            expect(examined.locator(".tw-marked")).to_be_visible()
        hold_sound(examined, path)
    examined.goto(f"{address}{here}/learners/{ada}")
    examined.locator("summary").click()
    examined.get_by_label("New name").fill("w" * 40)
    examined.get_by_role("button", name="Rename").click()
    expect(examined.get_by_role("alert")).to_be_visible()
    examined.locator("summary").click()
    hold_sound(examined, "a learner's page with a refusal and a long name")


def hold_sound(page: Any, path: str) -> None:
    """Axe finds nothing by day and by night, and nothing is wider than the screen. By night only colours are others."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than a phone"
    for scheme, options in (("light", None), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, options) == "", f"{path}, {scheme}"
