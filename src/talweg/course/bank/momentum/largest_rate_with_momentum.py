import talweg as tw
from talweg.course.bank.misconceptions import (
    DROPS_CURVATURE_TWO,
    SGD_LIMIT_FOR_MOMENTUM,
    STABLE_BY_SMALLEST,
    WINDOW_SHRINKS_LIMIT,
)
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=3,
    kind="number",
    objective="Find the largest rate that momentum bears in a valley.",
    hint="At the limit the walker jumps from wall to wall for ever. How long are momentum's steps under such a slope?",
    misconceptions=(DROPS_CURVATURE_TWO, SGD_LIMIT_FOR_MOMENTUM, STABLE_BY_SMALLEST, WINDOW_SHRINKS_LIMIT),
)
def largest_rate_with_momentum(draw: Draw) -> Number:
    """The rate above which momentum leaves the valley x^2 + kappa y^2."""
    kappa, beta = draw.decimal(3, 50, 0.1), draw.decimal(0.5, 0.95, 0.01)
    curvature, stable = tw.surfaces.valley(kappa=kappa).curvature(), tw.momentum.stable
    assert curvature is not None
    assert stable is not None
    _, bound = stable.sides(curvature=curvature, lr=0.01, beta=beta)
    right = float(bound) / curvature

    def see(lr: float) -> str:
        return f"?stability.kappa={kappa}&stability.beta={beta}&stability.lr={lr:.4g}#momentum"

    return Number(
        prompt=f"Momentum with $\\beta = {beta}$ walks in the valley $f = x^2 + {kappa:g}\\,y^2$. Above which rate does it "
        "diverge?",
        right=right,
        again=(1 + beta) / kappa,
        why=f"Where the slope alternates momentum's steps are only $1/(1 + \\beta)$ of SGD's, so it bears $1 + \\beta$ "
        f"times SGD's limit: $\\text{{lr}} < 2\\,(1 + {beta})/{2 * kappa:g} = {shown(right)}$.",
        see=see(right),
        wrong=[
            Wrong(
                1 / kappa,
                SGD_LIMIT_FOR_MOMENTUM,
                f"This is SGD's limit, $2/{2 * kappa:g}$. Memory damps the bounce across, and momentum bears more.",
                see(1 / kappa),
            ),
            Wrong(
                (1 - beta) / kappa,
                WINDOW_SHRINKS_LIMIT,
                f"This fears steps that are {shown(1 / (1 - beta))} times as long. That is so along a steady slope, but a "
                "run leaves by bouncing, where slopes alternate.",
                see((1 - beta) / kappa),
            ),
            Wrong(
                2 * (1 + beta) / kappa,
                DROPS_CURVATURE_TWO,
                f"This takes {kappa:g} for the curvature. The second derivative of ${kappa:g}\\,y^2$ is {2 * kappa:g}.",
                see(2 * (1 + beta) / kappa),
            ),
            Wrong(
                1 + beta,
                STABLE_BY_SMALLEST,
                "This is the limit along $x$, where the curvature is 2. The steeper direction leaves first.",
                see(1 + beta),
            ),
        ],
    )
