import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import TRUSTS_FAME
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number

RULES = (tw.sgd, tw.momentum, tw.rmsprop)


@question(
    section="race",
    level=4,
    kind="race",
    objective="Predict which rule stands lowest from the valley, the rate and the budget.",
    hint="Work out what one step of SGD does to x and to y, and how far RMSProp can get in so many steps.",
    misconceptions=(TRUSTS_FAME,),
)
def who_stands_lowest(draw: Draw) -> Choice:
    """Which of three rules is lowest at the end of a race in a valley."""
    wanted = draw.pick([rule.name for rule in RULES])
    while True:  # until the wanted one is lowest beyond doubt
        kappa, share = draw.pick([5, 10, 20, 40, 80, 160]), draw.decimal(0.3, 0.9, 0.05)
        lr = float(f"{share / kappa:.2g}")  # below SGD's limit, 1 / kappa
        steps, start = draw.whole(30, 120), (draw.decimal(0.5, 6, 0.5), draw.decimal(0.5, 3, 0.5))
        long = draw.pick([lr, 0.05, 0.1, 0.2])
        rules = [rule(lr=lr) for rule in RULES[:2]] + [rule(lr=long) for rule in RULES[2:]]
        nearby = lowest({rule.name: rule for rule in rules}, kappa, start, steps)
        if set(nearby) == {wanted}:
            break
    race = tw.race(tw.surfaces.valley(kappa=kappa), rules, start=start, steps=steps)
    ends = {name: float(values[-1]) for name, values in race.values.items()}
    ranking = sorted(ends, key=ends.__getitem__)
    best = ranking[0]
    see = (
        f"?race.shape.kappa={kappa}&race.rules=sgd,momentum,rmsprop&race.rate={lr}&race.hyper.rmsprop.lr={long}&race.steps={steps}"
        f"&race.start={start[0]:g},{start[1]:g}#the-race"
    )
    label = {name: race.runners[name].label for name in ranking}
    return Choice(
        prompt=f"Three rules start at $({start[0]:g}, {start[1]:g})$ on $f = x^2 + {kappa}\\,y^2$, SGD and momentum "
        f"with $\\text{{lr}} = {lr}$, RMSProp with {long:g}, all at their usual settings otherwise. Which stands lowest after {steps} steps?",
        right=label[best],
        why=f"{label[best]} ends at f = {number(ends[best])}, before {label[ranking[1]]} at {number(ends[ranking[1]])}. "
        f"SGD multiplies $x$ by ${1 - 2 * lr:.4g}$ a step and $y$ by ${1 - 2 * kappa * lr:.3g}$; RMSProp moves each "
        f"of them by about ${long:g}$, whatever the slope, so {steps} steps are good for about {steps * long:.2g}.",
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
