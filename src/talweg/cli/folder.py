"""`--course DIR`: a course of one's own beside ours; and `talweg new course DIR`, which writes one to begin with."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talweg.errors import DeclarationError
from talweg.nouns.noun import Noun

if TYPE_CHECKING:
    from talweg.course.folder.taking import Taken

Course = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", help="A course of your own, as talweg new course writes one."),
]
new = typer.Typer(help="Write something to begin with: a course of your own.", no_args_is_help=True)


def taken(course: Path | None, measured: bool = False) -> Taken | None:
    """The course at `course`, which this process now has beside ours; `measured`, so that its faults are told."""
    if course is None:
        return None
    from talweg.course.folder.taking import measure, take

    found = take(course)
    if measured:
        measure(found)
    return found


def shelved(formulas: Sequence[Noun]) -> None:
    """Put formulas of one's own on the shelves, where other processes can find them too.

    Raises RangeError for a name that is taken, and DeclarationError for one that no other process finds.
    """
    from talweg.course.folder.taking import shelve

    try:
        pickle.dumps(formulas)
    except pickle.PicklingError as error:
        raise DeclarationError(str(error)) from None
    shelve(formulas)


@new.callback()
def begin() -> None:
    """Write something to begin with: a course of your own."""


@new.command()
def course(folder: Annotated[Path, typer.Argument(help="Where to write it: a folder that is new or empty.")]) -> None:
    """Write a small course that works: one lesson, two questions, an exam, a claim and a formula, to change at will."""
    from talweg.course.folder.writing import write

    typer.echo(f"wrote {write(folder)} files to {folder}; read {folder / 'README.md'}, and look at the course:")
    typer.echo(f"  talweg bank check --course {folder}\n  talweg serve --course {folder}")
