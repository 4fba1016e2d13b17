import numpy as np

from talweg.course.bank.misconceptions import (
    MORE_MEMORY_IS_BETTER,
    SGD_LIMIT_FOR_MOMENTUM,
    SMALLER_RATE_SAFER,
    TAKES_BEST_FOR_LARGEST,
)
from talweg.course.drawing import Axis, Frame, axes, drawing, line, marker, words
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown
from talweg.lab.convergence import RADIUS
from talweg.lab.style import Style

BETA = "\N{GREEK SMALL LETTER BETA}"


@question(
    section="momentum",
    level=4,
    kind="picture",
    objective="Judge on the map of rate and memory where momentum settles fastest.",
    hint="Between the two curved lines the factor is $\\sqrt{\\beta}$. Beyond the straight line nothing settles.",
    misconceptions=(MORE_MEMORY_IS_BETTER, SGD_LIMIT_FOR_MOMENTUM, SMALLER_RATE_SAFER),
)
def point_on_the_map(draw: Draw) -> Choice:
    """At which of four points of the map momentum settles fastest."""
    curvature = draw.pick([2, 4, 5, 8, 10, 20])

    def swinging(beta: float, share: float) -> tuple[float, float]:
        """A point between the curved lines."""
        low, high = (1 - beta**0.5) ** 2 / curvature, (1 + beta**0.5) ** 2 / curvature
        return low + share * (high - low), beta

    beyond, slow = draw.decimal(0.1, 0.5, 0.1), draw.decimal(0.1, 0.3, 0.1)
    points = [
        swinging(draw.decimal(0.15, 0.3, 0.05), draw.pick([0.4, 0.5, 0.6])),
        swinging(draw.decimal(0.45, 0.6, 0.05), draw.pick([0.3, 0.4, 0.5])),
        swinging(draw.decimal(0.8, 0.95, 0.05), draw.pick([0.15, 0.25, 0.55])),
        (2.35 * (1 + beyond) / curvature, beyond),
        (0.1 / curvature, slow),
    ]
    chosen = draw.some(points, 4)
    factors = [float(RADIUS.function(lr, beta, curvature)) for lr, beta in chosen]
    names, best = "ABCD", int(np.argmin(factors))

    def slip(at: int) -> tuple[Misconception, str]:
        lr, beta = chosen[at]
        if factors[at] > 1:
            return SGD_LIMIT_FOR_MOMENTUM, "lies beyond the straight line: there the error grows"
        if lr < chosen[best][0] / 3 and beta < 0.5:
            return SMALLER_RATE_SAFER, "has so small a rate that the walker creeps"
        if beta > chosen[best][1]:
            return MORE_MEMORY_IS_BETTER, "has more memory than it needs, and swings longer"
        return TAKES_BEST_FOR_LARGEST, "has a rate that does not fit its memory"

    beta = np.linspace(0, 1.05, 64)  # past the frame, so that no line ends in it
    frame = Frame(Axis(0, 4.4 / curvature, "lr"), Axis(0, 1, BETA))
    curved, straight, spot = Style(1), Style(6, "6 3"), Style(0)
    figure = drawing(
        frame,
        axes(frame, grid=False),
        line(frame, (1 - np.sqrt(beta)) ** 2 / curvature, beta, curved),
        line(frame, (1 + np.sqrt(beta)) ** 2 / curvature, beta, curved),
        line(frame, 2 * (1 + beta) / curvature, beta, straight),
        *(marker(frame, *point, spot) for point in chosen),
        *(words(frame, *point, name, "middle", up=9) for name, point in zip(names, chosen, strict=True)),
        alt="Map of beta over lr with two curved lines, a dashed straight line, and four points: "
        + ", ".join(
            f"{name} at lr {lr:.3g}, beta {memory:.2g}" for name, (lr, memory) in zip(names, chosen, strict=True)
        ),
    )
    return Choice(
        prompt=f"In a bowl of curvature {curvature}, each point of this map is a setting of momentum. Between the two curved "
        "lines the walker swings; beyond the dashed line it diverges. At which point does it settle fastest?",
        figure=figure,
        right=names[best],
        why=f"Between the curves the factor is $\\sqrt{{\\beta}}$, whatever the rate. {names[best]} multiplies the error by "
        f"{shown(factors[best])} a step, less than any other point.",
        see="#momentum",
        wrong=[
            Wrong(
                names[at],
                slip(at)[0],
                f"{names[at]} {slip(at)[1]}. Its factor is {shown(factors[at])} a step, that of {names[best]} "
                f"{shown(factors[best])}.",
                "#momentum",
            )
            for at in range(4)
            if at != best
        ],
    )
