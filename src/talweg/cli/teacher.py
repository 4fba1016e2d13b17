"""`talweg teacher`: the teachers of a server in class mode, on the command line of the machine that keeps its store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

teacher = typer.Typer(help="The teachers of a class: add one, let one in again.", no_args_is_help=True)

Kept = Annotated[str | None, typer.Option("--store", metavar="URL", help="The server's database; else TALWEG_STORE.")]


@teacher.command()
def add(name: Annotated[str, typer.Argument(help="The name to log in with.")], store: Kept = None) -> None:
    """Add a teacher, and print the code that lets them in once, to choose a password."""
    from talweg.course.exam import teachers

    _print_entry(teachers.add, store, name)


@teacher.command()
def reset(name: Annotated[str, typer.Argument(help="The first one is called teacher.")], store: Kept = None) -> None:
    """End a teacher's password and sessions, and print a code that lets them in once, to choose another."""
    from talweg.course.exam import teachers

    _print_entry(teachers.reset, store, name)


def _print_entry(make: Callable[[Any, str], str], store: str | None, name: str) -> None:
    from talweg.web.lazy_store import LazyStore

    opened = LazyStore(store)
    code = make(opened(), name)
    opened.close()
    typer.echo(f"{name}: open /teacher/enter on the server and give the code {code}; it is good until it is used.")
