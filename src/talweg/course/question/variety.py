"""How many different questions a template gives, judged from how often two of a sample are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp

from talweg.course.question.content import Content
from talweg.course.question.template import Template

WIDE = 10_000
"""So many different questions come from a template that computes: a table of some hundreds answers hardly any."""
DOUBT = 0.05
"""A template that gives fewer passes with no greater chance than this."""
FEW = 30
"""Where nothing is computed, so many are enough."""


def worded(content: Content) -> int:
    """A digest of what is read and seen before an answer, the options in any order: alike where that is the same."""
    return hash((content.asks, frozenset(content.offered), content.figure))


def too_narrow(template: Template, sample: Sequence[int]) -> str | None:
    """What is wrong where a template gives too few different questions; `sample` are those of the first seeds

    Of n questions, each drawn from K that are equally likely, about n (n - 1) / 2K pairs are alike; where some are
    likelier than others, more pairs are, as if K were smaller. So few alike pairs prove a large K, and nothing need be
    listed. More are asked, from the next seeds, until the count is decided.
    """
    if template.conceptual:
        found = len(set(sample))
        return f"it gives only {found} different questions" if found < FEW else None
    seen, asked = Counter(sample), len(sample)
    pairs = sum(count * (count - 1) // 2 for count in seen.values())
    while chance(pairs, asked) > DOUBT:
        if asked > len(sample) and 1 - chance(pairs - 1, asked) < DOUBT:
            about = asked * (asked - 1) // (2 * pairs)
            return f"it gives about {about:,} different questions: {pairs} pairs of {asked:,} are alike, word for word"
        text = worded(template.ask(asked).content)
        pairs += seen[text]
        seen[text] += 1
        asked += 1
    return None


def chance(pairs: int, asked: int) -> float:
    """How likely at most so many pairs are alike among as many questions of WIDE, equally likely ones (Poisson)."""
    mean = asked * (asked - 1) / (2 * WIDE)
    term = total = exp(-mean) if pairs >= 0 else 0.0
    for count in range(1, pairs + 1):
        term *= mean / count
        total += term
    return total
