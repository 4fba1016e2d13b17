"""A blueprint: a file a teacher can write, saying what an exam asks and how long it lasts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from talweg.course.bank import BANK
from talweg.course.question import LEVELS, Draw, Question, Template, kinds
from talweg.course.question.draw import LAST_SEED
from talweg.course.store import data_directory
from talweg.errors import RangeError, unknown

LONGEST = 24 * 60
ENDING = ".toml"
# As long as their columns in the store.
LONGEST_NAME, LONGEST_TITLE = 80, 200
_folders: list[Path] = []


@dataclass(frozen=True)
class Part:
    """`count` questions from these sections, levels and kinds, or of these names; each empty one means any."""

    count: int
    sections: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def fits(self, template: Template) -> bool:
        """Whether a template may be drawn for this part."""
        return (
            (not self.sections or template.section in self.sections)
            and (not self.levels or template.level in self.levels)
            and (not self.kinds or template.kind in self.kinds)
            and (not self.questions or template.name in self.questions)
        )

    def fitting(self) -> list[Template]:
        """The templates of the bank that may be drawn for it."""
        return [each for each in BANK.values() if self.fits(each)]


@dataclass(frozen=True)
class Blueprint:
    """An exam: its title, its time in minutes, and its parts in the order in which they are asked."""

    name: str
    title: str
    minutes: int
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """How many questions it asks."""
        return sum(part.count for part in self.parts)

    def draw(self, seed: str) -> list[Question]:
        """The questions that `seed` draws: no template twice, each with parameters of its own."""
        draw, used, questions = Draw(f"{self.name}:{seed}"), set[str](), list[Question]()
        for part in self.parts:
            free = [each for each in part.fitting() if each.name not in used]
            for template in sorted(draw.some(free, part.count), key=lambda each: each.level):
                used.add(template.name)
                questions.append(template.ask(draw.whole(0, LAST_SEED)))
        return questions


def parse(name: str, text: str) -> Blueprint:
    """Read a blueprint from TOML. Raises RangeError that names what is wrong and what would be accepted."""
    try:
        given = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of too many digits, and lists in lists, are no TOML error
        raise RangeError(f"blueprint {name}: no sound TOML, {error}") from None
    if len(name) > LONGEST_NAME:
        raise RangeError(f"blueprint {name}: the name of a blueprint has at most {LONGEST_NAME} letters")
    _only(name, given, {"title", "minutes", "part"})
    title, minutes, parts = given.get("title", name), given.get("minutes"), given.get("part")
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise RangeError(f"blueprint {name}: title is a text of 1 to {LONGEST_TITLE} letters, got {title!r}")
    if type(minutes) is not int or not 1 <= minutes <= LONGEST:
        raise RangeError(f"blueprint {name}: minutes is a whole number of [1, {LONGEST}], got {minutes!r}")
    if not isinstance(parts, list) or not parts or not all(isinstance(each, dict) for each in parts):
        raise RangeError(f"blueprint {name}: needs at least one [[part]] with a count")
    found = Blueprint(name, title.strip(), minutes, tuple(_part(name, each) for each in parts))
    _enough(found)
    return found


def _part(name: str, given: Mapping[str, Any]) -> Part:
    _only(name, given, {"count", "sections", "levels", "kinds", "questions"})
    legal: dict[str, list[Any]] = {
        "sections": list(dict.fromkeys(each.section for each in BANK.values())),
        "levels": list(LEVELS),
        "kinds": list(kinds()),
    }
    named = given.get("questions", [])
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        raise RangeError(f"blueprint {name}: questions is a list of names in the bank; got {named!r}")
    for each in named:
        if each not in BANK:
            raise unknown(f"blueprint {name}", "question", each, BANK)
    count = given.get("count", len(set(named)) or None)
    if type(count) is not int or not 1 <= count <= len(BANK):
        raise RangeError(f"blueprint {name}: count is a whole number of [1, {len(BANK)}], got {count!r}")
    for key, known in legal.items():
        listed = given.get(key, [])
        # As repr, for True is no level, although it equals 1.
        if not isinstance(listed, list) or any(repr(each) not in map(repr, known) for each in listed):
            raise RangeError(f"blueprint {name}: {key} is a list of {', '.join(map(str, known))}; got {listed!r}")
    chosen = {key: tuple(given.get(key, ())) for key in legal}
    return Part(count, **chosen, questions=tuple(named))


def _only(name: str, given: Mapping[str, Any], known: set[str]) -> None:
    for key in given:
        if key not in known:
            raise unknown(f"blueprint {name}", "key", key, known)


def _enough(blueprint: Blueprint) -> None:
    """Refuse a blueprint that the bank cannot fill, whatever is drawn first."""
    for place, part in enumerate(blueprint.parts):
        fitting = part.fitting()
        taken = sum(other.count for other in blueprint.parts[:place] if any(map(other.fits, fitting)))
        if part.count > len(fitting) - min(taken, len(fitting)):
            raise RangeError(
                f"blueprint {blueprint.name}: part {place + 1} asks for {part.count} questions; the bank has "
                f"{len(fitting)} that fit, of which earlier parts may take {taken}"
                + ("; a part that names questions stands best before the others" if part.questions and taken else "")
            )


def add(folder: Path) -> list[str]:
    """Add the blueprints in a folder to those of this process, and return their names.

    Raises RangeError for one that cannot be, or whose name is taken, and UnknownNameError for what it asks of the bank.
    """
    found, known = [at_path(path).name for path in sorted(folder.glob(f"*{ENDING}"))], names()
    for name in found:
        if name in known:
            raise RangeError(f"there is a blueprint {name!r} already; give the file of yours another name")
    _folders.append(folder)
    return found


def _files(paths: Sequence[Path]) -> Iterator[tuple[str, Traversable]]:
    """The house's own blueprints, then those that were added, then the user's, then those at `paths`."""
    own = data_directory() / "blueprints"
    for folder in (files("talweg.course.exam") / "blueprints", *_folders, own):
        if folder.is_dir():
            for path in sorted(folder.iterdir(), key=lambda each: each.name):
                if path.name.endswith(".toml"):
                    yield path.name.removesuffix(ENDING), path
    for path in paths:
        yield path.name.removesuffix(ENDING), path


def names(paths: Sequence[Path] = ()) -> list[str]:
    """The blueprints there are: the house's, those in `blueprints` of the data directory, and those at `paths`."""
    return list(dict(_files(paths)))


def blueprint(name: str, paths: Sequence[Path] = ()) -> Blueprint:
    """The blueprint `name`, be it one of the house, of the data directory, or of the files at `paths`.

    Raises UnknownNameError or RangeError.
    """
    found = dict(_files(paths))
    if name not in found:
        raise unknown("the exam", "blueprint", name, found)
    return _read(name, found[name])


def at_path(path: Path) -> Blueprint:
    """The blueprint in a file, called as the file is without its ending. Raises RangeError or UnknownNameError."""
    name = path.name.removesuffix(ENDING)
    if not path.name.endswith(ENDING) or not name:
        raise RangeError(f"a blueprint is a file such as mine{ENDING}, got {path}")
    return _read(name, path)


def chosen(text: str) -> Blueprint:
    """The blueprint that `text` names, or that lies at it as a path. Raises RangeError or UnknownNameError."""
    return at_path(Path(text)) if text.endswith(ENDING) or "/" in text or "\\" in text else blueprint(text)


def checked(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Paths of blueprints, each of which can be used, no two of one name. Raises RangeError or UnknownNameError."""
    known = dict[str, Path]()
    for path in paths:
        if (name := at_path(path).name) in known:
            raise RangeError(f"blueprint {name}: two files have this name, {known[name]} and {path}")
        known[name] = path.resolve()
    return tuple(known.values())


def _read(name: str, file: Traversable) -> Blueprint:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise RangeError(f"blueprint {name}: {file} cannot be read: {error.strerror}") from None
    try:
        return parse(name, text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RangeError(f"blueprint {name}: a blueprint is a text in UTF-8, and {file} is none") from None
