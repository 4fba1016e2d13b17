"""A still picture of each panel, for readers without scripts and for print: one file each, with `picture()`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from talweg.course.picture import Picture
from talweg.engine import plain

PICTURES = tuple(sorted(each.name.replace("_", "-") for each in iter_modules(__path__)))
"""The panels that have one."""


@cache
@plain.preferred()
def picture(panel: str) -> Picture:
    """The picture of a panel, drawn once from the library; `panel` is one of PICTURES."""
    drawn: Picture = import_module(f"{__name__}.{panel.replace('-', '_')}").picture()
    return drawn


def still(panel: str, fallback: str = "") -> str:
    """What stands in a panel's place without scripts and in print: its picture, if it has one, and `fallback`."""
    drawn = picture(panel).html if panel in PICTURES else ""
    return f'<div class="still">{drawn}{fallback}</div>' if drawn or fallback else ""
