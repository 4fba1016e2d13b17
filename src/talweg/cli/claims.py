"""`talweg claims`: what the lesson claims, measured anew."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talweg import atomic
from talweg.cli import completion
from talweg.cli.folder import Course, taken
from talweg.errors import MissingError, unknown

if TYPE_CHECKING:
    from talweg.lab.claims.claim import Outcome


def claims(
    names: Annotated[
        list[str] | None,
        typer.Argument(autocompletion=completion.claims, help="Names of claims; all where none is given."),
    ] = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="More seeds and settings: minutes each.")] = False,
    seed: Annotated[int, typer.Option(help="The base of every run's seed.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes; -1 is one a core.")] = -1,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the page of claims into this folder.")] = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the outcomes here (.json).")] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Only list the claims, and the verdicts that are kept.")
    ] = False,
    course: Course = None,
) -> None:
    """Measure what the lesson claims, and judge it by the numbers: talweg claims stall window

    A claim holds, depends or fails. What was asked for first is not always there first; what is there is kept if the
    rest is interrupted. With --course, the claims of that course, where none is named.
    """
    own = taken(course)
    from talweg.lab.claims import CLAIMS
    from talweg.lab.claims.claim import SEEDS, Outcome
    from talweg.lab.claims.results import kept, now, save as keep
    from talweg.lab.claims.together import outcomes
    from talweg.training.loop.examples import whole

    whole("claims", "--seed", seed, 0, SEEDS - 1)
    if jobs != -1:
        whole("claims", "--jobs", jobs, 1)
    for name in names or ():
        if name not in CLAIMS:
            raise unknown("talweg", "claim", name, CLAIMS)
    names = names or (list(own.claims) if own else None)
    if names == []:
        raise MissingError(f"{course} holds no claim; write one into its folder claims")
    if listed:
        typer.echo(_table([kept()[name].outcome for name in names or kept() if name in kept()]))
        return
    if save:
        atomic.check(save)
    if out:
        from talweg.web.claims import check

        check(out)
    wanted, found = list(names or CLAIMS), list[Outcome]()
    try:
        prepare = partial(taken, course) if own else None
        for outcome in outcomes(wanted, thorough, seed, jobs, prepare, progress=False):
            found.append(outcome)
            count = f"{len(found)}/{len(dict.fromkeys(wanted))}"
            typer.echo(f"{count:>5}  {outcome.verdict:<8} {outcome.claim:<20} {outcome.seconds:6.1f} s", err=True)
    except KeyboardInterrupt:
        if not found:
            raise
        typer.echo(f"interrupted: {len(found)} of {len(wanted)} are measured", err=True)
    found.sort(key=lambda outcome: list(CLAIMS).index(outcome.claim))
    alone = len(found) == 1
    typer.echo(repr(found[0]) if alone else f"\n{_table(found)}")
    rows = [now(outcome) for outcome in found]
    if save:
        typer.echo(f"\nsaved {keep(save, rows)} outcomes to {save}")
    if out:
        from talweg.web.claims import write

        typer.echo(f"\nwrote {write(out, rows)}")


def _table(found: Sequence[Outcome]) -> str:
    """A verdict a line, with what was seen below it."""
    from textwrap import fill

    from rich.console import Console

    width = max(40, min(Console(file=sys.stdout).width, 100))
    parts = []
    for outcome in found:
        head = f"{outcome.verdict:<8} {outcome.claim}: {outcome.statement}"
        seen = fill(outcome.seen, width, initial_indent=" " * 9, subsequent_indent=" " * 9)
        parts.append(f"{fill(head, width, subsequent_indent=' ' * 9)}\n{seen}")
    counts = ", ".join(
        f"{sum(each.verdict == word for each in found)} {word}" for word in ("holds", "depends", "fails")
    )
    return "\n".join([*parts, "", counts])
