"""`talweg export`: a formula written out for a paper, or for a program that stands without Talweg."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from talweg import atomic
from talweg.cli.completion import formulas, names
from talweg.cli.own import any_of
from talweg.cli.shelves import shelves
from talweg.errors import DeclarationError, MissingError, unknown
from talweg.formula.algorithm import algorithm, aligned
from talweg.formula.standalone import standalone
from talweg.nouns import Function, Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun

FORMS = ("latex", "algorithm", "torch", "jax", "javascript")


def export(
    formula: Annotated[str, typer.Argument(autocompletion=formulas, help="A name, or FILE.py:name.")],
    form: Annotated[
        str, typer.Option("--as", autocompletion=names(FORMS), help="latex, algorithm, torch, jax or javascript.")
    ] = "latex",
    out: Annotated[Path | None, typer.Option(help="Write it to this file.")] = None,
) -> None:
    """Write a formula out: its lines or an algorithm box in LaTeX, a module for PyTorch, JAX or JavaScript."""
    if form not in FORMS:
        raise unknown("talweg export", "form", form, FORMS)
    found = any_of(shelves(), formula)
    if len(found) > 1:
        names = ", ".join(f"{formula}:{each.name}" for each in found)
        raise MissingError(f"{formula} has several formulas; write one of {names}")
    if out:
        atomic.check(out)
    text = _written_out(found[0], form)
    if out:
        atomic.write(out, text.encode())
        typer.echo(f"saved {out}")
    else:
        typer.echo(text, nl=False)


def _written_out(noun: Noun, form: str) -> str:
    """The text. Raises DeclarationError for a form that this noun does not have."""
    formula = noun.formula
    if formula.whole:
        raise DeclarationError(
            f"{noun.name}: its body is any Python over whole arrays, which nothing else can be printed from; "
            "tw.torch, tw.jax and tw.keras run it as it is"
        )
    if form in ("torch", "jax"):
        return standalone(formula, noun.hyper, form)
    if form == "javascript":
        return _javascript(noun)
    if form == "algorithm":
        if not isinstance(noun, Optimizer):
            raise DeclarationError(f"{noun.name}: an algorithm is what an optimizer does; use --as latex")
        return algorithm(formula, noun.slots, noun.hyper) + "\n"
    from talweg.nouns.typeset import heads

    return aligned(formula, heads(noun)) + "\n"


def _javascript(noun: Noun) -> str:
    from talweg.web.formulas import printed

    named = {noun.name: noun}
    shelves = [named if isinstance(noun, kind) else {} for kind in (Optimizer, Loss, Schedule, Surface, Function)]
    return printed(*shelves)  # type: ignore[arg-type]
