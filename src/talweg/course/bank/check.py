"""The proof of the whole bank: every template by `prove`, and each beside all others, on as many cores as there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from talweg.course.bank import template
from talweg.course.lesson import LESSONS, contents, lesson
from talweg.course.question.alike import near_duplicates
from talweg.course.question.prove import Report, prove
from talweg.course.question.taught import plain

BESIDE = 3
"""So many questions of each template are read beside those of the others."""


def check(names: Sequence[str], seeds: int) -> Report:
    """Prove these templates over so many seeds each. Raises UnknownNameError."""
    templates = [template(name) for name in names]
    text = plain(" ".join(lesson(each).html for each in LESSONS))
    if len(names) == 1:
        return _proved(names[0], seeds, text)
    with ProcessPoolExecutor(os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()) as pool:
        parts = list(pool.map(_proved, names, [seeds] * len(names), [text] * len(names)))
    beside = near_duplicates({each.name: [each.ask(seed).content for seed in range(BESIDE)] for each in templates})
    return _joined(parts, [(name, 0, what) for name, what in beside])


def _proved(name: str, seeds: int, text: str) -> Report:
    parts = [section for each in LESSONS for section in contents(each)]
    return prove([template(name)], seeds, [each.part for each in parts], [each.id for each in parts], text)


def _joined(parts: Iterable[Report], more: list[tuple[str, int, str]]) -> Report:
    reports = list(parts)
    return Report(
        sum(each.questions for each in reports),
        (*(defect for each in reports for defect in each.defects), *more),
        {name: count for each in reports for name, count in each.variants.items()},
    )
