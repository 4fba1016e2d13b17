"""How fast momentum settles in the valley, over rate and memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talweg.course.contours import field
from talweg.course.drawing import Axis, Frame, axes, drawing, marker, neatline, words
from talweg.course.lessons.loss_and_optimization.momentum import KAPPA, momentum_best, rate, sgd_best
from talweg.course.picture import Picture
from talweg.lab.convergence import RADIUS
from talweg.lab.style import Style

BETA_LETTER, KAPPA_LETTER = "\N{GREEK SMALL LETTER BETA}", "\N{GREEK SMALL LETTER KAPPA}"
LEVELS = (0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


def picture() -> Picture:
    """The map with the best point of all and SGD's."""
    best_lr, best_beta = momentum_best(KAPPA)
    sgd_lr = sgd_best(KAPPA)
    frame = Frame(Axis(0.001, 0.21, "lr"), Axis(0, 0.999, BETA_LETTER))

    def slowest(lr: NDArray[np.float64], beta: NDArray[np.float64]) -> NDArray[np.float64]:
        both = [RADIUS.function(lr, beta, curvature) for curvature in (2, 2 * KAPPA)]
        return np.asarray(np.maximum(*both))

    star, triangle = Style(6, "", "star"), Style(6, "", "triangle")
    best = f"{rate(best_lr, best_beta, KAPPA):.3f}"
    plain = f"{rate(sgd_lr, 0, KAPPA):.3f}"
    drawn = drawing(
        frame,
        '<g class="tw-unsettled">', field(frame, slowest, LEVELS, grid=(160, 100)), "</g>",
        axes(frame, grid=False), neatline(frame),
        marker(frame, best_lr, best_beta, star, 8), words(frame, best_lr, best_beta, best, "middle", up=12),
        marker(frame, sgd_lr, 0, triangle), words(frame, sgd_lr, 0, plain, "middle", up=12),
        words(frame, 0.165, 0.12, "diverges", "middle"),
        alt=f"Map over lr and beta: momentum settles fastest at the star, {best} a step; SGD at the triangle, {plain}",
    )  # fmt: skip
    caption = (
        f"What the error is multiplied by at every step, at {KAPPA_LETTER} = {KAPPA}: each line is "
        f"{LEVELS[1] - LEVELS[0]:.2g} more, from {LEVELS[0]:g} to {LEVELS[-1]:g}, the edge beyond which it diverges. "
        f"Star, the best of all: lr {best_lr:.3f}, {BETA_LETTER} {best_beta:.2f}, {best} a step. "
        f"Triangle, SGD's best: lr {sgd_lr:.3f}, {plain}."
    )
    return Picture((drawn,), caption)
