"""How lines and markers are drawn in a panel: the one table of it, as the pictures have it."""

from __future__ import annotations

from typing import Any

from talweg.lab.style import OUTLINES, Style, rule_style, schedule_style
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES


def values() -> dict[str, Any]:
    """By name, the styles of the rules and schedules that panels know, and the markers."""
    return {
        "rules": {name: _told(rule_style(name)) for name, rule in OPTIMIZERS.items() if not rule.whole},
        "schedules": {name: _told(schedule_style(name)) for name in (*SCHEDULES, "fixed")},
        "outlines": OUTLINES,
    }


def _told(style: Style) -> dict[str, str]:
    return {"ink": style.css_class, "dash": style.dash, "shape": style.shape}
