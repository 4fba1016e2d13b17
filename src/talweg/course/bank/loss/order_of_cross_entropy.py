from math import exp

from talweg.course.bank.misconceptions import LOGITS_FOR_PROBABILITIES, MIXES_UP_ORDER
from talweg.course.question import Draw, Order, Wrong, question, shown

WORDS = ("first", "second", "third")


@question(
    section="loss",
    level=2,
    kind="order",
    objective="Rebuild the way from logits to a loss.",
    hint="Logits become probabilities, probabilities a charge, charges a mean.",
    misconceptions=(LOGITS_FOR_PROBABILITIES, MIXES_UP_ORDER),
)
def order_of_cross_entropy(draw: Draw) -> Order:
    """The parts of the way from logits to the mean cross-entropy."""
    z, place, size = draw.some([each / 10 for each in range(-20, 60)], 3), draw.whole(0, 2), draw.pick([8, 16, 32, 64])
    top = max(z)
    less = [each - top for each in z]
    total = sum(exp(each) for each in less)
    return Order(
        prompt=f"One of {size} examples has the logits ({z[0]:g}, {z[1]:g}, {z[2]:g}), and its {WORDS[place]} class is the right one. "
        "Put the way to the batch's mean cross-entropy in order.",
        steps=[
            f"Take the largest logit, {top:g}, away from all three, so that nothing overflows",
            "Take the exponential of each of the three",
            f"Divide each by their sum, {shown(total)}: the probabilities",
            f"Pick the {WORDS[place]} class's probability and take minus its logarithm",
            f"Take the mean of that over the {size} examples",
        ],
        why="Shift, exponential, share, minus the logarithm of the right one, mean. The shift must come first, or it comes too "
        "late: a logit of 1000 has no exponential that a computer can hold.",
        see="#what-a-loss-does",
        wrong=[
            Wrong((1, 0, 2, 3, 4), MIXES_UP_ORDER, "After the exponentials it is too late: they are what overflows."),
            Wrong(
                (0, 2, 1, 3, 4),
                LOGITS_FOR_PROBABILITIES,
                "Logits can be negative and add up to anything. Their exponentials are what is divided by the sum.",
            ),
            Wrong(
                (0, 1, 3, 2, 4),
                MIXES_UP_ORDER,
                "Before they are divided by their sum, these are no probabilities, and their logarithms no loss.",
            ),
        ],
    )
