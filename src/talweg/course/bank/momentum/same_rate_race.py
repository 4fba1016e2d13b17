import talweg as tw
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import (
    LESS_MEMORY_IS_SAFER,
    MORE_MEMORY_IS_BETTER,
    SGD_LIMIT_FOR_MOMENTUM,
)
from talweg.course.bank.momentum.walk import places
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown
from talweg.lab.convergence import RADIUS
from talweg.lab.race import number


@question(
    section="momentum",
    level=3,
    kind="race",
    objective="Predict which memory does best at one common rate.",
    hint="What would SGD multiply $y$ by at this rate? If it creeps, memory helps; if it leaps, memory must not add to it.",
    misconceptions=(LESS_MEMORY_IS_SAFER, MORE_MEMORY_IS_BETTER, SGD_LIMIT_FOR_MOMENTUM),
)
def same_rate_race(draw: Draw) -> Choice:
    """Which beta stands lowest in a bowl, all at the same rate."""
    wanted, betas = draw.pick([0.0, 0.5, 0.8, 0.95]), (0.0, 0.5, 0.8, 0.95)
    x = draw.decimal(1.5, 6, 0.5)
    while True:  # until the wanted one is lowest beyond doubt
        curvature_half, steps = draw.whole(1, 6), draw.whole(15, 40)
        lr = float(f"{10 ** draw.decimal(-2.5, 0.08, 0.02) / curvature_half:.2g}")
        valley = tw.surfaces.valley(kappa=curvature_half)

        def lowest(rate: float, count: int, bend: int = 2 * curvature_half) -> list[float]:
            """The betas, the lowest first."""
            reached = {beta: abs(float(places(x, bend, rate, beta, count)[-1])) for beta in betas}
            return sorted(reached, key=reached.__getitem__)

        nearby = shaken(lambda rate, count, lowest=lowest: lowest(rate, count)[0], rate=lr, count=steps)
        if {lowest(lr, steps)[0], *nearby} == {wanted}:
            break
    ends = {beta: float(valley.value(0.0, places(x, 2 * curvature_half, lr, beta, steps)[-1])) for beta in betas}
    ranking = lowest(lr, steps)
    best = ranking[0]
    factor = 1 - 2 * curvature_half * lr

    def label(beta: float) -> str:
        return f"β = {beta}" if beta else "β = 0, which is SGD"

    def slip(beta: float) -> tuple[Misconception, str]:
        pace = float(RADIUS.function(lr, beta, 2 * curvature_half))
        if pace > 1:
            return SGD_LIMIT_FOR_MOMENTUM, f"It diverges: the error grows by a factor of {shown(pace)} a step."
        why = (
            f"Its error is multiplied by {shown(pace)} a step in the long run, and it ends at f = {number(ends[beta])}."
        )
        return (MORE_MEMORY_IS_BETTER if beta > best else LESS_MEMORY_IS_SAFER), why

    square = f"{curvature_half}\\,y^2" if curvature_half > 1 else "y^2"
    return Choice(
        prompt=f"Four walkers start at $y = {x:g}$ on $f = {square}$, all with momentum and $\\text{{lr}} = {lr}$. They differ "
        f"in $\\beta$ only. Which stands lowest after {steps} steps?",
        right=label(best),
        why=f"At this rate SGD multiplies $y$ by ${factor:.3g}$ a step. With $\\beta = {best:g}$ the factor is "
        f"{shown(float(RADIUS.function(lr, best, 2 * curvature_half)))} in the long run, and it ends lowest, at "
        f"f = {number(ends[best])}.",
        see="#momentum",
        nearby=[label(beta) for beta in nearby],
        wrong=[Wrong(label(beta), *slip(beta), "#momentum") for beta in ranking[1:]],
    )
