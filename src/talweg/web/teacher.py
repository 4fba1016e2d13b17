"""The teacher's pages: classes, who is where, questions, misconceptions, single answers, and CSV to take away."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from talweg.course.bank import BANK
from talweg.course.exam import analysis, answer_table, blueprint, classroom, conditions, people, teachers
from talweg.course.exam.codes import LONGEST_NAME
from talweg.course.exam.overview import plans
from talweg.course.exam.sheets import ANSWERS, SHEETS, csv_text, sheet
from talweg.course.question.draw import LAST_SEED
from talweg.course.spreadsheet import MARK
from talweg.course.store import Store
from talweg.errors import RangeError, unknown
from talweg.web.lazy_store import Opened
from talweg.web.pages import render
from talweg.web.people import teacher
from talweg.web.words import ago, iso, left, lesson_words, moment, sentence, whole

# So many answers of a learner on one page; the sheet has all.
MOST = 300

Me = Annotated[int, Depends(teacher)]
Id = Annotated[int, Path(ge=1, le=LAST_SEED)]
Text = Annotated[str, Form(max_length=1000)]


def room(store: Opened, me: Me, id: Id) -> teachers.Room:
    """The class of this address, if it is this teacher's. Raises UnknownNameError."""
    return teachers.class_of(store, me, id)


Room = Annotated[teachers.Room, Depends(room)]

teacher_pages = APIRouter(prefix="/teacher", include_in_schema=False, default_response_class=HTMLResponse)


@teacher_pages.get("")
def home(request: Request, store: Opened, me: Me) -> Response:
    """The teacher's classes, and a form for a new one."""
    return _page(request, "teacher/home.html", classes=teachers.classes(store, me), problem="")


@teacher_pages.get("/unsupervised")
def unsupervised(request: Request, _me: Me) -> Response:
    """What the result of an exam is worth that nobody watches."""
    return _page(request, "teacher/unsupervised.html", found=answer_table.kept())


@teacher_pages.post("/classes")
def new_class(request: Request, store: Opened, me: Me, name: Text) -> Response:
    """Begin a class."""
    try:
        found = teachers.new_class(store, me, name)
    except RangeError as error:
        context = {"classes": teachers.classes(store, me), "problem": sentence(str(error))}
        return _page(request, "teacher/home.html", 422, **context)
    return RedirectResponse(f"classes/{found}", 303)


@teacher_pages.get("/classes/{id}")
def live(request: Request, store: Opened, room: Room) -> Response:
    """Who is where: refreshed by itself while it is looked at."""
    join_at = str(request.url.replace(path="/join", query=""))
    return _page(request, "teacher/live.html", join_at=join_at, downloads=list(SHEETS), **_presence(store, room))


@teacher_pages.get("/classes/{id}/rows")
def live_rows(request: Request, store: Opened, room: Room) -> Response:
    """The same table alone, for the page to refresh itself with."""
    html = render("teacher/rows.html", _path(request).removesuffix("/rows"), _presence(store, room))
    return JSONResponse({"html": html}, headers={"Cache-Control": "no-store"})


@teacher_pages.post("/classes/{id}/code")
def new_join_code(store: Opened, me: Me, room: Room) -> Response:
    """Replace the code by which learners join."""
    teachers.new_join_code(store, me, room.id)
    return RedirectResponse(f"../{room.id}", 303)


@teacher_pages.get("/classes/{id}/exams")
def exams(request: Request, store: Opened, room: Room) -> Response:
    """On what conditions the class sits each exam."""
    return _exams(request, store, room)


@teacher_pages.post("/classes/{id}/exams/{exam}")
def change_conditions(
    request: Request,
    store: Opened,
    room: Room,
    exam: str,
    opens: Text = "",
    closes: Text = "",
    attempts: Text = "",
    password: Text = "",
    free: Text = "",
    practice: Text = "",
) -> Response:
    """Set the conditions of an exam."""
    known = _known(request, exam)
    typed: dict[str, Any] = {"opens_at": None, "closes_at": None, "attempts": attempts, "practice": bool(practice)}
    try:
        typed |= {"opens_at": moment(opens), "closes_at": moment(closes)}
        count = whole(attempts, "the attempts") if attempts.strip() else None
        wanted = conditions.Conditions(**typed | {"attempts": count})
        conditions.change(store, room.id, known, wanted, None if free and not password.strip() else password)
    except RangeError as error:
        return _exams(request, store, room, 422, tried=known, typed=typed, problem=sentence(str(error)))
    return RedirectResponse("../exams", 303)


@teacher_pages.post("/classes/{id}/exams/{exam}/end")
def close(request: Request, store: Opened, room: Room, exam: str) -> Response:
    """Close an exam now."""
    conditions.close(store, room.id, _known(request, exam))
    return RedirectResponse("../../exams", 303)


@teacher_pages.get("/classes/{id}/questions")
def questions(request: Request, store: Opened, room: Room) -> Response:
    """How hard each question is, and whether it tells who knows more."""
    items = classroom.items(store, room.id)
    return _page(request, "teacher/questions.html", room=room, items=items, bank=BANK, fewest=analysis.FEWEST)


@teacher_pages.get("/classes/{id}/misconceptions")
def misconceptions(request: Request, store: Opened, room: Room) -> Response:
    """The class's misconceptions, ranked, each with what repairs it."""
    rows = classroom.misconceptions(store, room.id)
    return _page(request, "teacher/misconceptions.html", room=room, rows=rows)


@teacher_pages.get("/classes/{id}/learners/{learner}")
def one_learner(request: Request, store: Opened, room: Room, learner: Id) -> Response:
    """A learner's exams and answers."""
    return _learner(request, store, room, learner)


@teacher_pages.post("/classes/{id}/learners/{learner}")
def new_personal_code(request: Request, store: Opened, room: Room, learner: Id) -> Response:
    """Give a learner a new personal code, and show it once."""
    return _learner(request, store, room, learner, code=people.new_personal_code(store, room.id, learner))


@teacher_pages.post("/classes/{id}/learners/{learner}/lock")
def lift_lock(store: Opened, room: Room, learner: Id) -> Response:
    """Let a learner try again at once, about whom too many wrong codes were given."""
    people.lift(store, room.id, learner)
    return RedirectResponse(f"../{learner}", 303)


@teacher_pages.post("/classes/{id}/learners/{learner}/extra")
def give_extra(request: Request, store: Opened, room: Room, learner: Id, percent: Text = "") -> Response:
    """Give a learner longer than others."""
    try:
        conditions.give_extra(store, room.id, learner, whole(percent, "extra time"))
    except RangeError as error:
        known = {"extra_typed": percent, "extra_problem": sentence(str(error))}
        return _learner(request, store, room, learner, 422, **known)
    return RedirectResponse(f"../{learner}", 303)


@teacher_pages.post("/classes/{id}/learners/{learner}/name")
def rename(request: Request, store: Opened, room: Room, learner: Id, was: Text, name: Text) -> Response:
    """Give a learner another name."""
    try:
        people.rename(store, room.id, learner, was, name)
    except RangeError as error:
        return _learner(request, store, room, learner, 422, typed=name, problem=sentence(str(error)))
    return RedirectResponse(f"../{learner}", 303)


@teacher_pages.post("/classes/{id}/learners/{learner}/removal")
def remove(store: Opened, room: Room, learner: Id, was: Text) -> Response:
    """Delete a learner and all that was kept of them."""
    people.remove(store, room.id, learner, was)
    return RedirectResponse(f"../../../{room.id}", 303)


@teacher_pages.get("/classes/{id}/learners/{learner}/answers.csv")
def take_away_one(store: Opened, room: Room, learner: Id) -> Response:
    """One learner's answers as CSV."""
    classroom.learner(store, room.id, learner)
    found = csv_text(ANSWERS, classroom.answers(store, room.id, learner))
    return _csv(found, f"class-{room.id}-learner-{learner}-answers")


@teacher_pages.get("/classes/{id}/answers/{answer}")
def one_answer(request: Request, store: Opened, room: Room, answer: Id) -> Response:
    """One answer with its question, what is right, and why."""
    return _page(request, "teacher/answer.html", room=room, answer=classroom.answer(store, room.id, answer))


@teacher_pages.get("/classes/{id}/{name}.csv")
def take_away(store: Opened, room: Room, name: Literal["results", "answers", "misconceptions"]) -> Response:
    """A sheet of the class as CSV."""
    return _csv(sheet(store, room.id, name), f"class-{room.id}-{name}")


def _known(request: Request, exam: str) -> str:
    """The name of an exam, if there is one of that name. Raises UnknownNameError."""
    known = blueprint.names(request.app.state.blueprints)
    if exam not in known:
        raise unknown("the exam", "blueprint", exam, known)
    return exam


def _exams(request: Request, store: Store, room: teachers.Room, status: int = 200, **more: Any) -> Response:
    known = conditions.of_class(store, room.id)
    rows = [each | {"kept": known.get(each["name"], conditions.Kept())} for each in plans(request.app.state.blueprints)]
    context: dict[str, Any] = {"room": room, "exams": rows, "longer": conditions.longer(store, room.id)}
    context |= {"at": store.clock(), "iso": iso, "shortest": conditions.SHORTEST, "longest": conditions.LONGEST}
    context |= {"most_attempts": conditions.MOST_ATTEMPTS, "tried": None, "typed": {}, "problem": ""} | more
    return _page(request, "teacher/exams.html", status, **context)


def _csv(text: str, name: str) -> Response:
    """A file to keep; the mark at its start tells spreadsheets that it is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(MARK + text, media_type="text/csv; charset=utf-8", headers=headers)


def _learner(
    request: Request, store: Store, room: teachers.Room, learner: int, status: int = 200, **more: str
) -> Response:
    name, kept = classroom.learner(store, room.id, learner)
    context: dict[str, Any] = {"room": room, "learner": learner, "name": name, "kept": kept, "most": MOST}
    context["exams"] = classroom.exams(store, room.id, learner)
    context["answers"] = classroom.answers(store, room.id, learner, MOST)
    context["locked"] = people.locked(store, room.id, learner)
    context |= {"longest_name": LONGEST_NAME, "code": "", "typed": name, "problem": ""}
    context |= {"extra_typed": conditions.extra_of(store, room.id, learner), "extra_problem": ""} | more
    return _page(request, "teacher/learner.html", status, **context)


def _presence(store: Store, room: teachers.Room) -> dict[str, Any]:
    found = classroom.presence(store, room.id)
    return {"now": found["now"], "learners": found["learners"], "ago": ago, "left": left, "room": room}


def _page(request: Request, template: str, status: int = 200, **known: Any) -> Response:
    return HTMLResponse(render(template, _path(request), lesson_words() | known), status)


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removeprefix("/")
