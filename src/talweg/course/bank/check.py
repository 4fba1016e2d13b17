"""The proof of the whole bank: every template by `prove`, and each beside all others, on as many cores as there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from talweg.course.bank import BANK, template
from talweg.course.folder.taking import all_taken, take_all
from talweg.course.lesson import LESSONS, contents, lesson, sections
from talweg.course.question import Template
from talweg.course.question.alike import near_duplicates
from talweg.course.question.prove import Report, prove
from talweg.course.question.taught import plain

BESIDE = 3
"""So many questions of each template are read beside those of the others."""


def check(names: Sequence[str], seeds: int) -> Report:
    """Prove these templates over so many seeds each. Raises UnknownNameError."""
    templates = [template(name) for name in names]
    # Each question beside its own lesson: what another teaches, its learner may not have read.
    texts = {name: plain(lesson(name).html) for name in dict.fromkeys(map(_lesson_of, templates))}
    if len(names) == 1:
        return _proved(names[0], seeds, texts)
    cores = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    fresh = get_context("spawn")  # a fork would copy the threads' locks, and not the threads
    with ProcessPoolExecutor(cores, fresh, take_all, (all_taken(),)) as pool:
        parts = list(pool.map(_proved, names, [seeds] * len(names), [texts] * len(names)))
    samples = {each.name: [each.ask(seed).content for seed in range(BESIDE)] for each in templates}
    if all_taken():  # ours are beside each other already; a course's own are put beside them, too
        samples |= {name: [each.ask(0).content] for name, each in BANK.items() if name not in samples}
    beside = [found for found in near_duplicates(samples) if found[0] in names]
    return _joined(parts, [(name, 0, what) for name, what in beside])


def _lesson_of(each: Template) -> str:
    """The lesson of its section; the first one, by which it is told, where it names none."""
    found = sections().get(each.section)
    return found.lesson if found else next(iter(LESSONS))


def _proved(name: str, seeds: int, texts: Mapping[str, str]) -> Report:
    each = template(name)
    home = _lesson_of(each)
    parts = contents(home)
    return prove([each], seeds, [part.part for part in parts], [part.id for part in parts], texts[home])


def _joined(parts: Iterable[Report], more: list[tuple[str, int, str]]) -> Report:
    reports = list(parts)
    return Report(
        sum(each.questions for each in reports),
        (*(defect for each in reports for defect in each.defects), *more),
        {name: count for each in reports for name, count in each.variants.items()},
    )
