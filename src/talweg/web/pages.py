"""Every page of the site as one table. The server answers from it, and a static build writes it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from talweg.course.claims import entries
from talweg.course.lesson import LESSONS, contents, lesson
from talweg.course.pictures import still
from talweg.lab.claims.results import kept
from talweg.web import version
from talweg.web.version import STATIC
from talweg.web.visitor import lab_is_open, visitor

HERE = Path(str(files("talweg.web")))
PANELS = {path.name: path.name.replace("-", " ").title() for path in sorted((STATIC / "panels").iterdir())}
CARDS = {
    "hike": "Feel the slope, step in the dark, and lay your trail beside those of SGD, momentum and Adam.",
    "punishment": "What each loss charges for an error, and what cross-entropy makes of three logits.",
    "two-gradients": "Drag a prediction toward sure and wrong: one gradient fades there, the other holds.",
    "batches": "Three batch sizes on the same data: what one step costs, and how far it strays.",
    "race": "Send rules down a surface from one start, and make equal what should be.",
    "stability": "Every rate with every beta: where a walk settles, how fast, and where it flies apart.",
    "window": "What momentum remembers of a signal, and for how long.",
    "inside-adam": "One step of Adam, taken apart into the pieces it is made of.",
    "schedules": "Put a schedule together, and see how close to the floor it lets a noisy walk settle.",
    "own-rule": "Write an update rule, race it, and pass it on as a link.",
    "code": "The rules as they run, with the numbers of a step beside their lines.",
    "quick-check": "A few questions of rising difficulty, and why each wrong answer is wrong.",
}
"""What each panel is for, in the order in which the lesson brings them."""
FIRST = ("tokens", "page", "panel")  # the style sheets that the others refine
SERVED = ("exam", "lab", "teacher")
"""What belongs to pages that need a server: folders and style sheets that the course's own pages do without."""
SHEETS = (*FIRST, *sorted({path.stem for path in STATIC.glob("*.css")} - {*FIRST, *SERVED}))

# Nothing is loaded from another host, and no script stands in a page.
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'"

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_templates.globals |= {
    "sheets": SHEETS,
    "served_sheets": SERVED,
    "still": still,
    "visitor": visitor,
    "lab_is_open": lab_is_open,
    "lessons_of_sections": {name: " ".join(each.part for each in contents(name)) for name in LESSONS},
}


def _home() -> dict[str, Any]:
    """The front page of the course."""
    return {
        "lessons": [{"url": f"lessons/{name}", "lesson": lesson(name)} for name in LESSONS],
        "panels": [{"name": name, "title": PANELS[name], "words": words} for name, words in CARDS.items()],
    }


def _lesson(name: str) -> dict[str, Any]:
    return {"lesson": lesson(name)}


def _panel(name: str) -> dict[str, Any]:
    """One panel alone."""
    return {"panel": {"name": name, "title": PANELS[name]}}


@cache
def _claims() -> dict[str, Any]:
    """What the lesson claims, and what was measured of it."""
    return {"entries": entries(list(kept().values())), "lessons": True}


# By its path: the template, and what makes its context.
PAGES: dict[str, tuple[str, Callable[[], Mapping[str, Any]]]] = {
    "": ("home.html", _home),
    **{f"lessons/{name}": ("lesson.html", partial(_lesson, name)) for name in LESSONS},
    "claims": ("claims.html", _claims),
    **{f"panels/{name}": ("panel.html", partial(_panel, name)) for name in PANELS},
}


def root_of(path: str) -> str:
    """The way from the page at `path` to the site's root, as the start of a link."""
    return "../" * path.count("/")


def page(path: str, policy: str = "", bare: bool = False, sitting: str | None = None) -> str:
    """The page at `path`, a key of PAGES, as HTML; `policy` stands in it where no server sends one.

    `bare` is what a page shows alone, as for a frame. While whoever asks sits an exam and is to practise nothing,
    `sitting` is its id: what asks questions then leads back to it.
    """
    template, context = PAGES[path]
    return render(template, path, {"bare": bare, "sitting": sitting, **context()}, policy)


def error_page(status: int, detail: str, root: str, policy: str = "") -> str:
    """What stands where there is no page."""
    return _rendered("error.html", {"status": status, "detail": detail}, root, policy)


def render(template: str, path: str, context: Mapping[str, Any], policy: str = "") -> str:
    """A page of the site that stands at `path`; `context` is what its template knows."""
    return _rendered(template, context, root_of(path), policy)


def _rendered(template: str, context: Mapping[str, Any], root: str, policy: str) -> str:
    # Where no server sends the policy there is no server, and so no Exam Center, and nobody to serve many versions.
    assets = "static" if policy else f"static/{version.folder()}"
    return _templates.get_template(template).render(context, root=root, policy=policy, served=not policy, assets=assets)
