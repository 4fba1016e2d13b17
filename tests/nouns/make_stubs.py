"""The stubs of the shelves, from which editors and type checkers know every hyperparameter by name.

`python tests/nouns/make_stubs.py` writes them; `test_stubs.py` holds them to the shelves.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import talweg as tw
from talweg.formula import Hyperparameter
from talweg.nouns import Shelf
from talweg.nouns.classes import Classes
from talweg.nouns.noun import Noun

SHELVES: dict[str, Shelf[Any]] = {
    "optimizers": tw.OPTIMIZERS,
    "losses": tw.LOSSES,
    "schedules": tw.SCHEDULES,
    "surfaces": tw.surfaces.SURFACES,
}
NUMBERS = ["from numpy.typing import ArrayLike, NDArray"]
IMPORTS = {
    "optimizers": ["from collections.abc import Callable"],
    "losses": ["from typing import Any, Literal, overload", "", *NUMBERS],
    "schedules": ["from collections.abc import Sequence", "from typing import Any, overload", "", *NUMBERS],
    "surfaces": [],
}
ROWS = ["class_weights: ArrayLike | None = None", "ignore: int | None = None"]
MEASURED = ["y_hat: ArrayLike", "y: ArrayLike", "weights: ArrayLike | None = None"]


def path(shelf: str) -> Path:
    # Not __init__.pyi itself, which only hands it on: a formula's full name would there be that of its file.
    return Path(tw.__file__).parent / shelf / "_shelf.pyi"


def stub(shelf: str) -> str:
    """The text of a shelf's stub: every formula, and whatever else its __init__.py offers."""
    nouns = SHELVES[shelf]
    kinds = {nouns.kind.__name__, *(type(each).__name__ for each in nouns.values())}
    lines = [
        f'"""The shelf of {shelf} as type checkers see it. Written by `python tests/nouns/make_stubs.py`."""',
        "",
        *([*IMPORTS[shelf], ""] if IMPORTS[shelf] else []),
        f"from talweg.nouns import {', '.join(sorted({*kinds, 'Shelf'}))}",
        *others(shelf),
        "",
        *(line for each in nouns.values() for line in (*declared(each), "")),
        f"{shelf.upper()}: Shelf[{nouns.kind.__name__}]",
    ]
    return "\n".join(lines) + "\n"


def others(shelf: str) -> Iterator[str]:
    """The imports of what a shelf offers besides its formulas."""
    for line in ast.parse(path(shelf).with_name("__init__.py").read_text()).body:
        offered = [each.name for each in line.names if each.asname] if isinstance(line, ast.ImportFrom) else []
        if any(name not in SHELVES[shelf] for name in offered):
            yield ast.unparse(line)


def declared(noun: Noun) -> Iterator[str]:
    """A formula as the one thing of a class of its own, whose call names the hyperparameters."""
    kind = "_" + "".join(part.capitalize() for part in noun.name.split("_"))
    summary = noun.formula.summary.replace("\\", "\\\\")
    yield f"class {kind}({type(noun).__name__}):"
    yield from (f"    {line}" for line in wrap(f'"""{summary}"""', 110))
    yield ""
    ways = calls(noun, kind)
    for at, (arguments, found) in enumerate(ways):
        if len(ways) > 1:  # each is one way to call what the noun calls in all of them
            yield "    @overload" if at else "    @overload  # type: ignore[override]"
        yield "    def __call__("
        yield from (f"        {each}," for each in arguments)
        yield f"    ) -> {found}: ..."
    yield from ["", f"{noun.name}: {kind}"]


def calls(noun: Noun, kind: str) -> list[tuple[list[str], str]]:
    """The ways to call a formula: the arguments of each, and what it returns."""
    later, driven = isinstance(noun, tw.Schedule), isinstance(noun, tw.Optimizer)
    own = noun.formula.hyper.values()
    hyper = [written(each, "..." if later else repr(each.default), driven) for each in own]
    match noun:
        case tw.Loss():
            named = hyper + (ROWS if isinstance(noun.targets, Classes) else [])
            star = ["*"] if named else []
            return [
                (["self", "/", *star, *named], kind),
                (["self", *MEASURED, 'reduction: Literal["mean", "sum"] = "mean"', *star, *named], "float"),
                (["self", *MEASURED, "*", 'reduction: Literal["none"]', *named], "NDArray[Any]"),
            ]
        case tw.Schedule():
            return [
                (["self", "/", "*", *hyper], kind),
                (["self", "t: int | float", "/"], "float"),
                (["self", "t: ArrayLike", "/"], "NDArray[Any]"),
            ]
    return [(["self", "/", *(["*", *hyper] if hyper else [])], kind)]


def written(hyper: Hyperparameter, default: str, driven: bool) -> str:
    """A hyperparameter as an argument; `driven` where a schedule may stand for the number."""
    kind = hyper.range.kind
    text = kind.__name__ if isinstance(kind, type) else "Sequence[int]"
    return f"{hyper.name}: {text}{' | Callable[[int], float]' if driven else ''} = {default}"


if __name__ == "__main__":
    for each in SHELVES:
        path(each).write_text(stub(each))
