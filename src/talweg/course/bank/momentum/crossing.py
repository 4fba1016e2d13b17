from math import sqrt

from talweg.course.bank.misconceptions import BETA_FOR_FACTOR, IDEAL_FOR_CROSSING, WINDOW_FOR_PACE
from talweg.course.lessons.loss_and_optimization.momentum import momentum_best, rate, sgd_best
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=3,
    kind="number",
    objective="Find the valley from which on a given beta beats SGD at its best.",
    hint="Set SGD's best factor equal to the best that this $\\beta$ can do.",
    misconceptions=(BETA_FOR_FACTOR, IDEAL_FOR_CROSSING, WINDOW_FOR_PACE),
)
def crossing(draw: Draw) -> Number:
    """The kappa from which on momentum overtakes well-tuned SGD."""
    beta = draw.decimal(0.3, 0.98, 0.00002)
    root = sqrt(beta)
    right = (1 + root) / (1 - root)
    factor = rate(sgd_best(right), 0, right)
    see = f"?stability.kappa={right:.4g}&stability.beta={beta}&stability.lr={sgd_best(right):.4g}#momentum"
    ideal = right**2
    assert abs(momentum_best(ideal)[1] - beta) < 1e-9
    return Number(
        prompt="In the valley $f = x^2 + \\kappa\\,y^2$, SGD at its best rate multiplies the error by "
        "$(\\kappa - 1)/(\\kappa + 1)$ a step. Momentum at a good rate multiplies it by $\\sqrt{\\beta}$. From which "
        f"$\\kappa$ on is momentum with $\\beta = {beta}$ the faster one?",
        right=right,
        again=(1 + root) ** 2 / (1 - beta),
        why=f"$(\\kappa - 1)/(\\kappa + 1) = \\sqrt{{{beta}}} = {shown(root)}$ gives $\\kappa = (1 + {shown(root)})/(1 - {shown(root)}) = "
        f"{shown(right)}$, where both multiply by {shown(factor)}. In a wider valley SGD settles sooner.",
        see=see,
        wrong=[
            Wrong(
                ideal,
                IDEAL_FOR_CROSSING,
                "This is the square of it: there this $\\beta$ is the very best of all. It has overtaken SGD long before.",
                see,
            ),
            Wrong(
                (1 + beta) / (1 - beta),
                BETA_FOR_FACTOR,
                f"This sets SGD's factor equal to $\\beta = {beta}$. Momentum's factor is its root, {shown(root)}.",
                see,
            ),
            Wrong(
                1 / (1 - beta),
                WINDOW_FOR_PACE,
                "This is the window, how many slopes the velocity adds up. It says how long steps get, not how soon they "
                "settle.",
                see,
            ),
        ],
    )
