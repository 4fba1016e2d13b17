"""A blueprint: a file a teacher can write, saying what an exam asks and how long it lasts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from talweg.course.bank import BANK
from talweg.course.question import LEVELS, Draw, Question, Template, kinds
from talweg.course.question.draw import LAST_SEED
from talweg.course.store import data_directory
from talweg.errors import RangeError, unknown

LONGEST = 24 * 60


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
            free = [each for each in BANK.values() if part.fits(each) and each.name not in used]
            for template in sorted(draw.some(free, part.count), key=lambda each: each.level):
                used.add(template.name)
                questions.append(template.ask(draw.whole(0, LAST_SEED)))
        return questions


def parse(name: str, text: str) -> Blueprint:
    """Read a blueprint from TOML. Raises RangeError that names what is wrong and what would be accepted."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RangeError(f"blueprint {name}: no sound TOML, {error}") from None
    _only(name, given, {"title", "minutes", "part"})
    minutes, parts = given.get("minutes"), given.get("part")
    if type(minutes) is not int or not 1 <= minutes <= LONGEST:
        raise RangeError(f"blueprint {name}: minutes is a whole number of [1, {LONGEST}], got {minutes!r}")
    if not isinstance(parts, list) or not parts:
        raise RangeError(f"blueprint {name}: needs at least one [[part]] with a count")
    found = Blueprint(name, str(given.get("title") or name), minutes, tuple(_part(name, each) for each in parts))
    _enough(found)
    return found


def _part(name: str, given: Mapping[str, Any]) -> Part:
    _only(name, given, {"count", "sections", "levels", "kinds", "questions"})
    count = given.get("count")
    if type(count) is not int or not 1 <= count <= len(BANK):
        raise RangeError(f"blueprint {name}: count is a whole number of [1, {len(BANK)}], got {count!r}")
    legal: dict[str, list[Any]] = {
        "sections": list(dict.fromkeys(each.section for each in BANK.values())),
        "levels": list(LEVELS),
        "kinds": list(kinds()),
    }
    named = given.get("questions", [])
    if not isinstance(named, list):
        raise RangeError(f"blueprint {name}: questions is a list of names in the bank; got {named!r}")
    for each in named:
        if each not in BANK:
            raise unknown(f"blueprint {name}", "question", str(each), BANK)
    for key, known in legal.items():
        listed = given.get(key, [])
        if not isinstance(listed, list) or any(each not in known for each in listed):
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
        fitting = {each.name for each in BANK.values() if part.fits(each)}
        taken = sum(other.count for other in blueprint.parts[:place] if any(other.fits(BANK[name]) for name in fitting))
        if part.count > len(fitting) - min(taken, len(fitting)):
            raise RangeError(
                f"blueprint {blueprint.name}: part {place + 1} asks for {part.count} questions; the bank has "
                f"{len(fitting)} that fit, of which earlier parts may take {taken}"
            )


def _files() -> Iterator[tuple[str, Traversable]]:
    """The house's own blueprints, then the user's."""
    own = data_directory() / "blueprints"
    for folder in (files("talweg.course.exam") / "blueprints", own):
        if folder.is_dir():
            for path in sorted(folder.iterdir(), key=lambda each: each.name):
                if path.name.endswith(".toml"):
                    yield path.name.removesuffix(".toml"), path


def names() -> list[str]:
    """The blueprints there are: the house's, and those in `blueprints` of the data directory."""
    return list(dict(_files()))


def blueprint(name: str) -> Blueprint:
    """The blueprint `name`. Raises UnknownNameError or RangeError."""
    found = dict(_files())
    if name not in found:
        raise unknown("the exam", "blueprint", name, found)
    return parse(name, found[name].read_text("utf-8"))
