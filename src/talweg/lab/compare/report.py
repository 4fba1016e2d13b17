"""A comparison as one page of HTML that needs nothing else: tables, verdicts, pictures, and how to cite it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from talweg import atomic
from talweg.charts.markup import table
from talweg.lab.compare.tables import heading, rows, said_between

if TYPE_CHECKING:
    from talweg.lab.compare.comparison import Comparison

STYLE = """
:root { color-scheme: light; }
body { background: #f7f2e7; color: #2f2a22; font: 1rem/1.5 Georgia, serif; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { border-top: 1px solid #7a6a4f; font-size: 1.2rem; margin-top: 2rem; padding-top: 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 0.9rem; }
th, td { border-bottom: 1px solid #d8cdb4; padding: 0.25rem 0.6rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
svg { height: auto; max-width: 100%; } .wide svg { min-width: 44rem; }
code { background: #efe7d3; overflow-wrap: anywhere; padding: 0.1rem 0.3rem; }
"""
MEANT = (
    "Each rule was tuned with every budget on seeds of its own, and what won was run on the seeds that are reported, "
    "with the same starts, batches and noise for all. “Lr off by” is how far the rate may be too low and too high with "
    "the end still within 10 % of its own; 32 is the most that is tried. A run that diverged, and a target that was "
    "missed, count as infinite."
)


def write(found: Comparison, path: str | Path) -> Path:
    """Write the page, whole or not at all. Raises OSError, or ImportError without Matplotlib."""
    atomic.check(path)
    atomic.write(path, page(found).encode())
    return Path(path)


def page(found: Comparison) -> str:
    """The page as text."""
    from talweg.lab.compare.pictures import problem_svg, profile_svg

    title = f"{', '.join(found.names)} on {', '.join(each.label for each in found.problems.values())}"
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(MEANT)}</p>"]
    if found.warnings:
        parts.append(_listed("Before you believe it", found.warnings))
    for problem in found.problems:
        first, second = heading(found, problem).splitlines()
        parts += [
            f"<h2>{escape(first)}</h2><p>{escape(second)}.</p>",
            f'<div class="wide">{table(rows(found, problem))}</div>',
            f'<div class="wide">{problem_svg(found, problem)}</div>',
        ]
        for budget in found.budgets:
            said = [each.said for each in found.verdicts(budget, problem)]
            if said:
                parts.append(_listed(f"Verdicts at a budget of {budget}", said, "h3"))
    if len(found.problems) > 1:
        parts.append(_listed("Over all problems", [each.said for each in found.verdicts()]))
        if like := said_between(found, found.budgets[-1]):
            parts.append(_listed("Between problems that measure the same", like))
        if any(each.target is not None for each in found.problems.values()):
            parts.append(f'<div class="wide">{profile_svg(found)}</div>')
    parts += [f"<h2>Again</h2><p><code>{escape(found.again)}</code></p>", f"<p>{escape(citation(found))}</p>"]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n<body>\n'
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def tables(found: Comparison) -> str:
    """Every problem's table and verdicts at the largest budget, then what is worth a warning, for a notebook."""
    parts = []
    for problem in found.problems:
        first, second = heading(found, problem).splitlines()
        said = [each.said for each in found.verdicts(found.budgets[-1], problem)] if len(found.names) > 1 else []
        listed = f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in said)}</ul>" if said else ""
        parts.append(f"<p><b>{escape(first)}</b><br>{escape(second)}</p>{table(rows(found, problem))}{listed}")
    parts += [f"<p>note: {escape(each)}</p>" for each in found.warnings]
    return f"<div>{''.join(parts)}<p>again: <code>{escape(found.again)}</code></p></div>"


def citation(found: Comparison) -> str:
    """With which versions and seeds it was made, and when."""
    versions = [f"{name} {_version(name)}" for name in ("talweg", "numpy", "numba", "scipy", "scikit-learn")]
    told = ", ".join([*versions, f"Python {platform.python_version()}", platform.machine()])
    return (
        f"Cite as: a comparison by Talweg of {', '.join(found.names)}, {datetime.now(UTC):%Y-%m-%d}; {told}; seeds "
        f"{_spanned(found.seeds)}, tuned on {_spanned(found.tuning_seeds)}, trials drawn by {found.seed}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _spanned(seeds: tuple[int, ...]) -> str:
    whole = seeds == tuple(range(seeds[0], seeds[0] + len(seeds)))
    return f"{seeds[0]} to {seeds[-1]}" if whole and len(seeds) > 1 else ", ".join(map(str, seeds))


def _listed(title: str, said: tuple[str, ...] | list[str], level: str = "h2") -> str:
    return f"<{level}>{escape(title)}</{level}><ul>" + "".join(f"<li>{escape(each)}</li>" for each in said) + "</ul>"
