from math import log

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_LOGARITHM, WRONG_SLOT
from talweg.course.question import Choice, Draw, Wrong, question, shown

WORDS = ("first", "second", "third")


@question(
    section="loss",
    level=1,
    kind="single",
    objective="Read the cross-entropy of one example off its probabilities.",
    hint="Two of the three probabilities do not matter.",
    misconceptions=(DROPS_LOGARITHM, WRONG_SLOT),
)
def right_slot(draw: Draw) -> Choice:
    """The loss of one example from three probabilities."""
    # The lesson's own probability, and its two traps, is the right one in a quarter of the questions.
    own = draw.whole(1, 4) == 1
    low = draw.decimal(0.02, 0.148, 0.0005) if own else draw.decimal(0.05, 0.3, 0.002)
    middle = round(0.3 - low, 4) if own else draw.decimal(low, 0.85 - low, 0.002)
    p = draw.shuffled([low, middle, round(1 - low - middle, 4)])
    place = p.index(0.7) if own else draw.whole(0, 2)
    others = [each for each in range(3) if each != place]
    # Logits are logarithms of probabilities up to a constant, which the softmax takes away.
    right = tw.cross_entropy([[log(each) for each in p]], [place])
    return Choice(
        prompt=f"A classifier gives three classes the probabilities $p = ({p[0]}, {p[1]}, {p[2]})$. "
        f"The {WORDS[place]} class is the right one. What is the cross-entropy of this example?",
        right=right,
        again=-log(p[place]),
        why=f"Only the right class counts: $-\\log {p[place]} = {shown(right)}$.",
        wrong=[
            *(
                Wrong(
                    -log(p[each]),
                    WRONG_SLOT,
                    f"This is $-\\log {p[each]}$, the {WORDS[each]} class's. The {WORDS[place]} is the right one.",
                    see=f"?punishment.correct={place}#what-a-loss-does",
                )
                for each in others
            ),
            Wrong(
                1 - p[place],
                DROPS_LOGARITHM,
                f"This is $1 - {p[place]}$, how far the probability is from 1. The loss takes its logarithm, "
                "which has no ceiling.",
            ),
        ],
    )
