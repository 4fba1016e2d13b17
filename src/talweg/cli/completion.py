"""What the shell completes: names of what is registered; where none fits, a file, such as one of one's own.

What `import talweg` does not load is loaded here when it is asked for, so that no help waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Complete = Callable[[str], list[str]]


def names(*shelves: Iterable[str]) -> Complete:
    """Completes to a name of these."""

    def complete(incomplete: str) -> list[str]:
        return [name for shelf in shelves for name in shelf if name.startswith(incomplete)]

    return complete


def surfaces(incomplete: str) -> list[str]:
    """Completes to a surface."""
    from talweg.surfaces import SURFACES

    return names(SURFACES)(incomplete)


def problems(incomplete: str) -> list[str]:
    """Completes to a problem."""
    from talweg.lab.problems import PROBLEMS

    return names(PROBLEMS)(incomplete)


def formulas(incomplete: str) -> list[str]:
    """Completes to a formula of any shelf."""
    from talweg.cli.shelves import shelves

    return names(*shelves().values())(incomplete)


def shelved(incomplete: str) -> list[str]:
    """Completes to a shelf, or a formula."""
    from talweg.cli.shelves import shelves

    return names(shelves())(incomplete) + formulas(incomplete)


def claims(incomplete: str) -> list[str]:
    """Completes to a claim."""
    from talweg.lab.claims import CLAIMS

    return names(CLAIMS)(incomplete)
