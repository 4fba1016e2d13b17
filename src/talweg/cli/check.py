"""`talweg check`: every reader of a formula against every other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from talweg.cli.completion import formulas as named
from talweg.cli.own import any_of
from talweg.cli.shelves import shelves
from talweg.engine import plain
from talweg.nouns import Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun

if TYPE_CHECKING:
    from talweg.lab.agreement import Finding

MARKS = {True: "ok", False: "FAILED", None: "not known"}


def check(
    formulas: Annotated[list[str], typer.Argument(autocompletion=named, help="FILE.py, FILE.py:name, or a name.")],
) -> None:
    """Check formulas: all readers give the same numbers, and a gradient is the derivative of its value.

    The fused reader, sweeps, the reader of arrays and, where Deno or Node is installed, JavaScript are held against the
    formula as it is written. Ends with status 1 where something fails.
    """
    from talweg.lab.agreement import findings

    failed = 0
    for noun in [each for text in formulas for each in any_of(shelves(), text)]:
        typer.echo(f"{type(noun).__name__.lower()} {noun!r}")
        for finding in (*findings(noun), *_printed(noun)):
            typer.echo(f"  {MARKS[finding.holds]:<9} {finding.asked}: {finding.told}")
            failed += finding.holds is False
        typer.echo("")
    if failed:
        typer.echo(f"{failed} of these failed", err=True)
        raise typer.Exit(1)


def _printed(noun: Noun) -> Iterator[Finding]:
    """What is printed of it for a page: typeset, and as JavaScript."""
    if noun.formula.whole:
        return
    from talweg.lab.agreement import Finding
    from talweg.nouns.typeset import typeset

    blocks = typeset(noun).count("<math")
    yield Finding("it is typeset", blocks > 0, f"{blocks} lines")
    if not isinstance(noun, Optimizer | Schedule | Surface):
        return
    here = str(Path(sys.executable).parent)
    runtime = shutil.which("deno", path=here) or shutil.which("deno") or shutil.which("node")
    if runtime is None:
        yield Finding("JavaScript equals the plain reader", None, "neither Deno nor Node is installed here")
        return
    yield _in_javascript(noun, runtime)


def _in_javascript(noun: Optimizer | Schedule | Surface, runtime: str) -> Finding:
    """The same numbers by the printed module, in a process of its own."""
    from talweg.lab.agreement import Finding, same, settings
    from talweg.web.formulas import printed

    name, hyper = noun.name, settings(noun.formula)
    match noun:
        case Optimizer():
            text = printed({name: noun}, {}, {}, {}, {})
            shelf, asked = (
                "optimizers",
                "s = [0.5, ...f.starts], r = steps.map((t) => (f.step(s, Math.sin(3 * t), t, h), [...s]))",
            )
            given: list[Any] = list(range(1, 9))
            expected = _walk(noun.replace(**hyper), given)
        case Schedule():
            text, given = printed({}, {}, {name: noun}, {}, {}), [[t] for t in range(0, 120, 7)]
            shelf, asked = "schedules", "r = steps.map((t) => [f.at(...t, h)])"
            expected = _values(noun, given, hyper)
        case Surface():
            text, given = printed({}, {}, {}, {name: noun}, {}), [[0.3, -0.4], [1.5, 0.25]]
            shelf, asked = "surfaces", "r = steps.map((point) => f.at(...point, h))"
            expected = _values(noun, given, hyper)
    script = (
        f'import * as m from "./formulas.mjs";\nconst f = m.{shelf}[{json.dumps(name)}], h = {json.dumps(hyper)};\n'
        f"const steps = {json.dumps(given)};\nconst {asked};\nconsole.log(JSON.stringify(r));\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "formulas.mjs").write_text(text, "utf-8")
        (Path(folder) / "ask.mjs").write_text(script, "utf-8")
        command = [runtime, *(("run",) if Path(runtime).stem == "deno" else ()), str(Path(folder) / "ask.mjs")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Finding("JavaScript runs", False, " ".join(done.stderr.split())[:200])
    return same("JavaScript equals the plain reader", [json.loads(done.stdout)], [expected])


def _walk(rule: Optimizer, steps: list[int]) -> list[list[float]]:
    """w and the slots of one weight after each of some steps."""
    row, walk = [0.5, *(rule.formula.starts.get(slot, 0.0) for slot in rule.slots)], []
    for t in steps:
        w, kept = rule.next(np.float64(row[0]), np.float64(np.sin(3.0 * t)), tuple(map(np.float64, row[1:])), t)
        row = [float(w), *map(float, kept)]
        walk.append(row)
    return walk


def _values(noun: Noun, points: list[Any], hyper: dict[str, Any]) -> list[list[float]]:
    """All results at some points."""
    found = [plain.run(noun.formula, list(map(np.float64, point)), hyper) for point in points]
    return [[float(each) for each in row] for row in found]
