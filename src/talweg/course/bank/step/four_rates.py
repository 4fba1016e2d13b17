import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import LARGER_IS_FASTER, SMALLER_IS_BETTER
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 1.05)
"""Of the rate at which SGD leaves the valley."""


@question(
    section="step",
    level=3,
    kind="race",
    objective="Predict which learning rate arrives first.",
    hint="What does one step multiply $x$ and $y$ by? The number further from 0 decides.",
    misconceptions=(LARGER_IS_FASTER, SMALLER_IS_BETTER),
)
def four_rates(draw: Draw) -> Choice:
    """Which of four learning rates is lowest after some steps."""
    while True:  # until one of them is lowest beyond doubt
        kappa, steps = draw.decimal(2, 9, 0.5), draw.whole(10, 20)
        start = (draw.decimal(3, 6, 0.5), draw.decimal(2, 4, 0.5))
        rates = sorted(float(f"{share / kappa:.2g}") for share in draw.some(SHARES, 4))
        nearby = lowest({f"lr = {lr}": tw.sgd(lr=lr) for lr in rates}, kappa, start, steps)
        if len(set(nearby)) == 1:
            break
    race = tw.race(tw.surfaces.valley(kappa=kappa), [tw.sgd(lr=lr) for lr in rates], start=start, steps=steps)
    ends = dict(zip(rates, (float(values[-1]) for values in race.values.values()), strict=True))
    best = min(rates, key=ends.__getitem__)

    def see(lr: float) -> str:
        place = f"&race.start={start[0]:g},{start[1]:g}&race.steps={steps}"
        return f"?race.shape.kappa={kappa}&race.rules=sgd&race.rate={lr}{place}#the-race"

    def story(lr: float) -> str:
        return (
            f"With lr = {lr} a step multiplies $x$ by ${1 - 2 * lr:.3g}$ and $y$ by ${1 - 2 * kappa * lr:.3g}$: "
            f"after {steps} steps f = {number(ends[lr])}"
        )

    return Choice(
        prompt=f"Four walkers start at $({start[0]:g}, {start[1]:g})$ on $f = x^2 + {kappa:g}\\,y^2$. All take plain gradient "
        f"descent, each with its own learning rate. Which stands lowest after {steps} steps?",
        right=f"lr = {best}",
        why=f"{story(best)}, the lowest of the four. A larger rate is faster only as long as it does not overshoot by more "
        "than a smaller one falls short.",
        see=see(best),
        ordered=True,
        nearby=nearby,
        wrong=[
            Wrong(f"lr = {lr}", LARGER_IS_FASTER if lr > best else SMALLER_IS_BETTER, f"{story(lr)}.", see(lr))
            for lr in rates
            if lr != best
        ],
    )
