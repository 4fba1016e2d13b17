"""A lesson: Markdown whose numbers, formulas and listings come from the library when the page is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from types import MappingProxyType, ModuleType
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import escape

from talweg.course.kept import kept
from talweg.course.markdown import html
from talweg.course.pictures import still
from talweg.course.source import citing
from talweg.course.typeset import condition, listing
from talweg.engine import plain
from talweg.errors import unknown
from talweg.lab.claims.results import kept as kept_outcomes
from talweg.lab.race import Race, number
from talweg.losses import LOSSES
from talweg.nouns.noun import Noun
from talweg.nouns.typeset import typeset
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

_homes = {"loss-and-optimization": "talweg.course.lessons.loss_and_optimization"}
LESSONS: Mapping[str, str] = MappingProxyType(_homes)
"""The package of every lesson, by the lesson's name, in the order of the front page."""


@dataclass(frozen=True)
class Section:
    """An entry of a lesson's contents; `part` is its file in the lesson's folder, `id` its place on the page."""

    part: str
    id: str
    number: int
    title: str
    lesson: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as its page shows it; `lead` is finished HTML."""

    name: str
    title: str
    lead: str
    contents: tuple[Section, ...]

    @cached_property
    def html(self) -> str:
        """The sections as finished HTML. What they quote is measured when this is first asked for, and then kept."""
        return kept(self.name, self._measured)

    def _measured(self) -> str:
        package = _home(self.name).__name__
        return "\n".join(
            f'<section id="{section.id}" aria-labelledby="{section.id}-title">'
            f'<h2 id="{section.id}-title"><span class="number">{section.number}</span> {escape(section.title)}</h2>'
            f"{html(_filled(package, section.part))}</section>"
            for section in self.contents
        )


def _home(name: str) -> ModuleType:
    if name not in LESSONS:
        raise unknown("the course", "lesson", name, LESSONS)
    return import_module(LESSONS[name])


def add(packages: Mapping[str, str]) -> None:
    """Add lessons that are sound, each by its name with the package it stands in, to the course of this process.

    Before the site is imported, which is made of them.
    """
    _homes.update(packages)


@cache
def contents(name: str) -> tuple[Section, ...]:
    """The sections of the lesson `name`, read off its headings; nothing is measured. Raises UnknownNameError."""
    return read(name, _home(name))


def read(name: str, home: ModuleType) -> tuple[Section, ...]:
    """The sections of the lesson `name` in the package `home`."""
    first_lines = {part: _text(home.__name__, part).partition("\n")[0] for part in home.SECTIONS}
    headings = [(part, line.removeprefix("## ")) for part, line in first_lines.items()]
    return tuple(
        Section(part, _slug(heading), place, heading, name) for place, (part, heading) in enumerate(headings, start=1)
    )


def sections() -> dict[str, Section]:
    """The sections of all lessons by the names of their parts."""
    return {section.part: section for name in LESSONS for section in contents(name)}


@cache
def lesson(name: str) -> Lesson:
    """The lesson `name`. Raises UnknownNameError."""
    home = _home(name)
    return Lesson(name, home.TITLE, html(home.LEAD), contents(name))


@cache
@plain.preferred()
def measured(package: str, part: str) -> Mapping[str, Any]:
    """What the section `part` of the lesson in `package` quotes, measured once; nothing, where no Python file does."""
    if not files(package).joinpath(f"{part}.py").is_file():
        return MappingProxyType({})
    return MappingProxyType(import_module(f"{package}.{part}").values())


def _text(package: str, part: str) -> str:
    return files(package).joinpath(f"{part}.md").read_text("utf-8")


def _filled(package: str, part: str) -> str:
    """The Markdown below a section's heading, filled in with the values of the Python file beside it, if any."""
    cites = files(package).joinpath("sources.py").is_file()
    cited = citing(import_module(f"{package}.sources").SOURCES if cites else {})
    # An empty line for the heading, and the file's own name: so that an error tells the line of the file.
    below = "\n" + _text(package, part).partition("\n")[2]
    code = _ENVIRONMENT.compile(below, part, str(files(package).joinpath(f"{part}.md")))
    filled = Template.from_code(_ENVIRONMENT, code, _ENVIRONMENT.make_globals(None))
    return filled.render(measured(package, part), **cited)


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _noun(name: str) -> Noun:
    return next((shelf[name] for shelf in (OPTIMIZERS, LOSSES, SCHEDULES) if name in shelf), None) or SURFACES[name]


def _formula(name: str, **values: float) -> str:
    """A formula as it runs; hyperparameters at `values`, such as 0, are left out with what they make idle."""
    return f'<div class="formula">{typeset(_noun(name), values)}</div>'


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
    # An empty line would end the block of HTML that Markdown is in.
    code = ("\n".join(line or "<span></span>" for line in listing(OPTIMIZERS[name].formula)) for name in names)
    return "".join(f'<pre class="code"><code>{each}</code></pre>' for each in code)


def _panel(name: str, fallback: str = "", model: str | None = None, asks: bool = False) -> str:
    """The place of a panel; its still picture and `fallback` stand there without scripts, and are what is printed.

    Where it `asks`, its section is done when that is answered.
    """
    from talweg.course.settings import SCHEMAS

    if name not in SCHEMAS:
        raise unknown("the lesson", "panel", name, SCHEMAS)
    shared = f' data-model="{model}"' if model else ""
    asking = ' data-asks=""' if asks else ""
    return f'<div data-panel="{name}"{shared}{asking}>{still(name, fallback)}</div>'


def _remember(text: str) -> str:
    return f'<p class="remember">{escape(text)}</p>'


def _define(term: str, text: str = "") -> str:
    """A term where it is explained; `text` if it stands there in another form."""
    return f'<dfn id="term-{_slug(term)}">{escape(text or term)}</dfn>'


def _term(term: str, text: str = "") -> str:
    """A term where it is used, linked to where it is explained."""
    return f'<a class="term" href="#term-{_slug(term)}">{escape(text or term)}</a>'


def _honest(caller: Callable[[], str]) -> str:
    # Blank lines around the text let Markdown read it inside the element.
    return f'<aside class="honest">\n\n{caller().strip()}\n\n</aside>\n\n'


def _unfold(title: str, caller: Callable[[], str]) -> str:
    """A derivation that is folded away until it is asked for."""
    return f'<details class="unfold"><summary>{escape(title)}</summary>\n\n{caller().strip()}\n\n</details>\n\n'


def _verdict(name: str) -> str:
    """Whether a claim was found to hold: a link to what was measured."""
    found = kept_outcomes()
    if name not in found:
        raise unknown("the lesson", "measured claim", name, found)
    word = found[name].outcome.verdict
    return f'<a class="verdict verdict-{word}" href="../claims#{name}">measured: {word}</a>'


_ENVIRONMENT = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
_ENVIRONMENT.globals |= {
    "define": _define,
    "formula": _formula,
    "honest": _honest,
    "listings": _listings,
    "number": number,
    "panel": _panel,
    "remember": _remember,
    "stable": _stable,
    "table": _table,
    "term": _term,
    "unfold": _unfold,
    "verdict": _verdict,
}
