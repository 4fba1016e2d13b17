"""Claims on the site: an outcome's picture as SVG, its verdict as a link, its numbers as rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from talweg.course.drawing import Axis, Frame, axes, drawing, inside, line, pixel, rule
from talweg.course.lesson import sections as lesson_sections
from talweg.course.picture import Picture
from talweg.lab.claims import CLAIMS
from talweg.lab.claims.figure import Curve, Figure
from talweg.lab.claims.results import Kept
from talweg.lab.style import Style, nth_style

_ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})")
_ROOM = 0.04
"""Of an axis is kept free at either end, so that no marker is cut off."""


@dataclass(frozen=True)
class Entry:
    """One claim as its page shows it: what is taught, what was found, and the picture and the source as HTML."""

    name: str
    section: str
    place: str
    """The section of a lesson, as a link from the site's root."""
    source: Markup
    experiment: str
    kept: Kept
    picture: Markup


def entries(found: Sequence[Kept]) -> list[Entry]:
    """Outcomes as entries of a page, in their order."""
    sections = lesson_sections()
    listed = []
    for each in found:
        claim = CLAIMS[each.outcome.claim]
        section = sections[claim.section]
        place = f"lessons/{section.lesson}#{section.id}"
        source = Markup(_ARXIV.sub(r'<a href="https://arxiv.org/abs/\1">arXiv:\1</a>', str(escape(claim.source))))
        picture = Markup(drawn(each.outcome.figure, each.outcome.seen).html)
        listed.append(Entry(claim.name, section.title, place, source, claim.experiment, each, picture))
    return listed


def drawn(figure: Figure, seen: str) -> Picture:
    """The picture of a figure, which `seen` says in words."""
    across = [value for each in figure.curves for value in each.x]
    up = [value for each in figure.curves for values in (each.y, each.low, each.high) if values for value in values]
    if figure.level is not None:
        up.append(figure.level)
    frame = Frame(
        _axis(across, figure.x, figure.log_x),
        _axis(up, figure.y, figure.log_y),
        width=420,
        height=250,
        left=52,
        right=18,
    )
    styles = [nth_style(place) for place in range(len(figure.curves))]
    parts = [axes(frame)]
    if figure.level is not None:
        parts.append(rule(frame, y=figure.level))
    parts += [_whiskers(frame, each, style) for each, style in zip(figure.curves, styles, strict=True)]
    parts += [line(frame, each.x, each.y, style) for each, style in zip(figure.curves, styles, strict=True)]
    names = tuple(zip(styles, [each.name for each in figure.curves], strict=True))
    return Picture((drawing(frame, *parts, alt=f"{figure.y} over {figure.x}. {seen}"),), _caption(figure), names)


def _caption(figure: Figure) -> str:
    ends = any(each.low for each in figure.curves)
    dashed = "" if figure.level is None else f" Dashed: {figure.level:g}."
    return f"{figure.y[0].upper()}{figure.y[1:]} over {figure.x}.{' Whiskers: 95% intervals.' if ends else ''}{dashed}"


def _axis(values: Sequence[float], name: str, log: bool) -> Axis:
    known = np.array([each for each in values if np.isfinite(each) and (each > 0 or not log)])
    low, high = float(known.min()), float(known.max())
    if log:
        span = max(high / low, 2.0)  # a flat line has an axis, too
        return Axis(low / span**_ROOM, high * span**_ROOM, name, log=True)
    room = _ROOM * ((high - low) or 1.0)
    # From 0 where it is near: a height above it is what is meant.
    bottom = 0.0 if 0 <= low < 0.5 * high else low - room
    return Axis(bottom, high + room, name)


def _whiskers(frame: Frame, curve: Curve, style: Style) -> str:
    """Upright strokes over the intervals."""
    if curve.low is None or curve.high is None:
        return ""
    feet, tops = frame.place(curve.x, curve.low), frame.place(curve.x, curve.high)
    ends = [
        f"M{pixel(x)} {pixel(foot)}V{pixel(top)}"
        for (x, foot), (_, top) in zip(feet, tops, strict=True)
        if np.isfinite([foot, top]).all()
    ]
    return f'<g class="{style.css_class}">{inside(frame, f"""<path class="tw-line" d="{"".join(ends)}"/>""")}</g>'
