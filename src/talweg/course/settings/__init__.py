"""The settings of every panel: one file each, called like the panel with underscores, which holds its `SCHEMA`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from talweg.course.schema import Schema
from talweg.errors import unknown

PANELS = tuple(sorted(each.name.replace("_", "-") for each in iter_modules(__path__)))


@cache
def schema(panel: str) -> Schema:
    """What the settings of the panel may be, in their order. Raises UnknownNameError."""
    if panel not in PANELS:
        raise unknown("the lesson", "panel", panel, PANELS)
    made: Schema = import_module(f"{__name__}.{panel.replace('-', '_')}").SCHEMA
    return made


class _Schemas(Mapping[str, Schema]):
    """Every schema by its panel; each is made when it is asked for, as some wait for measured data."""

    def __getitem__(self, panel: str) -> Schema:
        return schema(panel)

    def __contains__(self, panel: object) -> bool:
        return panel in PANELS

    def __iter__(self) -> Iterator[str]:
        return iter(PANELS)

    def __len__(self) -> int:
        return len(PANELS)


SCHEMAS = _Schemas()
