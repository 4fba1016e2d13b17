"""`talweg diagnose`: why a model does not train on a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

import talweg as tw
from talweg.cli.lab import MOST, BatchSize, DataSet, Hidden, Measure, Rule, Target, Task, data_of
from talweg.cli.names import rate_of
from talweg.cli.own import taken
from talweg.errors import RangeError
from talweg.losses import LOSSES
from talweg.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from talweg.adapters.tables import Table


def diagnose(
    table: DataSet,
    target: Target = None,
    task: Task = None,
    optimizer: Rule = "adam",
    loss: Measure = None,
    lr: Annotated[float | None, typer.Option(help="The rate.")] = None,
    batch_size: BatchSize = 32,
    hidden: Hidden = 128,
    activation: Annotated[str, typer.Option(help="Of the hidden units: relu, tanh or identity.")] = "relu",
    seed: Annotated[int, typer.Option(help="The seed of the split and the weights.")] = 0,
    raw: Annotated[
        bool, typer.Option("--raw", help="Look at the file's numbers as they are, not standardised.")
    ] = False,
) -> None:
    """Say why a model does not train on a table: talweg diagnose wine.csv --target grower --lr 10

    What is looked at is what `talweg train` would train, before its first step; with --raw, what it would be if the
    file's numbers were taken as they are.
    """
    from talweg.adapters.links import class_targets
    from talweg.adapters.tables import Table
    from talweg.training.loop.examples import whole

    for option, value, low, high in (
        ("batch-size", batch_size, 1, MOST),
        ("hidden", hidden, 0, 1_000_000),
        ("seed", seed, 0, MOST),
    ):
        whole("diagnose", f"--{option}", value, low, high)
    rule, given = taken(OPTIMIZERS, optimizer), None if loss is None else taken(LOSSES, loss)
    if lr is not None:
        rule = rule(**{rate_of(rule): lr})
    data, classes = data_of("diagnose", table, given, seed, {"target": target, "task": task} | dict.fromkeys(
        ("column", "missing", "decimal", "delimiter", "save")
    ))  # fmt: skip
    chosen = given or LOSSES["cross_entropy" if classes else "mse"]
    X_train, X_test, y_train, y_test, outputs = data.X_train, data.X_test, data.y_train, data.y_test, len(chosen.parts)
    if raw:
        if not isinstance(data, Table):
            raise RangeError(f"--raw is for a file; {table} is as it is")
        X_train, X_test = (as_written(data, X) for X in (X_train, X_test))
    if classes:
        (y_train, outputs), (y_test, _) = (class_targets(chosen, y, classes) for y in (y_train, y_test))
    layers = [X_train.shape[1], *([hidden] if hidden else []), outputs]
    model = tw.models.mlp(layers, activation=activation, seed=seed)
    found = tw.diagnose(
        model, chosen, rule, (X_train, y_train), validation=(X_test, y_test), batch_size=batch_size, seed=seed
    )
    typer.echo(f"{model!r}, {chosen!r}, {rule!r}\n\n{found.table()}")


def as_written(table: Table, X: NDArray[Any]) -> NDArray[Any]:
    """X with the columns of numbers as the file has them, missing ones as the median."""
    from talweg.adapters.columns import Measured

    found, place = np.array(X), 0
    for encoder in table.encoders:
        if isinstance(encoder, Measured):
            found[:, place] = found[:, place] * encoder.deviation + encoder.mean
        place += len(encoder.names)
    return found
