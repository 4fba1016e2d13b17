from talweg.course.bank.misconceptions import TRAIL_OF_THE_OTHER
from talweg.course.bank.momentum.walk import places
from talweg.course.drawing import Axis, Frame, axes, drawing, line, rule
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.convergence import RADIUS
from talweg.lab.style import rule_style

CURVATURE, STEPS = 2, 40


@question(
    section="momentum",
    level=3,
    kind="picture",
    objective="Tell from a walker's course which rule and which rate it had.",
    hint="Does it cross the floor? At every step, or in long waves? Do the swings fade or grow?",
    misconceptions=(TRAIL_OF_THE_OTHER,),
)
def whose_curve(draw: Draw) -> Choice:
    """Which setting has made the course in the picture."""
    start, beta = draw.decimal(2, 6, 0.1), draw.pick([0.85, 0.9, 0.95])
    slow, fast, wild = draw.pick([0.03, 0.04, 0.05]), draw.pick([0.94, 0.95, 0.96]), draw.pick([1.01, 1.02, 1.03])
    gentle = draw.pick([0.01, 0.02, 0.04])
    edge = round((1 + beta) * 1.005, 2)
    settings = {
        f"SGD with lr = {slow}": (slow, 0.0, "falls to the floor from one side and never crosses it"),
        f"SGD with lr = {fast}": (fast, 0.0, "lands on the other side at every step, a little nearer each time"),
        f"SGD with lr = {wild}": (wild, 0.0, "lands on the other side at every step, a little further out each time"),
        f"Momentum, β = {beta}, with lr = {gentle}": (gentle, beta, "swings across the floor in long waves that fade"),
        f"Momentum, β = {beta}, with lr = {edge}": (
            edge,
            beta,
            "is thrown from side to side at every step, and the swings do not fade",
        ),
    }
    first = draw.pick(list(settings)[:4])
    others = draw.some([each for each in settings if each != first], 3)
    lr, memory, what = settings[first]
    course = places(start, CURVATURE, lr, memory, STEPS)
    reach = 1.1 * max(map(abs, course))
    frame = Frame(Axis(0, STEPS, "step"), Axis(-reach, reach, "x"))
    told = ", ".join(f"{course[step]:.2f}".replace("-", "\N{MINUS SIGN}") for step in (0, 1, 2, 3, 10, 20, 30, 40))
    figure = drawing(
        frame,
        axes(frame, grid=False),
        rule(frame, y=0),
        line(frame, range(STEPS + 1), course, rule_style("sgd")),
        alt=f"x over {STEPS} steps around a dashed line at 0; at steps 0, 1, 2, 3, 10, 20, 30, 40 it is {told}",
    )
    return Choice(
        prompt=f"One walker has started at $x = {start:g}$ on $f = x^2$, and the picture shows its $x$ at each step. Which "
        "setting was it?",
        figure=figure,
        right=first,
        why=f"This walker {what}. In the long run its error is multiplied by "
        f"{float(RADIUS.function(lr, memory, CURVATURE)):.3g} a step.",
        see="#momentum",
        wrong=[
            Wrong(each, TRAIL_OF_THE_OTHER, f"With this setting the walker {settings[each][2]}.", "#momentum")
            for each in others
        ],
    )
