"""The pictures of questions outside the site: each carries its own plain looks, those of the day on white paper.

On the site a picture wears classes that the style sheets colour. An `<img>`, a card or a sheet of paper has no style
sheet, so here every class becomes the attributes it stands for. A test holds the colours to those of the site.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import cache

from talweg.course.contours import GROUNDS
from talweg.errors import DeclarationError
from talweg.lab.style import INKS

PAPER = "#ffffff"
COLOURS = {
    "ink": "#2a241b",
    "soft": "#5d5241",
    "hair": "#dccfb5",
    **{f"ink-{place}": color for place, color in enumerate(INKS)},
    "tint-0": "#a9cdbd",
    "tint-1": "#cadcb6",
    "tint-2": "#e9e6bf",
    "tint-3": "#f3dfb4",
    "tint-4": "#eccda3",
}
"""The site's colours by day, under the names its tokens have."""

_SVG = "http://www.w3.org/2000/svg"
_SANS = "Arial, 'Liberation Sans', 'DejaVu Sans', 'Libertinus Serif', sans-serif"
_SERIF = "'Libertinus Serif', Georgia, 'Liberation Serif', serif"
_NOW = "currentColor"
# So far may a word or a line reach over the edge of its sheet, as the site lets it.
_MARGIN = 6

_LINE = {"fill": "none", "stroke": _NOW, "stroke-width": "2", "stroke-linejoin": "round"}
_CASING = {"stroke": "#2c2012", "stroke-opacity": "0.6"}
_WORDS = {"fill": COLOURS["ink"], "font-size": "12", "font-family": _SANS, "paint-order": "stroke", "stroke": PAPER}
_GROUND = {"stroke": "#744e26", "stroke-opacity": "0.4", "stroke-width": "0.8"}

_ON_AXES: Mapping[str, Mapping[str, str]] = {
    "path": {"fill": "none", "stroke": COLOURS["soft"]},
    "text": {"fill": COLOURS["soft"], "font-size": "12", "font-family": _SANS},
}
"""What stands in a group of axes without a class of its own."""

_CLASSES: dict[str, Mapping[str, str]] = {
    "tw-drawing": {},
    "tw-axes": {},
    "tw-inner": {"overflow": "hidden"},
    "tw-grid": {"fill": "none", "stroke": COLOURS["hair"]},
    "tw-axis-name": {"fill": COLOURS["ink"], "font-size": "14", "font-style": "italic", "font-family": _SERIF},
    "tw-neatline": {"fill": "none", "stroke": COLOURS["ink"], "stroke-width": "1.2"},
    "tw-halo": _LINE | {"stroke": "#fffcf2", "stroke-opacity": "0.62", "stroke-width": "6", "stroke-linecap": "round"},
    "tw-casing": _LINE | _CASING | {"stroke-width": "2.8"},
    "tw-line": _LINE,
    "tw-marks": _CASING | {"fill": _NOW, "stroke-width": "0.8"},
    "tw-head": {"fill": _NOW, "stroke": PAPER, "stroke-width": "1.6", "paint-order": "stroke"},
    "tw-bar": _CASING | {"fill": _NOW, "stroke-width": "1"},
    "tw-level": _LINE | {"stroke": COLOURS["ink"], "stroke-width": "1.3", "stroke-dasharray": "5 4"},
    "tw-drawn-words": _WORDS | {"stroke-width": "4", "stroke-linejoin": "round"},
    "tw-ground": _GROUND,
}
_CLASSES |= {f"tw-{name}": {"color": colour} for name, colour in COLOURS.items() if name.startswith("ink-")}


def _tint(place: int) -> str:
    """The colour of a ground: a tint, or half way from one to the next."""
    low, high = COLOURS[f"tint-{place // 2}"], COLOURS[f"tint-{(place + 1) // 2}"]
    pairs = ((int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{(a + b) // 2:02x}" for a, b in pairs)


_CLASSES |= {f"tw-ground-{place}": {"fill": _tint(place)} for place in range(GROUNDS)}


@cache
def standalone(svg: str) -> str:
    """A question's picture with its looks in it, as a document of its own. Raises DeclarationError.

    >>> standalone('<svg class="tw-drawing" viewBox="0 0 9 9"><path class="tw-line tw-ink-1" d="M0 0H9"/></svg>')[:44]
    '<svg xmlns="http://www.w3.org/2000/svg" view'
    """
    root = ET.fromstring(svg)
    x, y, width, height = (float(each) for each in root.attrib["viewBox"].split())
    width, height = width + 2 * _MARGIN, height + 2 * _MARGIN
    root.set("viewBox", f"{x - _MARGIN:g} {y - _MARGIN:g} {width:g} {height:g}")
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    _dress(root, COLOURS["ink"], False)
    plain = ET.tostring(root, encoding="unicode")
    return plain.replace("<svg", f'<svg xmlns="{_SVG}"', 1)


def words(svg: str) -> str:
    """What a picture says to those who do not see it."""
    root = ET.fromstring(svg)
    return root.get("aria-label") or root.findtext("{*}title") or ""


def _dress(element: ET.Element, ink: str, on_axes: bool) -> None:
    worn = element.attrib.pop("class", "").split()
    given: dict[str, str] = dict(_ON_AXES.get(element.tag, {})) if on_axes else {}
    for each in worn:
        if each not in _CLASSES:
            known = ", ".join(_CLASSES)
            raise DeclarationError(f"a picture has a class {each!r} that has no plain looks here; known are {known}")
        given |= _CLASSES[each]
    ink = given.pop("color", ink)
    for name, value in given.items():
        element.set(name, ink if value == _NOW else value)
    for child in element:
        _dress(child, ink, on_axes or "tw-axes" in worn)
