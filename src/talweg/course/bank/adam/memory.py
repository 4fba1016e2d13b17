import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_THE_REST, MISCOUNTS_MEMORY, SWAPS_BETAS
from talweg.course.question import Choice, Draw, Wrong, question, shown

RULES = (tw.sgd, tw.momentum, tw.adagrad, tw.rmsprop, tw.adam)
SLOTS = {
    "momentum": "the velocity $v$",
    "adagrad": "the sum of squares $v$",
    "rmsprop": "the average of the squares $v$",
    "adam": "the averages $m$ and $v$",
}


@question(
    section="adam",
    level=1,
    kind="single",
    objective="Know what each rule has to remember for every weight.",
    hint="Which letters stand on the left of the rule's lines, besides $w$?",
    misconceptions=(MISCOUNTS_MEMORY,),
)
def what_is_remembered(draw: Draw) -> Choice:
    """How many numbers a rule keeps for a network."""
    rule, millions = draw.pick(RULES), draw.decimal(1.5, 300, 0.1)
    slots = rule.init(np.zeros(1)).slots
    count = sum(np.size(each) for each in slots.values())
    label = "momentum" if rule is tw.momentum else rule.label

    def text(numbers: float) -> str:
        return f"{numbers * millions:g} million numbers" if numbers else "No numbers at all"

    whys = {
        0: "Only a rule without any memory gets by with none, as SGD does.",
        1: "One number for every weight is what a rule with a single sum or average keeps.",
        2: "Two numbers for every weight are what Adam keeps, for its two averages.",
        3: "Three would be one more than even Adam keeps. The weights and the gradient do not count here.",
    }
    kept = (
        f"For every weight {label} keeps {SLOTS[rule.name]}."
        if count
        else f"{label} keeps nothing from one step to the next."
    )
    return Choice(
        prompt=f"A network has {millions:g} million weights. How many numbers does {label} have to keep from one step to the "
        "next, besides the weights themselves?",
        right=text(count),
        why=f"{kept} That is what makes a rule dear or cheap in memory.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong(text(other), MISCOUNTS_MEMORY, f"{whys[other]} {kept}", "#a-rate-of-its-own-for-every-weight")
            for other in range(4)
            if other != count
        ],
    )


@question(
    section="adam",
    level=1,
    kind="single",
    objective="Read off Adam's two betas how far back each average looks.",
    hint="It is the same window as momentum's, one for each of the two.",
    misconceptions=(FORGETS_THE_REST, SWAPS_BETAS),
)
def two_windows(draw: Draw) -> Choice:
    """How far back one of Adam's averages looks."""
    beta1, beta2 = draw.decimal(0.75, 0.95, 0.001), draw.decimal(0.96, 0.999, 0.0005)
    of_m = draw.pick([True, False])
    what, beta, other = ("the gradient", beta1, beta2) if of_m else ("the squared gradient", beta2, beta1)
    # What the newest of all weighs in the average: one over the window.
    rule = tw.adam(beta1=beta1, beta2=beta2)
    state, w = rule.init(np.zeros(1)), np.zeros(1)
    rule.step(w, np.ones(1), state)
    right = 1 / float(state.slots["m" if of_m else "v"][0])
    see = f"?window.beta={beta}&window.signal=constant#momentum"
    return Choice(
        prompt=f"Adam runs with $\\beta_1 = {beta1}$ and $\\beta_2 = {beta2}$. Over about how many steps does its average of "
        f"{what} look back?",
        right=round(right, 6),
        again=round(1 / (1 - beta), 6),
        unit=" steps",
        why=f"The newest one has the weight ${shown(1 - beta)}$, as in a plain mean of "
        f"$1/(1 - {beta}) = {shown(right)}$. Adam judges the size of gradients over a longer time than their direction.",
        see=see,
        wrong=[
            Wrong(
                round(1 / (1 - other), 6),
                SWAPS_BETAS,
                f"This is the window of the other average. Of {what} it is $\\beta_{1 if of_m else 2}$ that counts.",
                see,
            ),
            Wrong(
                round(1 / (1 - beta) / 2, 6),
                FORGETS_THE_REST,
                "After half the window a gradient still has more than half of its weight.",
                see,
            ),
        ],
    )
