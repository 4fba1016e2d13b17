"""`talweg bank`: the question bank on the command line. It proves itself, shows its questions, and goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from talweg.cli.folder import Course, taken
from talweg.errors import MissingError, unknown

bank = typer.Typer(
    help="The question bank: check it, list it, look at a question, take it to another system.", no_args_is_help=True
)


@bank.command()
def check(
    only: Annotated[
        list[str] | None, typer.Argument(help="Sections or templates; all of them if none is named.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Questions asked of each template.")] = 200,
    course: Course = None,
) -> None:
    """Prove the bank: one right answer each, options distinct, every text sound, answers found twice. Exit 1 if not.

    With --course, the questions of that course, where no others are named.
    """
    own = _own(course, bool(only), measured=True)
    from talweg.course.bank.check import check as proved

    chosen = _chosen(only or own)
    report = proved([each.name for each in chosen], seeds)
    defects = Counter(name for name, _, _ in report.defects)
    for each in chosen:
        found = f"{defects[each.name]} defects" if defects[each.name] else "sound"
        counted = f"{report.variants[each.name]:4} variants  {found}"
        typer.echo(f"{each.section:9} {each.level} {each.kind:8} {each.name:34} {counted}")
    for name, seed, what in report.defects[:40]:
        typer.echo(f"\n{name}, seed {seed}: {what}", err=True)
    typer.echo(f"\n{len(chosen)} templates, {report.questions:,} questions, {len(report.defects)} defects")
    if report.defects:
        raise typer.Exit(1)


@bank.command(name="list")
def show_list(course: Course = None) -> None:
    """Every template with its section, level, kind and objective, and how many there are of each; or a course's own."""
    chosen = _chosen(_own(course, named=False))
    for each in chosen:
        typer.echo(f"{each.section:9} {each.level} {each.kind:8} {each.name:34} {each.objective}")
    counts = {key: Counter(getattr(each, key) for each in chosen) for key in ("section", "level", "kind")}
    for key, count in counts.items():
        typer.echo(f"\nby {key}: " + ", ".join(f"{name} {number}" for name, number in count.items()), nl=False)
    typer.echo(f"\n{len(chosen)} templates")


@bank.command()
def show(
    name: Annotated[str, typer.Argument(help="A template, as `talweg bank list` names it.")],
    seed: Annotated[int, typer.Option(min=0, help="The seed its parameters are drawn from.")] = 0,
    course: Course = None,
) -> None:
    """One question as text, with its answer and every why."""
    taken(course)
    from talweg.course.bank import template
    from talweg.course.export.terminal import terminal

    typer.echo(terminal(template(name).ask(seed)))


@bank.command()
def export(
    format: Annotated[str, typer.Argument(help="moodle, canvas, anki, paper, csv or json.")],
    file: Annotated[Path, typer.Argument(help="Where to; without an ending it gets the format's own.")],
    sections: Annotated[list[str] | None, typer.Option(help="Only these: loss,step, or the option again.")] = None,
    blueprint: Annotated[
        str | None, typer.Option(help="The exam that this blueprint draws: OA-1, or a file such as mine.toml.")
    ] = None,
    variants: Annotated[int, typer.Option(help="Different questions of each template; a paper's versions.")] = 1,
    seed: Annotated[int, typer.Option(help="The seed they are drawn from; the same one draws the same.")] = 0,
    course: Course = None,
) -> None:
    """Take questions to another system: Moodle, Canvas, Anki, a printed paper with its key, a table, JSON.

    With --course, that course's own questions, where neither sections nor a blueprint are named.
    """
    named = [name.strip() for each in sections or () for name in each.split(",")]
    own = _own(course, bool(named or blueprint))
    from talweg.course.export import export as written, select

    selection = select(named, blueprint, variants, seed, own)
    path = written(format, file, selection)
    questions = len(selection.questions)
    typer.echo(f"{path}: {questions} questions from {len(selection.groups)} templates, {path.stat().st_size:,} bytes")


@bank.command()
def blueprint(
    files: Annotated[
        list[str] | None, typer.Argument(help="Blueprints: names, or files such as mine.toml; none: all there are.")
    ] = None,
    course: Course = None,
) -> None:
    """Judge blueprints, and say what exam they make.

    A blueprint is a TOML file: a title, the minutes, and parts. A part draws `count` questions, each of another
    template, from the sections, levels (1 recall, 2 apply, 3 analyse, 4 judge), kinds and questions that it names; what
    it does not name may be any, and one that only names questions asks them all.

    \b
        title = "A first test"
        minutes = 20
        part = [
          { questions = ["right_slot", "one_step"] },
          { sections = ["loss", "step"], levels = [1, 2], kinds = ["number"], count = 3 },
        ]

    Serve it with talweg serve --blueprint mine.toml, or keep it in the folder `blueprints` of the data directory
    (TALWEG_DATA); print it with talweg bank export paper test.pdf --blueprint mine.toml. The names are those of
    talweg bank list.
    """
    own = taken(course)
    from talweg.course.exam import blueprint as known

    for name in files or (own.blueprints if own else known.names()):
        found = known.chosen(name)
        typer.echo(f"{found.name}: {found.title}; {found.count} questions, {found.minutes} minutes")
        for part in found.parts:
            terms = (part.sections, [f"level {each}" for each in part.levels], part.kinds, part.questions)
            named = "; ".join(", ".join(each) for each in terms if each) or "any"
            typer.echo(f"  {part.count} of {len(part.fitting())}: {named}")


def _own(course: Path | None, named: bool, measured: bool = False) -> Sequence[str] | None:
    """The questions of the course that is taken, where no others are named. Raises MissingError where it has none."""
    found = taken(course, measured)
    if named or found is None:
        return None
    if not found.questions:
        raise MissingError(f"{course} holds no question; write one into its folder questions")
    return found.questions


def _chosen(only: Sequence[str] | None) -> list[Any]:
    from talweg.course.bank import BANK

    known = {*BANK, *(each.section for each in BANK.values())}
    for name in only or ():
        if name not in known:
            raise unknown("talweg bank", "section or question", name, known)
    return [each for each in BANK.values() if only is None or each.name in only or each.section in only]
