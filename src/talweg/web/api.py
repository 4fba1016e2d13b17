"""The Exam Center's JSON, for the pages and for whoever wants to build on it; `/openapi.json` describes it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field

from talweg.course.bank import template
from talweg.course.bank.misconceptions import REPAIRS
from talweg.course.exam import blueprint, practice, sitting, tries
from talweg.course.exam.overview import next_due, overview
from talweg.course.store import Store
from talweg.web.lazy_store import Opened
from talweg.web.messages import (
    Asked,
    Clock,
    Given,
    Judged,
    Mistake,
    Overview,
    Problem,
    Report,
    Review,
    Sitting,
    Start,
    Started,
    Written,
)
from talweg.web.people import learner, practising

WORDS = {
    404: "There is no such thing, or it is not yours.",
    403: "Not the password of the room.",
    409: "The exam's clock, or what the teacher has set for it, does not allow it.",
    413: "More bytes than any answer has.",
    422: "A value that cannot be; the sentence says what can.",
    429: "Faster than anybody answers, or too much at once. `Retry-After` says in how many seconds to go on.",
    503: "The store cannot be used now. Nothing that was acknowledged is lost.",
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": said} for status, said in WORDS.items()
}

Me = Annotated[int, Depends(learner)]
Practising = Annotated[int, Depends(practising)]
SittingId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]

api = APIRouter(
    prefix="/api",
    tags=["exam"],
    responses=RESPONSES,
)


@api.get("/overview", response_model=Overview)
def read_overview(request: Request, store: Opened, me: Me) -> Any:
    """What is due, the exams there are, those that go on, and those that are over."""
    return overview(store, me, request.app.state.blueprints)


@api.get("/practice", response_model=Asked)
def read_practice(
    store: Opened,
    me: Practising,
    section: Annotated[tuple[str, ...], Query()] = (),
    level: Annotated[tuple[Annotated[int, Field(ge=1, le=4)], ...], Query()] = (),
    misconception: str | None = None,
) -> Any:
    """A question of these sections, levels and misconception, of which none means any."""
    return practice.pick(store, me, section, level, misconception)


@api.get("/questions/{name}", response_model=Asked)
def read_question(_me: Practising, name: str) -> Any:
    """The question `name` with fresh numbers."""
    return practice.fresh_question(template(name))


@api.get("/review", response_model=Review)
def read_review(store: Opened, me: Practising) -> Any:
    """The most overdue question with fresh numbers."""
    asked, due = practice.next_review(store, me), practice.due(store, me)
    return {"asked": asked, "due": due, "next_due_at": next_due(store, me)}


@api.get("/mistakes", response_model=list[Mistake])
def read_mistakes(store: Opened, me: Me) -> Any:
    """What was last answered wrong, the latest first."""
    return practice.mistakes(store, me)


@api.post("/answers", response_model=Judged, response_model_exclude_unset=True)
def judge(request: Request, store: Opened, me: Practising, given: Given) -> Any:
    """Judge an answer in practice, review or mistakes. It is kept before it is acknowledged."""
    _slowly(request, store, tries.Try(tries.PRACTICE, f"{me}"))
    found = practice.judge(
        store, me, given.name, given.seed, given.response, given.token, given.mode, hinted=given.hinted
    )
    return {"verdict": found.verdict, "key": found.key, "due_at": found.due_at}


@api.post("/sittings", response_model=Started, status_code=201)
def start(request: Request, store: Opened, me: Me, wanted: Start) -> Any:
    """Start an exam, or take up the one of this blueprint that still goes on."""
    _slowly(request, store, tries.Try(tries.BEGUN, f"{me}"))
    plan = blueprint.blueprint(wanted.blueprint, request.app.state.blueprints)
    return {"id": sitting.begin(store, me, plan, wanted.password)}


@api.get("/sittings/{id}", response_model=Sitting)
def read_sitting(store: Opened, me: Me, id: SittingId) -> Any:
    """An exam as it stands: what is asked, what is answered, the clock; no key."""
    return sitting.read(store, me, id)


@api.get("/sittings/{id}/clock", response_model=Clock)
def read_clock(store: Opened, me: Me, id: SittingId) -> Any:
    """The time by the server's clock, and when the exam ends by it."""
    return sitting.clock(store, me, id)


@api.post("/sittings/{id}/answers", response_model=Clock)
def write(store: Opened, me: Me, id: SittingId, written: Written) -> Any:
    """Keep an answer of an exam. It is on the disk before it is acknowledged; sent twice, it counts once."""
    sitting.save(store, me, id, written.place, written.response, written.token)
    return sitting.clock(store, me, id)


@api.post("/sittings/{id}/end", response_model=Clock)
def hand_in(store: Opened, me: Me, id: SittingId) -> Any:
    """Hand an exam in; a second time changes nothing."""
    sitting.hand_in(store, me, id)
    return sitting.clock(store, me, id)


@api.get("/sittings/{id}/report", response_model=Report, response_model_exclude_unset=True)
def read_report(store: Opened, me: Practising, id: SittingId) -> Any:
    """What was right and wrong and why, when the exam is over."""
    return with_repairs(sitting.report(store, me, id))


def _slowly(request: Request, store: Store, one: tries.Try) -> None:
    """Hold a learner of a class to what a person can do; alone on one's own machine there is nobody to disturb."""
    if request.app.state.class_mode:
        tries.charge(store, one)


def with_repairs(report: dict[str, Any]) -> dict[str, Any]:
    """A report in which every misconception comes with its repair."""
    rows = [each | {"repair": REPAIRS.get(each["name"], "")} for each in report["misconceptions"]]
    return report | {"misconceptions": rows}
