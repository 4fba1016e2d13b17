"""The Exam Center's pages. Questions are drawn in the browser, from what the API gives."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from talweg.course.bank import BANK
from talweg.course.bank.misconceptions import REPAIRS
from talweg.course.exam import practice, sitting
from talweg.course.exam.overview import overview
from talweg.course.exam.sheets import own, own_csv
from talweg.course.lesson import sections
from talweg.course.question import LEVELS
from talweg.course.spreadsheet import MARK
from talweg.web.api import with_repairs
from talweg.web.lazy_store import Opened
from talweg.web.pages import render
from talweg.web.people import learner, practising
from talweg.web.words import lesson_words, titles

Me = Annotated[int, Depends(learner)]
Practising = Annotated[int, Depends(practising)]

exam = APIRouter(prefix="/exam", include_in_schema=False, default_response_class=HTMLResponse)


@exam.get("")
def home(request: Request, store: Opened, me: Me) -> Response:
    """The first page: what is due, and every way on."""
    seen = overview(store, me, request.app.state.blueprints)
    return _page("exam", "exam/home.html", seen=seen, forecast=_forecast(seen["due"]["days"]))


@exam.get("/practice")
def practise(_me: Practising) -> Response:
    """Practice: choose sections, levels or a misconception; the choice stands in the link."""
    asked = {each.section for each in BANK.values()}
    chosen = [(name, title) for name, title in titles().items() if name in asked]
    shelf = [(each.section, each.level, each.shows) for each in BANK.values()]
    return _page("exam/practice", "exam/practice.html", chosen=chosen, levels=LEVELS, ideas=_shown(), shelf=shelf)


@exam.get("/review")
def review(_me: Practising) -> Response:
    """Review: what is due, one after the other."""
    return _page("exam/review", "exam/review.html")


@exam.get("/mistakes")
def mistakes(store: Opened, me: Practising) -> Response:
    """Mistakes: what was last answered wrong."""
    named = titles()
    rows = [
        each | {"objective": BANK[each["template"]].objective, "title": named[each["section"]]}
        for each in practice.mistakes(store, me)
    ]
    return _page("exam/mistakes", "exam/mistakes.html", rows=rows, levels=LEVELS, repairs=REPAIRS)


@exam.get("/data/{kind}")
def take_away(store: Opened, me: Me, kind: Literal["csv", "json"]) -> Response:
    """All that is kept of the learner who asks: their answers as CSV, or everything as JSON."""
    headers = {"Content-Disposition": f'attachment; filename="talweg-answers.{kind}"', "Cache-Control": "no-store"}
    if kind == "json":
        return JSONResponse(own(store, me), headers=headers)
    return Response(MARK + own_csv(store, me), media_type="text/csv; charset=utf-8", headers=headers)


@exam.get("/sittings/{id}")
def sit(store: Opened, me: Me, id: str) -> Response:
    """An exam that goes on; one that is over leads to its report."""
    found = sitting.clock(store, me, id)
    if found["over"]:
        return RedirectResponse(f"{id}/report", 303)
    return _page(f"exam/sittings/{id}", "exam/sitting.html", id=id, title=found["title"])


@exam.get("/sittings/{id}/report")
def report(store: Opened, me: Practising, id: str) -> Response:
    """What an exam came to, by section and by misconception, and each question with its why."""
    found, known = with_repairs(sitting.report(store, me, id)), sections()
    rows = [each | {"part": known[each["section"]]} for each in found["sections"]]
    return _page(f"exam/sittings/{id}/report", "exam/report.html", report=found, sections=rows, ideas=_shown())


def _page(path: str, template: str, **known: Any) -> Response:
    # Whoever goes back to a page sees what holds now, and not what held when it was left.
    return HTMLResponse(render(template, path, lesson_words() | known), headers={"Cache-Control": "no-store"})


def _shown() -> list[str]:
    """Every misconception that some question shows, in alphabetical order."""
    return sorted({name for each in BANK.values() for name in each.shows})


def _forecast(days: list[int]) -> str:
    """The bars of the forecast in words."""
    bars = [f"{count} in {day} {'day' if day == 1 else 'days'}" for day, count in enumerate(days, 1) if count]
    return f"Due in the next {len(days)} days: {', '.join(bars) or 'nothing'}."
