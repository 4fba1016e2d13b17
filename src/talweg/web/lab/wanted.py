"""What a visitor may ask of the lab: a comparison, within what a server gives to one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from talweg.adapters.files import read_file
from talweg.errors import RangeError, unknown
from talweg.lab.compare.entries import entries
from talweg.lab.problems import PROBLEMS, table
from talweg.lab.problems.ground import surface_of
from talweg.lab.problems.problem import Problem
from talweg.losses import LOSSES

MOST_RULES, MOST_SEEDS, MOST_STEPS, LAST_FIRST = 6, 20, 2_000, 99_999
BUDGETS = (1, 5, 25)
ID = r"^[A-Za-z0-9_-]{22}$"
"""What an experiment or a table is called: 128 bits that nobody guesses."""
Name = Annotated[str, Field(min_length=1, max_length=200)]
Coordinate = Annotated[float, Field(allow_inf_nan=False)]


class Wanted(BaseModel):
    """A comparison: rules on a problem of the shelf, or on a table that was handed over before."""

    model_config = ConfigDict(extra="forbid")

    problem: Name = "digits"
    table: Annotated[str, Field(pattern=ID)] | None = None
    target: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    loss: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    rules: Annotated[list[Name], Field(min_length=1, max_length=MOST_RULES)]
    budget: Literal[1, 5, 25] = 5
    seeds: Annotated[int, Field(strict=True, ge=2, le=MOST_SEEDS)] = 10
    first: Annotated[int, Field(strict=True, ge=0, le=LAST_FIRST)] = 0
    """The first of the seeds, by which starts, batches and noise are drawn and paired."""
    steps: Annotated[int, Field(strict=True, ge=1, le=MOST_STEPS)] | None = None
    start: tuple[Coordinate, Coordinate] | None = None
    """On a surface: the point around which the seeds draw the starts."""


def check(wanted: Wanted, tables: Path) -> None:
    """Raise the TalwegError that a comparison would raise, as far as that takes no long look at a visitor's table."""
    if wanted.table is None:
        problem = problem_of(wanted, tables)
        entries(wanted.rules, None, wanted.steps or problem.steps)
        return
    _refuse_start(wanted, "your table")
    path, target = _table(wanted, tables)
    if target not in (columns := read_file(path).names):
        raise unknown("the table", "column", target, columns)
    if wanted.loss is not None:
        LOSSES.take("lab", wanted.loss)
    entries(wanted.rules, None, wanted.steps or 1)


def problem_of(wanted: Wanted, tables: Path) -> Problem:
    """The problem that is asked for; `tables` is the folder of what was handed over.

    Raises UnknownNameError, RangeError or whatever TalwegError a table gives.
    """
    if wanted.table is not None:
        path, target = _table(wanted, tables)
        return table(path, target=target, loss=wanted.loss, name="your table")
    found = PROBLEMS.take("lab", wanted.problem)
    if surface_of(found) is None:
        _refuse_start(wanted, found.name)
    elif wanted.start is not None:
        found = found(x=wanted.start[0], y=wanted.start[1])
    if wanted.loss is None:
        return found
    if "loss" not in found.settings:
        raise RangeError(f"{found.name} is a function of its own, and takes no other loss")
    return found(loss=wanted.loss)


def _refuse_start(wanted: Wanted, name: str) -> None:
    if wanted.start is not None:
        raise RangeError(f"the lab: only a surface has a point to start from; on {name} the seeds draw the weights")


def _table(wanted: Wanted, tables: Path) -> tuple[Path, str]:
    path = tables / f"{wanted.table}.csv"
    if not path.is_file():
        raise RangeError("the lab: the table is not there any more; hand it over again")
    if wanted.target is None:
        raise RangeError("the lab: a table needs the name of its column to predict")
    return path, wanted.target


def call(wanted: Wanted) -> dict[str, Any]:
    """What `tw.compare` is called with beside the problem and the rules."""
    budgets = tuple(each for each in BUDGETS if each <= wanted.budget)
    seeds = range(wanted.first, wanted.first + wanted.seeds)
    return {"budgets": budgets, "seeds": seeds, "steps": wanted.steps}
