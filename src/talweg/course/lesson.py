"""A lesson: Markdown whose numbers, formulas and listings come from the library when the page is built."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from talweg.course.typeset import condition, highlighted, listing, mathml, typeset
from talweg.formula.errors import unknown
from talweg.lab.race import Race, number
from talweg.losses import LOSSES
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

LESSONS = ("loss-and-optimization",)


@dataclass(frozen=True)
class Section:
    """An entry of the contents."""

    id: str
    number: int
    title: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as its page shows it; `lead` and `html` are finished HTML."""

    name: str
    title: str
    lead: str
    contents: tuple[Section, ...]
    html: str


@cache
def lesson(name: str) -> Lesson:
    """Build the lesson `name`. Raises UnknownNameError."""
    if name not in LESSONS:
        raise unknown("the course", "lesson", name, LESSONS)
    home = import_module(f"talweg.course.lessons.{name.replace('-', '_')}")
    contents, html = [], []
    for place, part in enumerate(home.SECTIONS, start=1):
        heading, _, body = _filled(home.__name__, part).removeprefix("## ").partition("\n")
        section = Section(_slug(heading), place, heading)
        contents.append(section)
        html.append(
            f'<section id="{section.id}" aria-labelledby="{section.id}-title">'
            f'<h2 id="{section.id}-title"><span class="number">{place}</span> {escape(heading)}</h2>'
            f"{_MARKDOWN.render(body)}</section>"
        )
    return Lesson(name, home.TITLE, _MARKDOWN.render(home.LEAD), tuple(contents), "\n".join(html))


def _filled(package: str, part: str) -> str:
    """The Markdown of a section with what it quotes filled in: the values of the Python file beside it, if any."""
    folder = files(package)
    values = import_module(f"{package}.{part}").values() if folder.joinpath(f"{part}.py").is_file() else {}
    return _ENVIRONMENT.from_string(folder.joinpath(f"{part}.md").read_text("utf-8")).render(values)


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _noun(name: str) -> Noun:
    return next((shelf[name] for shelf in (OPTIMIZERS, LOSSES, SCHEDULES) if name in shelf), None) or SURFACES[name]


def _formula(name: str) -> str:
    return f'<div class="formula">{typeset(_noun(name))}</div>'


def _stable(name: str) -> str:
    rule = OPTIMIZERS[name]
    if rule.stable is None:
        raise unknown(name, "stability condition", "stable", [])
    return condition(rule.stable)


def _table(race: Race) -> str:
    """Where every runner stands after the last step, as an HTML table."""
    rows = [
        f'<tr><th scope="row">{escape(race.runners[name].label)}</th>'
        f"<td>{path[-1][0] + 0:.4f}</td><td>{path[-1][1] + 0:.4f}</td><td>{number(race.values[name][-1])}</td></tr>"
        for name, path in race.paths.items()
    ]
    head = '<tr><th scope="col">rule</th><th scope="col">x</th><th scope="col">y</th><th scope="col">f</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _listings(*names: str) -> str:
    code = ("\n".join(listing(OPTIMIZERS[name].formula)) for name in names)
    return "".join(f'<pre class="code"><code>{each}</code></pre>' for each in code)


def _panel(name: str, fallback: str, model: str | None = None) -> str:
    """The place of a panel; `fallback` is what stands there without JavaScript."""
    shared = f' data-model="{model}"' if model else ""
    return f'<div data-panel="{name}"{shared}>{fallback}</div>'


def _remember(text: str) -> str:
    return f'<p class="remember">{escape(text)}</p>'


def _honest(caller: Callable[[], str]) -> str:
    # Blank lines around the text let Markdown read it inside the element.
    return f'<aside class="honest">\n\n{caller().strip()}\n\n</aside>\n\n'


def _unfold(title: str, caller: Callable[[], str]) -> str:
    """A derivation that is folded away until it is asked for."""
    return f'<details class="unfold"><summary>{escape(title)}</summary>\n\n{caller().strip()}\n\n</details>\n\n'


def _fence(code: str, language: str, _attributes: str) -> str:
    return "\n".join(highlighted(code)) if language == "python" else ""


def _math(text: str, options: dict[str, Any]) -> str:
    return mathml(text, display=options["display_mode"])


_MARKDOWN = MarkdownIt("commonmark", {"html": True, "typographer": True, "highlight": _fence}).enable(
    ["table", "smartquotes", "replacements"]
)
_MARKDOWN.use(dollarmath_plugin, renderer=_math, allow_space=False, double_inline=False)

_ENVIRONMENT = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
_ENVIRONMENT.globals |= {
    "formula": _formula,
    "honest": _honest,
    "listings": _listings,
    "number": number,
    "panel": _panel,
    "remember": _remember,
    "stable": _stable,
    "table": _table,
    "unfold": _unfold,
}
