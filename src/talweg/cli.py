"""The command line: `talweg race`, `talweg train`, `talweg list`, `talweg serve`; alone it starts the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import talweg as tw
from talweg.formula.errors import RangeError, TalwegError, unknown
from talweg.losses import LOSSES
from talweg.nouns import Schedule, Shelf
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

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
) -> None:
    """Serve the course: the lesson, its panels, all on this machine."""
    from talweg.web.server import run

    run(host, port, browser)


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
    table: Annotated[str, typer.Argument(help="What to learn: digits (scikit-learn's, 8 x 8 pixels).")],
    optimizer: Annotated[str, typer.Option(help=NAMED + "adam or adam:beta2=0.99.")] = "adam",
    loss: Annotated[str, typer.Option(help="An elementwise loss is given one-hot rows.")] = "cross_entropy",
    lr: Annotated[float | None, typer.Option(help="The rate, or the schedule's peak.")] = None,
    schedule: Annotated[str | None, typer.Option(help=NAMED + "cosine or cosine:floor=1e-5.")] = None,
    warmup: Annotated[float, typer.Option(help="Warm-up: a share of all steps below 1, else a number of steps.")] = 0.0,
    epochs: Annotated[int, typer.Option(help="Passes over the data.")] = 40,
    batch_size: Annotated[int, typer.Option(help="Examples a step.")] = 32,
    hidden: Annotated[int, typer.Option(help="Hidden units; 0 for a linear model.")] = 128,
    seed: Annotated[int, typer.Option(help="The seed of the split, the weights and the order.")] = 0,
) -> None:
    """Train a network on real data and report its accuracy on examples it has not seen."""
    if table != "digits":
        raise unknown("talweg train", "data set", table, ["digits"])
    data = tw.training.digits(seed)
    rule, chosen = _read(optimizer, OPTIMIZERS), _read(loss, LOSSES)
    if warmup and schedule is None:
        raise RangeError("--warmup belongs to a schedule; add --schedule cosine or --schedule constant")
    rate = rule.hyper["lr"] if lr is None else lr
    total = epochs * -(-len(data.X_train) // batch_size)
    rule = rule(lr=rate if schedule is None else _schedule(schedule, rate, total, warmup))
    classes = int(data.y_train.max()) + 1
    model = tw.models.mlp([data.X_train.shape[1], *([hidden] if hidden else []), classes], seed=seed)
    y_train, y_test = (y if chosen.rowwise else tw.one_hot(y, classes) for y in (data.y_train, data.y_test))
    history = tw.fit(
        model, chosen, rule, (data.X_train, y_train),
        batch_size=batch_size, epochs=epochs, seed=seed, validation=(data.X_test, y_test),
    )  # fmt: skip
    typer.echo(f"{model!r}, {chosen!r}, {rule!r}\n\n{history.table()}\n")
    seconds = sum(epoch.seconds for epoch in history.epochs)
    reached = history.last.validation_accuracy or 0.0
    typer.echo(f"accuracy {reached:.2%} on {len(y_test)} unseen examples, {total} steps in {seconds:.2f} s")


@app.command(name="list")
def show(
    only: Annotated[str | None, typer.Argument(help="One of optimizers, losses, schedules, surfaces.")] = None,
) -> None:
    """Show what is registered: every formula with its hyperparameters, defaults and legal ranges."""
    from rich.console import Console
    from rich.syntax import Syntax

    if only is not None and only not in SHELVES:
        raise unknown("talweg", "shelf", only, SHELVES)
    console = Console()
    for title, shelf in SHELVES.items():
        if only not in (None, title):
            continue
        console.print(f"[bold]{title}[/bold]\n")
        for noun in shelf.values():
            console.print(f"  [bold green]{noun.name}[/]  {noun.formula.summary}", highlight=False)
            for hyper in noun.formula.hyper.values():
                default = "no default" if hyper.default is None else f"{hyper.default:g}"
                console.print(f"    {hyper.name} = {default}, in {hyper.range}", highlight=False, markup=False)
            console.print(
                Syntax(noun.formula.body, "python", background_color="default", padding=(0, 4), word_wrap=True)
            )
            console.print()


def _read(text: str, shelf: Shelf[Any], defaults: dict[str, float] | None = None) -> Any:
    """The noun that `name` or `name:key=value,key=value` stands for."""
    name, _, settings = text.partition(":")
    hyper: dict[str, float] = dict(defaults or {})
    for setting in filter(None, settings.split(",")):
        key, equals, value = setting.partition("=")
        if not equals:
            raise RangeError(f"{text!r}: write {name}:name=value,name=value, not {setting!r}")
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
    except (TalwegError, OSError) as error:
        print(f"talweg: {error}", file=sys.stderr)
        sys.exit(2)
