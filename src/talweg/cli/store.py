"""`talweg store`: keep a copy of what learners have answered, put one back, and look whether all is sound."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from talweg.cli.teacher import Kept

store = typer.Typer(help="The store of the answers: back it up, put a backup back, check it.", no_args_is_help=True)


@store.command()
def backup(file: Annotated[Path, typer.Argument(help="The new file.")], store: Kept = None) -> None:
    """Copy the store to a new file, while the server runs. A plain copy of the file would lose the last answers."""
    from talweg.course.store.backup import backup as copied

    typer.echo(f"{file}: {copied(_named(store), file):,} answers")


@store.command()
def restore(file: Annotated[Path, typer.Argument(help="A file of talweg store backup.")], store: Kept = None) -> None:
    """Put a backup in the place of the store, whose server is stopped; the former store is kept beside it."""
    from talweg.course.store.backup import restore as put_back

    count, kept = put_back(_named(store), file)
    typer.echo(f"{count:,} answers are back" + (f"; what was there before is kept as {kept}" if kept else ""))


@store.command()
def check(store: Kept = None) -> None:
    """Look whether the store is sound. Exit 1 if it is not."""
    from talweg.course.store.backup import check as checked

    found = checked(_named(store))
    for each in found:
        typer.echo(each, err=True)
    typer.echo(
        "the store is damaged; put a backup back with talweg store restore FILE" if found else "the store is sound"
    )
    if found:
        raise typer.Exit(1)


def _named(store: str | None) -> str | None:
    return store or os.environ.get("TALWEG_STORE") or None
