import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import TRUSTS_FAME
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number

RULES = (tw.sgd, tw.momentum, tw.adam, tw.rmsprop)


@question(
    section="race",
    level=4,
    kind="race",
    objective="Predict which rule stands lowest from the valley, the rate and the budget.",
    hint="Work out what one step of SGD does to x and to y, and how far Adam can get in so many steps.",
    misconceptions=(TRUSTS_FAME,),
)
def who_stands_lowest(draw: Draw) -> Choice:
    """Which of four rules is lowest at the end of a race in a valley."""
    while True:  # until one of them is lowest beyond doubt
        kappa, share = draw.pick([5, 10, 20, 40, 80, 160]), draw.decimal(0.3, 0.9, 0.05)
        lr = float(f"{share / kappa:.2g}")  # below SGD's limit, 1 / kappa
        steps, start = draw.whole(30, 200), (draw.decimal(0.5, 6, 0.5), draw.decimal(0.5, 3, 0.5))
        nearby = lowest({rule.name: rule(lr=lr) for rule in RULES}, kappa, start, steps)
        if len(set(nearby)) == 1:
            break
    race = tw.race(tw.surfaces.valley(kappa=kappa), [rule(lr=lr) for rule in RULES], start=start, steps=steps)
    ends = {name: float(values[-1]) for name, values in race.values.items()}
    ranking = sorted(ends, key=ends.__getitem__)
    best = ranking[0]
    see = (
        f"?race.shape.kappa={kappa}&race.rules=sgd,momentum,rmsprop,adam&race.rate={lr}&race.steps={steps}"
        f"&race.start={start[0]:g},{start[1]:g}#the-race"
    )
    label = {name: race.runners[name].label for name in ranking}
    return Choice(
        prompt=f"Four rules start at $({start[0]:g}, {start[1]:g})$ on $f = x^2 + {kappa}\\,y^2$, all with "
        f"$\\text{{lr}} = {lr}$ and their usual settings otherwise. Which stands lowest after {steps} steps?",
        right=label[best],
        why=f"{label[best]} ends at f = {number(ends[best])}, before {label[ranking[1]]} at {number(ends[ranking[1]])}. "
        f"SGD multiplies $x$ by ${1 - 2 * lr:.4g}$ a step and $y$ by ${1 - 2 * kappa * lr:.3g}$; Adam and RMSProp move each "
        f"of them by about ${lr}$, whatever the slope, so {steps} steps are good for about {steps * lr:.2g}.",
        see=see,
        nearby=[label[name] for name in nearby],
        wrong=[
            Wrong(
                label[name],
                TRUSTS_FAME,
                f"{label[name]} ends at f = {number(ends[name])}, {label[best]} at {number(ends[best])}. "
                "Let them race and see.",
                see,
            )
            for name in ranking[1:]
        ],
    )
