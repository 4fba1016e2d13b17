"""The papers of the quick check after the first: asked for when a learner wants another four questions."""

from __future__ import annotations

from typing import Any

from talweg.course.data.quick_check import PAPERS, added, paper, paper_of


def values() -> dict[str, Any]:
    """All papers but the first, in the order in which they are offered; and all of every lesson that was added."""
    lessons = {name: [paper_of(templates, number) for number in range(PAPERS)] for name, templates in added().items()}
    return {"papers": [paper(number) for number in range(1, PAPERS)], "lessons": lessons}
