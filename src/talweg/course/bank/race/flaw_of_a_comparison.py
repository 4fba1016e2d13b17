from functools import cache

import talweg as tw
from talweg.course.bank.misconceptions import FINDS_ANOTHER_FLAW
from talweg.course.bank.race.setting import Point, panel, run
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.race import number

RULES = {"SGD": tw.sgd, "momentum": tw.momentum, "Adam": tw.adam, "RMSProp": tw.rmsprop}
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
COMMON = (0.01, 0.02, 0.05)

FLAWS = {
    "rate": "The one rate for both may suit one of them and not the other",
    "search": "The rate of one was searched for, that of the other was not",
    "steps": "One of them was given more steps to walk than the other",
    "ground": "One valley is too little ground for so wide a claim",
}
NOT_SO = {
    "rate": "Here each runs at a rate of its own.",
    "steps": "Here both walk the same number of steps.",
    "ground": "Here the claim is about this one valley, and goes no further.",
}


@cache
def end(rule: str, kappa: int, lr: float, start: Point, steps: int) -> float:
    """Where a rule ends in the valley, in f."""
    return float(run(kappa, [RULES[rule](lr=lr)], start, steps).values[RULES[rule].name][-1])


def best(rule: str, kappa: int, start: Point, steps: int) -> tuple[float, float]:
    """The lowest end over RATES, and its rate."""
    return min((end(rule, kappa, lr, start, steps), lr) for lr in RATES)


@question(
    section="race",
    level=4,
    kind="single",
    objective="Judge whether a comparison of two optimizers is fair.",
    hint="Go through what has to be equal or said: the start, the ground, the steps, and how each came by its rate.",
    misconceptions=(FINDS_ANOTHER_FLAW,),
)
def flaw_of_a_comparison(draw: Draw) -> Choice:
    """What is wrong with a report that one optimizer beats another."""
    flaw = draw.pick(list(FLAWS))
    tried = f"each at the best of the same {len(RATES)} rates"
    while True:
        kappa, start = draw.whole(4, 24), draw.pick([(5.0, 3.0), (4.0, 2.0)])
        steps, lr = draw.whole(18, 32), draw.pick(COMMON)
        one, other = draw.some(list(RULES), 2)
        if flaw == "rate":
            ends = {name: (end(name, kappa, lr, start, steps), lr) for name in (one, other)}
            how = f"both with lr = {lr}, {steps} steps each"
        elif flaw == "search":
            ends = {one: best(one, kappa, start, steps), other: (end(other, kappa, lr, start, steps), lr)}
            how = f"{one} at the best of {len(RATES)} rates, {other} at lr = {lr} without a search, {steps} steps each"
        elif flaw == "steps":
            ends = {one: best(one, kappa, start, 2 * steps), other: best(other, kappa, start, steps)}
            how = f"{tried}, {2 * steps} steps for {one} and {steps} for {other}"
        else:
            ends = {name: best(name, kappa, start, steps) for name in (one, other)}
            how = f"{tried}, {steps} steps each"
        winner, loser = sorted(ends, key=lambda name: ends[name][0])
        if flaw in ("rate", "ground") or winner == one:  # who was favoured has won, else nobody would complain
            break
    claim = "is the better optimizer for training networks" if flaw == "ground" else "is the better one in this valley"
    result = f"{winner[0].upper()}{winner[1:]} ended at f = {number(ends[winner][0])}, {loser} at f = {number(ends[loser][0])}"
    whys = {
        "rate": f"At lr = {lr} {winner} won. A rate means something else in each rule; at rates of their own the order may be "
        "another.",
        "search": f"{one[0].upper()}{one[1:]} was given the best of {len(RATES)} rates, {other} the first that came to hand. Search for both, or for neither.",
        "steps": f"{one[0].upper()}{one[1:]} was given twice as many steps. A comparison needs the same number of gradients for both.",
        "ground": "In this valley the comparison is fair. What holds in a valley with two weights need not hold in a network.",
    }

    def why(name: str) -> str:
        if name != "search":
            return NOT_SO[name]
        return "Here nobody's rate was searched for." if flaw == "rate" else "Here both searched among the same rates."

    see = panel(kappa, "sgd,momentum,rmsprop,adam", lr, start, steps).replace("#", "&race.equal=best#")
    return Choice(
        prompt=f"A report compares {one} and {other} in the valley $f = x^2 + {kappa}\\,y^2$, from the same start: {how}. "
        f"{result}. Its conclusion: “{winner[0].upper()}{winner[1:]} {claim}.” What is wrong with it?",
        right=FLAWS[flaw],
        why=whys[flaw],
        see=see,
        wrong=[Wrong(FLAWS[name], FINDS_ANOTHER_FLAW, why(name), see) for name in FLAWS if name != flaw],
    )
