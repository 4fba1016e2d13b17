"""A formula, and a problem, as they stand in the reference."""

from __future__ import annotations

from html import escape
from typing import Any

import talweg as tw
from talweg.course.typeset import condition, listing
from talweg.nouns.classes import Classes
from talweg.nouns.noun import Noun
from talweg.nouns.typeset import typeset


def formula(full: str, noun: Noun | tw.Function) -> str:
    """A formula with its text, typeset, its ranges, what else it declares, and its source."""
    own = noun.formula
    parts = [f"## `{own.name}` {{ #{full} }}", own.doc]
    if not own.whole:
        parts.append(f'<div class="formula">{typeset(noun)}</div>' if isinstance(noun, Noun) else "")
    if own.hyper:
        rows = (
            f"| `{each.name}` | {shown(each.default)} | {each.range} | {each.role.value if each.role else ''} |"
            for each in own.hyper.values()
        )
        parts.append("| hyperparameter | default | legal | role |\n| --- | --- | --- | --- |\n" + "\n".join(rows))
    parts += [f"**{head}**: {text}" for head, text in declared(noun)]
    code = "\n".join(listing(own))
    block = f'<div class="highlight"><pre><code>{code}</code></pre></div>'
    parts.append(f'<details class="source"><summary>Source</summary>{block}</details>')
    return "\n\n".join(filter(None, parts))


def shown(value: Any) -> str:
    """A default as a reader writes it."""
    return "must be given" if value is None else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def declared(noun: Noun | tw.Function) -> list[tuple[str, str]]:
    """What a formula declares beside its hyperparameters, in words."""
    said: list[tuple[str, str]] = []
    match noun:
        case tw.Optimizer():
            said.append(("Remembers", ", ".join(f"`{slot}`" for slot in noun.slots) or "nothing"))
            if noun.whole:
                said.append(("Works on", "each array as a whole"))
            if noun.stable:
                said.append(("Converges on a quadratic where", condition(noun.stable)))
        case tw.Loss():
            classes = isinstance(noun.targets, Classes)
            numbers = getattr(noun.targets, "range", None)
            taken = "class indices (n,), or one-hot or soft rows (n, classes)" if classes else f"numbers in {numbers}"
            said.append(("Targets", taken if classes or numbers else f"{targets(noun)}"))
            said.append(("Link of a model's output", noun.link.name))
        case tw.Surface():
            said.append(("Start", f"({noun.start[0]:g}, {noun.start[1]:g})"))
            minima = ", ".join(f"({x:.6g}, {y:.6g})" for x, y in noun.minima)
            said.append(("Lowest at", minima or "nowhere"))
    if isinstance(noun, Noun):
        said += [("Needs", condition(each)) for each in noun.requires]
    return said


def targets(loss: tw.Loss) -> str:
    """The targets of a loss that takes no range of numbers."""
    return "any numbers" if type(loss.targets).__name__ == "Numbers" else "-1 or 1"


def problem(full: str, given: tw.problems.Problem) -> str:
    """A problem with its settings."""
    rows = [
        f"| `{name}` | {escape(repr(given.settings[name])) if name in given.settings else ''} | {legal} |"
        for name, legal in given.legal.items()
    ]
    table = "| setting | value | legal |\n| --- | --- | --- |\n" + "\n".join(rows) if rows else ""
    solved = "" if given.target is None else f"**Solved at**: {given.target:.6g}"
    return "\n\n".join(filter(None, [f"## `{given.name}` {{ #{full} }}", given.summary, table, solved]))
