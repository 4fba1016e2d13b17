"""The ground of a map: nested regions below rising levels, each a closed outline on the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.course.drawing import Frame, inside
from talweg.course.outline import path_data
from talweg.nouns import Surface

GROUNDS = 9
"""So many tints from the floor to the heights: the classes tw-ground-0, ..."""
_OUTSIDE = 1e300
# The edges (0 top, 1 right, 2 bottom, 3 left) that an outline joins in a cell, by which corners lie above the level.
_JOINS: tuple[tuple[tuple[int, int], ...], ...] = (
    (), ((3, 0),), ((0, 1),), ((3, 1),), ((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),),
    ((2, 3),), ((2, 0),), ((0, 1), (2, 3)), ((2, 1),), ((1, 3),), ((1, 0),), ((0, 3),), (),
)  # fmt: skip

_Edge = tuple[int, int, int]


def relief(frame: Frame, surface: Surface, levels: int = 11, grid: tuple[int, int] = (64, 44)) -> str:
    """The map of a surface: tints by height above its lowest ground, and contours on log-spaced levels."""

    def height(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        f = np.asarray(surface.value(x, y), float)
        # The root is nearly straight where the ground is a bowl, so that a coarse grid gives smooth contours.
        floor = f.min() if surface.lowest is None else min(f.min(), surface.lowest)
        return np.asarray(np.sqrt(np.maximum(f - floor, 0)))

    heights = _sampled(frame, height, grid)
    low, high = np.quantile(heights[heights > 0], 0.004), heights.max()
    return regions(frame, heights, list(np.geomspace(low, high, levels + 1)[:-1]))


def field(frame: Frame, function: Callable[..., Any], levels: Sequence[float], grid: tuple[int, int] = (64, 44)) -> str:
    """The regions where `function(x, y)` lies below each of the rising `levels`."""
    return regions(frame, _sampled(frame, function, grid), levels)


def _sampled(frame: Frame, function: Callable[..., Any], grid: tuple[int, int]) -> NDArray[np.float64]:
    """The function at the points of a grid over the frame, row by row from the top."""
    columns, rows = grid
    xs, ys = _along(frame.x, columns), _along(frame.y, rows)[::-1]
    return np.asarray(function(*np.meshgrid(xs, ys)), float)


def _along(axis: Any, count: int) -> NDArray[np.float64]:
    return np.geomspace(axis.low, axis.high, count) if axis.log else np.linspace(axis.low, axis.high, count)


def regions(frame: Frame, values: NDArray[np.float64], levels: Sequence[float]) -> str:
    """Sampled values as nested regions, the highest ground first; everything above the last level is the heights."""
    width, height = frame.inner
    parts = [f'<path class="tw-ground tw-ground-{GROUNDS - 1}" d="M0 0H{width}V{height}H0Z"/>']
    for place in reversed(range(len(levels))):
        tint = round(place * (GROUNDS - 1) / len(levels))
        d = "".join(path_data(loop, closed=True) for loop in outlines(frame, values, levels[place]))
        parts.append(f'<path class="tw-ground tw-ground-{tint}" d="{d}"/>')
    return inside(frame, *parts)


def outlines(frame: Frame, values: NDArray[np.float64], level: float) -> list[NDArray[np.float64]]:
    """The closed outlines, in pixels, of where the sampled values lie below the level.

    A rim of heights around the samples, at the very border, closes every outline that would leave the frame.
    """
    rows, columns = values.shape
    rim = np.pad(values, 1, constant_values=_OUTSIDE)
    above = rim > level
    corners = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    following: dict[_Edge, _Edge] = {}
    for row, column in np.argwhere((corners > 0) & (corners < 15)):
        edges = ((0, row, column), (1, row, column + 1), (0, row + 1, column), (1, row, column))
        for start, end in _JOINS[corners[row, column]]:
            following[edges[start]] = edges[end]

    scale = np.array(frame.inner) / (columns - 1, rows - 1)

    def point(edge: _Edge) -> NDArray[np.float64]:
        upright, row, column = edge
        a = rim[row, column]
        b = rim[row + 1, column] if upright else rim[row, column + 1]
        share = (level - a) / (b - a)
        place = (column, row + share) if upright else (column + share, row)
        return np.asarray(np.clip(np.array(place) - 1, 0, (columns - 1, rows - 1)) * scale)

    return [np.array([point(edge) for edge in loop]) for loop in _loops(following)]


def _loops(following: dict[_Edge, _Edge]) -> list[list[_Edge]]:
    """The rings of a table that says which edge follows which; each begins and ends at the same edge."""
    rings = []
    while following:
        edge = next(iter(following))
        ring = [edge]
        while edge in following:
            edge = following.pop(edge)
            ring.append(edge)
        rings.append(ring)
    return rings
