"""The command line: `talweg race`, `compare`, `train`, `list`, `serve`, ...; alone it starts the site."""

from __future__ import annotations

import sys
import traceback
import warnings
from typing import Annotated, Any

import typer

from talweg import __version__
from talweg.cli.bank import bank
from talweg.cli.check import check
from talweg.cli.claims import claims
from talweg.cli.compare import compare
from talweg.cli.diagnose import diagnose
from talweg.cli.export import export
from talweg.cli.folder import new
from talweg.cli.lab import predict, race, train
from talweg.cli.maps import show_map
from talweg.cli.shelves import show
from talweg.cli.site import build, serve
from talweg.cli.store import store
from talweg.cli.teacher import teacher
from talweg.errors import TalwegError, TalwegWarning

app = typer.Typer(
    pretty_exceptions_enable=False,
    help="Race optimizers, train on real data, or (with no command) open the course in the browser.",
)
for command in (serve, build, race, compare, train, predict, claims, diagnose, check, export):
    app.command()(command)
app.command(name="map", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(show_map)
app.command(name="list")(show)
app.add_typer(new, name="new")
app.add_typer(bank, name="bank")
app.add_typer(teacher, name="teacher")
app.add_typer(store, name="store")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"talweg {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def site(
    context: typer.Context,
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Race optimizers, train on real data, or (with no command) open the course in the browser."""
    if context.invoked_subcommand is None:
        serve()


# What is typed wrongly: an option, a number. Typer names no public class for it, and moved it once.
USAGE: Any = typer.BadParameter.__base__


def _show(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """A warning of Talweg's own as a line on standard error, as an error is; another with its place in the code."""
    own = issubclass(category, TalwegWarning)
    text = f"talweg: {message}" if own else warnings.formatwarning(message, category, filename, lineno, line)
    print(text, file=file or sys.stderr)


def _extra(error: ModuleNotFoundError) -> str:
    """The extra that brings the missing package: the course's own, or simply all."""
    rooms = (frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__))
    return "course" if any(room.startswith(("talweg.course", "talweg.web")) for room in rooms) else "all"


def main() -> None:
    """Run the command line; what the user got wrong is one line on standard error, exit status 2."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", TalwegWarning)
            warnings.showwarning = _show
            sys.exit(app(standalone_mode=False))
    except typer.Abort:
        sys.exit(130)
    except USAGE as error:
        problem = error.format_message()
        if "\n" in problem or not problem:  # the help, for a group of commands that was given none
            error.show()
            sys.exit(2)
    except ModuleNotFoundError as error:
        problem = f"{error.name} is not installed, which this needs: pip install 'talweg[{_extra(error)}]'"
    except MemoryError as error:
        problem = f"this does not fit in memory: {error}"
    except (TalwegError, OSError, ImportError) as error:
        problem = str(error)
    print(f"talweg: {' '.join(problem.split())}", file=sys.stderr)
    sys.exit(2)
