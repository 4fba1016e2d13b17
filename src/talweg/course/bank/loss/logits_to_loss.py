from math import exp, log

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_LOGARITHM, LOGITS_FOR_PROBABILITIES, WRONG_SLOT
from talweg.course.question import Draw, Number, Wrong, question, shown

WORDS = ("first", "second", "third")


@question(
    section="loss",
    level=2,
    kind="number",
    objective="Go from logits to the cross-entropy with a pocket calculator.",
    hint="The exponential of each logit, its share of their sum, and minus the logarithm of the right class's share.",
    misconceptions=(DROPS_LOGARITHM, LOGITS_FOR_PROBABILITIES, WRONG_SLOT),
)
def logits_to_loss(draw: Draw) -> Number:
    """The cross-entropy of three logits."""
    z = draw.some([each / 10 for each in range(-20, 41)], 3)
    place = draw.whole(0, 2)
    right = tw.cross_entropy([[float(each) for each in z]], [place])
    total = sum(exp(each) for each in z)
    p = [exp(each) / total for each in z]
    lead = max(range(3), key=z.__getitem__)
    lead = lead if lead != place else min(range(3), key=z.__getitem__)
    see = f"?punishment.z1={z[0]}&punishment.z2={z[1]}&punishment.z3={z[2]}&punishment.correct={place}#what-a-loss-does"
    wrong = [
        Wrong(
            -log(p[lead]),
            WRONG_SLOT,
            f"This is $-\\log {shown(p[lead])}$, the {WORDS[lead]} class's. The {WORDS[place]} is the right one.",
            see,
        ),
        Wrong(
            p[place], DROPS_LOGARITHM, "This is the right class's probability. The loss is minus its logarithm.", see
        ),
    ]
    if sum(z) > 0 and 0 < z[place] < sum(z):
        wrong.append(
            Wrong(
                -log(z[place] / sum(z)),
                LOGITS_FOR_PROBABILITIES,
                "This divides the logits by their sum. Softmax takes their exponentials first.",
                see,
            )
        )
    return Number(
        prompt=f"A classifier's logits are $z = ({z[0]:g}, {z[1]:g}, {z[2]:g})$, and the {WORDS[place]} class is the right one. What "
        "is the cross-entropy of this example?",
        right=right,
        again=-log(p[place]),
        why=f"The exponentials are {', '.join(f'${exp(each):.3f}$' for each in z)}, together ${total:.3f}$. The right class "
        f"gets $p = {shown(p[place])}$, and $-\\log {shown(p[place])} = {shown(right)}$.",
        see=see,
        wrong=wrong,
    )
