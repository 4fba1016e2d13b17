import talweg as tw
from talweg.course.bank.misconceptions import TRAIL_OF_THE_OTHER
from talweg.course.drawing import Axis, Frame, axes, drawing, inside, neatline, pixel, trail
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.style import Style

HOW = {
    "sgd": "SGD's step follows the slope: it is long across the valley and short along it, so the walker is at the floor "
    "at once and then creeps.",
    "momentum": "Momentum keeps its speed, shoots across the floor and swings back in waves.",
    "adam": "Adam divides each coordinate by the size of its own slope: it goes about equally far in $x$ and in $y$, slantwise.",
}


@question(
    section="adam",
    level=2,
    kind="picture",
    objective="Recognise a rule by its trail through a valley.",
    hint="Compare how far the first few steps go in $x$ and in $y$.",
    misconceptions=(TRAIL_OF_THE_OTHER,),
)
def whose_trail(draw: Draw) -> Choice:
    """Which rule has left the trail in the picture."""
    kappa, start = draw.decimal(6, 12, 0.1), (draw.decimal(4, 5, 0.1) * draw.pick([-1, 1]), draw.decimal(2, 3, 0.1))
    steps = draw.pick([30, 40])
    name = draw.pick(["adam", "adam", "sgd", "momentum"])
    rates = {"sgd": 0.3 / kappa, "momentum": 0.2 / kappa, "adam": draw.pick([0.1, 0.12, 0.15])}
    rule = {"sgd": tw.sgd, "momentum": tw.momentum, "adam": tw.adam}[name](lr=rates[name])
    race = tw.race(tw.surfaces.valley(kappa=kappa), [rule], start=start, steps=steps)
    path = race.paths[name]
    frame = Frame(Axis(-6, 6, "x"), Axis(-4, 4, "y"))
    (x0, y0), (x1, y1) = frame.place([0, 1], [0, kappa**-0.5])
    rings = [
        f'<ellipse class="tw-grid" cx="{pixel(x0)}" cy="{pixel(y0)}" rx="{pixel(r * (x1 - x0))}" ry="{pixel(r * (y0 - y1))}"/>'
        for r in (2, 4, 6, 8, 10, 12)
    ]
    told = ", ".join(
        f"({path[at][0]:.2f}, {path[at][1]:.2f})".replace("-", "\N{MINUS SIGN}") for at in (0, 1, 2, 5, 10, 20, steps)
    )
    figure = drawing(
        frame,
        inside(frame, '<g class="tw-axes" fill="none">', *rings, "</g>"),
        trail(frame, path, Style(1)),
        axes(frame, grid=False),
        neatline(frame),
        alt=f"Trail through a valley with its floor along x; after 0, 1, 2, 5, 10, 20 and {steps} steps it is at {told}",
    )
    x, y = path[1] - path[0]
    labels = {"sgd": "SGD", "momentum": "Momentum", "adam": "Adam"}
    return Choice(
        prompt=f"One walker has gone {steps} steps from $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa:g}\\,y^2$, "
        "with a rate that suits it. The thin lines are contours. Which rule was it?",
        figure=figure,
        right=labels[name],
        why=f"{HOW[name]} Its first step went {abs(x):.2g} in $x$ and {abs(y):.2g} in $y$.",
        see="?race.step=10#the-race",
        wrong=[
            Wrong(labels[other], TRAIL_OF_THE_OTHER, HOW[other], "?race.step=10#the-race")
            for other in labels
            if other != name
        ],
    )
