from talweg.course.bank.misconceptions import DROPS_CURVATURE_TWO, LARGER_IS_FASTER, PACE_OF_STEEP_WALL
from talweg.course.bank.race.setting import panel
from talweg.course.lessons.loss_and_optimization.momentum import rate, sgd_best
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="race",
    level=3,
    kind="number",
    objective="Find the rate at which plain gradient descent settles fastest in a valley.",
    hint="A larger rate speeds up $x$ and slows down $y$ once it overshoots. When are both factors equal in size?",
    misconceptions=(DROPS_CURVATURE_TWO, LARGER_IS_FASTER, PACE_OF_STEEP_WALL),
)
def best_rate(draw: Draw) -> Number:
    """The rate at which SGD settles fastest in the valley x^2 + kappa y^2."""
    kappa, start = draw.decimal(3, 39, 0.1), (draw.decimal(3, 6, 0.5), draw.decimal(1, 4, 0.5))
    right = sgd_best(kappa)
    pace = rate(right, 0, kappa)

    def see(lr: float) -> str:
        return panel(kappa, "sgd", lr, start, 100)

    return Number(
        prompt=f"A walker at $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa:g}\\,y^2$ has a long way to go by "
        "plain gradient descent. In the long run the slower of its two coordinates decides. At which learning rate does it "
        "settle fastest?",
        right=right,
        again=1 / (kappa + 1),
        why=f"A step multiplies $x$ by $1 - 2\\,\\text{{lr}}$ and $y$ by $1 - {2 * kappa:g}\\,\\text{{lr}}$. The larger of the two is "
        f"smallest where they are equal in size, $1 - 2\\,\\text{{lr}} = {2 * kappa:g}\\,\\text{{lr}} - 1$, so "
        f"$\\text{{lr}} = 1/{kappa + 1:g} = {shown(right, 4)}$, and both shrink to {shown(pace)} a step.",
        see=see(right),
        wrong=[
            Wrong(
                1 / kappa,
                LARGER_IS_FASTER,
                "This is the limit: here $y$ jumps from wall to wall for ever and comes no nearer.",
                see(1 / kappa),
            ),
            Wrong(
                1 / (2 * kappa),
                PACE_OF_STEEP_WALL,
                f"This rate solves $y$ in one step, and then $x$ creeps: its factor is {shown(1 - 1 / kappa)}, and at the best "
                f"rate {shown(pace)}.",
                see(1 / (2 * kappa)),
            ),
            Wrong(
                2 / (kappa + 1),
                DROPS_CURVATURE_TWO,
                f"The best rate is 2 over the sum of both curvatures. They are 2 and {2 * kappa:g}, not 1 and {kappa:g}.",
                see(2 / (kappa + 1)),
            ),
        ],
    )
