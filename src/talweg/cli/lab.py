"""`talweg race` and `talweg train`: the lab on the command line."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import talweg as tw
from talweg import atomic
from talweg.cli.completion import names, surfaces
from talweg.cli.names import point, rate_of, schedule_of
from talweg.cli.own import taken, unset
from talweg.errors import RangeError, TalwegWarning, unknown
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

if TYPE_CHECKING:
    from talweg.training import Split

MOST = (1 << 32) - 1  # the largest seed of scikit-learn's split
NAMED = "A name, a name with hyperparameters, or FILE.py:name: "

# What several commands ask for in the same words.
DataSet = Annotated[
    str,
    typer.Argument(
        autocompletion=names(["digits"]), help="digits (scikit-learn's, 8 x 8 pixels), or a .csv or .parquet file."
    ),
]
Target = Annotated[str | None, typer.Option(help="The column of the file to predict.")]
Task = Annotated[str | None, typer.Option(help="classification or regression; the target's values decide.")]
Rule = Annotated[str, typer.Option(autocompletion=names(OPTIMIZERS), help=NAMED + "adam or adam:beta2=0.99.")]
Measure = Annotated[
    str | None,
    typer.Option(autocompletion=names(LOSSES), help="cross_entropy for classes, mse for quantities, or any other."),
]
Ground = Annotated[str, typer.Argument(autocompletion=surfaces, help=NAMED + "valley or valley:kappa=30.")]
BatchSize = Annotated[int, typer.Option(help="Examples a step.")]
Hidden = Annotated[int, typer.Option(help="Hidden units; 0 for a linear model.")]


def race(
    surface: Ground,
    optimizers: Annotated[
        list[str], typer.Argument(autocompletion=names(OPTIMIZERS), help=NAMED + "sgd or momentum:lr=0.1,beta=0.8.")
    ],
    lr: Annotated[float | None, typer.Option(help="The rate of every optimizer that names none of its own.")] = None,
    steps: Annotated[int, typer.Option(help="Gradients each optimizer gets.")] = 50,
    start: Annotated[str | None, typer.Option(metavar="X,Y", help="Where all start.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Save a picture of the paths here (png, svg, pdf).")] = None,
) -> None:
    """Race optimizers on a surface: same start, same number of gradients, no clipping."""
    ground = taken(tw.surfaces.SURFACES, surface)
    rules = [_rated(text, lr) for text in optimizers]
    result = tw.race(ground, rules, start=point(start) if start else None, steps=steps)
    x, y = result.start
    typer.echo(f"{ground!r} from ({x:g}, {y:g}), f = {ground.value(x, y):.4g}, {steps} steps\n\n{result.table()}")
    if plot:
        result.plot(plot)
        typer.echo(f"\nsaved {plot}")


def train(
    table: DataSet,
    target: Target = None,
    task: Task = None,
    optimizer: Rule = "adam",
    loss: Measure = None,
    lr: Annotated[float | None, typer.Option(help="The rate, or the schedule's peak.")] = None,
    schedule: Annotated[
        str | None, typer.Option(autocompletion=names(SCHEDULES), help=NAMED + "cosine or cosine:floor=1e-5.")
    ] = None,
    warmup: Annotated[float, typer.Option(help="Warm-up: a share of all steps below 1, else a number of steps.")] = 0.0,
    epochs: Annotated[int, typer.Option(help="Passes over the data.")] = 40,
    batch_size: BatchSize = 32,
    hidden: Hidden = 128,
    seed: Annotated[int, typer.Option(help="The seed of the split, the weights and the order.")] = 0,
    column: Annotated[
        list[str] | None, typer.Option(metavar="NAME=KIND", help="How to read a column: numbers, categories or skip.")
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="What stands for a missing value, instead of NA, NaN, null, None, ?, ..."),
    ] = None,
    decimal: Annotated[str | None, typer.Option(help="The decimal mark: . or ,")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the columns: one character, or tab.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Keep the model here (.npz), for `talweg predict`; only of a file.")
    ] = None,
) -> None:
    """Train a network on real data and report its accuracy on examples it has not seen."""
    from talweg.adapters.links import class_scores, class_targets
    from talweg.adapters.predictor import Predictor
    from talweg.adapters.tables import Table
    from talweg.training.loop.examples import whole
    from talweg.training.parallel import shared, started_together

    if warmup and schedule is None:
        raise RangeError("--warmup belongs to a schedule; add --schedule cosine or --schedule constant")
    for option, value, low, high in (
        ("epochs", epochs, 1, MOST),
        ("batch-size", batch_size, 1, MOST),
        ("hidden", hidden, 0, 1_000_000),
        ("seed", seed, 0, MOST),
    ):
        whole("train", f"--{option}", value, low, high)
    rule, given = taken(OPTIMIZERS, optimizer), None if loss is None else taken(LOSSES, loss)
    if save:
        atomic.check(save)
    together = started_together()
    silent = together is not None and together.Get_rank() > 0  # the first of the processes speaks and writes for all
    if silent:
        warnings.simplefilter("ignore", TalwegWarning)
    options = {"target": target, "task": task, "column": column, "missing": missing, "decimal": decimal}
    data, classes = data_of("train", table, given, seed, options | {"delimiter": delimiter, "save": save}, silent)
    chosen = given or LOSSES["cross_entropy" if classes else "mse"]
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
        shared(model, together), chosen, rule, (data.X_train, y_train),
        batch_size=batch_size, epochs=epochs, seed=seed, validation=(data.X_test, y_test),
        progress=False if silent else None,
    )  # fmt: skip
    if silent:
        return
    typer.echo(f"{model!r}, {chosen!r}, {rule!r}\n\n{history.table()}\n")
    if isinstance(data, Table):
        verdict = data.verdict(model, chosen)
    else:
        reached = (class_scores(model(data.X_test), classes).argmax(axis=1) == data.y_test).mean()
        verdict = f"accuracy {reached:.2%} on {len(y_test)} unseen examples"
    seconds = sum(epoch.seconds for epoch in history.epochs)
    typer.echo(f"{verdict}, {total} steps in {seconds:.2f} s")
    if save and isinstance(data, Table):
        Predictor.of(model, chosen, data).save(save)
        typer.echo(f"saved {save}; use it: talweg predict {save} NEW.csv")


def predict(
    model: Annotated[Path, typer.Argument(help="A file that `talweg train TABLE --save FILE` wrote.")],
    table: Annotated[Path, typer.Argument(help="A .csv or .parquet file with the columns it was trained on.")],
    out: Annotated[Path | None, typer.Option(help="Write the predictions to this .csv file.")] = None,
) -> None:
    """Predict the target for every row of a table: as CSV, the class and its probability, or the quantity."""
    from talweg.adapters.predictor import load_predictor

    predictor = load_predictor(model)
    if out:
        atomic.check(out)
        if out.exists() and any(out.samefile(each) for each in (model, table)):
            raise RangeError(f"--out {out} would be written over what is read; name another file")
    answers, notes = predictor.predict(table)
    for note in notes:
        typer.echo(note, err=True)
    if out:
        atomic.write(out, answers.write_csv().encode())
        typer.echo(f"saved {answers.height} predictions of {predictor.target} to {out}")
    else:
        typer.echo(answers.write_csv(), nl=False)


def _rated(text: str, lr: float | None) -> Optimizer:
    """The optimizer that `text` names, its rate `lr` where `text` names no other."""
    return taken(OPTIMIZERS, text, {} if lr is None else {rate_of(taken(OPTIMIZERS, unset(text))): lr})


def data_of(
    command: str, table: str, loss: Loss | None, seed: int, options: dict[str, Any], silent: bool = False
) -> tuple[Split, int]:
    """What a command such as `talweg train` learns from, and how many classes it has; 0 for a quantity.

    Says what was read, unless it is to be `silent`.
    """
    from talweg.adapters.answers import is_standardised
    from talweg.adapters.files import MISSING, Reading, is_table, read_file
    from talweg.adapters.tables import read_table

    if table == "digits":
        if idle := [f"--{name}" for name, value in options.items() if value is not None]:
            raise RangeError(f"{', '.join(idle)}: only for a file; what to predict of digits is known")
        is_standardised(loss, True, table)  # refuses a loss for quantities
        digits = tw.training.digits(seed)
        return digits, int(digits.y_train.max()) + 1
    if not is_table(table):
        raise unknown(f"talweg {command}", "data set", table, ["digits"])
    delimiter = "\t" if options["delimiter"] in ("tab", "\\t") else options["delimiter"]
    missing = MISSING if options["missing"] is None else tuple(options["missing"])
    reading = Reading(missing, options["decimal"], delimiter)
    target = options["target"]
    if target is None:
        raise RangeError(f"{table} needs --target, the column to predict: {', '.join(read_file(table, reading).names)}")
    kinds = {}
    for text in options["column"] or ():
        name, equals, kind = text.rpartition("=")
        if not equals:
            raise RangeError(f"--column takes NAME=KIND, such as zip=categories; got {text!r}")
        kinds[name] = kind
    found = read_table(table, target, options["task"], seed, loss=loss, columns=kinds, reading=reading)
    if not silent:
        typer.echo("\n".join(found.notes) + "\n")
    return found, len(found.classes)
