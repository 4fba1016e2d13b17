from math import atan2, degrees, hypot

import talweg as tw
from talweg.course.bank.misconceptions import AIMS_AT_MINIMUM, FOLLOWS_CONTOUR, WRONG_SIGN
from talweg.course.bank.race.setting import MAP, ground
from talweg.course.drawing import arrow, drawing, marker, neatline, words
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.style import Style

INK, LENGTH, LETTERS = Style(6), 1.7, "ABCD"


@question(
    section="step",
    level=2,
    kind="picture",
    objective="See on a map which way a step of gradient descent goes.",
    hint="The gradient stands at a right angle to the contour, wherever the bottom lies.",
    misconceptions=(AIMS_AT_MINIMUM, FOLLOWS_CONTOUR, WRONG_SIGN),
)
def arrow_of_the_step(draw: Draw) -> Choice:
    """Which arrow on a map shows the step of gradient descent."""
    kappa = draw.pick([3, 4, 6])
    x, y = draw.decimal(2.2, 3.8, 0.2) * draw.pick([-1, 1]), draw.decimal(1, 1.8, 0.2) * draw.pick([-1, 1])
    _, (gx, gy) = tw.surfaces.valley(kappa=kappa).value_and_grad((x, y))
    along = (gy, -gx) if gy * x < 0 else (-gy, gx)  # the way on the contour that leads toward x = 0
    ways = {"step": (-gx, -gy), "uphill": (gx, gy), "minimum": (-x, -y), "contour": along}
    letters = dict(zip(draw.shuffled(list(ways)), LETTERS, strict=True))
    parts, told = [], []
    for name in sorted(ways, key=letters.__getitem__):
        dx, dy = ways[name]
        ux, uy = dx / hypot(dx, dy), dy / hypot(dx, dy)
        parts.append(arrow(MAP, (x, y), (x + LENGTH * ux, y + LENGTH * uy), INK))
        parts.append(words(MAP, x + (LENGTH + 0.35) * ux, y + (LENGTH + 0.35) * uy, letters[name], "middle", -4))
        told.append(f"{letters[name]} at {degrees(atan2(dy, dx)) % 360:.0f} degrees")
    see = f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate={0.1 / kappa:.3g}&race.start={x:g},{y:g}#the-race"
    said = {
        "uphill": (
            WRONG_SIGN,
            "This arrow is the gradient itself: it points straight uphill. The step goes against it.",
        ),
        "minimum": (
            AIMS_AT_MINIMUM,
            "This arrow points at the lowest point. Nobody who feels only the slope underfoot knows where that is.",
        ),
        "contour": (FOLLOWS_CONTOUR, "Along this arrow the loss stays as it is: it follows the contour."),
    }
    return Choice(
        prompt="The map shows a long valley; its lowest point is the cross in the middle. A walker stands at the dot. Which arrow "
        "shows the direction of one step of gradient descent?",
        figure=drawing(
            MAP,
            ground(kappa),
            neatline(MAP),
            marker(MAP, 0, 0, Style(6, "", "cross"), 5),
            *parts,
            marker(MAP, x, y, Style(6)),
            alt=f"Contours of a valley along x, {kappa} times as steep across, lowest at (0, 0). From the point "
            f"({x:g}, {y:g}) four arrows leave, by their angle from the right, anticlockwise: {', '.join(told)}",
        ),
        right=f"arrow {letters['step']}",
        why="The step goes straight down from here, at a right angle to the contour: mostly across the valley, and only a "
        "little along it.",
        see=see,
        ordered=True,
        wrong=[Wrong(f"arrow {letters[name]}", *said[name], see) for name in said],
    )
