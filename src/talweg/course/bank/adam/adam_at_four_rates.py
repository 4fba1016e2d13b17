import numpy as np

import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import LARGER_RATE_SOONER, SMALLER_RATE_SAFER
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


def ends(rates: tuple[float, ...], start: tuple[float, float], kappa: int, steps: int) -> dict[float, float]:
    """Where Adam ends in the valley, in f, at each of the rates."""
    surface, rule = tw.surfaces.valley(kappa=kappa), tw.adam.formula.function
    hyper = dict(tw.adam.hyper) | {"lr": np.array(rates)[:, None]}
    w = np.tile(start, (len(rates), 1))  # a walker a row
    m = v = np.zeros_like(w)
    for t in range(1, steps + 1):
        w, m, v = rule(w, np.stack(surface.gradient(*w.T), axis=1), m, v, t, **hyper)
    return dict(zip(rates, map(float, surface.value(*w.T)), strict=True))


@question(
    section="adam",
    level=4,
    kind="race",
    objective="Judge which rate gives Adam the time to arrive and the calm to settle.",
    hint="In so many steps Adam covers at most about lr times their number. What is left when it gets there?",
    misconceptions=(LARGER_RATE_SOONER, SMALLER_RATE_SAFER),
)
def adam_at_four_rates(draw: Draw) -> Choice:
    """Which of four rates brings Adam lowest in a valley."""
    for _ in range(5):  # until one of them is lowest beyond doubt
        kappa, steps = draw.pick([2, 5, 10, 20]), draw.pick([20, 30, 40, 50, 60, 80])
        start = (float(draw.whole(2, 6)), float(draw.whole(1, 3)))
        first = draw.whole(1, 4)
        found = ends(RATES[first : first + 4], start, kappa, steps)
        best, second = sorted(found, key=found.__getitem__)[:2]
        if found[second] > 1.3 * found[best] and best <= 0.3:
            break

    def label(lr: float) -> str:
        return f"lr = {lr:g}"

    def see(lr: float) -> str:
        return (
            f"?race.shape.kappa={kappa}&race.rules=adam&race.rate={lr:g}&race.steps={steps}"
            f"&race.start={start[0]:g},{start[1]:g}#the-race"
        )

    def why(lr: float) -> str:
        end = f"It ends at f = {number(found[lr])}."
        if lr > best:
            return f"It arrives sooner, but its long steps carry it back and forth across the floor. {end}"
        reach = steps * moves(tw.adam(lr=lr), [1.0])[0]
        if reach < start[0]:
            return f"In {steps} steps it covers about {reach:.2g} at most, and there are {start[0]:g} to go. {end}"
        return f"Its {steps} steps are good for about {reach:.2g}, which leaves it little time to settle. {end}"

    return Choice(
        prompt=f"Four walkers start at $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa}\\,y^2$, all under Adam, "
        f"with different rates. Which one stands lowest after {steps} steps?",
        right=label(best),
        why=f"It ends at f = {number(found[best])}. {steps} steps of {best:g} are good for about {steps * best:.3g}, and the way "
        f"along $x$ is {start[0]:g}. Adam's rate is a length: set it by the way to go and by the time there is.",
        see=see(best),
        wrong=[
            Wrong(label(lr), LARGER_RATE_SOONER if lr > best else SMALLER_RATE_SAFER, why(lr), see(lr))
            for lr in found
            if lr != best
        ],
    )
