"""`talweg serve` and `talweg build`: the course on this machine, and as plain files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from talweg.cli.folder import Course, shelved, taken
from talweg.cli.own import every


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 8000 or, if that is taken, a free one, as with 0.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser where there is one.")] = True,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The database that keeps the answers; else TALWEG_STORE, or a file."),
    ] = None,
    class_mode: Annotated[
        bool, typer.Option("--class", help="For a class: learners join and log in, a teacher sees how they do.")
    ] = False,
    proxy: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Believe this proxy about where requests come from.")
    ] = None,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes serve, each on a core of its own.")
    ] = 1,
    blueprint: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="An exam of your own, as talweg bank blueprint --help has it; repeatable."),
    ] = None,
    embed_from: Annotated[
        list[str] | None,
        typer.Option(metavar="SITE", help="A site that may frame the panels, https://school.example; repeatable."),
    ] = None,
    lab: Annotated[
        bool,
        typer.Option("--lab", help="Open the lab to all who reach the server: they let this machine compute."),
    ] = False,
    own: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="FILE", help="Formulas of your own in the panels: my_rules.py; repeatable."),
    ] = None,
    course: Course = None,
) -> None:
    """Serve the course: the lesson, its panels, the Exam Center, all on this machine."""
    formulas = [noun for text in own or () for noun in every(text)]
    shelved(formulas)
    taken(course, measured=True)
    from talweg.web.server import run

    sites = embed_from or ()
    run(host, port, browser, store, class_mode, proxy, processes, blueprint or (), sites, lab, course, formulas)


def build(
    folder: Annotated[Path, typer.Argument(help="Where to write it: a folder that is new, empty or a former build.")],
    at: Annotated[str, typer.Option(help="The path at which a host will show it; only 404.html needs it.")] = "/",
    course: Course = None,
) -> None:
    """Write the course as plain files that any web host serves, with no server behind them."""
    taken(course, measured=True)
    from talweg.web.build import build as write

    typer.echo(f"wrote {write(folder, at)} files to {folder}; try them: python -m http.server -d {folder}")
