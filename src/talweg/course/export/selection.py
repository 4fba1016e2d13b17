"""What goes out: templates of the bank, each with so many frozen variants, all of them with a name that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as whole_numbers

from talweg.course.bank import BANK
from talweg.course.lesson import sections as lesson_sections
from talweg.course.question import Question, Template
from talweg.errors import RangeError, unknown

MOST = 100
# A template that has drawn nothing new so many times in a row has no more to give.
PATIENCE = 30


@dataclass(frozen=True)
class Group:
    """A template with different questions drawn from it, at least one."""

    template: Template
    variants: tuple[Question, ...]

    def version(self, place: int) -> Question:
        """The variant at a place; a template with fewer begins again."""
        return self.variants[place % len(self.variants)]


@dataclass(frozen=True)
class Selection:
    """Groups under a title; `minutes` where an exam's blueprint sets them, `versions` the variants asked for."""

    title: str
    groups: tuple[Group, ...]
    versions: int
    minutes: int | None = None

    @property
    def questions(self) -> list[Question]:
        """Every question of it."""
        return [question for group in self.groups for question in group.variants]


def section_title(section: str) -> str:
    """The title that a section has in the lesson."""
    found = lesson_sections().get(section)
    return found.title if found else section


def variants(template: Template, count: int, seed: int = 0) -> tuple[Question, ...]:
    """Up to `count` questions of a template that differ, from `seed` on; fewer where it cannot give so many."""
    found: dict[str, Question] = {}
    idle = 0
    for each in whole_numbers(seed):
        question = template.ask(each)
        content = repr(question.content)
        idle = idle + 1 if content in found else 0
        found.setdefault(content, question)
        if len(found) == count or idle == PATIENCE:
            break
    return tuple(found.values())


def select(
    sections: Sequence[str] = (),
    blueprint: str | None = None,
    variants: int = 1,
    seed: int = 0,
    only: Sequence[str] | None = None,
) -> Selection:
    """Choose what goes out: the whole bank, some `sections` of it, or the exam that a `blueprint` draws.

    `only` names the templates of which a selection without a blueprint is made, where it is not all of them. Of each
    template so many different `variants` are drawn, from `seed` on. Raises RangeError or UnknownNameError.
    """
    if isinstance(variants, bool) or not isinstance(variants, int) or not 1 <= variants <= MOST:
        raise RangeError(f"export: variants is a whole number of [1, {MOST}], got {variants!r}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise RangeError(f"export: a seed is a whole number of [0, inf), got {seed!r}")
    if blueprint is not None:
        if sections:
            raise RangeError(f"export: a blueprint has sections of its own; got {blueprint!r} and {list(sections)!r}")
        return _exam(blueprint, variants, seed)
    known = dict.fromkeys(each.section for each in BANK.values())
    for name in sections:
        if name not in known:
            raise unknown("the bank", "section", name, known)
    free = BANK.values() if only is None else [BANK[name] for name in only]
    chosen = [each for each in free if not sections or each.section in sections]
    asked = sections if only is None else {each.section for each in chosen}
    part = ", ".join(section_title(each) for each in known if each in asked)
    title = f"Talweg: {part}" if part else "Talweg: losses, optimizers, schedules"
    return Selection(title, tuple(_group(each, variants, seed) for each in chosen), variants)


def _exam(name: str, count: int, seed: int) -> Selection:
    from talweg.course.exam.blueprint import chosen

    plan = chosen(name)
    groups = tuple(_group(each.template, count, each.seed) for each in plan.draw(str(seed)))
    return Selection(plan.title, groups, count, plan.minutes)


def _group(template: Template, count: int, seed: int) -> Group:
    return Group(template, variants(template, count, seed))
