"""The lessons of a folder: each is looked at as a whole before any is added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from importlib.resources import files
from types import ModuleType

from talweg.course.lesson import LESSONS, Lesson, Section, read, sections
from talweg.course.schema import link_faults
from talweg.course.settings import SCHEMAS
from talweg.errors import DeclarationError, RangeError

_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")


def check(homes: Mapping[str, ModuleType]) -> list[Section]:
    """The sections of lessons that can be added, given as packages by name. Nothing is measured.

    Raises DeclarationError for one that lacks something, and RangeError for a name that cannot be or is taken.
    """
    taken, found = {part: section.lesson for part, section in sections().items()}, list[Section]()
    for name, home in homes.items():
        if not _NAME.fullmatch(name):
            raise RangeError(f"a lesson's folder is called such as long_steps, in a to z, 0 to 9 and _; got {name!r}")
        if name in LESSONS:
            raise RangeError(f"the course has a lesson {name!r} already; give the folder of yours another name")
        for section in _sound(name, home):
            if section.part in taken:
                raise RangeError(
                    f"the lesson {name!r} has a section {section.part!r}, and so has {taken[section.part]!r}; a "
                    "question names its section by it: give yours another name"
                )
            taken[section.part] = name
            found.append(section)
    return found


def check_links(made: Lesson) -> None:
    """Look at the links of a lesson's text: into its own page, and with settings of panels. Raises DeclarationError."""
    places = set(re.findall(r'\bid="([^"]+)"', made.html))
    texts = re.split(r'<section id="', made.html)[1:]
    for section, text in zip(made.contents, texts, strict=True):
        for link in map(unescape, re.findall(r'\bhref="([?#][^"]*)"', text)):
            query, _, place = link.partition("#")
            wrong = link_faults(SCHEMAS, query) if query else []
            if place and place not in places:
                wrong.append("no term is defined and no section stands there")
            if wrong:
                where = files(LESSONS[made.name]) / f"{section.part}.md"
                raise DeclarationError(f"{where}: the link {link!r} leads nowhere: {wrong[0]}")


def _sound(name: str, home: ModuleType) -> tuple[Section, ...]:
    """The sections of a lesson that has all it needs."""
    where = home.__file__
    for wanted in ("TITLE", "LEAD"):
        given = getattr(home, wanted, None)
        if not isinstance(given, str) or not given.strip():
            raise DeclarationError(f"{where}: a lesson has {wanted}, a text; got {given!r}")
    parts = getattr(home, "SECTIONS", None)
    if not isinstance(parts, tuple | list) or not parts or not all(isinstance(each, str) for each in parts):
        raise DeclarationError(f'{where}: a lesson has SECTIONS, such as ("overshoot", "bounded"); got {parts!r}')
    for part in parts:
        if not _NAME.fullmatch(part) or parts.count(part) > 1:
            raise DeclarationError(f"{where}: SECTIONS are different names in a to z, 0 to 9 and _; got {part!r}")
        text = files(home.__name__) / f"{part}.md"
        if not text.is_file():
            raise DeclarationError(f"{where}: SECTIONS names {part!r}, and there is no file {text}")
        try:
            first = text.read_text("utf-8").partition("\n")[0]
        except UnicodeDecodeError:
            raise DeclarationError(f"{text}: a section is a text in UTF-8, and this is none") from None
        if not re.match(r"## .*[A-Za-z0-9]", first):
            raise DeclarationError(f"{text}, line 1: a section begins with its title, ## One step; got {first[:40]!r}")
    found = read(name, home)
    ids = [each.id for each in found]
    for section in found:
        if ids.count(section.id) > 1:
            raise DeclarationError(f"{where}: two sections have the title {section.title!r}; a link needs one of each")
    return found
