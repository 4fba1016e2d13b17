"""The lab's page and its JSON: ask for a comparison, watch it, stop it, take it away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from talweg.adapters.files import read_file
from talweg.errors import TalwegError, TooManyTriesError
from talweg.lab.compare.entries import entries
from talweg.lab.problems import PROBLEMS, Problem
from talweg.lab.problems.ground import surface_of
from talweg.losses import LOSSES
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.web.api import RESPONSES
from talweg.web.lab.classes import attended, taught
from talweg.web.lab.experiments import Experiments
from talweg.web.lab.process import REPORT, ROWS
from talweg.web.lab.wanted import BUDGETS, ID, LAST_FIRST, MOST_RULES, MOST_SEEDS, MOST_STEPS, Wanted
from talweg.web.pages import render
from talweg.web.people import practising

OFF = "The lab is closed on this server: whoever keeps it can open it with talweg serve --lab."
APART = 0.25
"""Seconds between two looks at what has happened."""
QUIET = 15.0
"""Seconds after which a word is sent where there is nothing to tell, so that nothing on the way hangs up."""
FILES = {"report": (REPORT, "text/html", "talweg-comparison.html"), "runs": (ROWS, "text/csv", "talweg-runs.csv")}


def experiments(request: Request) -> Experiments:
    """The lab of this server. Raises HTTPException 404 where it is closed."""
    found: Experiments | None = request.app.state.lab
    if found is None:
        raise HTTPException(404, OFF)
    return found


def visitor(request: Request) -> str:
    """Who asks, as the lab knows them: the learner who is logged in, or whoever sits at this machine."""
    return f"learner {practising(request)}" if request.app.state.class_mode else "this machine"


Lab = Annotated[Experiments, Depends(experiments)]
Visitor = Annotated[str, Depends(visitor)]
Name = Annotated[str, Path(pattern=ID)]


class Begun(BaseModel):
    """What an experiment is called."""

    id: str


class Asked(Wanted):
    """What was asked for in an experiment, whether whoever looks at it began it, and which of their classes see it."""

    mine: bool
    classes: list[int]


class Showing(BaseModel):
    """A class that is to see an experiment, or no longer."""

    model_config = ConfigDict(extra="forbid")

    classroom: int
    shown: bool


class Kept(BaseModel):
    """What a table is called, and what is in it."""

    id: str
    rows: int
    columns: list[str]


# What is told as it happens, and files that are taken away, are no JSON, and not described as if they were.
lab = APIRouter(tags=["lab"], responses=RESPONSES)


@lab.get("/lab", response_class=HTMLResponse, include_in_schema=False)
def page(request: Request, _me: Visitor, lab: Lab) -> Response:
    """The lab: what to compare stands in the link, and so does the experiment that is looked at."""
    mine, taken = attended(request), taught(request)
    problems = [
        {
            "name": name,
            "label": each.label,
            "summary": each.summary,
            "steps": each.steps,
            "loss": "loss" in each.settings,
            "ground": _ground(each),
        }
        for name, each in PROBLEMS.items()
    ]
    known = {
        "problems": problems,
        "rules": list(OPTIMIZERS),
        "schedules": plans(),
        "losses": list(LOSSES),
        "budgets": BUDGETS,
        "most": {"rules": MOST_RULES, "seeds": MOST_SEEDS, "steps": MOST_STEPS, "first": LAST_FIRST},
    }
    shown = [] if mine is None else lab.shown_to(mine)
    classes = [{"id": each.id, "name": each.name, "shown": lab.shown_to(each.id)} for each in taken]
    context = {"known": known, "classes": classes, "shown": shown}
    return HTMLResponse(render("lab.html", "lab", context), headers={"Cache-Control": "no-store"})


@lab.post("/api/lab/experiments", response_model=Begun, status_code=201)
def begin(me: Visitor, lab: Lab, wanted: Wanted) -> Any:
    """Begin a comparison, in a process of its own."""
    try:
        return {"id": lab.begin(wanted, me)}
    except TalwegError as error:
        raise _refusal(error) from None


@lab.get("/api/lab/experiments/{id}", response_model=Asked)
def read(request: Request, me: Visitor, lab: Lab, id: Name) -> Any:
    """What was asked for in an experiment, of one's own or one that was handed on by its link."""
    own = {each.id for each in taught(request)}
    return lab.wanted(id) | {"mine": lab.mine(id, me), "classes": sorted(own & {*lab.classes(id)})}


@lab.post("/api/lab/experiments/{id}/classes", response_model=Asked)
def show(request: Request, me: Visitor, lab: Lab, id: Name, showing: Showing) -> Any:
    """Show an experiment to a class of one's own, or no longer."""
    if showing.classroom not in {each.id for each in taught(request)}:
        raise HTTPException(403, "Only its teacher shows something to a class.")
    lab.show(id, showing.classroom, showing.shown)
    return read(request, me, lab, id)


@lab.get("/api/lab/experiments/{id}/events", response_class=StreamingResponse, include_in_schema=False)
async def watch(
    request: Request,
    _me: Visitor,
    lab: Lab,
    id: Name,
    last_event_id: Annotated[str, Header(pattern=r"^\d{0,9}$")] = "",
) -> Response:
    """What happens, as server-sent events, from the first on or after the last that was heard."""
    after = int(last_event_id or 0)
    await run_in_threadpool(lab.wanted, id)  # raises for what is not there, while that can still be said
    return StreamingResponse(
        _told(request, lab, id, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@lab.post("/api/lab/experiments/{id}/stop", response_model=Begun)
def stop(me: Visitor, lab: Lab, id: Name) -> Any:
    """Stop an experiment of one's own; its last event says so."""
    lab.stop(id, me)
    return {"id": id}


@lab.get("/api/lab/experiments/{id}/{what}", response_class=FileResponse, include_in_schema=False)
def take_away(_me: Visitor, lab: Lab, id: Name, what: Annotated[str, Path(pattern="^(report|runs)$")]) -> Response:
    """The report as one page, or all runs as CSV, once the experiment is done."""
    file, kind, name = FILES[what]
    found = lab.file(id, file)
    if found is None:
        raise HTTPException(404, "There is no such file: the experiment is not done.")
    # Handed over as a file, and not shown: it is no page of this site.
    return FileResponse(found, media_type=kind, filename=name, headers={"Cache-Control": "no-store"})


@lab.post("/api/lab/tables", response_model=Kept, status_code=201)
async def keep_table(request: Request, _me: Visitor, lab: Lab) -> Any:
    """Hand over a table, as CSV with a line of names. It is kept for the experiments that name it."""
    data = await request.body()

    def kept() -> dict[str, Any]:
        name = lab.keep_table(data)
        path = lab.tables / f"{name}.csv"
        try:
            found = read_file(path)
        except (TalwegError, ImportError) as error:
            path.unlink(missing_ok=True)
            raise HTTPException(422, str(error).replace(path.name, "the table")) from None
        return {"id": name, "rows": found.height, "columns": found.names}

    return await run_in_threadpool(kept)


@cache
def plans() -> list[str]:
    """The schedules that a name lays out over a run: those that need no more than a peak and a length."""
    found = []
    for name in SCHEDULES:
        with suppress(TalwegError):
            entries(f"sgd@{name}", None, 100)
            found.append(name)
    return found


def _ground(problem: Problem) -> dict[str, Any] | None:
    """What the map of a surface needs, on which the start is chosen."""
    surface = surface_of(problem)
    if surface is None:
        return None
    return {"surface": surface.name, "start": surface.start, "shape": surface.hyper}


async def _told(request: Request, lab: Experiments, id: str, after: int) -> AsyncIterator[str]:
    quiet, seen = 0.0, -2
    while True:
        now = await run_in_threadpool(lab.written, id)
        # From the last that was heard: it may have been the end. Of many who watch, none reads what has not changed.
        known = [] if now == seen else await run_in_threadpool(lab.events, id, max(0, after - 1))
        seen = now
        events = [each for each in known if each.number > after]
        for each in events:
            yield f"id: {each.number}\ndata: {each.text}\n\n"
            after = each.number
        if known and known[-1].last:
            return
        quiet = 0.0 if events else quiet + APART
        if quiet >= QUIET:
            yield ": still there\n\n"
            quiet = 0.0
        if await request.is_disconnected():
            return
        await asyncio.sleep(APART)


def _refusal(error: TalwegError) -> Exception:
    """What is wrong with a table or a rule is something to mend, whatever it is: none of it is missing here."""
    return error if isinstance(error, TooManyTriesError) else HTTPException(422, str(error))
