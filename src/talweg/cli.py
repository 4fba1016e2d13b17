"""The command line: `talweg race`, `train`, `list`, `bank`, `serve`, `teacher`, `build`; alone it starts the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import talweg as tw
from talweg.adapters.files import is_table, read_file
from talweg.adapters.tables import Table, read_table
from talweg.cli_bank import bank
from talweg.cli_teacher import teacher
from talweg.formula.errors import MissingError, RangeError, TalwegError, unknown
from talweg.formula.ranges import Rising
from talweg.losses import LOSSES
from talweg.nouns import Schedule, Shelf
from talweg.nouns.checkup import landmarks
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES
from talweg.training import Split

SHELVES: dict[str, Shelf[Any]] = {
    "optimizers": OPTIMIZERS,
    "losses": LOSSES,
    "schedules": SCHEDULES,
    "surfaces": SURFACES,
}

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Race optimizers, train on real data, or (with no command) open the course in the browser.",
)
app.add_typer(bank, name="bank")
app.add_typer(teacher, name="teacher")

NAMED = "A name, or a name with hyperparameters: "


@app.callback(invoke_without_command=True)
def site(context: typer.Context) -> None:
    """Race optimizers, train on real data, or (with no command) open the course in the browser."""
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; a free one is found if it is taken.")] = 8000,
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
) -> None:
    """Serve the course: the lesson, its panels, the Exam Center, all on this machine."""
    from talweg.web.server import run

    run(host, port, browser, store, class_mode, proxy)


@app.command()
def build(
    folder: Annotated[Path, typer.Argument(help="Where to write it: a folder that is new, empty or a former build.")],
    at: Annotated[str, typer.Option(help="The path at which a host will show it; only 404.html needs it.")] = "/",
) -> None:
    """Write the course as plain files that any web host serves, with no server behind them."""
    from talweg.web.build import build as write

    typer.echo(f"wrote {write(folder, at)} files to {folder}; try them: python -m http.server -d {folder}")


@app.command()
def race(
    surface: Annotated[str, typer.Argument(help=NAMED + "valley or valley:kappa=30.")],
    optimizers: Annotated[list[str], typer.Argument(help=NAMED + "sgd or momentum:lr=0.1,beta=0.8.")],
    lr: Annotated[float | None, typer.Option(help="The rate of every optimizer that names none of its own.")] = None,
    steps: Annotated[int, typer.Option(help="Gradients each optimizer gets.")] = 50,
    start: Annotated[str | None, typer.Option(metavar="X,Y", help="Where all start.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Save a picture of the paths here (png, svg, pdf).")] = None,
) -> None:
    """Race optimizers on a surface: same start, same number of gradients, no clipping."""
    ground = _read(surface, SURFACES)
    rules = [_read(text, OPTIMIZERS, {} if lr is None else {"lr": lr}) for text in optimizers]
    result = tw.race(ground, rules, start=_point(start) if start else None, steps=steps)
    x, y = result.start
    typer.echo(f"{ground!r} from ({x:g}, {y:g}), f = {ground.value(x, y):.4g}, {steps} steps\n\n{result.table()}")
    if plot:
        result.plot(plot)
        typer.echo(f"\nsaved {plot}")


@app.command()
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
    data, classes = _data(table, target, task, seed)
    rule, chosen = _read(optimizer, OPTIMIZERS), _read(loss or ("cross_entropy" if classes else "mse"), LOSSES)
    rate = rule.hyper["lr"] if lr is None else lr
    total = epochs * -(-len(data.X_train) // batch_size)
    rule = rule(lr=rate if schedule is None else _schedule(schedule, rate, total, warmup))
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


@app.command(name="list")
def show(
    only: Annotated[str | None, typer.Argument(help="A shelf (optimizers, losses, ...) or one name.")] = None,
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
    names = {name for shelf in SHELVES.values() for name in shelf}
    if only is not None and only not in SHELVES and only not in names:
        raise unknown("talweg", "shelf or formula", only, {*SHELVES, *names})
    console = Console()
    for title, shelf in SHELVES.items():
        shown = [noun for noun in shelf.values() if only in (None, title, noun.name)]
        if shown:
            console.print(f"[bold]{title}[/bold]\n")
        for noun in shown:
            console.print(f"  [bold green]{noun.name}[/]  {noun.formula.summary}", highlight=False)
            for hyper in noun.formula.hyper.values():
                value = hyper.default
                default = "no default" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
                console.print(f"    {hyper.name} = {default}, in {hyper.range}", highlight=False, markup=False)
            code = Syntax(noun.formula.body, "python", background_color="default", padding=(0, 4), word_wrap=True)
            console.print(code)
            console.print()


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


def _read(text: str, shelf: Shelf[Any], defaults: dict[str, float] | None = None) -> Any:
    """The noun that `name` or `name:key=value,key=value` stands for."""
    name, _, settings = text.partition(":")
    hyper: dict[str, Any] = dict(defaults or {})
    for setting in filter(None, settings.split(",")):
        key, equals, value = setting.partition("=")
        if not equals:
            raise RangeError(f"{text!r}: write {name}:name=value,name=value, not {setting!r}")
        legal = shelf[name].formula.hyper.get(key)
        if legal is not None and isinstance(legal.range, Rising):  # several numbers: 30/60
            hyper[key] = tuple(_number(part, f"{name}: {key}") for part in value.split("/"))
        else:
            hyper[key] = _number(value, f"{name}: {key}")
    noun: Noun = shelf[name]
    return noun.replace(**hyper) if hyper else noun


def _schedule(text: str, peak: float, total: int, warmup: float) -> Schedule:
    """The schedule that `text` names, over `total` steps."""
    if warmup < 0:
        raise RangeError(f"--warmup must lie in [0, inf), got {warmup:g}")
    lengths = {"total": total, "warmup": round(warmup * total) if warmup < 1 else round(warmup)}
    name = text.partition(":")[0]
    takes = SCHEDULES[name].formula.hyper
    found: Schedule = _read(text, SCHEDULES, {"peak": peak} | {k: v for k, v in lengths.items() if k in takes})
    return found


def _point(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise RangeError(f"--start takes two numbers, such as 5,3; got {text!r}")
    return _number(parts[0], "--start"), _number(parts[1], "--start")


def _number(text: str, owner: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RangeError(f"{owner} takes a number, got {text!r}") from None


def main() -> None:
    """Run the command line; what the user got wrong is one line on standard error, exit status 2."""
    try:
        app()
    except (TalwegError, OSError, ImportError) as error:
        print(f"talweg: {error}", file=sys.stderr)
        sys.exit(2)
