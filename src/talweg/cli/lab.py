"""`talweg race` and `talweg train`: the lab on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import talweg as tw
from talweg.adapters.files import is_table, read_file
from talweg.adapters.tables import Table, read_table
from talweg.cli.names import point, rate_of, schedule_of
from talweg.errors import RangeError, unknown
from talweg.losses import LOSSES
from talweg.nouns import Optimizer
from talweg.optimizers import OPTIMIZERS
from talweg.surfaces import SURFACES
from talweg.training import Split
from talweg.training.loop.examples import whole

NAMED = "A name, or a name with hyperparameters: "


def race(
    surface: Annotated[str, typer.Argument(help=NAMED + "valley or valley:kappa=30.")],
    optimizers: Annotated[list[str], typer.Argument(help=NAMED + "sgd or momentum:lr=0.1,beta=0.8.")],
    lr: Annotated[float | None, typer.Option(help="The rate of every optimizer that names none of its own.")] = None,
    steps: Annotated[int, typer.Option(help="Gradients each optimizer gets.")] = 50,
    start: Annotated[str | None, typer.Option(metavar="X,Y", help="Where all start.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Save a picture of the paths here (png, svg, pdf).")] = None,
) -> None:
    """Race optimizers on a surface: same start, same number of gradients, no clipping."""
    ground = SURFACES.read(surface)
    rules = [_rated(text, lr) for text in optimizers]
    result = tw.race(ground, rules, start=point(start) if start else None, steps=steps)
    x, y = result.start
    typer.echo(f"{ground!r} from ({x:g}, {y:g}), f = {ground.value(x, y):.4g}, {steps} steps\n\n{result.table()}")
    if plot:
        result.plot(plot)
        typer.echo(f"\nsaved {plot}")


def train(
    table: Annotated[str, typer.Argument(help="digits (scikit-learn's, 8 x 8 pixels), or a .csv or .parquet file.")],
    target: Annotated[str | None, typer.Option(help="The column of the file to predict.")] = None,
    task: Annotated[str | None, typer.Option(help="classification or regression; the target's values decide.")] = None,
    optimizer: Annotated[str, typer.Option(help=NAMED + "adam or adam:beta2=0.99.")] = "adam",
    loss: Annotated[
        str | None, typer.Option(help="cross_entropy for classes, mse for quantities, or any other.")
    ] = None,
    lr: Annotated[float | None, typer.Option(help="The rate, or the schedule's peak.")] = None,
    schedule: Annotated[str | None, typer.Option(help=NAMED + "cosine or cosine:floor=1e-5.")] = None,
    warmup: Annotated[float, typer.Option(help="Warm-up: a share of all steps below 1, else a number of steps.")] = 0.0,
    epochs: Annotated[int, typer.Option(help="Passes over the data.")] = 40,
    batch_size: Annotated[int, typer.Option(help="Examples a step.")] = 32,
    hidden: Annotated[int, typer.Option(help="Hidden units; 0 for a linear model.")] = 128,
    seed: Annotated[int, typer.Option(help="The seed of the split, the weights and the order.")] = 0,
) -> None:
    """Train a network on real data and report its accuracy on examples it has not seen."""
    from talweg.adapters.links import class_scores, class_targets

    if warmup and schedule is None:
        raise RangeError("--warmup belongs to a schedule; add --schedule cosine or --schedule constant")
    least = {"epochs": (epochs, 1), "batch-size": (batch_size, 1), "hidden": (hidden, 0), "seed": (seed, 0)}
    for option, (value, low) in least.items():
        whole("train", f"--{option}", value, low)
    data, classes = _data(table, target, task, seed)
    rule, chosen = OPTIMIZERS.read(optimizer), LOSSES.read(loss or ("cross_entropy" if classes else "mse"))
    total = epochs * -(-len(data.X_train) // batch_size)
    if lr is not None or schedule is not None:
        name = rate_of(rule)
        rate = rule.hyper[name] if lr is None else lr
        rule = rule(**{name: rate if schedule is None else schedule_of(schedule, rate, total, warmup)})
    y_train, y_test, outputs = data.y_train, data.y_test, len(chosen.parts)
    if classes:
        (y_train, outputs), (y_test, _) = (class_targets(chosen, y, classes) for y in (y_train, y_test))
    model = tw.models.mlp([data.X_train.shape[1], *([hidden] if hidden else []), outputs], seed=seed)
    history = tw.fit(
        model, chosen, rule, (data.X_train, y_train),
        batch_size=batch_size, epochs=epochs, seed=seed, validation=(data.X_test, y_test),
    )  # fmt: skip
    typer.echo(f"{model!r}, {chosen!r}, {rule!r}\n\n{history.table()}\n")
    if isinstance(data, Table):
        verdict = data.verdict(model)
    else:
        reached = (class_scores(model(data.X_test), classes).argmax(axis=1) == data.y_test).mean()
        verdict = f"accuracy {reached:.2%} on {len(y_test)} unseen examples"
    seconds = sum(epoch.seconds for epoch in history.epochs)
    typer.echo(f"{verdict}, {total} steps in {seconds:.2f} s")


def _rated(text: str, lr: float | None) -> Optimizer:
    """The optimizer that `text` names, its rate `lr` where `text` names no other."""
    shelved = OPTIMIZERS[text.partition(":")[0]]
    return OPTIMIZERS.read(text, {} if lr is None else {rate_of(shelved): lr})


def _data(table: str, target: str | None, task: str | None, seed: int) -> tuple[Split, int]:
    """What `talweg train` learns from, and how many classes it has; 0 for a quantity. Says what was read."""
    if table == "digits":
        if target or task:
            raise RangeError("--target and --task belong to a file; what to predict of digits is known")
        digits = tw.training.digits(seed)
        return digits, int(digits.y_train.max()) + 1
    if not is_table(table):
        raise unknown("talweg train", "data set", table, ["digits"])
    if target is None:
        raise RangeError(f"{table} needs --target, the column to predict: {', '.join(read_file(table).columns)}")
    found = read_table(table, target, task, seed)
    typer.echo("\n".join(found.notes) + "\n")
    return found, len(found.classes)
