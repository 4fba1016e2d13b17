"""How lines and markers are drawn in a panel: the one table of it, as the pictures have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from talweg.lab.style import OUTLINES, Style, line_styles, nth_style, schedule_styles
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer, Schedule
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES


def values(guests: Iterable[Noun] = ()) -> dict[str, Any]:
    """By name, the styles of the rules, schedules and losses that panels know, and of `guests`; and the markers."""
    own = {kind: [each.name for each in guests if isinstance(each, kind)] for kind in (Optimizer, Schedule, Loss)}
    rules = [*(name for name, rule in OPTIMIZERS.items() if not rule.whole), *own[Optimizer]]
    plans = [*SCHEDULES, "fixed", *own[Schedule]]
    losses = [*LOSSES, *own[Loss]]
    return {
        "rules": dict(zip(rules, map(_told, line_styles(rules)), strict=True)),
        "schedules": dict(zip(plans, map(_told, schedule_styles(plans)), strict=True)),
        "losses": {name: _told(nth_style(place)) for place, name in enumerate(losses)},
        "outlines": OUTLINES,
    }


def _told(style: Style) -> dict[str, str]:
    return {"ink": style.css_class, "dash": style.dash, "shape": style.shape}
