from math import sqrt

from talweg.course.bank.misconceptions import BETA_FOR_FACTOR, FORGETS_MEMORY_IN_PACE, PACE_OF_STEEP_WALL
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.lab.convergence import RADIUS


@question(
    section="momentum",
    level=1,
    kind="number",
    objective="Know how fast momentum settles while it swings.",
    hint="In this regime the factor does not depend on the rate at all.",
    misconceptions=(BETA_FOR_FACTOR, FORGETS_MEMORY_IN_PACE),
)
def pace_of_a_swing(draw: Draw) -> Number:
    """The factor a step where momentum swings into a bowl."""
    root = draw.decimal(0.6, 0.96, 0.01)
    beta, curvature = round(root**2, 4), draw.pick([2, 4, 5, 8, 10, 16, 20, 25, 40, 50])
    tau = draw.pick([-1, 1]) * draw.decimal(0.1, 0.9, 0.01)
    lr = round((1 + beta - tau) / curvature, 6)
    right = float(RADIUS.function(lr, beta, curvature))
    see = f"?stability.beta={beta}&stability.lr=0.1#momentum"
    return Number(
        prompt=f"In a bowl of curvature {curvature}, momentum with $\\beta = {beta}$ and $\\text{{lr}} = {lr:g}$ swings to and "
        "fro, and the swings get smaller. What is the error multiplied by at each step, in the long run?",
        right=right,
        again=sqrt(beta),
        digits=3,
        why=f"Here $\\tau = 1 + \\beta - \\text{{lr}}\\,\\lambda = {tau:g}$, and $\\tau^2$ is less than "
        f"$4\\,\\beta$, so the factor is $\\sqrt{{\\beta}} = \\sqrt{{{beta}}} = {shown(right)}$, whatever the rate.",
        see=see,
        wrong=[
            Wrong(
                beta,
                BETA_FOR_FACTOR,
                "On flat ground the velocity shrinks by $\\beta$. A swing shrinks by its root.",
                see,
            ),
            Wrong(
                beta**2,
                BETA_FOR_FACTOR,
                "This squares $\\beta$, where its root is wanted: over two steps the error shrinks by $\\beta$.",
                see,
            ),
            Wrong(
                abs(1 - lr * curvature),
                FORGETS_MEMORY_IN_PACE,
                f"This is $|1 - {lr:g} \\cdot {curvature}|$, SGD's factor at this rate.",
                see,
            ),
        ],
    )


@question(
    section="momentum",
    level=3,
    kind="number",
    objective="Compute how fast momentum settles in a valley, by its slower direction.",
    hint="Find $\\tau$ for both curvatures, 2 along and $2\\kappa$ across. The larger of the two factors sets the pace.",
    misconceptions=(FORGETS_MEMORY_IN_PACE, PACE_OF_STEEP_WALL),
)
def pace_in_a_valley(draw: Draw) -> Number:
    """The factor a step of momentum in a valley, in the slower direction."""
    kappa, beta = draw.whole(8, 60), draw.decimal(0.1, 0.5, 0.01)
    lr = float(f"{draw.decimal(0.4, 0.8, 0.02) / kappa:.2g}")
    along, across = (float(RADIUS.function(lr, beta, curvature)) for curvature in (2, 2 * kappa))
    right = max(along, across)
    tau = 1 + beta - 2 * lr
    tau_across = 1 + beta - 2 * kappa * lr
    see = f"?stability.kappa={kappa}&stability.lr={lr}&stability.beta={beta}#momentum"
    return Number(
        prompt=f"In the valley $f = x^2 + {kappa}\\,y^2$ momentum runs with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. What "
        "is the error multiplied by at each step, in the long run and in the slower direction?",
        right=right,
        again=max(sqrt(beta) if t * t < 4 * beta else (abs(t) + sqrt(t * t - 4 * beta)) / 2 for t in (tau, tau_across)),
        why=f"Along, $\\tau = 1 + {beta} - {lr} \\cdot 2 = {shown(tau)}$, and $\\tau^2 > 4\\,\\beta = {4 * beta:g}$: the factor is "
        f"$\\left({shown(tau)} + \\sqrt{{{shown(tau)}^2 - {4 * beta:g}}}\\right)/2 = {shown(along)}$. Across it is "
        f"${shown(across)}$, which is faster: the floor sets the pace.",
        see=see,
        wrong=[
            Wrong(
                across,
                PACE_OF_STEEP_WALL,
                "This is the factor across the valley. Along the floor it goes more slowly, and that is what you wait for.",
                see,
            ),
            Wrong(
                1 - 2 * lr,
                FORGETS_MEMORY_IN_PACE,
                f"This is SGD's factor along the floor, $1 - 2 \\cdot {lr}$. Momentum does better.",
                see,
            ),
        ],
    )
