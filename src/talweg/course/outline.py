"""Points as short path data: what the eye cannot see is left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.3
"""Pixels that nobody sees."""
FAR = 4000.0
"""Pixels beyond which a point is drawn at this distance: nobody sees the difference, and browsers stay exact."""


def thin(points: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.float64]:
    """The points without those that lie within `tolerance` pixels of the line through their neighbours.

    Source: Douglas and Peucker, "Algorithms for the reduction of the number of points", 1973.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return points[keep]


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each point lies from the segment between start and end."""
    chord, offset = end - start, points - start
    length = float(chord @ chord)
    share = np.clip(offset @ chord / length, 0, 1) if length else np.zeros(len(points))
    away: NDArray[np.float64] = np.hypot(*(offset - share[:, None] * chord).T)
    return away


def path_data(points: NDArray[np.float64], closed: bool = False, tolerance: float = TOLERANCE) -> str:
    """Pixels as the data of an SVG path; a point that is not a number is a gap."""
    known = np.isfinite(points).all(axis=1)
    ends = np.flatnonzero(np.diff(known)) + 1
    parts = [
        part for part, good in zip(np.split(points, ends), np.split(known, ends), strict=True) if good.size and good[0]
    ]
    return "".join(f"M{joined(thin(np.clip(part, -FAR, FAR), tolerance))}{'Z' if closed else ''}" for part in parts)


def joined(points: NDArray[np.float64]) -> str:
    """Coordinates to a tenth of a pixel; after the first as steps, which are shorter."""
    tenths = np.rint(points * 10).astype(int)
    first, steps = tenths[0], np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)] if len(steps) > 1 else steps
    return f"{_pair(first)}l{' '.join(map(_pair, steps))}" if len(steps) else _pair(first)


def _pair(tenths: NDArray[np.int_]) -> str:
    x, y = (f"{value / 10:.1f}".removesuffix(".0") for value in tenths)
    return f"{x}{'' if y.startswith('-') else ' '}{y}"
