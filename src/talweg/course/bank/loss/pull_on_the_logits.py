from math import log

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_LABEL, STOPS_AT_PROBABILITY, WRONG_SIGN
from talweg.course.question import Choice, Draw, Wrong, question, shown

WORDS = ("first", "second", "third")


def row(values: list[float]) -> str:
    """Three numbers as an option shows them."""
    return f"({', '.join(shown(each + 0.0, 2) if each else '0' for each in values)})"


@question(
    section="loss",
    level=2,
    kind="single",
    objective="Write down the gradient of cross-entropy with respect to the logits.",
    hint="It is $p - y$, where $y$ is 1 for the right class and 0 for the others.",
    misconceptions=(FORGETS_LABEL, STOPS_AT_PROBABILITY, WRONG_SIGN),
)
def pull_on_the_logits(draw: Draw) -> Choice:
    """The gradient of the cross-entropy for three logits."""
    low = draw.decimal(0.05, 0.3, 0.01)
    middle = draw.decimal(low, 0.9 - low, 0.01)
    p = draw.shuffled([low, middle, round(1 - low - middle, 2)])
    place = draw.whole(0, 2)
    _, (gradient,) = tw.cross_entropy.value_and_grad([[log(each) for each in p]], [place])
    right = [round(float(each), 10) for each in gradient]
    z = "&".join(f"punishment.z{k}={log(each):.4f}" for k, each in enumerate(p, start=1))
    see = f"?{z}&punishment.correct={place}#what-a-loss-does"
    return Choice(
        prompt=f"A classifier gives three classes the probabilities $p = ({p[0]}, {p[1]}, {p[2]})$, and the {WORDS[place]} is "
        "the right one. What is the gradient of the cross-entropy with respect to the three logits?",
        right=row(right),
        again=row([round(each - (k == place), 10) for k, each in enumerate(p)]),
        why=f"It is $p - y$: the right class has its 1 taken away, the others keep their probability. A step against it raises "
        f"the {WORDS[place]} logit and lowers the other two.",
        see=see,
        wrong=[
            Wrong(
                row([-each for each in right]),
                WRONG_SIGN,
                "This is $y - p$, the way the logits should go. The gradient points the other way, uphill.",
                see,
            ),
            Wrong(
                row(p),
                FORGETS_LABEL,
                "This is $p$ alone. It would push all three logits down, the right one, too: the label's 1 is missing.",
                see,
            ),
            Wrong(
                row([-1 / p[place] if k == place else 0.0 for k in range(3)]),
                STOPS_AT_PROBABILITY,
                f"This is the slope with respect to the probabilities, $-1/{p[place]}$ for the right class. Softmax is still "
                "missing, through which every logit reaches that probability.",
                see,
            ),
        ],
    )
