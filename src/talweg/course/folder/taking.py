"""A folder taken into the course of this process, before what is made of the course, such as the site, is imported.

Formulas come first, for the settings of panels are made of the shelves: nothing of the course is imported here before.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from talweg.errors import DeclarationError, MissingError, RangeError, TalwegError, unknown
from talweg.functions import FUNCTIONS
from talweg.losses import LOSSES
from talweg.nouns import Shelf, own_file
from talweg.nouns.noun import Noun
from talweg.nouns.shelf import guests
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

if TYPE_CHECKING:
    from talweg.course.question import Template
    from talweg.lab.claims import Claim

T = TypeVar("T")
FORMULAS = "formulas.py"
RESULTS = "results.json"
HELD = ("lessons", "questions", "blueprints", "claims", FORMULAS)
SHELVES: tuple[Shelf[Any], ...] = (OPTIMIZERS, LOSSES, SCHEDULES, SURFACES, FUNCTIONS)
_taken: dict[Path, Taken] = {}


@dataclass(frozen=True)
class Taken:
    """What a folder has added, by name."""

    folder: Path
    lessons: tuple[str, ...]
    questions: tuple[str, ...]
    blueprints: tuple[str, ...]
    claims: tuple[str, ...]


def take(folder: str | Path) -> Taken:
    """Add what stands in `folder` to the course of this process; nothing happens the second time.

    Raises MissingError where there is no course, DeclarationError for what lacks something or fails, with its file and
    line, RangeError for a name that is taken and UnknownNameError for one that leads nowhere. The process is then to
    end: formulas may stand on its shelves already.
    """
    home = Path(folder).absolute()
    if home in _taken:
        return _taken[home]
    if not home.is_dir() or not any((home / name).exists() for name in HELD):
        raise MissingError(
            f"{folder} holds no course, which is a folder with {', '.join(HELD[:-1])} or {HELD[-1]} in it; "
            "talweg new course DIR writes one"
        )
    package = own_file.package(home)
    with _told(home):
        _formulas(home, package)
        _taken[home] = _course(home, package)
    return _taken[home]


def all_taken() -> tuple[Path, ...]:
    """The folders that this process has taken: another one that is to know the same takes them, too."""
    return tuple(_taken)


def take_all(folders: Sequence[Path]) -> None:
    """Take every one of them. Raises as `take`."""
    for each in folders:
        take(each)


def shelve(formulas: Iterable[Noun]) -> None:
    """Put formulas of a user's own on the shelves of this process; those that stand there already stay.

    Raises RangeError for a name that another one has; the process is then to end.
    """
    standing = [each.formula for each in guests()]
    for noun in formulas:
        if noun.formula not in standing:
            next(shelf for shelf in SHELVES if isinstance(noun, shelf.kind)).add(noun)


def measure(taken: Taken) -> None:
    """Measure its lessons now, so that whatever fails is told before anything is served. Raises DeclarationError."""
    from talweg.course.folder.lessons import check_links
    from talweg.course.lesson import lesson

    for name in taken.lessons:
        with _told(taken.folder):
            check_links(lesson(name))


@contextmanager
def _told(home: Path) -> Iterator[None]:
    """What fails in a file of the folder is told with the file and the line."""
    try:
        yield
    except (Exception, SystemExit) as error:
        found = own_file.place(error, home)
        if not found and isinstance(error, TalwegError | OSError):
            raise  # it names what it is about
        where = f"{found[0]}, line {found[1]}" if found else home
        raise DeclarationError(f"{where}: {own_file.told(error)}") from error


def _formulas(home: Path, package: str) -> None:
    file = home / FORMULAS
    if not file.is_file():
        return
    module = own_file.load(file)
    # The other files of the folder find the same formulas, and not a second set of them.
    sys.modules[f"{package}.formulas"] = module
    sys.modules[package].formulas = module  # type: ignore[attr-defined]
    found = [each for each in _held(module, Noun) if each.formula.path == str(file)]
    pairs = [(noun, shelf) for noun in found for shelf in SHELVES if isinstance(noun, shelf.kind)]
    for noun, shelf in pairs:
        if noun.name in shelf:
            raise RangeError(f"{file}: the shelf has {shelf.noun} {noun.name!r} already; give yours another name")
    for noun, shelf in pairs:
        shelf.add(noun)


def _course(home: Path, package: str) -> Taken:
    """All the rest: looked at first, and then added."""
    from talweg.course import bank, lesson
    from talweg.course.exam import blueprint
    from talweg.course.folder import lessons
    from talweg.lab import claims
    from talweg.lab.claims import results

    homes = {name: import_module(module) for name, module in _lessons(home, package).items()}
    parts = [*lesson.sections(), *(each.part for each in lessons.check(homes))]
    questions = _questions(home, package, parts)
    claimed = _claims(home, package, parts)
    bank.add(questions)
    claims.add(claimed)
    lesson.add({name: module.__name__ for name, module in homes.items()})
    # These are judged by the questions and claims that there are.
    if (file := home / "claims" / RESULTS).is_file():
        results.add(file)
    exams = blueprint.add(home / "blueprints")
    names = [tuple(each.name for each in found) for found in (questions, claimed)]
    return Taken(home, tuple(homes), names[0], tuple(exams), names[1])


def _lessons(home: Path, package: str) -> dict[str, str]:
    """The packages of the folder's lessons by the lessons' names."""
    found = {}
    for each in sorted(_inside(home / "lessons")):
        if not each.is_dir():
            raise DeclarationError(f"{each}: a lesson is a folder in lessons, and this is a file")
        if not (each / "__init__.py").is_file():
            raise DeclarationError(f"{each}: a lesson has a file __init__.py with its TITLE, LEAD and SECTIONS")
        found[each.name.replace("_", "-")] = f"{package}.lessons.{each.name}"
    return found


def _questions(home: Path, package: str, parts: list[str]) -> list[Template]:
    from talweg.course.bank import BANK
    from talweg.course.question import Template

    found: dict[str, Template] = {}
    for module in _modules(home / "questions", f"{package}.questions"):
        where = module.__file__
        for template in _held(module, Template):
            name = template.name
            if BANK.get(name) is template or found.get(name) is template:
                continue  # imported, and not declared here
            if name in BANK or name in found:
                raise RangeError(f"{where}: the bank has a question {name!r} already; give yours another name")
            if template.section not in parts:
                raise unknown(f"{where}: the question {name}", "section", template.section, parts)
            template.ask(0)
            found[name] = template
    return list(found.values())


def _claims(home: Path, package: str, parts: list[str]) -> list[Claim]:
    from talweg.lab.claims import CLAIMS, Claim

    found: dict[str, Claim] = {}
    for module in _modules(home / "claims", f"{package}.claims"):
        where = module.__file__
        for claim in _held(module, Claim):
            name = claim.name
            if CLAIMS.get(name) is claim or found.get(name) is claim:
                continue
            if name in CLAIMS or name in found:
                raise RangeError(f"{where}: there is a claim {name!r} already; give yours another name")
            if claim.section not in parts:
                raise unknown(f"{where}: the claim {name}", "section", claim.section, parts)
            found[name] = claim
    return list(found.values())


def _modules(folder: Path, package: str) -> Iterator[ModuleType]:
    """Every Python file below the folder as a module."""
    for file in sorted(folder.rglob("*.py")):
        parts = file.relative_to(folder).with_suffix("").parts
        if not all(each.isidentifier() for each in parts):
            raise RangeError(f"{file}: a file of questions or claims has a name such as first_step.py")
        yield import_module(".".join((package, *(each for each in parts if each != "__init__"))))


def _inside(folder: Path) -> Iterator[Path]:
    """What stands in a folder, but what Python and the system keep there."""
    if folder.is_dir():
        yield from (each for each in folder.iterdir() if not each.name.startswith((".", "__")))


def _held(module: ModuleType, kind: type[T]) -> list[T]:
    """The things of a kind that a module declares, each once."""
    return list({id(each): each for each in vars(module).values() if isinstance(each, kind)}.values())
