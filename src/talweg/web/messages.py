"""What the API takes and gives, as it describes itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from talweg.course.exam.conditions import State
from talweg.course.exam.practice import Mode
from talweg.course.question import FORMS
from talweg.course.question.draw import LAST_SEED

Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$", description="The browser's own name for this answer.")]
Seed = Annotated[int, Field(strict=True, ge=0, le=LAST_SEED)]
Place = Annotated[int, Field(strict=True, ge=0, le=999)]
Response = (
    Annotated[int, Field(strict=True, ge=-LAST_SEED, le=LAST_SEED)]
    | Annotated[float, Field(strict=True, ge=-1e300, le=1e300, allow_inf_nan=False)]
    | Annotated[list[Place], Field(max_length=50)]
    | Annotated[str, Field(max_length=4000)]
)
"""What some form of question takes for an answer: a place, a number, places or a text. The form itself judges it."""


class Problem(BaseModel):
    """What went wrong, in a sentence."""

    detail: str


class Shown(BaseModel):
    """A question as an exam shows it; texts are HTML."""

    section: str
    level: int
    kind: str
    form: Annotated[str, Field(json_schema_extra={"enum": list(FORMS)})]
    prompt: str
    figure: str
    options: list[str]
    unit: str


class Asked(Shown):
    """A question to practise."""

    name: str
    seed: Seed
    hint: str


class Slip(BaseModel):
    """What an answer shows: why it is right or wrong, and where that can be seen in the lesson."""

    right: bool
    why: str
    misconception: str | None
    see: str | None
    answer: float | list[int] | str | None = None
    room: float | None = None


class Key(BaseModel):
    """The answer and every why; which fields there are depends on the question's form."""

    why: str
    see: str | None
    options: list[Slip] = []
    answer: float | list[int] | str | None = None
    room: float | None = None
    shown: str | None = None
    slips: list[Slip] = []


class Verdict(BaseModel):
    """`credit` lies in [0, 1]; `slips` are the wrong answers that were recognised."""

    right: bool
    credit: float
    slips: list[Slip]


class Given(BaseModel):
    """An answer in practice; sent again with the same token it counts once."""

    name: Annotated[str, Field(max_length=80)]
    seed: Seed
    response: Response
    token: Token
    mode: Mode = "practice"
    hinted: bool = False


class Judged(BaseModel):
    """What comes back for it: the answer is kept before this is sent."""

    verdict: Verdict
    key: Key
    due_at: int


class Due(BaseModel):
    """How many questions are due now, on each of the next 14 days, and were ever practised (`known`)."""

    now: int
    days: list[int]
    known: int


class Review(BaseModel):
    """The most overdue question, or None; `next_due_at` is when the next one is due."""

    asked: Asked | None
    due: Due
    next_due_at: int | None


class Mistake(BaseModel):
    """A question that was last answered wrong."""

    template: str
    section: str
    level: int
    misconceptions: list[str]


class Plan(BaseModel):
    """An exam that can be sat, and when and how often by this learner; `problem` says why its file cannot be used.

    `minutes` has the learner's `extra` percent in it; `left` of the `attempts` are left, None meaning any number.
    """

    name: str
    title: str
    minutes: int
    extra: int
    count: int
    problem: str | None
    state: State
    opens_at: int | None
    closes_at: int | None
    attempts: int | None
    left: int | None
    password: bool


class SittingResult(BaseModel):
    """An exam that goes on or is over; `credit` comes when it is over."""

    id: str
    title: str
    blueprint: str
    started_at: int
    ends_at: int
    ended_at: int | None
    over: bool
    answered: int
    credit: float | None
    of: int


class Overview(BaseModel):
    """The Exam Center at a glance. Times are milliseconds since 1970, UTC.

    `practice_closed` is the title of the exam during which practice, review and reports are closed, if one goes on.
    """

    now: int
    due: Due
    next_due_at: int | None
    mistakes: int
    practice_closed: str | None
    blueprints: list[Plan]
    sittings: list[SittingResult]


class Start(BaseModel):
    """The blueprint of the exam to sit, and the password of the room where the exam asks for one."""

    blueprint: Annotated[str, Field(max_length=80)]
    password: Annotated[str, Field(max_length=200)] = ""


class Started(BaseModel):
    """The exam's id; one of the same blueprint that still goes on is taken up again."""

    id: str


class Written(BaseModel):
    """An answer in an exam; None takes it back."""

    place: Place
    response: Response | None
    token: Token


class Clock(BaseModel):
    """The server's clock, and when the exam ends by it."""

    now: int
    ends_at: int
    over: bool


class SittingPlace(BaseModel):
    """A question and the answer that is kept."""

    asked: Shown
    response: Response | None


class Sitting(Clock):
    """An exam as it stands; never a key."""

    id: str
    title: str
    blueprint: str
    started_at: int
    places: list[SittingPlace]


class SectionResult(BaseModel):
    """The credit in a section of the lesson."""

    section: str
    credit: float
    of: int


class MisconceptionResult(BaseModel):
    """How often a misconception showed, and what is true instead."""

    name: str
    count: int
    repair: str


class ReportPlace(BaseModel):
    """A question with the answer that was given, and its key."""

    asked: Asked
    key: Key
    response: Response | None
    answered: bool
    right: bool
    credit: float


class Report(BaseModel):
    """An exam that is over."""

    id: str
    title: str
    started_at: int
    ended_at: int
    credit: float
    of: int
    sections: list[SectionResult]
    misconceptions: list[MisconceptionResult]
    places: list[ReportPlace]
