"""What the shell completes: names of what is registered; where none fits, a file, such as one of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Complete = Callable[[str], list[str]]


def names(*shelves: Iterable[str]) -> Complete:
    """Completes to a name of these."""

    def complete(incomplete: str) -> list[str]:
        return [name for shelf in shelves for name in shelf if name.startswith(incomplete)]

    return complete


def claims(incomplete: str) -> list[str]:
    """Completes to a claim."""
    from talweg.lab.claims import CLAIMS

    return names(CLAIMS)(incomplete)
