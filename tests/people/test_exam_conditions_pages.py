"""A teacher sets the conditions of an exam and a learner meets them, by keyboard, by the clock of the device."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from talweg.course.exam import classroom, conditions, teachers
from talweg.course.exam.conditions import Conditions
from talweg.course.exam.teachers import Room
from talweg.course.store import MINUTE, Store, now
from talweg.web.app import create_app

from accessibility import violations
from class_site import PASSWORD, Browser, hasten, learner_browser
from conftest import fresh_page, serving, visitor

# A browser's console tells of what was refused, and it is no fault.
REFUSED = ".* (403|422) .*"


@pytest.fixture
def app(begun: tuple[Path, Browser], tmp_path: Path) -> Iterator[FastAPI]:
    """A class by the clock of this machine, as its browsers have it."""
    made = create_app(f"sqlite:///{shutil.copy(begun[0], tmp_path)}", now, class_mode=True)
    hasten(made.state.store())
    yield made
    made.state.store().close()


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with serving(app) as found:
        yield found


@pytest.fixture
def away(browser: Any) -> Iterator[Any]:
    """A page on a device whose clock is five and three quarter hours ahead of UTC."""
    for context in visitor(browser, timezone_id="Asia/Kathmandu", reduced_motion="reduce", bypass_csp=True):
        yield from fresh_page(context, REFUSED)


def enter(page: Any, address: str, who: Browser, path: str) -> None:
    page.context.add_cookies([{"name": "talweg", "value": who.cookie, "url": address}])
    page.goto(address + path)


@pytest.fixture
def teaching(app: FastAPI, store: Store) -> Browser:

    code = teachers.reset(store, "teacher")
    found = Browser(app, "10.0.0.254")
    found.fill("/teacher/enter", code=code, password=PASSWORD)
    return found


def test_a_time_is_typed_by_the_clock_of_the_device(
    address: str, away: Any, store: Store, room: Room, teaching: Browser
) -> None:
    enter(away, address, teaching, f"/teacher/classes/{room.id}/exams")
    away.get_by_text("Change the conditions of").focus()
    away.keyboard.press("Enter")
    closes = away.get_by_label("Closes")
    closes.fill("2041-03-05T09:30")
    away.get_by_label("Attempts").fill("0")
    away.keyboard.press("Enter")
    expect(away.get_by_role("alert")).to_contain_text("whole number of [1, 100]")
    expect(closes).to_have_value("2041-03-05T09:30")
    assert violations(away) == ""
    away.get_by_label("Attempts").fill("1")
    away.get_by_label("Password of the room").fill("blue heron")
    away.keyboard.press("Enter")
    expect(away.get_by_text("1 attempt")).to_be_visible()
    expect(away.locator("[data-now]")).to_contain_text("Mar 5, 2041, 9:30")
    kept = conditions.of_class(store, room.id)["OA-1"]
    assert kept.closes_at == 2_246_067_900_000  # 2041-03-05T03:45Z
    assert (kept.attempts, kept.password) == (1, True)
    away.get_by_text("Change the conditions of").press("Enter")
    expect(closes).to_have_value("2041-03-05T09:30")
    away.get_by_role("button", name="Set the conditions").press("Enter")
    expect(away.get_by_text("1 attempt")).to_be_visible()
    assert conditions.of_class(store, room.id)["OA-1"] == kept, "what was not touched stays to the millisecond"
    assert violations(away) == ""


def test_an_exam_is_begun_by_keyboard_with_the_password(
    address: str, app: FastAPI, away: Any, store: Store, room: Room
) -> None:
    conditions.change(store, room.id, "OA-1", Conditions(closes_at=now() + 60 * MINUTE, attempts=2), "blue heron")
    ada, _ = learner_browser(app, room.join_code, "Ada")
    enter(away, address, ada, "/exam")
    word = away.get_by_label("Password of the room")
    expect(away.get_by_role("button", name="Start OA-1")).to_be_enabled()
    word.fill("red heron")
    word.press("Enter")
    expect(away.get_by_role("status").filter(has_text="not the password")).to_be_visible()
    assert violations(away) == ""
    word.fill("blue heron")
    word.press("Enter")
    expect(away.get_by_role("button", name="Hand in")).to_be_visible()
    away.goto(f"{address}/panels/quick-check")
    away.get_by_role("link", name="Back to the exam").press("Enter")
    expect(away.get_by_role("button", name="Hand in")).to_be_visible()
    away.goto(f"{address}/exam")
    expect(away.get_by_text("Practice, review and reports are closed")).to_be_visible()


@pytest.mark.slow
def test_extra_time_and_the_last_word_reach_whoever_sits(
    address: str, app: FastAPI, away: Any, store: Store, room: Room
) -> None:
    ada, _ = learner_browser(app, room.join_code, "Ada")
    exam = ada.post("/api/sittings", {"blueprint": "OA-1"}).json()["id"]
    enter(away, address, ada, f"/exam/sittings/{exam}")
    expect(away.get_by_role("timer")).to_contain_text("39:")
    [id] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    conditions.give_extra(store, room.id, id, 50)
    away.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the page is looked at again, and asks
    expect(away.get_by_role("timer")).to_contain_text("59:")
    conditions.give_extra(store, room.id, id, 0)
    conditions.close(store, room.id, "OA-1")
    away.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(away.get_by_role("heading", name="Question by question")).to_be_visible()
