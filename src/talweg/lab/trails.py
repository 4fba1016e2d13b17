"""How each optimizer's trail is drawn: colour, dash and marker, so that none relies on colour alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trail:
    """A colour as #rrggbb, a dash pattern in line widths (empty: solid), and a marker's name."""

    color: str
    dash: tuple[float, ...]
    marker: str


# The palette of Okabe and Ito (2008): told apart with every common kind of colour vision.
TRAILS = {
    "sgd": Trail("#D55E00", (), "circle"),
    "momentum": Trail("#0072B2", (6, 2), "square"),
    "adam": Trail("#009E73", (2, 1.5), "triangle"),
    "rmsprop": Trail("#CC79A7", (6, 2, 1.5, 2), "diamond"),
    "adagrad": Trail("#E69F00", (1, 1.5), "cross"),
}

_FURTHER = (
    Trail("#56B4E9", (4, 1.5), "plus"),
    Trail("#8C6D1F", (8, 2, 2, 2), "star"),
    Trail("#7F3C8D", (3, 3), "pentagon"),
    Trail("#A31D1D", (10, 3), "hexagon"),
    Trail("#4B6A88", (1, 3), "down"),
)


def trails(names: list[str]) -> dict[str, Trail]:
    """A trail for every name, in order: the five of the course keep their own, the others take turns."""
    others = [name for name in names if name not in TRAILS]
    return {name: TRAILS[name] if name in TRAILS else _FURTHER[others.index(name) % len(_FURTHER)] for name in names}
