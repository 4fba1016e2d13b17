"""The command line: `talweg race`, `train`, `list`, `bank`, `serve`, `teacher`, `store`, `build`; alone: the site."""

from __future__ import annotations

import sys

import typer

from talweg.cli.bank import bank
from talweg.cli.lab import race, train
from talweg.cli.shelves import show
from talweg.cli.site import build, serve
from talweg.cli.store import store
from talweg.cli.teacher import teacher
from talweg.errors import TalwegError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Race optimizers, train on real data, or (with no command) open the course in the browser.",
)
for command in (serve, build, race, train):
    app.command()(command)
app.command(name="list")(show)
app.add_typer(bank, name="bank")
app.add_typer(teacher, name="teacher")
app.add_typer(store, name="store")


@app.callback(invoke_without_command=True)
def site(context: typer.Context) -> None:
    """Race optimizers, train on real data, or (with no command) open the course in the browser."""
    if context.invoked_subcommand is None:
        serve()


def main() -> None:
    """Run the command line; what the user got wrong is one line on standard error, exit status 2."""
    try:
        app()
    except (TalwegError, OSError, ImportError) as error:
        print(f"talweg: {error}", file=sys.stderr)
        sys.exit(2)
