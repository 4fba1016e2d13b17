"""`talweg compare`: a fair comparison on the command line."""

from __future__ import annotations

import shlex
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import talweg as tw
from talweg import atomic
from talweg.cli.completion import names, problems
from talweg.cli.lab import NAMED
from talweg.cli.own import split, taken
from talweg.errors import RangeError
from talweg.nouns import Optimizer
from talweg.nouns.shelf import number
from talweg.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from talweg.lab.problems import Problem

KEPT = Path("talweg-study.db")
"""Where runs go that were stopped without a study."""


def compare(
    problem: Annotated[
        str,
        typer.Argument(
            autocompletion=problems,
            help="A .csv or .parquet file, a name, or one with settings: digits or valley:kappa=30,noise=1.",
        ),
    ],
    rules: Annotated[
        list[str],
        typer.Argument(
            autocompletion=names(OPTIMIZERS), help=NAMED + "sgd or adam:beta2=0.99; a schedule after @: adam@cosine."
        ),
    ],
    target: Annotated[str | None, typer.Option(help="The column of the file to predict.")] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(autocompletion=problems, metavar="PROBLEM", help="Another problem; as often as you like."),
    ] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds are reported.")] = 10,
    first_seed: Annotated[int, typer.Option(help="The first of them; by a seed go start, batches and noise.")] = 0,
    budgets: Annotated[str, typer.Option(help="Trials to tune with, 1 being the rule as it is.")] = "1,5,25",
    tuning_seeds: Annotated[int, typer.Option(help="How many other seeds each trial is tuned on.")] = 3,
    steps: Annotated[int | None, typer.Option(help="Steps of every run; the problem says how many.")] = None,
    seed: Annotated[int, typer.Option(help="What draws the trials.")] = 0,
    sensitivity: Annotated[bool, typer.Option(help="Look how far the best rate may be off.")] = True,
    store: Annotated[
        str | None, typer.Option(help="Keep every run here, and go on from there: a file, or a URL.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes; -1: one for each core.")] = -1,
    dask: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Run on a Dask cluster, tcp://host:8786.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Save the pictures here (png, svg, pdf).")] = None,
    html: Annotated[Path | None, typer.Option(help="Save one page with everything here.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Save every run here, a row each.")] = None,
) -> None:
    """Compare optimizers fairly: the same tuning, starts and batches; a verdict for each two."""
    from talweg.adapters.files import is_table
    from talweg.lab.compare.compare import compare as run
    from talweg.lab.compare.study import Study

    for path in (plot, html, parquet):
        if path is not None:
            atomic.check(path)
    table = None if target is None and not is_table(problem) else _table(problem, target)
    read = [_own(rule) if split(rule.partition("@")[0]) else rule for rule in rules]
    try:
        found = run(
            [table or problem, *(also or [])], read,
            budgets=[_whole(each) for each in budgets.split(",")], seeds=_in_a_row(seeds, first_seed),
            tuning_seeds=tuning_seeds, steps=steps,
            sensitivity=sensitivity, seed=seed, store=store, jobs=jobs, dask=dask,
        )  # fmt: skip
    except KeyboardInterrupt as error:
        rows = getattr(error, "rows", [])
        if store is None and rows:
            with Study(KEPT) as study:
                study.keep(rows)
        where = store or (str(KEPT) if rows else None)
        typer.echo(
            f"stopped; {len(rows)} runs are kept in {where}; go on from there with --store {where}"
            if where else "stopped before the first run was over",
            err=True,
        )  # fmt: skip
        raise typer.Exit(130) from None
    if table is not None:  # as it was typed: the problem itself knows of no file
        options = {"--target": target, "--seeds": seeds, "--budgets": budgets, "--tuning-seeds": tuning_seeds}
        options |= {"--first-seed": first_seed} if first_seed else {}
        options |= {"--steps": steps} if steps is not None else {}
        options |= {"--seed": seed} if seed else {}
        given = [*(part for each in also or () for part in ("--also", each)), *chain(*options.items())]
        found = replace(found, again=shlex.join(map(str, ["talweg", "compare", problem, *rules, *given])))
    typer.echo(found.table())
    for path, save in ((plot, found.plot), (html, found.to_html), (parquet, found.to_parquet)):
        if path is not None:
            save(path)
            typer.echo(f"\nsaved {path}")


def _table(path: str, target: str | None) -> Problem:
    from talweg.adapters.files import is_table

    if not is_table(path):
        raise RangeError(f"--target names a column of a .csv or .parquet file; {path} is none")
    if target is None:
        raise RangeError(f"{path} needs --target, the column to predict")
    return tw.problems.table(path, target=target)


def _in_a_row(count: int, first: int) -> int | range:
    """So many seeds from the first on; what is no number of seeds is left to the comparison to refuse."""
    return range(first, first + count) if first and count > 0 else count


def _whole(text: str) -> int:
    value = number(text, "--budgets")
    if not value.is_integer():
        raise RangeError(f"--budgets takes whole numbers, such as 1,5,25; got {text!r}")
    return int(value)


def _own(text: str) -> Optimizer | tuple[Optimizer, str]:
    """The rule of a file, with its schedule where one is named behind it."""
    rule, _, schedule = text.partition("@")
    found = taken(OPTIMIZERS, rule)
    return (found, schedule) if schedule else found
