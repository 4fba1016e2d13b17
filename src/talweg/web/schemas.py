"""The generated modules `settings/<panel>.js`: each panel's schema, as `lib/settings/judge.js` reads it.

Ranges of a whole shelf are taken from formulas.js; an end that is arithmetic becomes a function of what the settings
judged before it count as.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from talweg.course.schema import CALLED, NumberField, OfShelf, PlacesField, Schema
from talweg.course.schema.judge import arithmetic
from talweg.course.settings import schema
from talweg.formula import javascript


def module(panel: str) -> str:
    """The text of the ES module whose default export is the panel's schema."""
    return printed(schema(panel))


def printed(schema: Schema) -> str:
    """The text of an ES module whose default export is this schema."""
    known: list[str] = []
    entries = []
    for name, each in schema.items():
        entries.append(f"{json.dumps(name)}: {_text(each, known)},\n")
        known.append(name)
    body = "".join(entries)
    shelves = sorted({each for each in CALLED.values() if f"Object.values({each})" in body})
    return (
        "// Printed by Talweg from its Python schema of this panel. Every edit here is lost.\n"
        + (f'import {{ {", ".join(shelves)} }} from "../formulas.js";\n' if shelves else "")
        + f"export default {{\n{body}}};\n"
    )


def _text(value: Any, known: Collection[str]) -> str:
    """A record, or what it holds, as a JavaScript expression."""
    match value:
        case OfShelf() if value.part:
            items = f"Object.values({CALLED[value.kind]}).map(({{ name, {value.part} }}) => [name, {value.part}])"
            return f"Object.fromEntries({items})"
        case NumberField():
            return _number(value, known)
        case Mapping():
            return f"{{{','.join(f'{json.dumps(name)}:{_text(each, known)}' for name, each in value.items())}}}"
        case list() | tuple():
            return f"[{','.join(_text(each, known) for each in value)}]"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case None | bool() | int() | float() | str():
            return json.dumps(value)
    held = {each.name: _text(getattr(value, each.name), known) for each in fields(value)}
    if isinstance(value, PlacesField):
        held["most"] = _end(value.most, known)
    kind = json.dumps(type(value).__name__.removesuffix("Field").lower())
    return f"{{kind:{kind},{','.join(f'{name}:{text}' for name, text in held.items())}}}"


def _number(value: NumberField, known: Collection[str]) -> str:
    """A number's record; its ends may be functions, and an end that is infinite is open."""
    ends = {name: _end(getattr(value, name), known) for name in ("low", "high", "none")}
    low_open, high_open = value.low_open or value.low == -math.inf, value.high_open or value.high == math.inf
    return (
        f'{{kind:"number",default:{_text(value.default, known)},low:{ends["low"]},high:{ends["high"]},'
        f"none:{ends['none']},lowOpen:{_text(low_open, known)},highOpen:{_text(high_open, known)},"
        f"integer:{_text(value.integer, known)}}}"
    )


def _end(end: float | str | None, known: Collection[str]) -> str:
    if not isinstance(end, str):
        return _text(end, known)
    return f"({{ {', '.join(known)} }}) => {javascript.expression(arithmetic(end, tuple(known)).tree)}"
