"""The papers of the quick check after the first: asked for when a learner wants another four questions."""

from __future__ import annotations

from typing import Any

from talweg.course.data.quick_check import PAPERS, paper


def values() -> dict[str, Any]:
    """All papers but the first, in the order in which they are offered."""
    return {"papers": [paper(number) for number in range(1, PAPERS)]}
