import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import LESS_MEMORY_IS_SAFER, MORE_MEMORY_IS_BETTER
from talweg.course.bank.momentum.walk import places
from talweg.course.lessons.loss_and_optimization.momentum import rate, sgd_best
from talweg.course.question import Choice, Draw, Wrong, question, shown
from talweg.lab.race import number


@question(
    section="momentum",
    level=4,
    kind="race",
    objective="Judge how much memory a valley calls for.",
    hint="SGD at its best: $(\\kappa - 1)/(\\kappa + 1)$ a step. Momentum: never better than $\\sqrt{\\beta}$.",
    misconceptions=(LESS_MEMORY_IS_SAFER, MORE_MEMORY_IS_BETTER),
)
def how_much_memory(draw: Draw) -> Choice:
    """Which beta stands lowest in a valley, each at a rate that suits it."""
    while True:  # until one of them is lowest beyond doubt
        kappa = draw.number(2, 200)
        steps, start = draw.whole(80, 100), (draw.decimal(3, 6, 0.5), draw.decimal(1, 3, 0.5))
        # Four fifths of the way to the rate from which on the steep direction is no longer damped by memory alone.
        rates = {beta: float(f"{0.8 * (1 + beta**0.5) ** 2 / (2 * kappa):.3g}") for beta in (0.5, 0.8, 0.9)}
        rates[0.0] = float(f"{sgd_best(kappa):.3g}")
        rules = {str(beta): tw.momentum(lr=lr, beta=beta) for beta, lr in rates.items()}
        nearby = lowest(rules, kappa, start, steps)
        if len(set(nearby)) == 1:
            break
    valley = tw.surfaces.valley(kappa=kappa)
    ends = {
        beta: float(
            valley.value(places(start[0], 2, lr, beta, steps)[-1], places(start[1], 2 * kappa, lr, beta, steps)[-1])
        )
        for beta, lr in rates.items()
    }
    ranking = sorted(ends, key=ends.__getitem__)
    best = ranking[0]

    def label(beta: float) -> str:
        return f"Momentum with β = {beta} and lr = {rates[beta]:g}" if beta else f"SGD with lr = {rates[beta]:g}"

    def see(beta: float) -> str:
        at = f"race.shape.kappa={kappa}&race.start={start[0]:g},{start[1]:g}&race.steps={steps}"
        momentum = beta or best or 0.9
        return (
            f"?{at}&race.rules=sgd,momentum&race.hyper.sgd.lr={rates[0.0]:g}&race.hyper.momentum.lr={rates[momentum]:g}"
            f"&race.hyper.momentum.beta={momentum}#the-race"
        )

    def pace(beta: float) -> str:
        return shown(rate(rates[beta], beta, kappa))

    return Choice(
        prompt=f"Four walkers start at $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa:g}\\,y^2$, each with a rate "
        f"that suits its memory. Who stands lowest after {steps} steps?",
        right=label(best),
        why=f"It multiplies the error by {pace(best)} a step and ends at f = {number(ends[best])}; the next, with "
        f"{f'β = {ranking[1]}' if ranking[1] else 'no memory'}, by {pace(ranking[1])} and at f = {number(ends[ranking[1]])}. The "
        "narrower the valley, the more memory pays, and no further.",
        see=see(best),
        nearby=[label(float(beta)) for beta in nearby],
        wrong=[
            Wrong(
                label(beta),
                MORE_MEMORY_IS_BETTER if beta > best else LESS_MEMORY_IS_SAFER,
                f"Its error is multiplied by {pace(beta)} a step, and it ends at f = {number(ends[beta])}. "
                + (
                    "That is more memory than this valley needs."
                    if beta > best
                    else "This valley asks for more memory."
                ),
                see(beta),
            )
            for beta in ranking[1:]
        ],
    )
