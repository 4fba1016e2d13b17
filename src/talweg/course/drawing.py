"""Small pictures as SVG text: axes, lines, bars, trails and words on a frame. Pure functions; nothing is kept.

A picture wears the classes of the panels, so that it has their colours by day and by night. Colours never stand alone:
a style is a colour, a dash and a marker.

    frame = Frame(Axis(0, 50, "step"), Axis(1e-4, 1e2, "f", log=True))
    drawing(frame, axes(frame), line(frame, steps, values, rule_style("sgd")), alt="f falls from 115 to 0.0007")
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import ceil, cos, floor, log10, sin

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.course.outline import TOLERANCE, joined, path_data
from talweg.errors import RangeError
from talweg.lab.style import Style

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, in the units of what is drawn; a log axis needs 0 < low."""

    low: float
    high: float
    name: str = ""
    log: bool = False
    whole: bool = False
    """Only whole numbers stand on it: classes, or the places of bars."""

    def share(self, values: ArrayLike) -> NDArray[np.float64]:
        """How far along the axis the values lie, 0 to 1. What a log axis cannot hold is NaN: a gap, never a guess."""
        places = np.asarray(values, float)
        low, high = self.low, self.high
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                places, low, high = np.log10(places), log10(low), log10(high)
        return np.where(np.isfinite(places), (places - low) / (high - low), np.nan)

    def ticks(self, count: float) -> list[tuple[float, str]]:
        """About `count` round values with their labels as SVG text; on a log axis powers of ten, or 1, 2, 5, ..."""
        if self.log:
            first, last = ceil(log10(self.low) - 1e-9), floor(log10(self.high) + 1e-9)
            if last - first < 1:
                near = (k * 10.0**power for power in range(first - 1, last + 1) for k in (1, 2, 5))
                return [(value, plain(value)) for value in near if self.low <= value <= self.high]
            stride = max(1, ceil((last - first) / count))
            return [(10.0**power, _power(power)) for power in range(first, last + 1, stride)]
        raw = (self.high - self.low) / count
        unit = 10.0 ** floor(log10(raw))
        step = unit * min((1, 2, 5, 10), key=lambda m: abs(log10(m * unit / raw)))
        step = max(step, 1.0) if self.whole else step
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [(step * k, plain(step * k)) for k in range(first, last + 1)]


@dataclass(frozen=True)
class Frame:
    """Two axes on a sheet of so many pixels, with room on the left and below for their numbers."""

    x: Axis
    y: Axis
    width: int = 360
    height: int = 260
    left: int = 42
    right: int = 12
    top: int = 24
    bottom: int = 36

    @property
    def inner(self) -> tuple[int, int]:
        """Width and height of the part inside the axes."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    def place(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """Points as pixels from the upper left corner inside the axes, shape (n, 2)."""
        width, height = self.inner
        return np.stack([self.x.share(xs) * width, (1 - self.y.share(ys)) * height], axis=-1).reshape(-1, 2)


def plain(value: float, digits: int = 4) -> str:
    """A number as a label: few digits, and a true minus sign."""
    return f"{round(value, 12) + 0.0:.{digits}g}".replace("-", MINUS)


def _power(power: int) -> str:
    return f'10<tspan dy="-0.45em" font-size="0.78em">{str(power).replace("-", MINUS)}</tspan>'


def drawing(frame: Frame, *parts: str, alt: str) -> str:
    """One `<svg>` of the parts; `alt` says in words what is seen. Raises RangeError where it is empty."""
    if not alt.strip():
        raise RangeError("drawing: alt must say in words what is seen, got ''")
    body = "".join(parts)
    return (
        f'<svg class="tw-drawing" role="img" aria-label="{escape(alt)}" viewBox="0 0 {frame.width} {frame.height}">'
        f'<g transform="translate({frame.left} {frame.top})">{body}</g></svg>'
    )


def axes(frame: Frame, grid: bool = True) -> str:
    """Both axes with their ticks, numbers and names, and where `grid` a line across for each number on y."""
    width, height = frame.inner
    marks = []
    for value, text in frame.y.ticks(height / (28 if frame.y.log else 40)):
        at = pixel(frame.place(frame.x.low, value)[0, 1])
        across = f'<path class="tw-grid" d="M0 {at}H{width}"/>' if grid else f'<path d="M0 {at}h-4"/>'
        marks.append(f'{across}<text x="-7" y="{at}" dy="4" text-anchor="end">{text}</text>')
    for value, text in frame.x.ticks(max(2, width / 70)):
        at = pixel(frame.place(value, frame.y.low)[0, 0])
        marks.append(f'<path d="M{at} {height}v4"/><text x="{at}" y="{height + 16}" text-anchor="middle">{text}</text>')
    return f'<g class="tw-axes">{"".join(marks)}<path d="M0 0V{height}H{width}"/>{_names(frame)}</g>'


def _names(frame: Frame) -> str:
    width, height = frame.inner
    x = f'<text class="tw-axis-name" x="{width}" y="{height + 32}" text-anchor="end">{escape(frame.x.name)}</text>'
    y = f'<text class="tw-axis-name" x="{6 - frame.left}" y="-9">{escape(frame.y.name)}</text>'
    return (x if frame.x.name else "") + (y if frame.y.name else "")


def inside(frame: Frame, *parts: str) -> str:
    """The parts, cut off at the axes."""
    width, height = frame.inner
    return f'<svg class="tw-inner" width="{width}" height="{height}">{"".join(parts)}</svg>'


def neatline(frame: Frame) -> str:
    """The border of a map."""
    width, height = frame.inner
    return f'<path class="tw-neatline" d="M0 0H{width}V{height}H0Z"/>'


def line(frame: Frame, xs: ArrayLike, ys: ArrayLike, style: Style) -> str:
    """A curve in its own colour and dash, cut off at the axes, with its marker at the end.

    Where a value cannot be shown the curve has a gap.
    """
    points = frame.place(xs, ys)
    dash, d = _dashed(style), path_data(points)
    paths = f'<path class="tw-casing"{dash} d="{d}"/><path class="tw-line"{dash} d="{d}"/>'
    return f'<g class="{style.css_class}">{inside(frame, paths)}{_head(frame, points[-1], style, 4.5)}</g>'


def trail(
    frame: Frame, path: NDArray[np.float64], style: Style, apart: float = 14, tolerance: float = TOLERANCE
) -> str:
    """A walk across a map, of shape (n, 2): a marker about every `apart` pixels, and a larger one at its end.

    What strays less than `tolerance` pixels from the line is not drawn: a long, restless walk can bear more of it.
    """
    points = frame.place(*path.T)
    dash, d = _dashed(style), path_data(points, tolerance=tolerance)
    paths = (
        f'<path class="tw-halo" d="{d}"/><path class="tw-casing"{dash} d="{d}"/><path class="tw-line"{dash} d="{d}"/>'
    )
    small = "".join(marker_path(style, point, 2.4) for point in _spread(points, apart))
    steps = inside(frame, f'{paths}<path class="tw-marks" d="{small}"/>')
    return f'<g class="{style.css_class}">{steps}{_head(frame, points[-1], style, 5.5)}</g>'


def _head(frame: Frame, point: NDArray[np.float64], style: Style, size: float) -> str:
    """The marker at the end of a line, if it ends inside the frame."""
    here = all(0 <= place <= length for place, length in zip(point, frame.inner, strict=True))
    return f'<path class="tw-head" d="{marker_path(style, point, size)}"/>' if here else ""


def _spread(points: NDArray[np.float64], apart: float) -> Iterable[NDArray[np.float64]]:
    last = np.full(2, np.inf)
    for point in points:
        if not np.hypot(*(point - last)) < apart and np.isfinite(point).all():
            yield point
            last = point


def pixel(value: float) -> str:
    """A length in pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def marker_path(style: Style, at: Iterable[float], r: float) -> str:
    """A marker of about the radius `r`, `at` an x and a y in pixels, as path data."""
    corners = np.round(r * np.asarray(style.outline), 1)  # alike wherever it stands: so many markers compress well
    return f"M{joined(np.round(tuple(at), 1) + corners)}Z"


def marker(frame: Frame, x: float, y: float, style: Style, size: float = 5.5) -> str:
    """One marker, at a point of the frame."""
    return f'<path class="tw-head {style.css_class}" d="{marker_path(style, frame.place(x, y)[0], size)}"/>'


def bars(frame: Frame, xs: ArrayLike, heights: ArrayLike, style: Style, width: float) -> str:
    """Upright bars from zero, each `width` units of x wide and centred on its x."""
    feet, tops = frame.place(xs, np.zeros_like(np.asarray(heights, float))), frame.place(xs, heights)
    wide = float(frame.x.share(frame.x.low + width)) * frame.inner[0]
    d = "".join(
        f"M{pixel(x - wide / 2)} {pixel(foot)}V{pixel(top)}h{pixel(wide)}V{pixel(foot)}Z"
        for (x, foot), (_, top) in zip(feet, tops, strict=True)
    )
    return inside(frame, f'<path class="tw-bar {style.css_class}" d="{d}"/>')


def rule(frame: Frame, x: float | None = None, y: float | None = None) -> str:
    """A dashed line across the frame, at an x or a y."""
    width, height = frame.inner
    px, py = frame.place(frame.x.low if x is None else x, frame.y.low if y is None else y)[0]
    d = f"M{pixel(px)} 0V{height}" if x is not None else f"M0 {pixel(py)}H{width}"
    return f'<path class="tw-level" d="{d}"/>'


def words(frame: Frame, x: float, y: float, text: str, anchor: str = "start", up: float = 0) -> str:
    """A few words at a point of the frame, `up` pixels above it; `anchor` is start, middle or end."""
    px, py = frame.place(x, y)[0]
    place = f'x="{pixel(px)}" y="{pixel(py - up)}" text-anchor="{anchor}"'
    return f'<text class="tw-drawn-words" {place}>{escape(text)}</text>'


def arrow(frame: Frame, start: tuple[float, float], end: tuple[float, float], style: Style) -> str:
    """An arrow from one point of the frame to another."""
    (x0, y0), (x1, y1) = frame.place(*zip(start, end, strict=True))
    turn, reach = np.arctan2(y1 - y0, x1 - x0), 9
    wings = [(x1 - reach * cos(turn + side), y1 - reach * sin(turn + side)) for side in (0.45, -0.45)]
    head = "L".join(f"{pixel(x)} {pixel(y)}" for x, y in (wings[0], (x1, y1), wings[1]))
    shaft = f"M{pixel(x0)} {pixel(y0)}L{pixel(x1)} {pixel(y1)}"
    return f'<g class="{style.css_class}"><path class="tw-line" d="{shaft}"/><path class="tw-head" d="M{head}Z"/></g>'


def key(entries: Iterable[tuple[Style, str]]) -> str:
    """A list in HTML that says which line is which: a sample of each with its name."""
    return (
        f'<ul class="tw-key-list">{"".join(f"<li>{_swatch(style)}{escape(name)}</li>" for style, name in entries)}</ul>'
    )


def _dashed(style: Style) -> str:
    return f' stroke-dasharray="{style.dash}"' if style.dash else ""


def _swatch(style: Style) -> str:
    dash = _dashed(style)
    sample = f'<path class="tw-line"{dash} d="M2 8H38"/><path class="tw-marker" d="{marker_path(style, (20, 8), 5)}"/>'
    size = 'viewBox="0 0 40 16" width="40" height="16"'
    return f'<svg class="tw-swatch {style.css_class}" {size} aria-hidden="true">{sample}</svg>'
