import re
from urllib.parse import quote

import numpy as np

import talweg as tw
from talweg.course.bank.listing import block
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import TRUSTS_FAME
from talweg.course.data.own_rule import bare_lines, brake, fading, limited, sign_descent
from talweg.course.question import Choice, Draw, Wrong, question, shown

RULES = {
    tw.sgd: "SGD",
    tw.momentum: "momentum",
    brake: "momentum with a brake",
    sign_descent: "a step of fixed length against each slope's sign",
    limited: "SGD whose slopes are cut off at 10",
    fading: "SGD with a rate that has halved after 10 steps",
}

IDEAS = (brake, sign_descent, limited, fading)
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


def ended(rules: list[tw.Optimizer], kappa: float, start: tuple[float, float], steps: int) -> dict[str, float]:
    """Where each rule ends in the valley, in f, by name: without the race's checks."""
    found, steep = {}, np.array([2.0, 2.0 * kappa])
    for rule in rules:
        w, slots = np.array(start), (np.zeros(2),) * len(rule.slots)
        for t in range(1, steps + 1):
            w, slots = rule.next(w, steep * w, slots, t)
        found[rule.name] = float(steep @ w**2 / 2)
    return found


@question(
    section="code",
    level=4,
    kind="race",
    objective="Predict from their lines how rules fare on a valley.",
    hint="How far does each go along x in so many steps? What does it do once it has crossed the floor?",
    misconceptions=(TRUSTS_FAME,),
)
def race_of_written_rules(draw: Draw) -> Choice:
    """Which of four rules, given as code, ends lowest in a valley."""
    while True:  # until one of them is lowest beyond doubt
        kappa, steps = draw.pick([2, 5, 10, 20]), draw.whole(20, 32)
        lr = draw.pick([each for each in RATES if 2 * kappa * each < 1.9])
        start = (draw.decimal(2, 6, 0.5), draw.decimal(1, 3, 0.5))
        others = draw.some([each for each in RULES if each is not brake], 4)
        rules = draw.shuffled([brake, *others[1:]]) if draw.pick([True, False, False]) else others
        nearby = lowest({rule.name: rule(lr=lr) for rule in rules}, kappa, start, steps)
        if len(set(nearby)) == 1:
            break
    ends = ended([rule(lr=lr) for rule in rules], kappa, start, steps)
    race = tw.race(tw.surfaces.valley(kappa=kappa), [rule(lr=lr) for rule in rules], start=start, steps=steps)
    best, runner_up, *_ = sorted(rules, key=lambda rule: float(race.values[rule.name][-1]))
    letter = dict(zip(rules, "ABCD", strict=True))
    listing: list[str] = []
    for rule in rules:
        code = [line for line in bare_lines(rule).splitlines() if not line.startswith("#")]
        listing += [
            f"# rule {letter[rule]}",
            *(re.sub(r": \w+ =", " =", line) for line in code),
            "",
        ]
    written = best if best in IDEAS else next(rule for rule in rules if rule not in (tw.sgd, tw.momentum))
    see = (
        f"?own-rule.text={quote(bare_lines(written), safe='')}&own-rule.shape.kappa={kappa}&own-rule.rate={lr:g}"
        f"&own-rule.steps={steps}&own-rule.start={start[0]:g},{start[1]:g}&own-rule.rules=sgd,momentum#in-code"
    )

    def where(rule: tw.Optimizer) -> str:
        x, y = race.paths[rule.name][-1]
        return f"It is {RULES[rule]}, and ends at x = {near(x)}, y = {near(y)}, with f = {shown(ends[rule.name])}."

    return Choice(
        prompt=f"Four rules walk in the valley $f = x^2 + {kappa}\\,y^2$ from $({start[0]:g}, {start[1]:g})$, with `lr = {lr}` and `beta = 0.9`; "
        f"`w` is each coordinate, `g` its slope, `t` is 1 at the first step, and `v` starts at 0. Which one stands lowest after {steps} steps?{block(listing[:-1])}",
        right=f"rule {letter[best]}",
        again=f"rule {letter[next(rule for rule in rules if rule.name == min(ends, key=ends.__getitem__))]}",
        nearby=[f"rule {letter[rule]}" for name in nearby for rule in rules if rule.name == name],
        why=f"{where(best)} The next one ends at f = {shown(ends[runner_up.name])}. At this rate SGD keeps ${1 - 2 * lr:.4g}$ of $x$ and "
        f"${1 - 2 * kappa * lr:.3g}$ of $y$ a step.",
        see=see,
        ordered=True,
        wrong=[Wrong(f"rule {letter[rule]}", TRUSTS_FAME, where(rule), see) for rule in rules if rule is not best],
    )


def near(place: float) -> str:
    """A coordinate to two places after the point."""
    return f"{round(place, 2) + 0.0:g}".replace("-", "\N{MINUS SIGN}")
