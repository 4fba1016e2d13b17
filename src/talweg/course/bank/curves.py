"""Pictures of lettered curves, and the question which of them is which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from talweg.course.drawing import Frame, axes, drawing, line, words
from talweg.course.question import Choice, Misconception, Wrong
from talweg.lab.style import nth_style

LETTERS = "ABCDE"


@dataclass(frozen=True)
class Curve:
    """One of the curves: its heights, the place of its letter, and what those are told who take it for the right one.

    A curve that is only ever the right one has no slip. `up` lifts the letter by so many pixels; `anchor` is start or
    middle.
    """

    heights: ArrayLike
    spot: tuple[float, float]
    slip: Misconception | None
    why: str
    up: float = 0
    anchor: str = "middle"


def two_digits(value: float) -> str:
    """A height as the words of a picture give it."""
    return f"{value + 0.0:.2g}".replace("-", "\N{MINUS SIGN}")


def hundredths(value: float) -> str:
    """A probability, or another height near 1, as the words of a picture give it."""
    return f"{value:.2f}"


def letters(names: Sequence[str]) -> dict[str, str]:
    """The letter of each curve, in the order in which they are drawn."""
    return dict(zip(names, LETTERS, strict=False))


def which_curve(
    prompt: str,
    frame: Frame,
    xs: ArrayLike,
    curves: Mapping[str, Curve],
    asked: str,
    *,
    why: str,
    see: str,
    alt: str,
    read: Sequence[float],
    told: Callable[[float], str] = two_digits,
    what: str = "curve",
    under: str = "",
    grid: bool = True,
    first_style: int = 0,
) -> Choice:
    """The question which curve is `asked`; the curves have their letters in the order of the mapping.

    `alt` says what the picture is; the heights at the places `read` are added to it, each as `told` writes it. `under`
    is drawn beneath the curves.
    """
    letter = letters(list(curves))
    heights = {
        name: ", ".join(
            told(float(height)) for height in np.interp(read, np.asarray(xs, float), np.asarray(curve.heights, float))
        )
        for name, curve in curves.items()
    }
    return Choice(
        prompt=prompt,
        figure=drawing(
            frame,
            axes(frame, grid),
            under,
            *(line(frame, xs, curve.heights, nth_style(first_style + at)) for at, curve in enumerate(curves.values())),
            *(words(frame, *curve.spot, letter[name], curve.anchor, curve.up) for name, curve in curves.items()),
            alt=f"{alt} {'; '.join(f'{letter[name]}: {heights[name]}' for name in curves)}",
        ),
        right=f"{what} {letter[asked]}",
        why=why,
        see=see,
        ordered=True,
        wrong=[
            Wrong(f"{what} {letter[name]}", curve.slip, curve.why, see)
            for name, curve in curves.items()
            if name != asked and curve.slip is not None
        ],
    )
