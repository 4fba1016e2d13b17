import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import LARGER_RATE_SOONER, SMALLER_RATE_SAFER
from talweg.course.bank.race.setting import run
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number


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
    wanted = draw.whole(0, 3)
    while True:  # until the wanted one is lowest beyond doubt
        kappa, steps = draw.pick([2, 5, 10, 20]), draw.whole(20, 80)
        start = (draw.decimal(1, 6, 0.5), draw.decimal(1, 3, 0.5))
        # A rate that is to be the largest may be small; one that is to beat ten times itself must be large.
        share = draw.decimal(2, 8, 0.5) if wanted == 3 else draw.decimal(8, 16, 0.5)
        rates = [float(f"{share * max(start) / steps * 10.0 ** (place - wanted):.2g}") for place in range(4)]
        nearby = [float(name) for name in lowest({str(lr): tw.adam(lr=lr) for lr in rates}, kappa, start, steps)]
        if set(nearby) == {rates[wanted]} and rates[0] >= 1e-4:
            break
    race = run(kappa, [tw.adam(lr=lr) for lr in rates], start, steps)
    found = dict(zip(rates, (float(values[-1]) for values in race.values.values()), strict=True))
    best = rates[wanted]

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
        nearby=[label(lr) for lr in nearby],
        ordered=True,
        wrong=[
            Wrong(label(lr), LARGER_RATE_SOONER if lr > best else SMALLER_RATE_SAFER, why(lr), see(lr))
            for lr in found
            if lr != best
        ],
    )
