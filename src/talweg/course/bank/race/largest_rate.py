import talweg as tw
from talweg.course.bank.misconceptions import DROPS_CURVATURE_TWO, STABLE_BY_SMALLEST, TAKES_BEST_FOR_LARGEST
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="race",
    level=2,
    kind="number",
    objective="Find the largest rate at which plain gradient descent stays in a valley.",
    hint="What does one step multiply y by?",
    misconceptions=(DROPS_CURVATURE_TWO, STABLE_BY_SMALLEST, TAKES_BEST_FOR_LARGEST),
)
def largest_rate(draw: Draw) -> Number:
    """The rate above which SGD leaves the valley x^2 + kappa y^2."""
    kappa = draw.whole(4, 50)
    curvature = tw.surfaces.valley(kappa=kappa).curvature()
    assert curvature is not None
    right = 2 / curvature
    return Number(
        prompt=f"Plain gradient descent walks on $f = x^2 + {kappa}\\,y^2$. Above which learning rate does it diverge?",
        right=right,
        again=1 / kappa,
        why=f"A step multiplies $y$ by $1 - {2 * kappa}\\,\\text{{lr}}$, and that must stay above $-1$: "
        f"$\\text{{lr}} < 2/{2 * kappa} = {shown(right)}$.",
        see=f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate={shown(1.1 * right)}#the-race",
        wrong=[
            Wrong(
                1.0,
                STABLE_BY_SMALLEST,
                "That is the limit along $x$. Across the valley the ground is steeper, and $y$ leaves long before.",
                f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate=0.9#the-race",
            ),
            Wrong(
                2 / kappa,
                DROPS_CURVATURE_TWO,
                f"This takes {kappa} for the curvature. The second derivative of ${kappa}\\,y^2$ is {2 * kappa}.",
                f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate={shown(2 / kappa)}#the-race",
            ),
            Wrong(
                1 / (2 * kappa),
                TAKES_BEST_FOR_LARGEST,
                f"At this rate $1 - {2 * kappa}\\,\\text{{lr}} = 0$: one step solves $y$ exactly. It can still be doubled.",
                f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate={shown(1 / (2 * kappa))}#the-race",
            ),
        ],
    )
