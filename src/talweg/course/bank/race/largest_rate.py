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
    """The rate above which SGD leaves a valley."""
    along, across = draw.decimal(0.5, 3, 0.1), draw.decimal(6, 60, 0.1)
    # Times its gentler factor, and walked at the rate over it, this is the valley of the panel.
    kappa = across / along
    curvature = tw.surfaces.valley(kappa=kappa).curvature()
    assert curvature is not None
    right = 2 / (along * curvature)
    f = f"{along:g}\\,x^2 + {across:g}\\,y^2"

    def see(lr: float) -> str:
        return f"?race.shape.kappa={kappa:.6g}&race.rules=sgd&race.rate={lr * along:.4g}#the-race"

    return Number(
        prompt=f"Plain gradient descent walks on $f = {f}$. Above which learning rate does it diverge?",
        right=right,
        again=1 / across,
        why=f"A step multiplies $y$ by $1 - {2 * across:g}\\,\\text{{lr}}$, and that must stay above $-1$: "
        f"$\\text{{lr}} < 2/{2 * across:g} = {shown(right)}$.",
        see=see(1.1 * right),
        wrong=[
            Wrong(
                1 / along,
                STABLE_BY_SMALLEST,
                "That is the limit along $x$. Across the valley the ground is steeper, and $y$ leaves long before.",
                see(0.9 / along),
            ),
            Wrong(
                2 / across,
                DROPS_CURVATURE_TWO,
                f"This takes {across:g} for the curvature. The second derivative of ${across:g}\\,y^2$ is {2 * across:g}.",
                see(2 / across),
            ),
            Wrong(
                1 / (2 * across),
                TAKES_BEST_FOR_LARGEST,
                f"At this rate $1 - {2 * across:g}\\,\\text{{lr}} = 0$: one step solves $y$ exactly. It can still be doubled.",
                see(1 / (2 * across)),
            ),
        ],
    )
