"""What a notebook shows of a run: a table, and a curve small enough to stand beside it. Plain HTML and SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import ArrayLike

WIDTH, HEIGHT = 200, 44
POINTS = 200
"""A curve of more points is drawn by the mean of so many parts."""


def table(lines: Sequence[Sequence[str]]) -> str:
    """A head and rows."""
    head, *rows = lines
    cells = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def curve(values: ArrayLike, label: str) -> str:
    """The finite of the values, from left to right, in the colour of the text; "" where there are not two."""
    given = np.asarray(values, dtype=float).ravel()
    parts = np.array_split(given, min(len(given), POINTS)) if len(given) else []
    means = np.array([part[np.isfinite(part)].mean() if np.isfinite(part).any() else np.nan for part in parts])
    seen = np.flatnonzero(np.isfinite(means))
    if len(seen) < 2:
        return ""
    low, high = means[seen].min(), means[seen].max()
    across = 2 + (WIDTH - 4) * seen / seen[-1]
    down = HEIGHT - 3 - (HEIGHT - 6) * ((means[seen] / 2 - low / 2) / ((high / 2 - low / 2) or 1.0))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return (
        f'<svg role="img" aria-label="{escape(label)}" {size}>'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>'
    )
