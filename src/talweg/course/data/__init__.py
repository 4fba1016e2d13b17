"""Measured data that a panel shows: one file each, whose `values()` returns what the panel reads, as plain JSON."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from talweg.engine import plain

DATA = tuple(sorted(each.name for each in iter_modules(__path__)))


@cache
@plain.preferred()
def data(name: str) -> dict[str, Any]:
    """The values of the data set `name`, measured once."""
    values: dict[str, Any] = import_module(f"{__name__}.{name}").values()
    return values
