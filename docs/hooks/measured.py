"""Tables of what the benchmarks measured, written from the file that they saved it in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

MARK = re.compile(r"^<!-- measured: (\w+\.json) -->$", re.MULTILINE)
"""Where a page wants the table of a file in docs/."""


def tables(text: str, folder: Path) -> str:
    """A page with every mark in it replaced by its tables, one for each thing that was worked on."""
    return MARK.sub(lambda found: _tables(json.loads((folder / found[1]).read_text())), text)


def _tables(told: dict[str, Any]) -> str:
    found: dict[str, list[dict[str, Any]]] = {}
    several = len({each["group"] for each in told["outcomes"]}) > 1
    for each in told["outcomes"]:
        name, _, over = each["name"].partition(", ")
        found.setdefault(each["group"] if several else over, []).append(each if several else {**each, "name": name})
    about = ", ".join(f"{name} {version}" for name, version in told["about"].items())
    return "\n\n".join([*(_table(over, rows) for over, rows in found.items()), f"*Measured with {about}.*"])


def _table(over: str, rows: list[dict[str, Any]]) -> str:
    """Ours in microseconds, how many times as long each other takes, and how many times the least ours takes."""
    peers = list(dict.fromkeys(name for each in rows for name in each["ratios"]))
    floors = any(each["floor"] for each in rows)
    least = ["of the least"] if floors else []
    heads = ["Work" if floors else "Rule", "Talweg", *least, *(name.replace("_", "_<wbr>") for name in peers)]
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)]]
    for each in rows:
        ratios = [f"{each['ratios'][name]:.2f}" if name in each["ratios"] else "" for name in peers]
        least = [f"{each['floor']:.2f}" if each["floor"] else ""] if floors else []
        lines.append([each["name"], f"{each['seconds'] * 1e6:,.0f}\u00a0µs", *least, *ratios])
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"**{over[0].upper()}{over[1:]}**\n\n{table}"
