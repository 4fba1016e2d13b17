"""`talweg list`: what is registered."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import talweg as tw
from talweg.cli.completion import shelved
from talweg.cli.own import any_of, installed
from talweg.errors import MissingError
from talweg.functions import FUNCTIONS
from talweg.losses import LOSSES
from talweg.nouns import Shelf
from talweg.nouns.checkup import landmarks
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES


def shelves() -> dict[str, Shelf[Any]]:
    """The shelves of formulas by their names."""
    return {
        "optimizers": OPTIMIZERS,
        "losses": LOSSES,
        "schedules": SCHEDULES,
        "surfaces": tw.surfaces.SURFACES,
        "functions": FUNCTIONS,
    }


def show(
    only: Annotated[
        str | None,
        typer.Argument(
            autocompletion=shelved,
            help="A shelf (optimizers, losses, ...), one name, or FILE.py or FILE.py:name.",
        ),
    ] = None,
    schedules: Annotated[
        bool, typer.Option("--schedules", help="Every schedule's values at its joins, in a run of 100 steps.")
    ] = False,
) -> None:
    """Show what is registered: every formula with its hyperparameters, defaults and legal ranges."""
    from rich.console import Console
    from rich.syntax import Syntax

    if schedules:
        _landmarks()
        return
    console = Console()
    for title, nouns in _asked(only).items():
        console.print(f"[bold]{title}[/bold]\n")
        for noun in nouns:
            console.print(f"  [bold green]{noun.name}[/]  ", highlight=False, end="")
            console.print(noun.formula.summary, highlight=False, markup=False)
            for hyper in noun.formula.hyper.values():
                value = hyper.default
                default = "no default" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
                console.print(f"    {hyper.name} = {default}, in {hyper.range}", highlight=False, markup=False)
            lines = "\n\n".join(filter(None, (noun.formula.body, noun.formula.called)))
            code = Syntax(lines, "python", background_color="default", padding=(0, 4), word_wrap=True)
            console.print(code)
            console.print()
    _problems(console, only)


def _problems(console: Any, only: str | None) -> None:
    """Print the problems, or the one: of a surface by its own name only the surface is shown."""
    shown = [each for each in tw.problems.PROBLEMS.values() if only in (None, "problems") or only == each.name]
    if not shown or only in tw.surfaces.SURFACES:
        return
    console.print("[bold]problems[/bold]\n")
    for each in shown:
        console.print(f"  [bold green]{each.name}[/]  {each.summary}", highlight=False)
        numbers = {"steps": each.steps, **each.settings}
        told = ", ".join(f"{key} = {numbers.get(key)}" for key in each.legal if numbers.get(key) is not None)
        console.print(f"    {told}", highlight=False, markup=False)
    console.print()


def _asked(only: str | None) -> dict[str, list[Noun]]:
    """By shelf, the formulas that `talweg list ONLY` shows: the shelves', those of installed packages, or a file's."""
    every, problems = shelves(), tw.problems.PROBLEMS
    if only == "problems" or (only in problems and not any(only in shelf for shelf in every.values())):
        return {}
    if only is not None and only not in every:
        found = any_of(every, only, ("problems", *problems))
        of_kind = {title: [each for each in found if isinstance(each, shelf.kind)] for title, shelf in every.items()}
        return {title: nouns for title, nouns in of_kind.items() if nouns}
    titles = every if only is None else {only: every[only]}
    return {title: [*shelf.values(), *installed(shelf.kind).values()] for title, shelf in titles.items()}


# A run of 100 steps in which every schedule shows its joins.
EXAMPLE = {"peak": 1.0, "total": 100, "warmup": 10, "every": 30, "period": 30, "cooldown": 20, "milestones": (50, 80)}


def _landmarks() -> None:
    """Print the values of every schedule at the start, around its joins, at the last step and past it."""
    for each in SCHEDULES.values():
        known = {name: value for name, value in EXAMPLE.items() if name in each.formula.hyper}
        try:
            schedule = each.replace(**known)
            rows = [f"  t = {mark.t:<4} {mark.value:<10.4g} {mark.what}" for mark in landmarks(schedule, 100)]
        except MissingError as error:
            rows = [f"  {error}"]
        typer.echo("\n".join([repr(schedule), *rows, ""]))
