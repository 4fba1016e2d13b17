"""`talweg map`: where a rule settles, over two of its hyperparameters, drawn in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

import talweg as tw
from talweg.cli.completion import names
from talweg.cli.lab import Ground
from talweg.cli.names import point
from talweg.cli.own import taken
from talweg.errors import MissingError, RangeError
from talweg.nouns.shelf import number
from talweg.optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from talweg.lab.maps import StabilityMap

COLUMNS, ROWS = 64, 20
FINE = 300  # a side of the picture that is saved
SHADES, PLAIN = "·░▒▓█", ".:-+#"
DECADES = 4.0  # of f, in one shade


def show_map(
    context: typer.Context,
    surface: Ground,
    optimizer: Annotated[
        str, typer.Argument(autocompletion=names(OPTIMIZERS), help="adam, adam:beta2=0.99, or FILE.py:name.")
    ],
    steps: Annotated[int, typer.Option(help="Steps of every run.")] = 200,
    start: Annotated[str | None, typer.Option(metavar="X,Y", help="Where all start.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Save a picture of it here (png, svg, pdf).")] = None,
) -> None:
    """Map where an optimizer settles: talweg map valley momentum --lr 1e-3:1 --beta 0:0.99

    Two hyperparameters, of the optimizer or the surface, are given as low:high; those that span a factor of ten or more
    are spaced by factors. Others may be given as numbers.
    """
    given = _options(context.args)
    ranges = {name: value for name, value in given.items() if isinstance(value, tuple)}
    if len(ranges) != 2:
        raise MissingError(
            "talweg map needs two hyperparameters as low:high, such as --lr 1e-3:1 --beta 0:0.99; got "
            + (", ".join(f"--{name}" for name in ranges) or "none")
        )
    begin = point(start) if start else None
    ground, rule = taken(tw.surfaces.SURFACES, surface), taken(OPTIMIZERS, optimizer)

    def drawn(across: int, up: int) -> StabilityMap:
        counts = zip(ranges.items(), (across, up), strict=True)
        sides = {name: spaced(low, high, count) for (name, (low, high)), count in counts}
        return tw.stability_map(ground, rule, start=begin, steps=steps, **{**given, **sides})

    coarse = drawn(COLUMNS, ROWS)
    typer.echo(_text(coarse))
    if plot:
        drawn(FINE, FINE).plot(plot)
        typer.echo(f"\nsaved {plot}")


def spaced(low: float, high: float, count: int) -> Any:
    """`count` numbers from low to high, spaced by factors where they span ten or more."""
    return np.geomspace(low, high, count) if low > 0 and high >= 10 * low else np.linspace(low, high, count)


def _options(words: list[str]) -> dict[str, Any]:
    """Hyperparameters as they are written after the command: `--lr 1e-3:1 --beta=0.9`."""
    found: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise RangeError(f"talweg map takes a hyperparameter as --name low:high or --name number, got {word!r}")
        name = name.replace("-", "_")
        text = value if equals else next(rest, "")
        parts = [number(part, f"--{name}") for part in text.split(":")]
        if len(parts) > 2 or not np.isfinite(parts).all() or (len(parts) == 2 and not parts[0] < parts[1]):
            raise RangeError(f"--{name} takes a number, or a rising low:high such as 1e-3:1, got {text!r}")
        if name in found:
            raise RangeError(f"--{name} is there twice")
        found[name] = parts[0] if len(parts) == 1 else (parts[0], parts[1])
    return found


def _text(found: StabilityMap) -> str:
    """The map in letters, the second hyperparameter upwards, with its key."""
    (first, x), (second, y) = found.axes.items()
    shades = SHADES if _writable(SHADES) else PLAIN
    with np.errstate(all="ignore"):
        depth = -np.log10(np.maximum(found.heights, 1e-300))
        shade = np.clip(np.nan_to_num(depth / DECADES + 1, nan=0.0), 0, len(shades) - 1).astype(int)
    letters = np.where(found.left >= 0, "x", np.array(list(shades))[shade])
    labels = [f"{each:.3g}" for each in (y[-1], y[0])]
    width = max(map(len, [*labels, second]))
    lines = ["".join(row) for row in letters.T[::-1]]
    margins = [labels[0], second, *[""] * (len(lines) - 3), labels[1]]
    picture = [f"{margin:>{width}} {line}" for margin, line in zip(margins, lines, strict=True)]
    ends = f"{x[0]:.3g}", f"{x[-1]:.3g}"
    scale = ends[0] + first.center(len(lines[0]) - len(ends[0]) - len(ends[1])) + ends[1]
    down = [f"{letter} to {10 ** -(DECADES * place):g}" for place, letter in enumerate(shades[:-1])]
    key = [f"{shades[0]} above 1", *down[1:], f"{shades[-1]} below", "x diverged"]
    return "\n".join(
        [repr(found), "", *picture, " " * (width + 1) + scale, "", "f above its lowest: " + ", ".join(key)]
    )


def _writable(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
