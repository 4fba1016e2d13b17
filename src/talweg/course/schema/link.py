"""A panel's settings as a query string, `race.surface=valley&race.hyper.adam.lr=0.1`: read as `link.js` reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from talweg.course.schema.fields import Schema
from talweg.course.schema.judge import at_rest, judge
from talweg.course.schema.text import LONGEST

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
MOST = 64
"""So many items of a list are read."""


def read_link(schema: Schema, panel: str, query: str) -> tuple[dict[str, Any], list[str]]:
    """What the query sets of the panel, not judged yet, and words about names that the panel does not have."""
    values: dict[str, Any] = {}
    notices = []
    for key, text in _pairs(query):
        owner, *path = key.split(".")
        if owner != panel or not path:
            continue
        rest = schema[path[0]].default if path[0] in schema else None
        if path[0] not in schema or len(path) not in ((2, 3) if isinstance(rest, Mapping) else (1,)):
            said = _short(".".join(path))
            notices.append(
                f"The link sets \N{LEFT DOUBLE QUOTATION MARK}{said}\N{RIGHT DOUBLE QUOTATION MARK}, "
                "which this panel does not have; it is left out."
            )
        elif len(path) == 1:
            values[path[0]] = _read(rest, text)
        else:
            values = _put(values, path, _scalar(text))
    return values, notices


def link_faults(schemas: Mapping[str, Schema], link: str) -> list[str]:
    """What is wrong with the settings of a link `?panel.key=value#id`: a panel or a value that is not legal."""
    query = link.partition("#")[0]
    keys = [key.partition(".") for key, _ in _pairs(query)]
    panels = dict.fromkeys(panel for panel, _, _ in keys)
    found = [f"there is no panel {panel!r}" for panel in panels if panel not in schemas]
    found += [f"{panel!r} names no setting of the panel" for panel, dot, _ in keys if panel in schemas and not dot]
    for panel in (each for each in panels if each in schemas):
        values, notices = read_link(schemas[panel], panel, query)
        found += notices + [each.words() for each in judge(schemas[panel], at_rest(schemas[panel]) | values)[1]]
    return found


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query.removeprefix("?"), keep_blank_values=True)


def _read(rest: Any, text: str) -> Any:
    if isinstance(rest, str):
        return text
    if isinstance(rest, tuple) or (rest is None and "," in text):
        return [_scalar(each) for each in text.split(",")[:MOST]] if text else []
    return _scalar(text)


def _scalar(text: str) -> float | str:
    plain = text.strip()
    return float(plain) if NUMBER.fullmatch(plain) else _short(plain)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\N{HORIZONTAL ELLIPSIS}"


def _put(table: Mapping[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    head, *rest = path
    inner = table.get(head)
    return {**table, head: _put(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value}
