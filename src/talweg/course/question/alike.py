"""Templates that ask the same in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from talweg.course.question.content import Content

ALIKE = 0.6
"""Two questions with so large a share of their groups of words in common are one question to a reader."""
GROUP = 3


def groups(content: Content) -> frozenset[tuple[str, ...]]:
    """The groups of words that follow each other in a question, every number and name in a formula as one word."""
    text = re.sub(r"\d[\d,.]*", "0", " ".join([content.prompt, *content.offered]))
    words = re.findall(r"[a-z0]+", text.lower())
    return frozenset(zip(*(words[at:] for at in range(GROUP)), strict=False))


def near(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    """The share of the groups that both have, of all that either has (Jaccard)."""
    return len(first & second) / max(1, len(first | second))


def near_duplicates(samples: Mapping[str, Sequence[Content]]) -> Iterator[tuple[str, str]]:
    """Pairs of templates, some questions of each being given, of which two read alike."""
    found = {name: [groups(each) for each in contents] for name, contents in samples.items()}
    for one, other in combinations(found, 2):
        share = max((near(first, second) for first in found[one] for second in found[other]), default=0.0)
        if share > ALIKE:
            yield one, f"{100 * share:.0f}% of its words are those of {other!r}: one question, asked twice"
